//! The key that signs for one day, region and service, made from a secret.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sigv4::sign::v4::generate_signing_key;
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

use super::Scope;

/// A derived key (S3 API Reference, "Calculate signature"). It opens a day of one region, so it is as secret as what it
/// was made from.
#[derive(Clone)]
pub struct SigningKey(Arc<SecretBox<Vec<u8>>>);

impl SigningKey {
    pub fn derive(secret: &SecretString, scope: &Scope) -> Self {
        let Scope { date, region, service } = scope;
        let key = generate_signing_key(secret.expose_secret(), midnight(date), region, service);
        Self(Arc::new(SecretBox::new(Box::new(key.as_ref().to_vec()))))
    }

    pub fn sign(&self, text: &[u8]) -> [u8; 32] {
        // HMAC takes keys of any length (RFC 2104 §3), so that there is nothing to fail on.
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(self.0.expose_secret())
            .unwrap_or_else(|_| unreachable!());
        mac.update(text);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(…)")
    }
}

/// The beginning of the day that a scope names, as `YYYYMMDD`. Scopes are read strictly before, so that another text
/// does not come here; it would give a key that nobody signed with.
fn midnight(date: &str) -> SystemTime {
    Date::strptime("%Y%m%d", date)
        .and_then(|date| date.to_zoned(TimeZone::UTC))
        .map_or(Timestamp::UNIX_EPOCH, |day| day.timestamp())
        .into()
}
