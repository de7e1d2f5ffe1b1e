//! One spelling for each e-mail address, as input of the blind index. Whether a mailbox exists, and
//! sending to it, are not here.

use unicode_normalization::UnicodeNormalization;

/// Longest address (RFC 5321 section 4.5.3.1.3, without the angle brackets) in bytes.
const MAX_ADDRESS: usize = 254;
const MAX_LOCAL: usize = 64;

/// Brings an e-mail address into the one spelling that is looked up: trimmed, NFKC, lower-case,
/// domain as IDNA ASCII. `None` when it is no address we would send to.
///
/// Mail must go to the spelling returned here: two look-alike spellings share it, so mail to what
/// was typed could reach somebody else.
pub fn normalise_email(text: &str) -> Option<String> {
    if text.len() > 4 * MAX_ADDRESS {
        return None;
    }
    let folded: String = text.trim().nfkc().collect::<String>().to_lowercase();
    let folded: String = folded.nfkc().collect();
    let (local, domain) = folded.split_once('@')?;
    if !is_local_part(local) {
        return None;
    }
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    let address = format!("{local}@{domain}");
    (is_domain(&domain) && address.len() <= MAX_ADDRESS).then_some(address)
}

/// Quoted local parts are refused: nobody has them, and they smuggle separators.
fn is_local_part(local: &str) -> bool {
    let atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atom_character);
    local.len() <= MAX_LOCAL && local.split('.').all(atom)
}

fn is_atom_character(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
    } else {
        // Letters and digits of any script; no invisible characters, no exotic spaces.
        character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
    }
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let digits_only = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    domain.split('.').all(label) && !domain.rsplit('.').next().is_none_or(digits_only)
}
