//! What somebody wants to hear of, and by which way: two switches for each topic, kept as the bits of one number.

use super::kind::Topic;

/// The ways for one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// In the inbox.
    pub in_app: bool,
    /// By mail.
    pub email: bool,
}

/// The shortest time that activity is gathered, in minutes.
pub const SHORTEST: u32 = 10;
/// The longest.
pub const LONGEST: u32 = 480;
/// Without a choice.
pub const USUAL: u32 = 60;

/// The switches of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels(i64);

/// Everything that waits for one's answer comes both ways; what only informs comes to the inbox or is gathered.
impl Default for Channels {
    fn default() -> Self {
        let mut channels = Self(0);
        for topic in Topic::ALL {
            let ways = match topic {
                Topic::Mention
                | Topic::Reply
                | Topic::Decision
                | Topic::ReviewStarted
                | Topic::Due => Ways {
                    in_app: true,
                    email: true,
                },
                Topic::InvitationAccepted => Ways {
                    in_app: true,
                    email: false,
                },
                Topic::Activity => Ways {
                    in_app: false,
                    email: true,
                },
            };
            channels = channels.with(*topic, ways);
        }
        channels
    }
}

impl Channels {
    /// The switches of a stored number.
    pub fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The number to store.
    pub fn to_bits(self) -> i64 {
        self.0
    }

    /// The ways for a topic. Activity is never an item of its own.
    pub fn ways(self, topic: Topic) -> Ways {
        let place = place(topic);
        Ways {
            in_app: self.0 >> place & 1 == 1 && topic != Topic::Activity,
            email: self.0 >> (place + 1) & 1 == 1,
        }
    }

    /// The same with other ways for a topic.
    #[must_use]
    pub fn with(self, topic: Topic, ways: Ways) -> Self {
        let place = place(topic);
        let cleared = self.0 & !(0b11 << place);
        let set = i64::from(ways.in_app) | i64::from(ways.email) << 1;
        Self(cleared | set << place)
    }
}

/// Fixed for ever: the numbers are stored.
fn place(topic: Topic) -> u32 {
    match topic {
        Topic::Mention => 0,
        Topic::Reply => 2,
        Topic::Decision => 4,
        Topic::ReviewStarted => 6,
        Topic::Due => 8,
        Topic::InvitationAccepted => 10,
        Topic::Activity => 12,
    }
}

/// How long activity is gathered: none for never, otherwise within what makes sense.
pub fn digest_is_sensible(minutes: u32) -> bool {
    minutes == 0 || (SHORTEST..=LONGEST).contains(&minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_keeps_its_own_place() {
        for topic in Topic::ALL {
            for (in_app, email) in [(false, false), (false, true), (true, false), (true, true)] {
                let ways = Ways { in_app, email };

                let changed = Channels::default().with(*topic, ways);

                let read = Channels::from_bits(changed.to_bits());
                assert_eq!(read.ways(*topic).email, email, "{topic:?}");
                for other in Topic::ALL.iter().filter(|other| *other != topic) {
                    assert_eq!(read.ways(*other), Channels::default().ways(*other));
                }
            }
        }
    }

    #[test]
    fn what_waits_for_an_answer_comes_both_ways() {
        let channels = Channels::default();
        for topic in [Topic::Mention, Topic::ReviewStarted, Topic::Due] {
            let ways = channels.ways(topic);
            assert!(ways.in_app && ways.email, "{topic:?}");
        }
        assert!(!channels.ways(Topic::Activity).in_app);
    }

    #[test]
    fn activity_is_gathered_for_ten_minutes_to_eight_hours() {
        for (minutes, sensible) in [(0, true), (9, false), (10, true), (480, true), (481, false)] {
            assert_eq!(digest_is_sensible(minutes), sensible, "{minutes}");
        }
    }
}
