//! The set-up code as people read and type it: twelve signs in three groups, none of which looks like another.

use std::fmt;

use vault::Zeroizing;

/// Digits and letters without I, L, O and U; 32 signs, so each carries 5 bits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 60 bits; guessing is throttled and the code lives an hour.
const LENGTH: usize = 12;

/// A code, without its dashes.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupCode(Zeroizing<String>);

impl SetupCode {
    /// A code made of random bytes.
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let sign = |byte: u8| {
            ALPHABET
                .get(usize::from(byte % 32))
                .copied()
                .map(char::from)
        };
        Self(Zeroizing::new(bytes.into_iter().filter_map(sign).collect()))
    }

    /// Reads what somebody typed: any case, any dashes and blanks, and the signs that look like ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::with_capacity(LENGTH));
        for typed in text
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
        {
            let sign = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == LENGTH || !ALPHABET.iter().any(|known| char::from(*known) == sign) {
                return None;
            }
            code.push(sign);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// The signs, for the keyed digest.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// In three groups, as the terminal shows it.
impl fmt::Display for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, sign) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = SetupCode::from_random([0, 1, 2, 31, 32, 33, 10, 11, 12, 13, 14, 255]);
        let shown = code.to_string();

        assert_eq!(shown, "012Z-01AB-CDEZ");
        for typed in [
            shown.as_str(),
            "012z01abcdez",
            " O12Z-OlAB - CDEZ",
            "oi2z-0iab-cdez",
        ] {
            assert_eq!(SetupCode::parse(typed), Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for typed in [
            "",
            "0000-0000-000",
            "0000-0000-00000",
            "0000-0000-000U",
            "0000-0000-000é",
        ] {
            assert_eq!(SetupCode::parse(typed), None, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_code_survives_the_terminal(bytes: [u8; 12]) {
            let code = SetupCode::from_random(bytes);
            proptest::prop_assert_eq!(SetupCode::parse(&code.to_string()), Some(code));
        }
    }
}
