//! When somebody's morning is: the hour between seven and eight on a working day, where they live.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use kernel::Millis;

/// The number of the day whose morning it is now in this zone, counted from 1970-01-01; none at other hours and on
/// weekends.
pub fn morning(now: Millis, zone: &str) -> Option<i64> {
    let local = Timestamp::from_millisecond(now).ok()?.to_zoned(known(zone));
    let working = !matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
    (working && local.hour() == 7)
        .then(|| day(now, zone))
        .flatten()
}

/// The number of the day in this zone, counted from 1970-01-01.
pub fn day(now: Millis, zone: &str) -> Option<i64> {
    let local = Timestamp::from_millisecond(now).ok()?.to_zoned(known(zone));
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = local.date().since(epoch).ok()?.get_days();
    Some(i64::from(days))
}

/// A moment as people there write it: "Tue 18 May, 17:00".
pub fn moment(at: Millis, zone: &str) -> String {
    Timestamp::from_millisecond(at)
        .map(|at| {
            at.to_zoned(known(zone))
                .strftime("%a %-d %b, %H:%M")
                .to_string()
        })
        .unwrap_or_default()
}

fn known(zone: &str) -> TimeZone {
    TimeZone::get(zone).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_morning_is_seven_to_eight_on_a_working_day_where_one_lives() {
        let cases = [
            ("2027-05-18T05:00:00Z", "Europe/Oslo", true),
            ("2027-05-18T05:59:59Z", "Europe/Oslo", true),
            ("2027-05-18T06:00:00Z", "Europe/Oslo", false),
            ("2027-05-18T04:59:59Z", "Europe/Oslo", false),
            ("2027-05-18T07:30:00Z", "UTC", true),
            // Winter time.
            ("2027-01-12T06:30:00Z", "Europe/Oslo", true),
            ("2027-01-12T05:30:00Z", "Europe/Oslo", false),
            // Saturday there, Friday here, and the other way round.
            ("2027-05-21T19:30:00Z", "Pacific/Auckland", false),
            ("2027-05-16T19:30:00Z", "Pacific/Auckland", true),
            ("2027-05-22T07:30:00Z", "UTC", false),
            ("2027-05-23T07:30:00Z", "UTC", false),
            ("2027-05-24T07:30:00Z", "UTC", true),
            // A zone that nobody knows any more counts as UTC.
            ("2027-05-18T07:30:00Z", "Mars/Olympus", true),
        ];
        for (now, zone, expected) in cases {
            assert_eq!(morning(at(now), zone).is_some(), expected, "{now} {zone}");
        }
    }

    #[test]
    fn one_morning_has_one_number() {
        let early = morning(at("2027-05-18T05:00:00Z"), "Europe/Oslo");
        let late = morning(at("2027-05-18T05:59:00Z"), "Europe/Oslo");
        let next = morning(at("2027-05-19T05:00:00Z"), "Europe/Oslo");

        assert_eq!(early, late);
        assert_eq!(next, early.map(|day| day + 1));
        assert_eq!(day(0, "UTC"), Some(0));
    }

    #[test]
    fn a_moment_is_written_in_its_zone() {
        let due = at("2027-05-18T15:00:00Z");

        assert_eq!(moment(due, "Europe/Oslo"), "Tue 18 May, 17:00");
        assert_eq!(moment(due, "UTC"), "Tue 18 May, 15:00");
    }
}
