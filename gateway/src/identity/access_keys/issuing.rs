//! Keys for a while: for programs that brought a token, and for people who need one only today.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::super::Error;
use super::{AccessKeys, bound_to, random_secret};
use crate::database::{AccessKeyRecord, Fingerprint, KeyRecording, NewAccessKey};
use crate::policy::{AccessKeyId, KeyScope, PersonId};
use crate::sealing::{self, Purpose};

/// What a temporary key is to be.
#[derive(Clone, Debug)]
pub struct TemporaryWish {
    pub owner: PersonId,
    /// The name of the session, or what its owner calls it.
    pub name: String,
    pub scope: KeyScope,
    /// At most these groups of the owner's count; `None`: all.
    pub groups: Option<Vec<String>>,
    pub seconds: u32,
}

/// A temporary key that was just made. Its three parts are told here and never again.
#[derive(Debug)]
pub struct TemporaryKey {
    pub record: AccessKeyRecord,
    pub secret: SecretString,
    /// Shown beside each signature (`x-amz-security-token`).
    pub session_token: SecretString,
}

/// Why no temporary key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueFault {
    #[error("a person may have no more temporary keys at a time")]
    TooMany,
    #[error("the person was shut out")]
    OwnerDisabled,
}

impl AccessKeys {
    /// Makes a key that ends by itself. Whether its owner may have it is not asked here: a key opens nothing by itself.
    pub async fn issue(
        &self,
        wish: TemporaryWish,
        now: Timestamp,
    ) -> Result<Result<TemporaryKey, IssueFault>, Error> {
        let TemporaryWish { owner, name, scope, groups, seconds } = wish;
        let id = AccessKeyId::from_random(sealing::random_bytes()?);
        let secret = random_secret()?;
        let sealed = self.0.sealing_key.seal(
            Purpose::AccessKey,
            &bound_to(&id, owner),
            secret.expose_secret().as_bytes(),
        )?;
        let session_token = random_token()?;
        let life = SignedDuration::from_secs(i64::from(seconds));
        let expires_at = now.saturating_add(life).unwrap_or(now);
        let key = NewAccessKey {
            id: id.clone(),
            owner,
            name: name.clone(),
            scope: scope.clone(),
            sources: Vec::new(),
            secret: sealed,
            session_token: Some(Fingerprint::of(session_token.expose_secret())),
            groups_max: groups,
            created_at: now,
            expires_at,
        };
        match self.0.database.record_access_key(key).await? {
            KeyRecording::Recorded => {}
            KeyRecording::Full => return Ok(Err(IssueFault::TooMany)),
            KeyRecording::OwnerDisabled => return Ok(Err(IssueFault::OwnerDisabled)),
        }
        let record = AccessKeyRecord {
            id,
            owner,
            name,
            scope,
            sources: Vec::new(),
            temporary: true,
            created_at: now,
            expires_at,
            disabled_at: None,
            revoked_at: None,
            last_used: None,
        };
        Ok(Ok(TemporaryKey { record, secret, session_token }))
    }
}

/// 512 random bits, so that nobody takes it for the secret.
fn random_token() -> Result<SecretString, sealing::Error> {
    let bytes: [u8; 64] = sealing::random_bytes()?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}
