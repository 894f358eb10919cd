//! One key, and how it stands in a file.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

use super::{Error, KEY_ID_BYTES, KEYS_MAX, random_bytes};

const KEY_BYTES: usize = 32;

/// 256 bits that seal or open.
#[derive(Clone)]
pub(super) struct Key {
    /// Tells keys apart without telling anything of the key.
    pub(super) id: [u8; KEY_ID_BYTES],
    secret: Arc<SecretBox<[u8; KEY_BYTES]>>,
}

impl Key {
    pub(super) fn random() -> Result<Self, Error> {
        Ok(Self::new(random_bytes()?))
    }

    fn new(secret: [u8; KEY_BYTES]) -> Self {
        let mut digest = Sha256::new_with_prefix(b"cellier/sealing-key-id");
        digest.update(secret);
        let digest: [u8; 32] = digest.finalize().into();
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&digest[..KEY_ID_BYTES]);
        Self { id, secret: Arc::new(SecretBox::new(Box::new(secret))) }
    }

    pub(super) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.secret.expose_secret().into())
    }
}

/// 32 raw bytes; or lines of base64, with or without a final line break.
pub(super) fn parse(content: &[u8]) -> Option<Vec<Key>> {
    let exact = |bytes: &[u8]| <[u8; KEY_BYTES]>::try_from(bytes).ok().map(Key::new);
    if let Some(key) = exact(content) {
        return Some(vec![key]);
    }
    let lines = content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.filter(|line| !line.is_empty());
    let keys: Vec<Key> =
        lines.map(|line| exact(&STANDARD.decode(line).ok()?)).collect::<Option<_>>()?;
    (1..=KEYS_MAX).contains(&keys.len()).then_some(keys)
}

/// Lines of base64, the key that seals first.
pub(super) fn text(keys: &[Key]) -> SecretString {
    let lines = keys.iter().map(|key| STANDARD.encode(key.secret.expose_secret()) + "\n");
    SecretString::from(lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_raw_or_base64_and_nothing_else() {
        let check = |content: &[u8], expected: Option<usize>| {
            assert_eq!(parse(content).map(|keys| keys.len()), expected, "{content:?}");
        };
        let line = |byte: u8| STANDARD.encode([byte; 32]);
        check(&[7; 32], Some(1));
        check(line(7).as_bytes(), Some(1));
        check(format!("{}\r\n", line(7)).as_bytes(), Some(1));
        check(format!("{}\n{}\n\n", line(7), line(8)).as_bytes(), Some(2));
        check(format!("{}\n", line(7)).repeat(KEYS_MAX + 1).as_bytes(), None);
        check(format!("{}\nand more", line(7)).as_bytes(), None);
        check(&[7; 31], None);
        check(&[7; 64], None);
        check(STANDARD.encode([7; 31]).as_bytes(), None);
        check(b"", None);
    }
}
