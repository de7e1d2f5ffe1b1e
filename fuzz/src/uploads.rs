//! What a browser or a program says about an upload: the headers of tus, names and paths, the place of a page.

#[path = "../../crates/files/src/rules/archive.rs"]
mod archive;
#[path = "../../crates/files/src/rules/cursor.rs"]
mod cursor;
#[path = "../../crates/files/src/rules/limits.rs"]
mod limits;
#[path = "../../crates/files/src/rules/name.rs"]
mod name;
#[path = "../../crates/files/src/rules/resumable.rs"]
mod resumable;

/// Reads `Upload-Metadata` and `Upload-Checksum`; what is understood holds texts only, and means the same again.
pub fn read_headers(header: &str) {
    if let Ok(words) = resumable::metadata(header) {
        for (key, value) in &words {
            assert!(key.is_ascii() && value.len() <= header.len());
            read_name(value);
        }
        assert_eq!(Ok(words), resumable::metadata(header).map_err(drop));
    }
    drop(resumable::checksum(header));
}

/// Makes names of files and of entries in an archive: never a path, never empty, never longer than it may be.
pub fn read_name(text: &str) {
    if let Ok(typed) = name::typed(text) {
        assert!((1..=limits::NAME).contains(&typed.chars().count()));
        assert_eq!(Ok(&typed), name::typed(&typed).map_err(drop).as_ref());
    }
    let uploaded = name::uploaded(text);
    assert!(
        (1..=limits::NAME).contains(&uploaded.chars().count()),
        "{uploaded:?}"
    );
    assert!(!uploaded.contains(['/', '\\', '\0']), "{uploaded:?}");
    let folders = name::folders(text, &uploaded);
    assert!(
        folders
            .iter()
            .all(|folder| !folder.contains(['/', '\\']) && folder != ".." && folder != ".")
    );
    assert!(name::prefixed(&folders, &uploaded).chars().count() <= limits::NAME);

    let mut places = archive::Places::default();
    let folder = places.folder(text);
    let inside = [
        places.file(None, text, "PDF"),
        places.file(None, text, "PDF"),
        folder.clone(),
    ];
    for entry in &inside {
        assert!(
            !entry.is_empty() && entry.len() <= 255 && !entry.starts_with('/'),
            "{entry:?}"
        );
        assert!(
            !entry.contains(['/', '\\', ':', '\0']) && entry.trim_matches('.') != "",
            "{entry:?}"
        );
    }
    assert_ne!(inside[0].to_lowercase(), inside[1].to_lowercase());
    assert_ne!(inside[0].to_lowercase(), inside[2].to_lowercase());
    assert!(
        places
            .file(Some(&folder), text, "")
            .starts_with(&format!("{folder}/"))
    );
}

/// Reads the place of a page; what is understood is written the same way.
pub fn read_cursor(text: &str) {
    if let Ok(place) = cursor::Cursor::decode(text) {
        assert_eq!(
            Ok(place),
            cursor::Cursor::decode(&place.encode()).map_err(drop)
        );
    }
}
