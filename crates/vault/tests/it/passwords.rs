//! Hashing and judging of passwords.

use std::time::{Duration, Instant};

use vault::password::{
    Params, hash, missing_classes, needs_rehash, strength, verify, verify_dummy,
};

const QUICK: Params = Params {
    memory_kib: 64,
    iterations: 1,
    parallelism: 1,
};

#[test]
fn only_the_right_password_verifies() {
    let stored = hash("correct horse battery staple", &QUICK).unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"),
        "{stored}"
    );
    assert!(verify("correct horse battery staple", &stored));
    assert!(!verify("correct horse battery stapl", &stored));
    assert!(!verify("", &stored));
    assert!(!verify("correct horse battery staple", "not a hash"));
    assert!(!verify("correct horse battery staple", ""));
}

#[test]
fn the_default_cost_is_the_recommended_one() {
    let stored = hash("correct horse battery staple", &Params::default()).unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    assert!(verify("correct horse battery staple", &stored));
    assert!(!needs_rehash(&stored, &Params::default()));
    assert!(needs_rehash(&stored, &QUICK));
    assert!(needs_rehash("not a hash", &QUICK));
}

#[test]
fn two_hashes_of_one_password_differ() {
    assert_ne!(hash("same", &QUICK).unwrap(), hash("same", &QUICK).unwrap());
}

#[test]
fn a_hash_of_another_algorithm_is_refused() {
    let stored = hash("same", &QUICK).unwrap().replace("argon2id", "argon2i");
    assert!(!verify("same", &stored));
}

#[test]
fn another_keyboard_types_the_same_password() {
    let stored = hash("caf\u{e9} au lait", &QUICK).unwrap();
    assert!(verify("cafe\u{301} au lait", &stored));
}

#[test]
fn an_endless_password_is_refused_without_work() {
    let endless = "a".repeat(10_000_000);
    let started = Instant::now();
    assert!(hash(&endless, &Params::default()).is_err());
    assert!(!strength(&endless, &[]).ok);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn an_unknown_account_costs_as_much_as_a_wrong_password() {
    let params = Params {
        memory_kib: 8 * 1024,
        iterations: 2,
        parallelism: 1,
    };
    let stored = hash("right", &params).unwrap();
    let time = |work: &dyn Fn() -> bool| {
        let started = Instant::now();
        assert!(!work());
        started.elapsed().as_secs_f64()
    };
    // Taken in turn and wide apart, since other tests compete for the processor.
    let (mut known, mut unknown) = (f64::MAX, f64::MAX);
    for _ in 0..15 {
        known = known.min(time(&|| verify("wrong", &stored)));
        unknown = unknown.min(time(&|| verify_dummy("wrong", &params)));
    }
    let ratio = unknown / known;
    assert!(
        (0.25..4.0).contains(&ratio),
        "known {known} s, unknown {unknown} s"
    );
}

#[test]
fn weak_passwords_are_refused_with_their_reason() {
    let known = [
        "Ada Lovelace",
        "ada.lovelace@analytical-engines.example",
        "Analytical Engines",
    ];
    let table = [
        ("", "too_short"),
        ("Xk9#q2", "too_short"),
        ("password", "common"),
        ("Password1!", "common"),
        ("P@ssw0rd", "common"),
        ("iloveyou", "common"),
        ("12345678", "common"),
        ("qwertyuiop", "common"),
        ("letmein123", "common"),
        ("aaaaaaaaaaaa", "pattern"),
        ("abcabcabcabc", "pattern"),
        ("abcdefghijk", "pattern"),
        ("zaqwsxcder", "common"),
        ("Lovelace1815", "context"),
        ("ada.lovelace", "context"),
        ("Countersign1", "context"),
        ("countersign!", "context"),
        ("AnalyticalEngines", "context"),
        ("analytical-engines", "context"),
    ];
    for (password, reason) in table {
        let judged = strength(password, &known);
        assert!(!judged.ok, "{password} was accepted: {judged:?}");
        assert!(judged.reasons.contains(&reason), "{password}: {judged:?}");
    }
}

#[test]
fn passwords_that_are_hard_to_guess_are_accepted_whatever_their_classes() {
    let table = [
        "correct horse battery staple",
        "tangerine-velocity-mosaic",
        "Xk9#q2vLp7",
        "mein altes Fahrrad quietscht",
        "пятнадцать зелёных слонов",
        "gL7vqzt2mw",
    ];
    for password in table {
        let judged = strength(password, &["Ada Lovelace", "ada@example.org"]);
        assert!(
            judged.ok && judged.score >= 3 && judged.reasons.is_empty(),
            "{password} {judged:?}"
        );
    }
}

#[test]
fn the_longest_password_is_judged_in_bounded_time() {
    for part in ["4@8({[<6312|!1|0$5+7%2", "a", "p@ssw0rd", "19921992"] {
        let longest: String = part.chars().cycle().take(256).collect();
        let known = ["x".repeat(100_000)];
        let started = Instant::now();
        strength(&longest, &[&known[0]]);
        // Unoptimised on a busy machine; it is milliseconds in a release.
        assert!(started.elapsed() < Duration::from_secs(5), "{part}");
    }
}

#[test]
fn the_class_rule_names_what_is_missing() {
    let table: [(&str, &[&str]); 4] = [
        ("Xk9#", &[]),
        ("abc", &["upper", "digit", "symbol"]),
        ("ABC 1", &["lower"]),
        ("", &["upper", "lower", "digit", "symbol"]),
    ];
    for (password, missing) in table {
        assert_eq!(missing_classes(password), missing, "{password}");
    }
}
