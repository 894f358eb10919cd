//! Tokens signed well, and in the ways of those who forge them.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::provider::CLIENT_SECRET;

/// Two keys, made once for all tests: making one takes a while.
static KEYS: LazyLock<[RsaPrivateKey; 2]> = LazyLock::new(|| {
    let mut random = rsa::rand_core::OsRng;
    [2048, 2048].map(|bits| RsaPrivateKey::new(&mut random, bits).unwrap())
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// With the key of this number, whose name is `key-<number>`.
    Rs256(usize),
    /// With the first key under the name of another.
    Named(&'static str),
    /// With the first key, by an algorithm that was not allowed.
    Rs512,
    Unsigned,
    UnsignedOddCase,
    Hs256WithClientSecret,
    Hs256WithPublicKey,
    /// With the first key, then damaged.
    Damaged,
    /// With the first key, said to be of another kind.
    Es256OverRsa,
    /// With a key that only the token itself knows, and under the name of the first.
    Embedded,
    /// With the first key, and with more in the head.
    Critical,
}

/// As it stands in a key set.
pub fn public_key(number: usize) -> Value {
    let key = &KEYS[number];
    json!({
        "kty": "RSA", "use": "sig", "kid": format!("key-{number}"),
        "n": URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        "e": URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
    })
}

pub fn sign(signing: Signing, typ: Option<&str>, claims: &Value) -> String {
    let (alg, kid) = match signing {
        Signing::Rs256(number) => ("RS256", format!("key-{number}")),
        Signing::Named(name) => ("RS256", name.to_owned()),
        Signing::Damaged | Signing::Embedded | Signing::Critical => ("RS256", "key-0".to_owned()),
        Signing::Es256OverRsa => ("ES256", "key-0".to_owned()),
        Signing::Rs512 => ("RS512", "key-0".to_owned()),
        Signing::Unsigned => ("none", "key-0".to_owned()),
        Signing::UnsignedOddCase => ("nOnE", "key-0".to_owned()),
        Signing::Hs256WithClientSecret | Signing::Hs256WithPublicKey => {
            ("HS256", "key-0".to_owned())
        }
    };
    let mut header = json!({ "alg": alg, "kid": kid });
    if let Some(typ) = typ {
        header["typ"] = typ.into();
    }
    if signing == Signing::Embedded {
        header["jwk"] = public_key(1);
        header["jku"] = "http://127.0.0.1:1/jwks".into();
    }
    if signing == Signing::Critical {
        header["crit"] = json!(["b64"]);
        header["b64"] = true.into();
    }
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(&header), encode(claims));
    let rs256 = |number: usize| {
        let key = SigningKey::<Sha256>::new(KEYS[number].clone());
        key.sign(message.as_bytes()).to_vec()
    };
    let signature = match signing {
        Signing::Rs256(number) => rs256(number),
        Signing::Named(_) | Signing::Es256OverRsa | Signing::Critical => rs256(0),
        Signing::Embedded => rs256(1),
        Signing::Rs512 => {
            let key = SigningKey::<sha2::Sha512>::new(KEYS[0].clone());
            key.sign(message.as_bytes()).to_vec()
        }
        Signing::Damaged => {
            let mut signature = rs256(0);
            signature[7] ^= 1;
            signature
        }
        Signing::Unsigned | Signing::UnsignedOddCase => Vec::new(),
        Signing::Hs256WithClientSecret => hs256(CLIENT_SECRET.as_bytes(), &message),
        Signing::Hs256WithPublicKey => {
            let pem = KEYS[0].to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
            hs256(pem.as_bytes(), &message)
        }
    };
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// HMAC-SHA256 (RFC 2104), in the few lines that forging needs.
fn hs256(key: &[u8], message: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}
