//! A key, a draft and a certificate that come out the same every time.

use statement::{
    Claimed, CommentSet, Decision, FileFacts, Fingerprint, Identity, Level, Meaning, Method, Names,
    SignedStatement, StatementDraft, certificate_json, comment_leaf, comment_root,
};
use vault::Key;
use vault::signing::SigningKey;

pub(crate) const FILE: &[u8] = b"the bytes that Ingrid saw";

/// A fresh reader of the file.
pub(crate) fn file() -> &'static [u8] {
    FILE
}

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(Key::from_bytes([seed; 32])).unwrap()
}

pub(crate) fn names() -> Names {
    Names {
        signer_name: "Ingrid Solberg".to_owned(),
        signer_email: Some("ingrid.solberg@nordlys.example".to_owned()),
        file_name: "Key visual A, fjord at dusk.png".to_owned(),
        project_name: "Summer 2027 launch".to_owned(),
        group_name: "Client".to_owned(),
        team_name: "Larkfield Studio".to_owned(),
        sentence: None,
    }
}

pub(crate) fn draft() -> StatementDraft {
    let comments = [
        comment_leaf(&[1; 32], b"warmer sky"),
        comment_leaf(&[2; 32], b"logo ok"),
    ];
    StatementDraft {
        issuer: "countersign.larkfield.example".to_owned(),
        team: "tea_01900000000070008000000000000001".to_owned(),
        project: "pro_01900000000070008000000000000002".to_owned(),
        group: "grp_01900000000070008000000000000003".to_owned(),
        review: "rev_01900000000070008000000000000004".to_owned(),
        file: FileFacts {
            id: "fil_01900000000070008000000000000005".to_owned(),
            version: "ver_01900000000070008000000000000006".to_owned(),
            number: 3,
            sha256: Fingerprint(vault::sha256(FILE)),
            size: FILE.len() as u64,
            preview: None,
        },
        decision: Decision::Approve,
        meaning: Meaning {
            text: Decision::Approve.meaning().to_owned(),
            locale: "en".to_owned(),
        },
        comments: CommentSet {
            root: comment_root(comments),
            count: 2,
        },
        identity: Identity {
            level: Level::Mailbox,
            method: Method::MailedCode,
            at: Some(1_810_643_508_000),
        },
        challenge: [9; 32],
        claimed: Claimed {
            time: 1_810_643_527_000,
            zone: "Europe/Oslo".to_owned(),
        },
        predecessor: None,
        names: names(),
    }
}

/// Signs with salts that count up.
pub(crate) fn signed_with(draft: StatementDraft, key: &SigningKey) -> SignedStatement {
    let mut next = 0;
    let mut salts = || {
        next += 1;
        [next; 32]
    };
    draft.sign_with(key, &mut salts).unwrap()
}

pub(crate) fn signed() -> SignedStatement {
    signed_with(draft(), &key(7))
}

pub(crate) fn certificate(draft: StatementDraft) -> Vec<u8> {
    let key = key(7);
    certificate_json(&signed_with(draft, &key), &key.verifying_key()).unwrap()
}
