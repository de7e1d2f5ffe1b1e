//! What a reviewer writes and draws: the words of a comment and the places it points to, as JSON from a stranger.

use kernel::VersionId;

#[path = "../../crates/review/src/rules/body.rs"]
pub mod body;
#[path = "../../crates/review/src/rules/marker.rs"]
pub mod marker;
#[path = "../../crates/review/src/rules/name.rs"]
pub mod name;

/// Reads a comment's words; what is stored is accepted again unchanged, and no link leads anywhere but to the web.
pub fn read_body(json: &[u8]) {
    let Ok(body) = serde_json::from_slice::<body::Body>(json) else {
        return;
    };
    let Ok(stored) = body.checked() else { return };
    assert_eq!(Ok(&stored), stored.clone().checked().map_err(drop).as_ref());
    for span in stored.blocks.iter().flat_map(|block| &block.spans) {
        if let body::Span::Link { link, .. } = span {
            assert!(
                link.starts_with("https://") || link.starts_with("http://"),
                "{link:?}"
            );
            assert!(!link.contains(['<', '>', '"', '\'', ' ', '\n']), "{link:?}");
        }
    }
    let written = serde_json::to_vec(&stored).expect("what is stored can be written");
    assert_eq!(
        serde_json::from_slice::<body::Body>(&written).ok(),
        Some(stored)
    );
}

/// Reads markers; what is stored lies on the page, and is accepted again unchanged.
pub fn read_markers(json: &[u8]) {
    let Ok(markers) = serde_json::from_slice::<Vec<marker::Marker>>(json) else {
        return;
    };
    let Some(target) = markers.first().map(|marker| marker.target.clone()) else {
        return;
    };
    check(markers, target.version, &target.sha256);
}

/// The same for one selector on the right bytes, so that the fuzzer needs no target.
pub fn read_selector(json: &[u8]) {
    let Ok(selector) = serde_json::from_slice::<marker::Selector>(json) else {
        return;
    };
    let version = VersionId::from_uuid(uuid::Uuid::nil());
    let target = marker::Target {
        version,
        sha256: "ab".to_owned(),
    };
    check(
        vec![marker::Marker {
            target,
            selectors: vec![selector],
        }],
        version,
        "ab",
    );
}

fn check(markers: Vec<marker::Marker>, version: VersionId, sha256: &str) {
    let Ok(stored) = marker::checked(markers, version, sha256) else {
        return;
    };
    for selector in stored.iter().flat_map(|marker| &marker.selectors) {
        if let marker::Selector::SvgSelector { points, .. } = selector {
            assert!(
                points
                    .iter()
                    .flatten()
                    .all(|part| (0.0..=1.0).contains(part))
            );
        }
    }
    let written = serde_json::to_vec(&stored).expect("what is stored can be written");
    let read: Vec<marker::Marker> = serde_json::from_slice(&written).expect("and read");
    let again = marker::checked(read, version, sha256).expect("and is accepted again");
    assert_eq!(again, stored);
}

/// Reads the name of a group or person: what is accepted is accepted again unchanged.
pub fn read_name(text: &str) {
    if let Ok(name) = name::name("name", text) {
        assert!(!name.chars().any(name::is_hidden), "{name:?}");
        assert_eq!(Ok(&name), name::name("name", &name).map_err(drop).as_ref());
    }
    // Letters that stand for a person are made of whatever they are called.
    assert!(crate::rules::name::initials(text).chars().count() <= 6);
}
