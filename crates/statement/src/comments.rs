//! One digest for the set of comments that a decision was made over: an RFC 6962 Merkle tree over
//! blinded leaves in sorted order, so that the order of reading does not matter.

use crate::codec::Fingerprint;
use crate::commitment::put;

/// Leaf of one comment: `SHA-256(0x00 || HMAC-SHA-256(blinding, TLV(1, domain) || TLV(2, content)))`.
///
/// `content` is any encoding that fixes what the comment said, best its stored JSON with id and
/// version. Comments are short and guessable, so `blinding` must be secret and kept (or derivable)
/// with the comment; it dies with it.
pub fn comment_leaf(blinding: &[u8; 32], content: &[u8]) -> Fingerprint {
    let mut data = Vec::new();
    put(&mut data, 1, b"countersign-comment/1");
    put(&mut data, 2, content);
    Fingerprint(leaf_hash(&vault::hmac_sha256(blinding, &data)))
}

/// Root over the leaves of all comments, in any order. No comment at all has a root, too.
pub fn comment_root(leaves: impl IntoIterator<Item = Fingerprint>) -> Fingerprint {
    let mut leaves: Vec<[u8; 32]> = leaves.into_iter().map(|leaf| leaf.0).collect();
    leaves.sort_unstable();
    Fingerprint(tree_hash(&leaves))
}

/// RFC 6962 section 2.1: hash of a leaf.
fn leaf_hash(data: &[u8]) -> [u8; 32] {
    let mut hash = vault::Sha256::new();
    hash.update(&[0]);
    hash.update(data);
    hash.finish()
}

/// RFC 6962 section 2.1: Merkle tree hash, over leaf hashes.
fn tree_hash(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => vault::sha256(&[]),
        [leaf] => *leaf,
        _ => {
            // The largest power of two below the number of leaves.
            let middle = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(middle);
            let mut hash = vault::Sha256::new();
            hash.update(&[1]);
            hash.update(&tree_hash(left));
            hash.update(&tree_hash(right));
            hash.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaves and roots of the well-known certificate transparency test tree.
    #[test]
    fn the_tree_hash_agrees_with_certificate_transparency() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let hashes: Vec<_> = leaves.iter().map(|leaf| leaf_hash(leaf)).collect();
        for (size, root) in roots.iter().enumerate() {
            assert_eq!(
                Fingerprint(tree_hash(&hashes[..size])).to_string(),
                *root,
                "{size}"
            );
        }
    }

    #[test]
    fn the_root_ignores_order_but_not_content_number_or_blinding() {
        let one = comment_leaf(&[1; 32], b"one");
        let two = comment_leaf(&[2; 32], b"two");
        assert_eq!(comment_root([one, two]), comment_root([two, one]));
        assert_ne!(comment_root([one, two]), comment_root([one]));
        assert_ne!(comment_root([one, one]), comment_root([one]));
        assert_ne!(one, comment_leaf(&[2; 32], b"one"));
    }
}
