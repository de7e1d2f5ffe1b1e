//! Each kind of body, within and beyond its limits.

mod readers;

use super::*;

fn contents(kind: &str, body: &[u8]) -> Contents {
    let processor = Processor::of(kind.as_bytes()).unwrap();
    let limits = Limits {
        bytes: 4600,
        bytes_beside_files: 4600,
        arguments: 5,
        depth: 4,
        parts: 4,
        part_headers: 3,
        memory: 1 << 20,
    };
    read(processor, kind.as_bytes(), body, &limits)
}

fn arguments(contents: &Contents) -> Vec<String> {
    contents
        .arguments
        .iter()
        .map(|found| {
            format!(
                "{}={}",
                String::from_utf8_lossy(&found.name),
                String::from_utf8_lossy(&found.value)
            )
        })
        .collect()
}

#[test]
fn content_types_choose_the_reader() {
    let cases = [
        ("application/json; charset=utf-8", Some(Processor::Json)),
        ("application/vnd.api+json", Some(Processor::Json)),
        (
            "Multipart/Form-Data; boundary=x",
            Some(Processor::Multipart),
        ),
        ("text/xml", Some(Processor::Xml)),
        (
            "application/x-www-form-urlencoded",
            Some(Processor::UrlEncoded),
        ),
        ("text/plain", None),
        ("", None),
    ];
    for (kind, expected) in cases {
        assert_eq!(Processor::of(kind.as_bytes()), expected, "{kind}");
    }
}

#[test]
fn forms_are_decoded() {
    let found = contents("application/x-www-form-urlencoded", b"a=1%202&&b+c=%zz&d");
    assert_eq!(arguments(&found), ["a=1 2", "b c=%zz", "d="]);
    assert_eq!(found.error, None);
}

#[test]
fn json_becomes_paths_and_values() {
    let found = contents(
        "application/json",
        br#" {"a": [1e5, {"b": "x\u00e9\ud83d\ude00\n"}], "a": null, "e": true}"#,
    );
    assert_eq!(
        arguments(&found),
        ["json.a=1e5", "json.a.b=xé😀\n", "json.a=", "json.e=true"]
    );
    assert_eq!(found.error, None);
}

#[test]
fn json_numbers_stay_as_they_are_written() {
    let numbers = ["0", "-0.50", "10", "1e400", "1.25E-07"];
    for number in numbers {
        let found = contents("application/json", format!("[{number}]").as_bytes());
        assert_eq!(arguments(&found), [format!("json={number}")]);
        assert_eq!(found.error, None);
    }
}

#[test]
fn keys_of_empty_json_are_seen() {
    let found = contents("application/json", br#"{"<a>": {}, "b": [[], {"c": [ ]}]}"#);
    assert_eq!(arguments(&found), ["json.<a>=", "json.b=", "json.b.c="]);
    assert_eq!(found.error, None);
    for body in ["{}", "[]", "[{}, []]"] {
        let found = contents("application/json", body.as_bytes());
        assert_eq!((arguments(&found).len(), found.error), (0, None), "{body}");
    }
}

#[test]
fn json_that_is_none_is_an_error() {
    for body in [
        "",
        "{",
        "{\"a\"}",
        "[1,]",
        "[1] x",
        "{\"a\":tru}",
        "\"open",
        "[\"\\q\"]",
        "[01a]",
        "{a:1}",
        "[\"\\u+041\"]",
        "[\"\\u004\"]",
        "[-inf]",
        "[-nan]",
        "[-]",
        "[01]",
        "[+1]",
        "[1.]",
        "[.5]",
        "[1e]",
        "[1e+]",
        "[1.5.5]",
    ] {
        assert!(
            contents("application/json", body.as_bytes())
                .error
                .is_some(),
            "{body}"
        );
    }
}

#[test]
fn xml_gives_text_and_attributes() {
    let found = contents(
        "application/xml",
        b"<?xml version='1.0'?><a xmlns='u' b='x&lt;y'>t&amp;<c d=\"2\"/><![CDATA[<z>]]>&own;</a>",
    );
    assert_eq!(found.xml_text.as_deref(), Some(&b"t&<z>&own;"[..]));
    assert_eq!(found.xml_attributes, [b"x<y".to_vec(), b"2".to_vec()]);
    assert_eq!(found.error, None);
    for body in ["<a>", "", "<a></b>", "plain"] {
        assert!(
            contents("text/xml", body.as_bytes()).error.is_some(),
            "{body}"
        );
    }
}

#[test]
fn what_is_wrong_with_xml_is_told_without_its_words() {
    for body in [
        "<a>secret</secret>",
        "<a secret",
        "<a></a x=secret>",
        "<!secret>",
    ] {
        let reason = contents("text/xml", body.as_bytes()).error.unwrap();
        assert!(!reason.contains("secret"), "{body}: {reason}");
    }
}

#[test]
fn a_document_type_is_an_error() {
    for body in [
        "<!DOCTYPE a [<!ENTITY own '<script>'>]><a>&own;</a>",
        "<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>",
        "<?xml version='1.0'?><!DOCTYPE a PUBLIC 'p' 'y.dtd'><a/>",
        "<!DOCTYPE a><a/>",
    ] {
        let found = contents("text/xml", body.as_bytes());
        assert_eq!(
            found.error.as_deref(),
            Some("XML with a document type"),
            "{body}"
        );
    }
}

#[test]
fn xml_in_letters_of_its_own_is_an_error() {
    let wide: Vec<u8> = "\u{feff}<a>x</a>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(contents("text/xml", &wide).error.is_some());
    for (encoding, expected) in [
        ("UTF-8", true),
        ("us-ascii", true),
        ("ISO-8859-1", true),
        ("UTF-7", false),
        ("UTF-16", false),
        ("IBM037", false),
        ("", false),
    ] {
        let body = format!("<?xml version='1.0' encoding='{encoding}'?><a>x</a>");
        let found = contents("text/xml", body.as_bytes());
        assert_eq!(found.error.is_none(), expected, "{encoding}");
    }
    assert!(contents("text/xml", b"<a>\0x</a>").error.is_some());
}

#[test]
fn multipart_gives_fields_files_and_headers() {
    let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n\
        --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\a;b.txt\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--x--\r\n";
    let found = contents("multipart/form-data; boundary=x", body);
    assert_eq!(arguments(&found), ["a=1\r\n2"]);
    assert_eq!(
        found.files,
        [File {
            field: b"f".to_vec(),
            name: b"C:\\a;b.txt".to_vec(),
            size: 3
        }]
    );
    assert_eq!(found.part_headers.len(), 3);
    assert_eq!(
        found.part_headers[2],
        (b"f".to_vec(), b"Content-Type: text/plain".to_vec())
    );
    assert_eq!(found.error, None);
}

#[test]
fn multipart_that_does_not_end_is_an_error() {
    let kind = "multipart/form-data; boundary=x";
    for body in ["", "--x\r\n", "--x\r\nA: b\r\n\r\nabc"] {
        assert!(contents(kind, body.as_bytes()).error.is_some(), "{body:?}");
    }
    assert!(contents("multipart/form-data", b"--x--").error.is_some());
}

#[test]
fn multipart_headers_that_readers_differ_on_are_an_error() {
    let disposition = "Content-Disposition: form-data; name=\"c\"";
    let plain = |kind: &str, body: String| contents(kind, body.as_bytes());
    let kind = "multipart/form-data; boundary=B";
    let with =
        |disposition: &str| plain(kind, format!("--B\r\n{disposition}\r\n\r\nx\r\n--B--\r\n"));
    for fine in [
        disposition.to_owned(),
        format!("{disposition}; filename=\"a b.txt\""),
        "content-disposition:form-data;name=c;filename=a.txt".to_owned(),
        format!("{disposition}; filename=\"C:\\a;b.txt\"\r\nContent-Type: text/plain"),
    ] {
        assert_eq!(with(&fine).error, None, "{fine}");
    }
    for headers in [
        format!("{disposition}; filename*=UTF-8''x"),
        format!("{disposition}; FileName=\"x\""),
        format!("{disposition}; filename =\"x\""),
        format!("{disposition}; filename=\"x\"; filename=\"y\""),
        format!("{disposition}; name=\"d\""),
        format!("{disposition}; x=\"; name=d\""),
        format!("{disposition}; filename='x'"),
        format!("{disposition}; filename=\"\\\"x\""),
        format!("{disposition} filename=\"x\""),
        format!("{disposition}; filename"),
        format!("{disposition};\r\n filename=\"x\""),
        format!("{disposition}\nX: y"),
        format!("{disposition}\r\n{disposition}"),
        format!("{disposition}; filename=\"x\ry\""),
        "Content-Disposition : form-data; name=\"c\"".to_owned(),
        "Content-Disposition: attachment; name=\"c\"".to_owned(),
        "Content-Disposition: FORM-DATA; name=\"c\"".to_owned(),
        "Content-Disposition form-data".to_owned(),
    ] {
        assert!(with(&headers).error.is_some(), "{headers:?}");
    }
}

#[test]
fn boundaries_that_readers_differ_on_are_an_error() {
    let kind = "multipart/form-data; boundary=B";
    let disposition = "Content-Disposition: form-data; name=\"c\"";
    let part = format!("--B\r\n{disposition}\r\n\r\nx\r\n");
    for body in [
        format!("{part}--B--\r\n<script>"),
        format!("{part}--B-- \r\n"),
        format!("{part}--B--\n"),
        format!("{part}--B \r\n{disposition}\r\n\r\ny\r\n--B--"),
        format!("{part}--Bx\r\n--B--"),
        format!("y--B\r\n{disposition}\r\n\r\ny\r\n{part}--B--"),
        format!("text\r\n{part}--B--"),
        format!("{part}--B--").replace("\r\n", "\n"),
    ] {
        assert!(contents(kind, body.as_bytes()).error.is_some(), "{body:?}");
    }
    for kind in [
        "multipart/form-data; boundary='B'",
        "multipart/form-data; boundary=B; boundary=C",
        "multipart/form-data; boundary=B x",
        "multipart/form-data; boundary=B,x",
        "multipart/form-data; boundary=B%",
        "multipart/form-data; boundary=\"B\"C",
        "multipart/form-data; boundary=\"\"; boundary=B",
        "multipart/form-data; x=\"boundary=C\"; boundary=B",
        "multipart/form-data; charset=\"boundary=C\"; boundary=B",
        "multipart/form-data; boundary=B; boundary*=C",
        "multipart/form-data; boundary=B;",
        "multipart/form-data, text/plain; boundary=B",
    ] {
        let body = format!("{part}--B--");
        assert!(contents(kind, body.as_bytes()).error.is_some(), "{kind}");
    }
    for kind in [
        "multipart/form-data; boundary=\"B\"",
        "Multipart/Form-Data;boundary=B",
        "multipart/form-data; charset=utf-8; boundary=B",
    ] {
        let body = format!("{part}--B--");
        assert_eq!(contents(kind, body.as_bytes()).error, None, "{kind}");
    }
}

#[test]
fn a_part_has_a_line_break_of_its_own() {
    let kind = "multipart/form-data; boundary=B";
    let field = "--B\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n";
    let file = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n<script>\r\n--B--\r\n";
    let shared = contents(kind, format!("{field}{file}").as_bytes());
    assert!(shared.error.is_some());
    let own = contents(kind, format!("{field}\r\n{file}").as_bytes());
    assert_eq!(own.error, None);
    assert_eq!(arguments(&own), ["c="]);
}

#[test]
fn half_a_line_break_does_not_end_a_part() {
    let body =
        b"--B\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\nx\n--B--\n<script>\r\n--B--\r\n";
    let found = contents("multipart/form-data; boundary=B", body);
    assert_eq!(arguments(&found), ["c=x\n--B--\n<script>"]);
    assert!(found.unmatched_boundary);
    assert!(found.error.is_some());
    let body =
        b"--B\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\nx\r--B--\r<script>\r\n--B--\r\n";
    let found = contents("multipart/form-data; boundary=B", body);
    assert_eq!(arguments(&found), ["c=x\r--B--\r<script>"]);
    assert!(found.unmatched_boundary);
    assert!(found.error.is_some());
}

#[test]
fn limits_end_the_reading() {
    let deep = "[".repeat(9) + &"]".repeat(9);
    let cases = [
        ("application/json", deep),
        ("application/json", "[1,2,3,4,5,6]".to_owned()),
        (
            "application/json",
            format!("{{\"{}\":[1,2]}}", "k".repeat(4095)),
        ),
        (
            "application/x-www-form-urlencoded",
            "a&b&c&d&e&f".to_owned(),
        ),
        ("application/x-www-form-urlencoded", "a".repeat(5000)),
        ("application/x-www-form-urlencoded", "a".repeat(4097)),
        (
            "multipart/form-data; boundary=x",
            format!(
                "--x\r\nContent-Disposition: form-data; name={}; filename=b\r\n\r\n\r\n--x--",
                "a".repeat(4097)
            ),
        ),
        ("text/xml", "<a>".repeat(9)),
        (
            "multipart/form-data; boundary=x",
            "--x\r\n\r\n\r\n".repeat(9),
        ),
        (
            "multipart/form-data; boundary=x",
            format!("--x\r\n{}\r\n\r\n--x--", "A: b\r\n".repeat(9)),
        ),
    ];
    for (kind, body) in cases {
        let found = contents(kind, body.as_bytes());
        assert!(found.error.is_some(), "{kind} {body}");
        assert!(found.arguments.len() <= 5);
    }
}

#[test]
fn json_that_strict_readers_stop_at_is_an_error() {
    for body in [
        &b"{\"a\":\"x\x19y\"}"[..],
        b"{\"a\":\"x\xff\"}",
        b"{\"a\nb\":1}",
    ] {
        let found = contents("application/json", body);
        assert!(found.error.is_some(), "{found:?}");
        assert_eq!(found.arguments.len(), 1, "{found:?}");
    }
    assert_eq!(
        contents("application/json", b"{\n\t\"a\": 1\r\n}").error,
        None
    );
}

#[test]
fn xml_that_strict_readers_stop_at_is_an_error() {
    let readable = [
        "<?xml version=\"1.0\"?><a/>",
        "<?xml version = '1.1' encoding='UTF-8' standalone='yes' ?><a b='&#65;&amp;'>&lt;</a>",
    ];
    for body in readable {
        assert_eq!(contents("text/xml", body.as_bytes()).error, None, "{body}");
    }
    let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>";
    assert_eq!(contents("text/xml", latin).error, None);
    for body in [
        &b"<?xml versio=\"1.0\"?><a>x</a>"[..],
        b"<?xml version='1.0' enCODING='utf-8'?><a>x</a>",
        b"<?xml version='1.0' standalone='perhaps'?><a>x</a>",
        b"<?xml version='1.0'encoding='utf-8'?><a>x</a>",
        b"<a>x\xe5</a>",
        b"<a>x\x11</a>",
        b"<a b='&lt='>x</a>",
        b"<a>x&#X41;</a>",
        b"<a b='<c'>x</a>",
        b"/p<?xml version='1.0'?><a>x</a>",
        b"<?XML VERSION='1.0'?><a>x</a>",
        b"<?1?><a>x</a>",
        b"<a b/c='d'>x</a>",
        b"<a \\b='d'>x</a>",
    ] {
        let found = contents("text/xml", body);
        assert!(found.error.is_some(), "{}", body.escape_ascii());
        assert!(found.xml_text.is_some_and(|text| text.starts_with(b"x")));
    }
}

#[test]
fn a_part_has_a_name() {
    for line in [
        "Content~Disposition: form-data; name=\"a\"",
        "Content-Disposition: form-data",
    ] {
        let body = format!("--b\r\n{line}\r\n\r\nx\r\n--b--\r\n");
        let found = contents("multipart/form-data; boundary=b", body.as_bytes());
        assert!(found.error.is_some(), "{line}");
        assert_eq!(arguments(&found), ["=x"]);
    }
}
