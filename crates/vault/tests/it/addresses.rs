//! The one spelling of an address.

use proptest::prelude::*;
use vault::address::normalise_email;

#[test]
fn spellings_of_one_mailbox_become_one() {
    let table = [
        ("ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG ", "ada@example.org"),
        (
            "Ada.Lovelace+review@example.org",
            "ada.lovelace+review@example.org",
        ),
        ("ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "ada@example.org"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("jos\u{65}\u{301}@example.org", "jos\u{e9}@example.org"),
        ("ada@localhost", "ada@localhost"),
    ];
    for (typed, expected) in table {
        assert_eq!(normalise_email(typed).as_deref(), Some(expected), "{typed}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long_domain = format!("a@{}.org", "a.".repeat(130));
    let table = [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@@example.org",
        "ada@example.org@evil.example",
        "ada lovelace@example.org",
        "ada@exa mple.org",
        "\"ada@x\"@example.org",
        "ada.@example.org",
        ".ada@example.org",
        "a..b@example.org",
        "ada@-example.org",
        "ada@example..org",
        "ada@example.org.",
        "ada@127.0.0.1",
        "ada@[127.0.0.1]",
        "ada\r\nBcc: eve@evil.example@example.org",
        "ada\u{200b}@example.org",
        "ada,eve@example.org",
        "<ada@example.org>",
        "ada@example.org/path",
        &long_local,
        &long_domain,
    ];
    for typed in table {
        assert_eq!(normalise_email(typed), None, "{typed:?}");
    }
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(local in "\\PC{1,20}", domain in "[a-zA-Zß-ÿ]{1,9}") {
        if let Some(once) = normalise_email(&format!("{local}@{domain}.example")) {
            let twice = normalise_email(&once);
            prop_assert_eq!(twice, Some(once));
        }
    }

    #[test]
    fn no_input_panics(text in "\\PC{0,80}") {
        let spelled = normalise_email(&text);
        prop_assert!(spelled.is_none_or(|address| address.matches('@').count() == 1));
    }
}
