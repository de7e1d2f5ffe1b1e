//! Looks for key bytes, and for what an erasure should have taken, in every file of the keystore.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use db::{Database, Options};
use keystore::ErasureUnit;
use vault::{Key, KeyProvider};

use crate::house::{House, erasure, provider};

fn contents(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::io::Read::read_to_end(
                &mut std::fs::OpenOptions::new().read(true).open(path).unwrap(),
                &mut all,
            )
            .unwrap();
        }
    }
    all
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// The spellings in which a key could lie in a file, wherever base64 groups begin.
fn spellings(key: &Key) -> Vec<Vec<u8>> {
    let bytes = key.expose();
    let hex = |upper: bool| {
        bytes
            .iter()
            .map(|byte| {
                if upper {
                    format!("{byte:02X}")
                } else {
                    format!("{byte:02x}")
                }
            })
            .collect::<String>()
            .into_bytes()
    };
    let mut all = vec![bytes.to_vec(), hex(true), hex(false)];
    all.push(bytes.iter().rev().copied().collect());
    for start in 0..3 {
        let part = &bytes[start..start + 27];
        all.push(STANDARD_NO_PAD.encode(part).into_bytes());
        all.push(URL_SAFE_NO_PAD.encode(part).into_bytes());
    }
    all
}

#[tokio::test]
async fn no_file_of_the_keystore_contains_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::sqlite(folder.path().join("keystore.db"), Options::default());
    let house = House::on(db.await.unwrap(), None).await;
    let ids = house.tree(1).await;
    let person = house.person(50).await;
    let author = house
        .store
        .ensure_author_key(person.0, ids[1].0)
        .await
        .unwrap();
    let issuer = house.store.issuer_key().await.unwrap();
    let identity = house.store.identity_key().await.unwrap();
    house.store.advance_epoch().await.unwrap();

    let mut keys = vec![issuer.seed().clone()];
    for id in ids.into_iter().chain([person, author, identity]) {
        keys.push(house.store.key(id).await.unwrap());
    }
    let provider = provider(&house.key_folder);
    for epoch in provider.epochs().await.unwrap() {
        keys.push(provider.epoch_key(epoch).await.unwrap());
    }
    keys.push(root_key(&house));
    for stage in ["running", "closed"] {
        let all = contents(folder.path());
        assert!(
            contains(&all, house.store.instance().as_bytes()),
            "the search must find things"
        );
        for (index, key) in keys.iter().enumerate() {
            for spelling in spellings(key) {
                assert!(!contains(&all, &spelling), "key {index} was found, {stage}");
            }
        }
        if stage == "running" {
            house.db.close().await.unwrap();
        }
    }
}

fn root_key(house: &House) -> Key {
    let path = house.key_folder.path().join("keys/root.key");
    let line = std::fs::read_to_string(path).unwrap();
    let word = line.split_whitespace().nth(1).unwrap();
    Key::from_slice(&URL_SAFE_NO_PAD.decode(word).unwrap()).unwrap()
}

#[tokio::test]
async fn an_erased_row_and_its_address_leave_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::sqlite(folder.path().join("keystore.db"), Options::default());
    let house = House::on(db.await.unwrap(), None).await;
    let person = house
        .person(0x5eed_0000_1111_2222_3333_4444_5555_6666)
        .await;
    let address = house.store.provider().digest("email", b"ada@example.org");
    house.store.bind_address(address, person.0).await.unwrap();
    let mut tx = house.db.read().await.unwrap();
    let wrapped: vault::Sealed = db::Query::one(
        &mut tx,
        &db::Statement {
            name: "TEST",
            sql: "SELECT wrapped FROM keystore_keys WHERE id = $1",
        },
        &db::args![person.0],
    )
    .await
    .unwrap();
    drop(tx);
    let before = contents(folder.path());
    assert!(contains(&before, wrapped.as_bytes()) && contains(&before, address.as_bytes()));

    house
        .store
        .erase(&[person], erasure(1, ErasureUnit::Identity, person))
        .await
        .unwrap();
    let after = contents(folder.path());
    assert!(
        !contains(&after, wrapped.as_bytes()),
        "the wrapped key is still in a file"
    );
    assert!(
        !contains(&after, address.as_bytes()),
        "the address is still in a file"
    );
}
