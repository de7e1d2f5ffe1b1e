//! Times for people: in the signer's zone, with UTC beside it. An unknown zone falls back to UTC.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use krilla::metadata::DateTime;

/// A moment in a zone.
pub(super) struct Moment {
    local: Zoned,
    place: Option<String>,
}

impl Moment {
    /// `None` for a time outside the calendar.
    pub(super) fn new(milliseconds: i64, zone: &str) -> Option<Self> {
        let timestamp = Timestamp::from_millisecond(milliseconds).ok()?;
        let known = TimeZone::get(zone).ok().filter(|_| is_place(zone));
        Some(match known {
            Some(known) => Self {
                local: timestamp.to_zoned(known),
                place: Some(place(zone)),
            },
            None => Self {
                local: timestamp.to_zoned(TimeZone::UTC),
                place: None,
            },
        })
    }

    /// "Tuesday 18 May 2027 at 14:32:07 in Oslo"
    pub(super) fn long(&self) -> String {
        let moment = self.local.strftime("%A %-d %B %Y at %H:%M:%S");
        match &self.place {
            Some(place) => format!("{moment} in {place}"),
            None => format!("{moment} UTC"),
        }
    }

    /// "(12:32:07 UTC)", with the date where it is another one; empty when the zone is UTC itself.
    pub(super) fn universal(&self) -> String {
        if self.place.is_none() {
            return String::new();
        }
        let universal = self.local.with_time_zone(TimeZone::UTC);
        let format = if universal.date() == self.local.date() {
            "(%H:%M:%S UTC)"
        } else {
            "(%-d %B %H:%M:%S UTC)"
        };
        universal.strftime(format).to_string()
    }

    /// "14:31:48", with the date where it differs from the other moment's.
    pub(super) fn short(&self, beside: &Self) -> String {
        let format = if self.local.date() == beside.local.date() {
            "%H:%M:%S"
        } else {
            "%H:%M:%S on %-d %B %Y"
        };
        self.local.strftime(format).to_string()
    }
}

/// "Europe/Oslo" names a place; "UTC" and "Etc/GMT-1" do not.
fn is_place(zone: &str) -> bool {
    zone.contains('/') && !zone.starts_with("Etc/")
}

fn place(zone: &str) -> String {
    let last = zone.rsplit('/').next().unwrap_or(zone);
    last.replace('_', " ")
}

/// The moment for the document's own metadata.
pub(super) fn document_time(milliseconds: i64) -> Option<DateTime> {
    let moment = Timestamp::from_millisecond(milliseconds)
        .ok()?
        .to_zoned(TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).ok();
    Some(
        DateTime::new(u16::try_from(moment.year()).ok()?)
            .month(small(moment.month())?)
            .day(small(moment.day())?)
            .hour(small(moment.hour())?)
            .minute(small(moment.minute())?)
            .second(small(moment.second())?)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: i64 = 1_810_643_527_000;

    #[test]
    fn times_are_shown_in_the_zone_and_in_utc() {
        let oslo = Moment::new(MOMENT, "Europe/Oslo").unwrap();
        assert_eq!(oslo.long(), "Tuesday 18 May 2027 at 14:32:07 in Oslo");
        assert_eq!(oslo.universal(), "(12:32:07 UTC)");
        let earlier = Moment::new(MOMENT - 19_000, "Europe/Oslo").unwrap();
        assert_eq!(earlier.short(&oslo), "14:31:48");
        let far = Moment::new(MOMENT, "Pacific/Auckland").unwrap();
        assert_eq!(far.long(), "Wednesday 19 May 2027 at 00:32:07 in Auckland");
        assert_eq!(far.universal(), "(18 May 12:32:07 UTC)");
    }

    #[test]
    fn a_zone_that_nobody_knows_falls_back_to_utc() {
        for zone in ["", "UTC", "Nowhere/Land", "../../etc/passwd"] {
            let moment = Moment::new(MOMENT, zone).unwrap();
            assert_eq!(
                moment.long(),
                "Tuesday 18 May 2027 at 12:32:07 UTC",
                "{zone}"
            );
            assert_eq!(moment.universal(), "");
        }
        assert!(Moment::new(i64::MAX, "UTC").is_none());
    }
}
