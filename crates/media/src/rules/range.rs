//! The `Range` header (RFC 9110 §14.2): one range of bytes, or all.

use std::ops::Range;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The whole, because nothing or nothing that we serve was asked for.
    All,
    /// A part.
    Part(Range<u64>),
    /// A part that is not there (416).
    Unsatisfiable,
}

/// Reads the header. Several ranges, other units and nonsense mean the whole, as the RFC allows.
pub(crate) fn wanted(header: Option<&str>, size: u64) -> Wanted {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Wanted::All;
    };
    let Some((first, last)) = spec.split_once('-') else {
        return Wanted::All;
    };
    match (parse(first), parse(last)) {
        (Some(first), None) if last.trim().is_empty() => part(first, size, size),
        (Some(first), Some(last)) if first <= last => part(first, last.saturating_add(1), size),
        (None, Some(suffix)) if first.trim().is_empty() => {
            if suffix == 0 {
                Wanted::Unsatisfiable
            } else {
                part(size.saturating_sub(suffix), size, size)
            }
        }
        (None | Some(_), None | Some(_)) => Wanted::All,
    }
}

fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn part(first: u64, end: u64, size: u64) -> Wanted {
    if first >= size {
        Wanted::Unsatisfiable
    } else {
        Wanted::Part(first..end.min(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        let cases = [
            (None, Wanted::All),
            (Some("bytes=0-9"), Wanted::Part(0..10)),
            (Some("bytes=90-"), Wanted::Part(90..100)),
            (Some("bytes=-10"), Wanted::Part(90..100)),
            (Some("bytes=-1000"), Wanted::Part(0..100)),
            (Some("bytes=50-1000"), Wanted::Part(50..100)),
            (Some("bytes=100-"), Wanted::Unsatisfiable),
            (Some("bytes=-0"), Wanted::Unsatisfiable),
            (Some("bytes=9-0"), Wanted::All),
            (Some("bytes=0-1,5-6"), Wanted::All),
            (Some("bytes=a-b"), Wanted::All),
            (Some("items=0-1"), Wanted::All),
            (
                Some("bytes=18446744073709551615-18446744073709551615"),
                Wanted::Unsatisfiable,
            ),
            (Some("bytes=99999999999999999999999-"), Wanted::All),
        ];
        for (header, expected) in cases {
            assert_eq!(wanted(header, 100), expected, "{header:?}");
        }
    }

    #[test]
    fn an_empty_file_has_no_part() {
        assert_eq!(wanted(Some("bytes=0-0"), 0), Wanted::Unsatisfiable);
    }
}
