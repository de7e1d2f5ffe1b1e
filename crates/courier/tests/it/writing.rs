//! How a letter is written down: what was typed stays what it is.

use testkit::postbox::{Front, Taken};

use crate::{letter, pair};

fn headers(taken: &Taken) -> Vec<&str> {
    let (head, _) = taken.data.split_once("\r\n\r\n").unwrap();
    head.split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect()
}

#[tokio::test]
async fn nothing_typed_becomes_a_header() {
    let (postbox, courier) = pair(Front::Implicit).await;
    courier.deliver(&letter()).await.unwrap();
    let expected: Vec<String> = headers(&postbox.taken()[0])
        .into_iter()
        .map(str::to_owned)
        .collect();
    let hostile = [
        "x\r\nBcc: everybody@evil.example",
        "x\nBcc: everybody@evil.example\n\nbody",
        "x\rBcc: everybody@evil.example",
        "x\u{2028}Bcc: everybody@evil.example",
        "x\u{0085}Bcc: everybody@evil.example",
        "x\0\u{7f}",
        "=?utf-8?q?x=0D=0ABcc:_everybody@evil.example?=",
        "\" <everybody@evil.example>, \"",
    ];
    for text in hostile {
        let mut letter = letter();
        letter.subject = text.to_owned();
        letter.to.name = text.to_owned();

        courier.deliver(&letter).await.unwrap();

        let taken = postbox.taken().pop().unwrap();
        assert_eq!(headers(&taken), expected, "{text:?}");
        assert_eq!(taken.to, ["zoe@nordlys.example"], "{text:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_no_letter() {
    let (postbox, courier) = pair(Front::Implicit).await;
    for address in [
        "zoe@nordlys.example\r\nRCPT TO:<everybody@evil.example>",
        "zoe@nordlys.example>,<everybody@evil.example",
        "zoe nordlys.example",
        "\"a b\"@nordlys.example",
        "",
    ] {
        let mut letter = letter();
        letter.to.address = address.to_owned();

        let error = courier.deliver(&letter).await.unwrap_err();

        assert!(error.is_permanent(), "{address:?}");
    }
    assert_eq!(postbox.connections(), 0);
}

#[tokio::test]
async fn an_address_travels_in_its_one_spelling() {
    let (postbox, courier) = pair(Front::Implicit).await;
    let mut letter = letter();
    letter.to.address = " Zoe@NORDLYS.example ".to_owned();

    courier.deliver(&letter).await.unwrap();

    assert_eq!(postbox.taken()[0].to, ["zoe@nordlys.example"]);
}

#[tokio::test]
async fn a_letter_carries_what_mail_programs_expect() {
    let (postbox, courier) = pair(Front::Implicit).await;

    courier.deliver(&letter()).await.unwrap();

    let taken = postbox.taken().pop().unwrap();
    for line in [
        "Message-ID: <0190a0000000@larkfield.example>\r\n",
        "List-Unsubscribe: <https://localhost:8443/api/v1/unsubscribe/abc>\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Date: Tue, 18 May 2027 12:32:07 +0000\r\n",
        "multipart/alternative",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
    ] {
        assert!(taken.data.contains(line), "{line:?} in {}", taken.data);
    }
    assert!(taken.data.is_ascii());
    assert!(taken.readable().contains("Hello Zoë,"));
    let mut broken = letter();
    broken.unsubscribe = Some("https://x.example/>\r\nBcc: x@y.example".to_owned());
    assert!(courier.deliver(&broken).await.unwrap_err().is_permanent());
}
