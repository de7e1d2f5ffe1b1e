//! Names that want to be something else.

use crate::fixture::Fixture;

#[tokio::test]
async fn hostile_names_are_labels_and_nothing_else() {
    let fixture = Fixture::new().await;
    let long = format!("{}.png", "x".repeat(300));
    let shortened = format!("{}….png", "x".repeat(195));
    let cases = [
        ("../../etc/passwd", "passwd"),
        ("C:\\x", "x"),
        ("nul\0byte.png", "nulbyte.png"),
        ("invoice\u{202E}gnp.exe", "invoicegnp.exe"),
        ("👩🏽\u{200d}🎨 Plakat.png", "👩🏽\u{200d}🎨 Plakat.png"),
        ("\r\nSet-Cookie: a=b", "Set-Cookie: a=b"),
        ("<script>alert(1)</script>.svg", "script>.svg"),
        ("..", "Unnamed file"),
        ("", "Unnamed file"),
        (&long, &shortened),
    ];
    for (given, expected) in cases {
        let finished = fixture
            .upload(given, given.as_bytes().get(..1).unwrap_or(b"x"))
            .await;

        let version = fixture.version(finished).await;
        assert_eq!(version.filename, expected, "{given:?}");
        assert_eq!(
            fixture.file(finished.file).await.name,
            expected,
            "{given:?}"
        );
    }
    // Bug 11 of other products: whatever the names were, the store has objects of random names and nothing besides.
    for (path, _) in fixture.test.stored_bytes() {
        let path = path.to_string_lossy();
        for word in ["passwd", "Plakat", "script", "Unnamed", "xxx"] {
            assert!(!path.contains(word), "{path}");
        }
    }
    assert_eq!(fixture.objects().await, cases.len());
}
