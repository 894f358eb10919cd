//! The provider's signing keys: made once, kept in the folder, published as JWKS, and the only place that signs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Verifier};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Map, Value, json};
use sha2::Digest;

use super::Error;

/// The least RFC 7518 (3.3) allows for RS256; made in well under a second.
const KEY_BITS: usize = 2048;
/// Nothing we sign is near this; longer hints are not looked at.
const TOKEN_BYTES_MAX: usize = 8192;
const CURRENT: &str = "signing-key.pem";
const PREVIOUS: &str = "previous-signing-key.pem";

/// The key that signs, and the one before it, still published so that what it signed can be verified.
pub(super) struct SigningKeys {
    folder: PathBuf,
    current: Key,
    previous: Option<Key>,
}

pub(super) struct Key {
    id: String,
    private: RsaPrivateKey,
}

impl SigningKeys {
    /// Reads the keys of the folder, or makes the first one there, readable by its owner alone.
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder)
            .map_err(|source| Error::Folder { path: folder.into(), source })?;
        let current = if let Some(key) = read(&folder.join(CURRENT))? {
            key
        } else {
            let key = Key::generate()?;
            write(folder, CURRENT, &key)?;
            key
        };
        // A rotation that was cut short leaves the same key in both files.
        let previous = read(&folder.join(PREVIOUS))?.filter(|key| key.id != current.id);
        Ok(Self { folder: folder.into(), current, previous })
    }

    /// Signs with the new key from now on; the old one stays published until the next rotation.
    pub(super) fn rotate(&mut self, new: Key) -> Result<(), Error> {
        write(&self.folder, PREVIOUS, &self.current)?;
        write(&self.folder, CURRENT, &new)?;
        self.previous = Some(std::mem::replace(&mut self.current, new));
        Ok(())
    }

    /// The public halves (RFC 7517), the one that signs first.
    pub(super) fn jwks(&self) -> Value {
        let keys: Vec<Value> = self.published().map(Key::jwk).collect();
        json!({ "keys": keys })
    }

    /// A compact JWS (RFC 7515) by RS256 over the claims.
    pub(super) fn sign(&self, kind: &str, claims: &Map<String, Value>) -> String {
        let header = json!({ "alg": "RS256", "kid": self.current.id, "typ": kind });
        let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
        let body = Value::Object(claims.clone()).to_string();
        let signed = format!("{}.{}", encode(header.to_string()), encode(body));
        let key = SigningKey::<Sha256>::new(self.current.private.clone());
        let signature = key.sign_with_rng(&mut OsRng, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// The claims of a token one of our keys signed, whether or not it has expired; `None` for anything else.
    pub(super) fn verify(&self, token: &str) -> Option<Map<String, Value>> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, body) = signed.split_once('.')?;
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        if header["alg"] != "RS256" {
            return None;
        }
        let key = self.published().find(|key| header["kid"] == key.id.as_str())?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let signature = Signature::try_from(signature.as_slice()).ok()?;
        VerifyingKey::<Sha256>::new(key.public()).verify(signed.as_bytes(), &signature).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }

    fn published(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

impl Key {
    /// Takes up to a second.
    pub(super) fn generate() -> Result<Self, Error> {
        RsaPrivateKey::new(&mut OsRng, KEY_BITS).map(Self::new).map_err(Error::MakeKey)
    }

    fn new(private: RsaPrivateKey) -> Self {
        let (n, e) = (encoded(private.n()), encoded(private.e()));
        // RFC 7638: the thumbprint over exactly these members, in this order.
        let thumbprint = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
        Self { id: URL_SAFE_NO_PAD.encode(thumbprint), private }
    }

    fn public(&self) -> RsaPublicKey {
        self.private.to_public_key()
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id,
            "n": encoded(self.private.n()), "e": encoded(self.private.e()),
        })
    }
}

fn encoded(number: &rsa::BigUint) -> String {
    URL_SAFE_NO_PAD.encode(number.to_bytes_be())
}

fn read(path: &Path) -> Result<Option<Key>, Error> {
    let failed = |source| Error::KeyFile { path: path.into(), source };
    let pem = match fs::read_to_string(path) {
        Ok(pem) => pem,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::KeyExposed { path: path.into(), mode });
    }
    RsaPrivateKey::from_pkcs8_pem(&pem)
        .map(|private| Some(Key::new(private)))
        .map_err(|source| Error::KeyUnreadable { path: path.into(), source })
}

/// Whole or not at all: a new file beside, made durable, then renamed over.
fn write(folder: &Path, name: &str, key: &Key) -> Result<(), Error> {
    let path = folder.join(name);
    let failed = |source| Error::KeyFile { path: path.clone(), source };
    let pem = key
        .private
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|source| Error::KeyUnreadable { path: path.clone(), source })?;
    let beside = folder.join(format!("{name}.new"));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(failed)?;
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&beside, &path).map_err(failed)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Map<String, Value> {
        Map::from_iter([("sub".to_owned(), json!("alice"))])
    }

    #[test]
    fn the_key_is_made_once_and_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = SigningKeys::open(folder.path()).unwrap();
        let again = SigningKeys::open(folder.path()).unwrap();
        assert_eq!(first.jwks(), again.jwks());
        assert_eq!(again.verify(&first.sign("JWT", &claims())), Some(claims()));

        let path = folder.path().join(CURRENT);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            SigningKeys::open(folder.path()),
            Err(Error::KeyExposed { mode: 0o644, .. })
        ));
    }

    #[test]
    fn after_rotation_both_keys_are_published_and_verify_even_when_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut keys = SigningKeys::open(folder.path()).unwrap();
        let old = keys.sign("JWT", &claims());
        keys.rotate(Key::generate().unwrap()).unwrap();
        let new = keys.sign("JWT", &claims());
        assert_eq!(keys.jwks()["keys"].as_array().map(Vec::len), Some(2));
        let again = SigningKeys::open(folder.path()).unwrap();
        assert_eq!(again.jwks(), keys.jwks());
        for token in [&old, &new] {
            assert_eq!(again.verify(token), Some(claims()));
        }
    }

    #[test]
    fn a_changed_or_unsigned_token_does_not_verify() {
        let folder = tempfile::tempdir().unwrap();
        let keys = SigningKeys::open(folder.path()).unwrap();
        let token = keys.sign("JWT", &claims());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let other = URL_SAFE_NO_PAD.encode(r#"{"sub":"mallory"}"#);
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        for wrong in [
            format!("{header}.{other}.{signature}"),
            format!("{none}.{other}."),
            format!("{signed}."),
            "a.b".to_owned(),
            String::new(),
        ] {
            assert_eq!(keys.verify(&wrong), None, "{wrong}");
        }
    }
}
