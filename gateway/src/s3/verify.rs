//! Signature Version 4 on what we receive (S3 API Reference, "Authenticating requests (AWS Signature Version 4)"): who
//! says to have signed, what was signed, and whether it fits. Secret and time are passed in.

mod canonical;
mod key;
mod payload;
mod presented;
mod refusal;

use http::{HeaderMap, Method};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub use self::key::SigningKey;
pub use self::payload::Payload;
pub use self::presented::{ALGORITHM, Presented, Scope, Way};
pub(super) use self::presented::{read_credential, read_signature};
pub use self::refusal::Refusal;
use super::encode::encode_hex;
use super::stamp;

/// How far the clock of a program may be from ours (S3 API Reference, `RequestTimeTooSkewed`).
pub const SKEW_SECONDS_MAX: i64 = 15 * 60;

/// Longest life of a presigned address: seven days.
pub const PRESIGNED_SECONDS_MAX: u32 = 7 * 24 * 60 * 60;

/// A request as it came, before anything was made of it.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    pub method: &'a Method,
    /// The path, still encoded.
    pub path: &'a str,
    /// What follows the `?`, still encoded; empty where there is none.
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    /// The host the client named, with its port: the `Host` header, or the authority of HTTP/2.
    pub host: &'a str,
}

/// What programs may write into the scope of a signature.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub service: &'static str,
    pub regions: Vec<String>,
}

/// A signature that fits, and what later chunks of the same request are signed with.
#[derive(Clone, Debug)]
pub struct Seed {
    pub(super) key: SigningKey,
    pub(super) time: String,
    pub(super) scope: String,
    /// Lower-case hexadecimal.
    pub(super) signature: String,
}

impl Presented {
    /// Whether the signature may be looked at at all: its service, region, date and time. Says nothing of who signed, so
    /// that it can come before the key is looked up.
    pub fn check(&self, accepted: &Accepted, now: Timestamp) -> Result<(), Refusal> {
        if self.scope.service != accepted.service {
            return Err(Refusal::Service { expected: accepted.service });
        }
        if !accepted.regions.contains(&self.scope.region) {
            return Err(Refusal::Region {
                expected: accepted.regions.first().cloned().unwrap_or_default(),
            });
        }
        let ahead = self.time.as_second() - now.as_second();
        match self.way {
            Way::Header if ahead.abs() > SKEW_SECONDS_MAX => Err(Refusal::Skewed),
            Way::Query { .. } if ahead > SKEW_SECONDS_MAX => Err(Refusal::Skewed),
            Way::Query { expires_seconds } if -ahead > i64::from(expires_seconds) => {
                Err(Refusal::Expired)
            }
            _ => Ok(()),
        }
    }

    /// Whether whoever signed knew the secret behind `key`. Costs the same for right and wrong signatures but for the
    /// second look at the path, which only a wrong one needs; a caller that does not know the access key verifies with
    /// any key, so that an unknown one takes as long.
    pub fn verify(&self, request: &Received<'_>, key: SigningKey) -> Result<Seed, Refusal> {
        let payload = self.payload_line(request)?;
        let (time, scope) = (stamp::write(self.time), self.scope.text());
        let fits = |path: &str| {
            let canonical = canonical::request(request, path, &self.signed_headers, &payload);
            let expected = key.sign(text_to_sign(&time, &scope, canonical).as_bytes());
            bool::from(expected.ct_eq(&self.signature)).then_some(expected)
        };
        // What was sent is what was signed; but some clients send a path that their libraries wrote a little differently
        // from the one they signed, which is then the strict encoding of the same bytes.
        let strictly = || canonical::strict(request.path).and_then(|path| fits(&path));
        let signature = fits(request.path).or_else(strictly).ok_or(Refusal::Mismatch)?;
        Ok(Seed { key, time, scope, signature: encode_hex(signature) })
    }
}

/// What is signed of a canonical request (S3 API Reference, "Create a string to sign").
pub(super) fn text_to_sign(time: &str, scope: &str, canonical: impl AsRef<[u8]>) -> String {
    let digest = encode_hex(Sha256::digest(canonical));
    [ALGORITHM, "\n", time, "\n", scope, "\n", &digest].concat()
}

#[cfg(test)]
mod tests;
