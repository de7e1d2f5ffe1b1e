//! Paths without detours.

/// Resolves `.` and `..` and joins slashes; with `windows`, backslashes are slashes.
pub(super) fn normalize(value: &[u8], windows: bool) -> Vec<u8> {
    let value: Vec<u8> = value
        .iter()
        .map(|byte| {
            if windows && *byte == b'\\' {
                b'/'
            } else {
                *byte
            }
        })
        .collect();
    if value.is_empty() {
        return value;
    }
    let absolute = value.starts_with(b"/");
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut folder = false;
    for part in value.split(|byte| *byte == b'/') {
        folder = matches!(part, b"" | b"." | b"..");
        match part {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(last) if *last != b".." => {
                    kept.pop();
                }
                _ if absolute => {}
                _ => kept.push(part),
            },
            _ => kept.push(part),
        }
    }
    let mut path = Vec::with_capacity(value.len());
    if absolute {
        path.push(b'/');
    }
    path.extend_from_slice(&kept.join(&b'/'));
    let ends_open =
        folder && value.contains(&b'/') && kept.last().is_some_and(|last| *last != b"..");
    if ends_open {
        path.push(b'/');
    }
    path
}
