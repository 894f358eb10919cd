//! Random values that are handed out, and the digests that are kept in their place.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{OsRng, RngCore};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 of a handed-out value: what is kept, so that memory never holds something that opens a door.
pub(super) type Digest = [u8; 32];

/// 256 random bits as 43 characters of base64url.
pub(super) fn random() -> String {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

/// In a time that does not depend on where they differ.
pub(super) fn same(left: &Digest, right: &Digest) -> bool {
    left.ct_eq(right).into()
}
