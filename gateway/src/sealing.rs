//! Secrets at rest: what must be read again (tokens of the identity provider) is sealed before it is recorded, so that
//! a copy of the database alone opens nothing.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
/// A key file is 32 raw bytes or one line of base64; anything longer is another file.
const KEY_FILE_BYTES_MAX: u64 = 128;

/// Why a key could not be used, or a sealed value not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the sealing key file `{}` cannot be read or written", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the sealing key file `{}` must hold 32 bytes, raw or in base64", path.display())]
    Malformed { path: PathBuf },
    #[error("no randomness can be had from the operating system")]
    Randomness(#[source] io::Error),
    /// The value was sealed with another key: the key file was replaced, or the database came from elsewhere.
    #[error("the value was sealed with another key")]
    OtherKey,
    /// Changed after sealing, or moved to another record or purpose.
    #[error("the sealed value was tampered with")]
    Tampered,
}

/// What a sealed value is for; one made for a purpose cannot be opened for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Refresh token of a session; the owner is the session.
    RefreshToken,
    /// Last ID token of a session, sent back as a hint at sign-out; the owner is the session.
    IdToken,
    /// Nonce and PKCE verifier of a sign-in attempt; the owner is the attempt's state.
    SignInAttempt,
    /// What makes the codes of a ticket's addresses; the owner is the ticket.
    DownloadTicket,
    /// What an access key signs with; the owner is the key's id and whom it acts for.
    AccessKey,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::RefreshToken => b"cellier/refresh-token",
            Self::IdToken => b"cellier/id-token",
            Self::SignInAttempt => b"cellier/sign-in-attempt",
            Self::DownloadTicket => b"cellier/download-ticket",
            Self::AccessKey => b"cellier/access-key",
        }
    }
}

/// A secret as it is recorded: key id (4 bytes), nonce (24 bytes), XChaCha20-Poly1305 ciphertext with its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes back what [`Sealed::as_bytes`] gave to the database.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The key that seals: 256 bits, kept in a file apart from the database. Cheap to clone.
#[derive(Clone)]
pub struct SealingKey(Arc<SecretBox<[u8; KEY_BYTES]>>);

impl SealingKey {
    /// Reads a key file: exactly 32 raw bytes, or their base64 with or without a final line break.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let file = |source| Error::File { path: path.to_owned(), source };
        if fs::metadata(path).map_err(file)?.len() > KEY_FILE_BYTES_MAX {
            return Err(Error::Malformed { path: path.to_owned() });
        }
        let content: SecretBox<Vec<u8>> = SecretBox::new(Box::new(fs::read(path).map_err(file)?));
        Self::parse(content.expose_secret())
            .ok_or_else(|| Error::Malformed { path: path.to_owned() })
    }

    /// Makes a new key and writes it in base64 to a file that only its owner may read (mode 0600). Never overwrites:
    /// what was sealed with the old key could not be opened any more.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let key = Self::random()?;
        let file = |source| Error::File { path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut written = options.open(path).map_err(file)?;
        let line = SecretString::from(format!("{}\n", STANDARD.encode(key.0.expose_secret())));
        written.write_all(line.expose_secret().as_bytes()).map_err(file)?;
        written.sync_all().map_err(file)?;
        Ok(key)
    }

    /// A key that lives as long as the process: what it seals cannot be opened after a restart.
    pub fn random() -> Result<Self, Error> {
        Ok(Self(Arc::new(SecretBox::new(Box::new(random_bytes()?)))))
    }

    /// `owner` names the record the value belongs to: a value copied into another record does not open.
    pub fn seal(&self, purpose: Purpose, owner: &[u8], secret: &[u8]) -> Result<Sealed, Error> {
        let nonce: [u8; NONCE_BYTES] = random_bytes()?;
        let bound = bound_to(purpose, owner);
        let ciphertext = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret, aad: &bound })
            .map_err(|_| Error::Tampered)?;
        let mut sealed = Vec::with_capacity(KEY_ID_BYTES + NONCE_BYTES + ciphertext.len());
        sealed.extend_from_slice(&self.id());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(Sealed(sealed))
    }

    pub fn open(
        &self,
        purpose: Purpose,
        owner: &[u8],
        sealed: &Sealed,
    ) -> Result<SecretBox<Vec<u8>>, Error> {
        let (id, rest) = sealed.0.split_at_checked(KEY_ID_BYTES).ok_or(Error::Tampered)?;
        if id != self.id() {
            return Err(Error::OtherKey);
        }
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES).ok_or(Error::Tampered)?;
        let bound = bound_to(purpose, owner);
        self.cipher()
            .decrypt(XNonce::from_slice(nonce), Payload { msg: ciphertext, aad: &bound })
            .map(|secret| SecretBox::new(Box::new(secret)))
            .map_err(|_| Error::Tampered)
    }

    fn parse(content: &[u8]) -> Option<Self> {
        let exact = |bytes: &[u8]| <[u8; KEY_BYTES]>::try_from(bytes).ok();
        let key = exact(content).or_else(|| exact(&STANDARD.decode(content.trim_ascii()).ok()?))?;
        Some(Self(Arc::new(SecretBox::new(Box::new(key)))))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.expose_secret().into())
    }

    /// Tells keys apart without telling anything of the key.
    fn id(&self) -> [u8; KEY_ID_BYTES] {
        let mut digest = Sha256::new_with_prefix(b"cellier/sealing-key-id");
        digest.update(self.0.expose_secret());
        let digest: [u8; 32] = digest.finalize().into();
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&digest[..KEY_ID_BYTES]);
        id
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SealingKey({})", hex::encode(self.id()))
    }
}

/// Unpredictable bytes of the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Randomness(io::Error::other(error.to_string())))?;
    Ok(bytes)
}

/// The purpose ends with a NUL, which no label holds, so that no two pairs give the same bytes.
fn bound_to(purpose: Purpose, owner: &[u8]) -> Vec<u8> {
    let mut bound = purpose.label().to_vec();
    bound.push(0);
    bound.extend_from_slice(owner);
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_for_its_owner_and_purpose_only() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(Purpose::RefreshToken, b"alice", b"a token").unwrap();
        let opened = key.open(Purpose::RefreshToken, b"alice", &sealed).unwrap();
        assert_eq!(opened.expose_secret(), b"a token");
        let check = |purpose, owner: &[u8], sealed: &Sealed| {
            assert!(matches!(key.open(purpose, owner, sealed), Err(Error::Tampered)));
        };
        check(Purpose::IdToken, b"alice", &sealed);
        check(Purpose::RefreshToken, b"bob", &sealed);
        let mut changed = sealed.clone();
        *changed.0.last_mut().unwrap() ^= 1;
        check(Purpose::RefreshToken, b"alice", &changed);
        check(Purpose::RefreshToken, b"alice", &Sealed(sealed.0[..10].to_vec()));
        check(Purpose::RefreshToken, b"alice", &Sealed(Vec::new()));
    }

    #[test]
    fn another_key_is_told_apart_from_tampering() {
        let sealed =
            SealingKey::random().unwrap().seal(Purpose::IdToken, b"alice", b"a token").unwrap();
        let other = SealingKey::random().unwrap();
        assert!(matches!(other.open(Purpose::IdToken, b"alice", &sealed), Err(Error::OtherKey)));
    }

    #[test]
    fn a_created_key_is_loaded_again_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing.key");
        let created = SealingKey::create(&path).unwrap();
        assert_eq!(SealingKey::load(&path).unwrap().id(), created.id());
        assert!(matches!(SealingKey::create(&path), Err(Error::File { .. })));
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &fs::metadata(&path).unwrap().permissions(),
            );
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_file_is_raw_or_base64_and_nothing_else() {
        let check = |content: &[u8], expected: bool| {
            assert_eq!(SealingKey::parse(content).is_some(), expected, "{content:?}");
        };
        check(&[7; 32], true);
        check(STANDARD.encode([7; 32]).as_bytes(), true);
        check(format!("{}\r\n", STANDARD.encode([7; 32])).as_bytes(), true);
        check(&[7; 31], false);
        check(STANDARD.encode([7; 31]).as_bytes(), false);
        check(b"", false);
    }

    #[test]
    fn debugging_a_key_shows_no_key() {
        let key = SealingKey::parse(&[7; 32]).unwrap();
        let shown = format!("{key:?}");
        assert!(!shown.contains(&hex::encode([7; 4])) && shown.len() < 24, "{shown}");
    }
}
