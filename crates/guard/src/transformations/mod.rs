//! How values are decoded and evened out before an operator looks at them.
//!
//! Each transformation also names the bytes without which it changes nothing, so that most values are never copied.

mod codes;
mod comments;
mod escapes;
mod markup;
mod paths;
mod spaces;
mod urls;

use crate::operators::ByteSet;

macro_rules! transformations {
    ($($variant:ident = $($name:literal)|+,)*) => {
        /// A transformation of SecLang.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Transformation {
            $($variant,)*
        }

        impl Transformation {
            /// The transformation of that name, in any case.
            pub(crate) fn named(name: &str) -> Option<Self> {
                $(if [$($name),+].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    return Some(Self::$variant);
                })*
                None
            }

            #[cfg(any(test, feature = "conformance"))]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];
        }
    };
}

transformations! {
    Base64Decode = "base64Decode",
    Base64DecodeExt = "base64DecodeExt",
    CmdLine = "cmdLine",
    CompressWhitespace = "compressWhitespace",
    CssDecode = "cssDecode",
    EscapeSeqDecode = "escapeSeqDecode",
    HexDecode = "hexDecode",
    HexEncode = "hexEncode",
    HtmlEntityDecode = "htmlEntityDecode",
    JsDecode = "jsDecode",
    Length = "length",
    Lowercase = "lowercase",
    NormalizePath = "normalizePath" | "normalisePath",
    NormalizePathWin = "normalizePathWin" | "normalisePathWin",
    RemoveComments = "removeComments",
    RemoveCommentsChar = "removeCommentsChar",
    RemoveNulls = "removeNulls",
    RemoveWhitespace = "removeWhitespace",
    ReplaceComments = "replaceComments",
    ReplaceNulls = "replaceNulls",
    Sha1 = "sha1",
    Trim = "trim",
    TrimLeft = "trimLeft",
    TrimRight = "trimRight",
    Uppercase = "uppercase",
    UrlDecode = "urlDecode",
    UrlDecodeUni = "urlDecodeUni",
    Utf8ToUnicode = "utf8toUnicode",
}

impl Transformation {
    /// The changed value.
    pub(crate) fn apply(self, value: &[u8]) -> Vec<u8> {
        match self {
            Self::Base64Decode => codes::base64(value),
            Self::Base64DecodeExt => codes::base64_leniently(value),
            Self::CmdLine => spaces::command_line(value),
            Self::CompressWhitespace => spaces::compress(value),
            Self::CssDecode => escapes::css(value),
            Self::EscapeSeqDecode => escapes::ansi_c(value),
            Self::HexDecode => codes::from_hex(value),
            Self::HexEncode => codes::to_hex(value),
            Self::HtmlEntityDecode => markup::entities(value),
            Self::JsDecode => escapes::javascript(value),
            Self::Length => value.len().to_string().into_bytes(),
            Self::Lowercase => value.to_ascii_lowercase(),
            Self::NormalizePath => paths::normalize(value, false),
            Self::NormalizePathWin => paths::normalize(value, true),
            Self::RemoveComments => comments::remove(value),
            Self::RemoveCommentsChar => comments::remove_marks(value),
            Self::RemoveNulls => value.iter().copied().filter(|byte| *byte != 0).collect(),
            Self::RemoveWhitespace => spaces::remove(value),
            Self::ReplaceComments => comments::replace(value),
            Self::ReplaceNulls => value
                .iter()
                .map(|byte| if *byte == 0 { b' ' } else { *byte })
                .collect(),
            Self::Sha1 => codes::sha1(value),
            Self::Trim => value.trim_ascii().to_vec(),
            Self::TrimLeft => value.trim_ascii_start().to_vec(),
            Self::TrimRight => value.trim_ascii_end().to_vec(),
            Self::Uppercase => value.to_ascii_uppercase(),
            Self::UrlDecode => urls::decode(value),
            Self::UrlDecodeUni => urls::decode_unicode(value),
            Self::Utf8ToUnicode => urls::unicode(value),
        }
    }

    /// The bytes of which a value has to contain one to be changed; `None` if any value may change.
    pub(crate) fn triggers(self) -> Option<ByteSet> {
        let mut extra = ByteSet::EMPTY;
        let bytes: &[u8] = match self {
            Self::Base64Decode
            | Self::Base64DecodeExt
            | Self::HexDecode
            | Self::HexEncode
            | Self::Length
            | Self::Sha1 => return None,
            Self::CmdLine => {
                extra.insert_range(b'A', b'Z');
                b" \"'\\^,;\t\r\n"
            }
            Self::CompressWhitespace
            | Self::RemoveWhitespace
            | Self::Trim
            | Self::TrimLeft
            | Self::TrimRight => b" \t\n\x0b\x0c\r\xa0",
            Self::CssDecode | Self::EscapeSeqDecode | Self::JsDecode => b"\\",
            Self::HtmlEntityDecode => b"&",
            Self::Lowercase => {
                extra.insert_range(b'A', b'Z');
                b""
            }
            Self::NormalizePath => b"/.",
            Self::NormalizePathWin => b"/.\\",
            Self::RemoveComments | Self::RemoveCommentsChar => b"*-#",
            Self::RemoveNulls | Self::ReplaceNulls => b"\0",
            Self::ReplaceComments => b"*",
            Self::Uppercase => {
                extra.insert_range(b'a', b'z');
                b""
            }
            Self::UrlDecode | Self::UrlDecodeUni => b"%+",
            Self::Utf8ToUnicode => {
                extra.insert_range(0x80, 0xff);
                b""
            }
        };
        Some(ByteSet::of(bytes).union(&extra))
    }
}

/// The value of one hexadecimal digit.
fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The value of two hexadecimal digits.
fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let [high, low] = bytes else { return None };
    Some(hex(*high)? << 4 | hex(*low)?)
}

/// A sixteen-bit code point as one byte: full-width forms become ASCII, of others the low byte stays.
fn narrow(code: [u8; 2]) -> u8 {
    match code {
        [0xff, low @ 0x01..=0x5e] => low + 0x20,
        [_, low] => low,
    }
}

/// Walks over a value byte by byte.
struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn over(value: &'a [u8]) -> Self {
        Self { rest: value }
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// How many of the next `most` bytes fulfil `test` without a gap.
    fn run(&self, most: usize, test: impl Fn(&u8) -> bool) -> usize {
        self.rest
            .iter()
            .take(most)
            .take_while(|byte| test(byte))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn transformations_do_what_rules_expect() {
        let cases: &[(&str, &[u8], &[u8])] = &[
            ("base64Decode", b"SGVsbG8=", b"Hello"),
            ("base64Decode", b"SGVs*bG8=", b"Hel"),
            ("base64DecodeExt", b"S=G*V\0s\r\nbG8=", b"Hello"),
            ("cmdLine", b"C^A\"T  /etc ,;x (y)", b"cat/etc x(y)"),
            ("compressWhitespace", b"a \t\n b", b"a b"),
            ("cssDecode", b"ja\\vasc\\72 ipt\\", b"javascript"),
            ("cssDecode", b"\\ff41\\00006a", b"aj"),
            ("escapeSeqDecode", b"\\x41\\102\\n\\q", b"AB\n\\q"),
            ("hexEncode", b"\x01\xab", b"01ab"),
            ("hexDecode", b"01ab", b"\x01\xab"),
            (
                "htmlEntityDecode",
                b"&lt;&#x3E;&#65;&amp&quot;&unknown;&#",
                b"<>A&\"&unknown;&#",
            ),
            ("jsDecode", b"\\u0041\\x42\\103\\n\\q\\uff21", b"ABC\nqA"),
            ("length", b"abc", b"3"),
            ("lowercase", b"AbC", b"abc"),
            ("normalizePath", b"/a/./b//../c/", b"/a/c/"),
            ("normalizePath", b"../../x", b"../../x"),
            ("normalizePath", b"/../x/.", b"/x/"),
            ("normalizePathWin", b"a\\..\\b", b"b"),
            ("removeCommentsChar", b"a/*b*/c--d#e", b"abcde"),
            ("removeNulls", b"a\0b", b"ab"),
            ("removeWhitespace", b"a b\tc", b"abc"),
            ("replaceComments", b"a/*x*/b/*open", b"a b "),
            (
                "sha1",
                b"",
                b"\xda\x39\xa3\xee\x5e\x6b\x4b\x0d\x32\x55\xbf\xef\x95\x60\x18\x90\xaf\xd8\x07\x09",
            ),
            ("urlDecode", b"a%20b+c%zz", b"a b c%zz"),
            ("urlDecodeUni", b"%u0041%uff1cx%41+%u00", b"A<xA %u00"),
            (
                "utf8toUnicode",
                "a\u{e9}\u{20ac}\u{1f600}".as_bytes(),
                b"a%u00e9%u20ac%u1f600",
            ),
            ("utf8toUnicode", b"\xc3(", b"\xc3("),
            ("trim", b" a ", b"a"),
        ];
        for (name, value, expected) in cases {
            let transformation = Transformation::named(name).unwrap();
            let changed = transformation.apply(value);
            assert_eq!(
                String::from_utf8_lossy(&changed),
                String::from_utf8_lossy(expected),
                "{name} {value:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn values_without_triggers_stay_as_they_are(value in prop::collection::vec(any::<u8>(), 0..40)) {
            for transformation in Transformation::ALL {
                let Some(triggers) = transformation.triggers() else { continue };
                if !triggers.meets(&ByteSet::of(&value)) {
                    prop_assert_eq!(&transformation.apply(&value), &value, "{:?}", transformation);
                }
            }
        }

        #[test]
        fn plain_text_without_triggers_stays_as_it_is(value in "[ -~]{0,60}") {
            for transformation in Transformation::ALL {
                let Some(triggers) = transformation.triggers() else { continue };
                let kept: Vec<u8> = value.bytes().filter(|byte| !triggers.contains(*byte)).collect();
                prop_assert_eq!(&transformation.apply(&kept), &kept, "{:?}", transformation);
            }
        }
    }
}
