//! The key that signs for one day, region and service, made from a secret.

use std::fmt;

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

use super::Scope;

/// A derived key (S3 API Reference, "Calculate signature"). It opens a day of one region, so it is as secret as what it
/// was made from.
#[derive(Clone)]
pub struct SigningKey(std::sync::Arc<SecretBox<[u8; 32]>>);

impl SigningKey {
    pub fn derive(secret: &SecretString, scope: &Scope) -> Self {
        let start = SecretString::from(format!("AWS4{}", secret.expose_secret()));
        let mut key = mac(start.expose_secret().as_bytes(), scope.date.as_bytes());
        for part in [scope.region.as_str(), scope.service.as_str(), "aws4_request"] {
            key = mac(&key, part.as_bytes());
        }
        Self(std::sync::Arc::new(SecretBox::new(Box::new(key))))
    }

    pub fn sign(&self, text: &[u8]) -> [u8; 32] {
        mac(self.0.expose_secret(), text)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(…)")
    }
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length (RFC 2104 §3), so that there is nothing to fail on.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| unreachable!());
    mac.update(text);
    mac.finalize().into_bytes().into()
}
