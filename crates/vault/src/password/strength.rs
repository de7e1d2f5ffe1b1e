//! How hard a password is to guess. Length and guessability decide; classes of characters are only
//! a rule that a team may switch on.

use zeroize::Zeroizing;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

/// Fewest characters of a password.
pub const MIN_LENGTH: usize = 8;
/// Most characters of a password; more would only cost time.
pub const MAX_LENGTH: usize = 256;

/// The estimate looks at this many characters; its time grows faster than their number.
const JUDGED: usize = 64;
/// So much of each context text is looked at, in characters.
const MAX_CONTEXT: usize = 100;
/// Context words shorter than this match by accident.
const MIN_CONTEXT_WORD: usize = 3;
/// Characters that must be left of a password besides known words.
const MIN_OWN: usize = 4;
/// The product's own name is what people type when asked for a password here.
const PRODUCT: [&str; 2] = ["countersign", "countersigned"];

/// A judgement, safe to send to the person who typed the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Whether the password is accepted.
    pub ok: bool,
    /// 0 (guessed at once) to 4 (very hard to guess), as zxcvbn counts; at least 3 is required.
    pub score: u8,
    /// What speaks against it, as stable codes: `too_short`, `too_long`, `common`, `context`,
    /// `pattern`, `guessable`. Empty when `ok`.
    pub reasons: Vec<&'static str>,
}

/// Judges a password. `context_words` are what an attacker knows: name, e-mail address, team,
/// host name; they are split into their words here.
pub fn strength(password: &str, context_words: &[&str]) -> Strength {
    let length = password.chars().take(MAX_LENGTH + 1).count();
    if length > MAX_LENGTH {
        return Strength {
            ok: false,
            score: 0,
            reasons: vec!["too_long"],
        };
    }
    let words = split(context_words);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let judged: String = password.chars().take(JUDGED).collect();
    let judged = Zeroizing::new(judged);
    let entropy = zxcvbn(&judged, &words);
    let score = entropy.score();
    let mut reasons = Vec::new();
    if length < MIN_LENGTH {
        reasons.push("too_short");
    }
    let own = without(password, &words);
    let knows_a_word = own.len() < password.to_lowercase().len();
    // Words that an attacker knows may be part of a password, but not nearly all of it.
    if knows_a_word && (score < Score::Three || own.chars().count() < MIN_OWN) {
        reasons.push("context");
    }
    if score < Score::Three {
        reasons.push(reason(
            entropy
                .feedback()
                .and_then(zxcvbn::feedback::Feedback::warning),
        ));
    }
    Strength {
        ok: reasons.is_empty(),
        score: score.into(),
        reasons,
    }
}

/// Which classes of characters a password lacks, as stable codes: `upper`, `lower`, `digit`,
/// `symbol`. For teams that switched the class rule on.
pub fn missing_classes(password: &str) -> Vec<&'static str> {
    let has = |class: fn(char) -> bool| password.chars().any(class);
    let classes = [
        ("upper", has(char::is_uppercase)),
        ("lower", has(char::is_lowercase)),
        ("digit", has(char::is_numeric)),
        (
            "symbol",
            has(|character| !character.is_alphanumeric() && !character.is_control()),
        ),
    ];
    classes
        .into_iter()
        .filter(|(_, present)| !present)
        .map(|(code, _)| code)
        .collect()
}

fn split(context_words: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = PRODUCT.iter().map(|word| (*word).to_owned()).collect();
    for text in context_words {
        let text: String = text.chars().take(MAX_CONTEXT).collect();
        let text = text.to_lowercase();
        for word in text.split(|character: char| !character.is_alphanumeric()) {
            if word.chars().count() >= MIN_CONTEXT_WORD {
                words.push(word.to_owned());
            }
        }
        let joined: String = text
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        words.push(joined);
        words.push(text);
    }
    words.retain(|word| word.chars().count() >= MIN_CONTEXT_WORD);
    words
}

/// What remains of the password, in lower case, after taking the known words out.
fn without(password: &str, words: &[&str]) -> String {
    let mut words = words.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
        .iter()
        .fold(password.to_lowercase(), |rest, word| rest.replace(word, ""))
}

fn reason(warning: Option<Warning>) -> &'static str {
    match warning {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => "common",
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess
            | Warning::RepeatsLikeAaaAreEasyToGuess
            | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
            | Warning::SequencesLikeAbcAreEasyToGuess
            | Warning::RecentYearsAreEasyToGuess
            | Warning::DatesAreOftenEasyToGuess,
        ) => "pattern",
        Some(
            Warning::AWordByItselfIsEasyToGuess
            | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        )
        | None => "guessable",
    }
}
