//! Mailed codes: how they look, how long they live, and whose address one came back from.

use kernel::Millis;

/// How many digits a code has.
pub const DIGITS: u32 = 6;
/// How long a code can be used after it was sent.
pub const LIFE: Millis = 10 * 60_000;
/// How often somebody may be wrong about one request.
pub const TRIES: u32 = 5;
/// After how long another code is worth asking for.
pub const AGAIN: Millis = 30_000;

/// The code of a random number. The number is so much larger than there are codes that none is likelier than another.
pub fn code(random: u64) -> String {
    let width = DIGITS as usize;
    format!("{:0width$}", random % 10_u64.pow(DIGITS))
}

/// A code as somebody typed or pasted it, spaces and hyphens aside; nothing for what cannot be one.
pub fn typed(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(DIGITS as usize + 1)
        .collect();
    let is_code =
        digits.len() == DIGITS as usize && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(digits)
}

/// Whose address a code goes to, as far as the group knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressee<P> {
    /// Somebody who was invited.
    Invited(P),
    /// Somebody who came by the group's link and proved this address before.
    Known(P),
    /// Nobody the group knows.
    Stranger,
}

/// One reviewer without an account, as far as a code is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a, P> {
    /// Who.
    pub person: P,
    /// Their address.
    pub email: Option<&'a str>,
    /// Whether a member asked them to come.
    pub invited: bool,
    /// Whether they ever proved the address.
    pub proved: bool,
}

/// Whose address this is. An address that was only typed belongs to nobody, and an invitation goes before what
/// somebody did by themselves.
pub fn addressee<'a, P: Copy + 'a>(
    listed: impl IntoIterator<Item = Listed<'a, P>>,
    email: &str,
) -> Addressee<P> {
    let mut found = Addressee::Stranger;
    for one in listed {
        if one.email != Some(email) {
            continue;
        }
        if one.invited {
            return Addressee::Invited(one.person);
        }
        if one.proved && matches!(found, Addressee::Stranger) {
            found = Addressee::Known(one.person);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits() {
        let cases = [
            (0, "000000"),
            (7, "000007"),
            (999_999, "999999"),
            (1_000_000, "000000"),
            (u64::MAX, "551615"),
        ];
        for (random, expected) in cases {
            assert_eq!(code(random), expected);
        }
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let cases = [
            ("123456", Some("123456")),
            (" 123 456\n", Some("123456")),
            ("123-456", Some("123456")),
            ("000000", Some("000000")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(typed(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(typed(&" 1".repeat(1_000_000)), None);
    }

    #[test]
    fn an_address_is_whose_it_was_proved_to_be() {
        let listed = |person, email, invited, proved| Listed {
            person,
            email,
            invited,
            proved,
        };
        let ines = Some("ines@nordlys.example");
        let people = [
            listed(1, ines, false, false),
            listed(2, ines, false, true),
            listed(3, ines, false, true),
            listed(4, ines, true, false),
            listed(5, None, true, true),
        ];
        let of = |count: usize| addressee(people.into_iter().take(count), "ines@nordlys.example");

        assert_eq!(of(0), Addressee::Stranger);
        assert_eq!(of(1), Addressee::Stranger);
        assert_eq!(of(2), Addressee::Known(2));
        assert_eq!(of(3), Addressee::Known(2));
        assert_eq!(of(5), Addressee::Invited(4));
        assert_eq!(
            addressee(people, "other@nordlys.example"),
            Addressee::Stranger
        );
    }
}
