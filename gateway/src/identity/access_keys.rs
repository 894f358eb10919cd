//! Programs, known by their access keys. Nothing is remembered between two requests: that a key, its owner or the
//! owner's groups changed counts at the next one.

mod issuing;

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

pub use self::issuing::{IssueFault, TemporaryKey, TemporaryWish};
use super::Error;
use crate::database::{AccessKeyRecord, Database, Fingerprint, KeyRecording, KeyUse, NewAccessKey};
use crate::network::Network;
use crate::policy::{AccessKeyId, Caller, KeyScope, PersonId};
use crate::sealing::{self, Purpose, SealingKey};

/// 238 random bits. Letters and digits alone: what else may stand in a secret breaks programs that put it into an
/// address.
const SECRET_CHARACTERS: usize = 40;
const SECRET_ALPHABET: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Raised when what is bound to a sealed secret changes.
const SECRET_VERSION: u8 = 1;

/// That a key is in use is recorded at most this often.
const USED_SECONDS_MIN: i64 = 60;
/// How often what was used is written down, all at once.
const RECORD_SECONDS: u64 = 5;
/// Keys whose use waits to be written down; of more, the use is written down a little later.
const USES_MAX: usize = 10_000;

/// Access keys: found, made, and their use recorded. Cheap to clone.
#[derive(Clone)]
pub struct AccessKeys(Arc<Inner>);

struct Inner {
    database: Database,
    sealing_key: SealingKey,
    groups_max_age: SignedDuration,
    uses: Mutex<HashMap<AccessKeyId, (Timestamp, IpAddr)>>,
}

/// What a signature with an access key is checked against, and who asks when it fits.
#[derive(Clone, Debug)]
pub struct Credential {
    pub secret: SecretString,
    /// Always [`Caller::AccessKey`].
    pub caller: Caller,
    /// Of a temporary key: what must be shown beside the signature.
    pub session_token: Option<Fingerprint>,
    /// From where the key may be used; none: from anywhere.
    pub sources: Vec<Network>,
    id: AccessKeyId,
    last_used_at: Option<Timestamp>,
}

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct Wish {
    pub owner: PersonId,
    pub name: String,
    pub scope: KeyScope,
    /// None: from anywhere.
    pub sources: Vec<Network>,
    pub expires_at: Timestamp,
}

/// What became of a wish.
#[derive(Debug)]
pub enum Made {
    /// The secret is told here and never again.
    Key { record: Box<AccessKeyRecord>, secret: SecretString },
    /// The owner has as many keys as one may have.
    TooMany,
    /// The owner was shut out.
    OwnerDisabled,
}

impl Credential {
    /// Whether the key may be used from this address.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.sources.is_empty() || self.sources.iter().any(|network| network.holds(address))
    }

    /// Whether the session token is the one that belongs to the key: none to a lasting one.
    pub fn accepts(&self, session_token: Option<&str>) -> bool {
        match (&self.session_token, session_token) {
            (None, None) => true,
            (Some(expected), Some(token)) => {
                Fingerprint::of(token).as_bytes().ct_eq(expected.as_bytes()).into()
            }
            _ => false,
        }
    }
}

impl AccessKeys {
    /// Keys pause when the identity provider did not confirm their owner's groups for `groups_max_age`.
    pub fn new(
        database: Database,
        sealing_key: SealingKey,
        groups_max_age: SignedDuration,
    ) -> Self {
        let uses = Mutex::default();
        Self(Arc::new(Inner { database, sealing_key, groups_max_age, uses }))
    }

    /// Whom the identity provider vouched for before, pauses at `now`.
    pub fn vouched_after(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(self.0.groups_max_age).unwrap_or(Timestamp::MIN)
    }

    /// The credential of an access key that may be used at `now`. `None` for one that never was, has expired, is disabled
    /// or revoked, whose owner was shut out, or that pauses: whoever asks is told nothing more.
    ///
    /// # Errors
    /// The records cannot be read, or the secret was sealed with another key.
    pub async fn find(
        &self,
        access_key: &str,
        now: Timestamp,
    ) -> Result<Option<Credential>, Error> {
        // What was not made here is not looked up.
        let Some(id) = AccessKeyId::parse(access_key) else { return Ok(None) };
        let inner = &self.0;
        let vouched_after = self.vouched_after(now);
        let Some(usable) = inner.database.usable_key(&id, now, vouched_after).await? else {
            return Ok(None);
        };
        let owner = bound_to(&id, usable.key.owner.id);
        let secret = inner.sealing_key.open(Purpose::AccessKey, &owner, &usable.secret)?;
        let secret = std::str::from_utf8(secret.expose_secret())
            .map_err(|_| sealing::Error::Tampered)?
            .into();
        Ok(Some(Credential {
            secret,
            caller: Caller::AccessKey(usable.key),
            session_token: usable.session_token,
            sources: usable.sources,
            id,
            last_used_at: usable.last_used_at,
        }))
    }

    /// Makes a key. Whether its owner may have it is not asked here: a key opens nothing by itself.
    pub async fn make(&self, wish: Wish, now: Timestamp) -> Result<Made, Error> {
        let inner = &self.0;
        let id = AccessKeyId::from_random(sealing::random_bytes()?);
        let secret = random_secret()?;
        let owner = bound_to(&id, wish.owner);
        let sealed = inner.sealing_key.seal(
            Purpose::AccessKey,
            &owner,
            secret.expose_secret().as_bytes(),
        )?;
        let key = NewAccessKey {
            id: id.clone(),
            owner: wish.owner,
            name: wish.name.clone(),
            scope: wish.scope.clone(),
            sources: wish.sources.clone(),
            secret: sealed,
            session_token: None,
            groups_max: None,
            created_at: now,
            expires_at: wish.expires_at,
        };
        match inner.database.record_access_key(key).await? {
            KeyRecording::Recorded => {}
            KeyRecording::Full => return Ok(Made::TooMany),
            KeyRecording::OwnerDisabled => return Ok(Made::OwnerDisabled),
        }
        let record = AccessKeyRecord {
            id,
            owner: wish.owner,
            name: wish.name,
            scope: wish.scope,
            sources: wish.sources,
            temporary: false,
            created_at: now,
            expires_at: wish.expires_at,
            disabled_at: None,
            revoked_at: None,
            last_used: None,
        };
        Ok(Made::Key { record: Box::new(record), secret })
    }

    /// Says that a request with the key was let in. Costs nothing but a look at the time, except once a minute.
    pub fn used(&self, credential: &Credential, from: IpAddr, now: Timestamp) {
        let due = credential.last_used_at.is_none_or(|last| {
            now.duration_since(last) >= SignedDuration::from_secs(USED_SECONDS_MIN)
        });
        if !due {
            return;
        }
        let mut uses = self.0.uses.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.len() < USES_MAX || uses.contains_key(&credential.id) {
            uses.insert(credential.id.clone(), (now, from.to_canonical()));
        }
    }

    /// Writes down what was used, until `shutdown` and once more then.
    pub async fn run_recorder(&self, shutdown: impl Future<Output = ()>) {
        let mut interval = tokio::time::interval(Duration::from_secs(RECORD_SECONDS));
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(shutdown);
        loop {
            let last = tokio::select! {
                () = &mut shutdown => true,
                _ = interval.tick() => false,
            };
            self.record_uses().await;
            if last {
                return;
            }
        }
    }

    async fn record_uses(&self) {
        let uses = std::mem::take(&mut *self.0.uses.lock().unwrap_or_else(PoisonError::into_inner));
        if uses.is_empty() {
            return;
        }
        let uses = uses.into_iter().map(|(id, (at, from))| KeyUse { id, at, from }).collect();
        if let Err(error) = self.0.database.note_key_uses(uses).await {
            // A full disk must not keep programs out: the next use is written down instead.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the use of access keys was not recorded"
            );
        }
    }
}

/// The record a sealed secret belongs to. A secret that was moved to another key, or to another person, does not open.
fn bound_to(id: &AccessKeyId, owner: PersonId) -> Vec<u8> {
    format!("{id}/person/{}/{SECRET_VERSION}", owner.0).into_bytes()
}

fn random_secret() -> Result<SecretString, sealing::Error> {
    let mut secret = String::with_capacity(SECRET_CHARACTERS);
    while secret.len() < SECRET_CHARACTERS {
        let bytes: [u8; SECRET_CHARACTERS] = sealing::random_bytes()?;
        // The bytes beyond the last whole alphabet would make its beginning likelier.
        let fair = bytes.into_iter().filter(|byte| *byte < 248);
        let missing = SECRET_CHARACTERS - secret.len();
        secret
            .extend(fair.take(missing).map(|byte| {
                char::from(SECRET_ALPHABET[usize::from(byte) % SECRET_ALPHABET.len()])
            }));
    }
    Ok(secret.into())
}

#[cfg(test)]
mod tests;
