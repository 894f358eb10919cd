//! Secrets at rest: what must be read again (tokens of the identity provider) is sealed before it is recorded, so that
//! a copy of the database alone opens nothing.

mod file;
mod key;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::XNonce;
use chacha20poly1305::aead::{Aead, Payload};
use secrecy::{ExposeSecret, SecretBox};

use self::file::Stamp;
use self::key::Key;

const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
/// Keys in one file: the one that seals and those it replaced.
const KEYS_MAX: usize = 4;

/// Why a key could not be used, or a sealed value not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the sealing key file `{}` cannot be read or written", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "the sealing key file `{}` must hold 32 bytes, raw or in base64; or up to {KEYS_MAX} keys in base64, one a line",
        path.display()
    )]
    Malformed { path: PathBuf },
    #[error("the sealing key file `{}` holds {KEYS_MAX} keys already: retire those that were replaced", path.display())]
    Full { path: PathBuf },
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
    /// What stands in the address of a share link, for who gave it out; the owner is the link.
    LinkAddress,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::RefreshToken => b"cellier/refresh-token",
            Self::IdToken => b"cellier/id-token",
            Self::SignInAttempt => b"cellier/sign-in-attempt",
            Self::DownloadTicket => b"cellier/download-ticket",
            Self::AccessKey => b"cellier/access-key",
            Self::LinkAddress => b"cellier/link-address",
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

/// The key that seals, and those it replaced, which still open: 256 bits each, kept in a file apart from the database.
/// The file is looked at again before something is sealed, and when something was sealed with a key that is not known:
/// whoever rotates keys need not restart anything. Cheap to clone.
#[derive(Clone)]
pub struct SealingKey(Arc<Ring>);

struct Ring {
    /// `None` for a key that lives as long as the process.
    file: Option<PathBuf>,
    known: RwLock<Known>,
}

/// What the file held when it was read last.
#[derive(Clone)]
struct Known {
    keys: Arc<[Key]>,
    stamp: Option<Stamp>,
}

impl SealingKey {
    /// Reads a key file: 32 raw bytes; or keys in base64, one a line, of which the first seals.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let known = read(path)?;
        Ok(Self(Arc::new(Ring { file: Some(path.to_owned()), known: RwLock::new(known) })))
    }

    /// Makes a new key and writes it in base64 to a file that only its owner may read (mode 0600). Never overwrites:
    /// what was sealed with the old key could not be opened any more.
    pub fn create(path: &Path) -> Result<Self, Error> {
        file::create(path, &[Key::random()?])?;
        Self::load(path)
    }

    /// A key that lives as long as the process: what it seals cannot be opened after a restart.
    pub fn random() -> Result<Self, Error> {
        let known = RwLock::new(Known { keys: [Key::random()?].into(), stamp: None });
        Ok(Self(Arc::new(Ring { file: None, known })))
    }

    /// Puts a new key before those in the file: from now on it seals, and they only open.
    pub fn rotate(path: &Path) -> Result<Self, Error> {
        let old = read(path)?.keys;
        if old.len() >= KEYS_MAX {
            return Err(Error::Full { path: path.to_owned() });
        }
        let keys: Vec<Key> = std::iter::once(Key::random()?).chain(old.iter().cloned()).collect();
        file::replace(path, &keys)?;
        Self::load(path)
    }

    /// Leaves only the first key in the file, and answers how many were removed. What was sealed with those is lost.
    pub fn retire(path: &Path) -> Result<usize, Error> {
        let keys = read(path)?.keys;
        let Some((first, old)) = keys.split_first() else { return Ok(0) };
        if !old.is_empty() {
            file::replace(path, std::slice::from_ref(first))?;
        }
        Ok(old.len())
    }

    /// `owner` names the record the value belongs to: a value copied into another record does not open.
    pub fn seal(&self, purpose: Purpose, owner: &[u8], secret: &[u8]) -> Result<Sealed, Error> {
        self.look_again();
        let keys = self.keys();
        let key = keys.first().ok_or(Error::OtherKey)?;
        let nonce: [u8; NONCE_BYTES] = random_bytes()?;
        let bound = bound_to(purpose, owner);
        let ciphertext = key
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret, aad: &bound })
            .map_err(|_| Error::Tampered)?;
        let mut sealed = Vec::with_capacity(KEY_ID_BYTES + NONCE_BYTES + ciphertext.len());
        sealed.extend_from_slice(&key.id);
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
        let find = || self.keys().iter().find(|key| key.id == id).cloned();
        let found = find().or_else(|| {
            self.look_again();
            find()
        });
        let key = found.ok_or(Error::OtherKey)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES).ok_or(Error::Tampered)?;
        let bound = bound_to(purpose, owner);
        key.cipher()
            .decrypt(XNonce::from_slice(nonce), Payload { msg: ciphertext, aad: &bound })
            .map(|secret| SecretBox::new(Box::new(secret)))
            .map_err(|_| Error::Tampered)
    }

    /// Seals anew what was sealed with a key that was replaced; `None` where that is not needed.
    pub fn reseal(
        &self,
        purpose: Purpose,
        owner: &[u8],
        sealed: &Sealed,
    ) -> Result<Option<Sealed>, Error> {
        let current = self.keys().first().is_some_and(|key| sealed.0.starts_with(&key.id));
        if current {
            return Ok(None);
        }
        let secret = self.open(purpose, owner, sealed)?;
        self.seal(purpose, owner, secret.expose_secret()).map(Some)
    }

    fn keys(&self) -> Arc<[Key]> {
        Arc::clone(&self.0.known.read().unwrap_or_else(PoisonError::into_inner).keys)
    }

    /// Reads the file again if it changed. One that cannot be read leaves what is known: the next restart tells.
    fn look_again(&self) {
        let Some(path) = &self.0.file else { return };
        let seen = self.0.known.read().unwrap_or_else(PoisonError::into_inner).stamp;
        if file::stamp(path).ok() == seen {
            return;
        }
        match read(path) {
            Ok(known) => {
                *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = known;
                tracing::info!("the sealing key file was read again");
            }
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the sealing key file changed and cannot be used; the keys known so far serve"
            ),
        }
    }
}

fn read(path: &Path) -> Result<Known, Error> {
    let (keys, stamp) = file::read(path)?;
    Ok(Known { keys: keys.into(), stamp: Some(stamp) })
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<_> = self.keys().iter().map(|key| hex::encode(key.id)).collect();
        write!(formatter, "SealingKey({})", ids.join(" "))
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
mod tests;
