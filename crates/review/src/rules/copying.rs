//! What becomes of a comment's words and places when it is copied to another review of the same file.

use std::collections::BTreeSet;

use kernel::{PersonId, VersionId};

use super::body::{Body, Span};
use super::marker::{Marker, Target};

/// Who stands for a person whom the readers of the copy do not know.
const SOMEBODY: &str = "@somebody";

/// The same places on other bytes. Whether they still show the same thing is another question.
pub fn carried(markers: Vec<Marker>, version: VersionId, sha256: &str) -> Vec<Marker> {
    markers
        .into_iter()
        .map(|marker| Marker {
            target: Target {
                version,
                sha256: sha256.to_owned(),
            },
            selectors: marker.selectors,
        })
        .collect()
}

/// The words without the people whom the readers of the copy do not know.
///
/// SECURITY: nobody in one group learns of a reviewer of another; guarded by test
/// `a_copy_names_nobody_of_the_other_group`.
#[must_use]
pub fn masked(mut body: Body, known: &BTreeSet<PersonId>) -> Body {
    let spans = body
        .blocks
        .iter_mut()
        .flat_map(|block| block.spans.iter_mut());
    for span in spans {
        if let Span::Mention { mention, .. } = span
            && !known.contains(mention)
        {
            *span = Span::Text {
                text: SOMEBODY.to_owned(),
            };
        }
    }
    body
}

/// How sure a place is, in percent: exact on the same bytes, else what was found by looking, if somebody looked.
pub fn sureness(same_bytes: bool, looked: Option<u8>) -> Option<u8> {
    if same_bytes {
        Some(100)
    } else {
        looked.map(|percent| percent.min(100))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::super::body::Block;
    use super::super::marker::Selector;
    use super::*;

    fn person(number: u128) -> PersonId {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn mention(number: u128) -> Span {
        Span::Mention {
            mention: person(number),
            name: String::new(),
        }
    }

    fn text(text: &str) -> Span {
        Span::Text {
            text: text.to_owned(),
        }
    }

    #[test]
    fn only_people_whom_the_readers_know_are_named() {
        let body = |spans| Body {
            blocks: vec![Block { spans }],
        };
        let cases = [
            (vec![text("plain")], vec![text("plain")]),
            (vec![mention(1)], vec![mention(1)]),
            (vec![mention(2)], vec![text("@somebody")]),
            (
                vec![text("ask "), mention(2), text(" or "), mention(1)],
                vec![text("ask "), text("@somebody"), text(" or "), mention(1)],
            ),
        ];
        let known = BTreeSet::from([person(1)]);
        for (given, expected) in cases {
            assert_eq!(masked(body(given), &known), body(expected));
        }
    }

    #[test]
    fn places_are_carried_to_the_other_bytes_and_nothing_is_lost() {
        let marker = |version: u128, sha256: &str| Marker {
            target: Target {
                version: Id::from_uuid(Uuid::from_u128(version)),
                sha256: sha256.to_owned(),
            },
            selectors: vec![Selector::FragmentSelector {
                value: "page=3".to_owned(),
            }],
        };
        let given = vec![marker(1, "aa"), marker(1, "aa")];

        let carried = carried(given, Id::from_uuid(Uuid::from_u128(2)), "bb");

        assert_eq!(carried, [marker(2, "bb"), marker(2, "bb")]);
    }

    #[test]
    fn a_place_is_as_sure_as_somebody_has_looked() {
        let cases = [
            (true, None, Some(100)),
            (true, Some(3), Some(100)),
            (false, None, None),
            (false, Some(94), Some(94)),
            (false, Some(255), Some(100)),
        ];
        for (same, looked, expected) in cases {
            assert_eq!(sureness(same, looked), expected);
        }
    }
}
