//! Keys for a while: for programs that brought a token, and for people who need one only today.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::super::Error;
use super::AccessKeys;
use super::making::{MadeKey, Passing, Wish, check_name, check_reach};
use crate::database::{AccessKeyRecord, Fingerprint};
use crate::network::Network;
use crate::policy::{KeyScope, Owner, Person};
use crate::sealing;

/// What a temporary key is to be.
#[derive(Clone, Debug)]
pub struct TemporaryWish {
    pub owner: Owner,
    /// As of [`Wish`].
    pub made_by: Option<Person>,
    /// The name of the session, or what its owner calls it.
    pub name: String,
    pub scope: KeyScope,
    /// None: from anywhere.
    pub sources: Vec<Network>,
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

impl AccessKeys {
    /// Makes a key that ends by itself. Neither whether its owner may have it is asked here (a key opens nothing by
    /// itself), nor whether it lives too long: that is for whoever read the wish.
    pub async fn issue(&self, wish: TemporaryWish, now: Timestamp) -> Result<TemporaryKey, Error> {
        let TemporaryWish { owner, made_by, name, scope, sources, groups, seconds } = wish;
        let life = SignedDuration::from_secs(i64::from(seconds));
        let expires_at = now.saturating_add(life).unwrap_or(now);
        let wish = Wish { owner, made_by, name, scope, sources, expires_at };
        check_name(&wish.name)?;
        check_reach(&wish)?;
        let session_token = random_token()?;
        let passing = Passing {
            session_token: Fingerprint::of(session_token.expose_secret()),
            groups_max: groups,
        };
        let MadeKey { record, secret } = self.record(wish, Some(passing), now).await?;
        Ok(TemporaryKey { record, secret, session_token })
    }
}

/// 512 random bits, so that nobody takes it for the secret.
fn random_token() -> Result<SecretString, sealing::Error> {
    let bytes: [u8; 64] = sealing::random_bytes()?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}
