//! Programs, known by their access keys. That a key, its owner or the owner's groups changed counts at the next request.

mod issuing;
mod making;
mod usage;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

pub use self::issuing::{TemporaryKey, TemporaryWish};
pub use self::making::{KeyFault, MadeKey, Wish};
use super::Error;
use crate::database::{self, Database, Fingerprint};
use crate::network::Network;
use crate::policy::{AccessKeyId, Caller, Owner};
use crate::sealing::{self, Purpose, Sealed, SealingKey};

/// Access keys: found, made, and their use recorded. Cheap to clone.
#[derive(Clone)]
pub struct AccessKeys(Arc<Inner>);

struct Inner {
    database: Database,
    sealing_key: SealingKey,
    rules: KeyRules,
    uses: Mutex<HashMap<AccessKeyId, (Timestamp, IpAddr)>>,
    /// A key that was found: what takes as long to look at as one that is there, where one is not.
    stand_in: RwLock<Option<AccessKeyId>>,
}

/// What the operator decided about keys.
#[derive(Clone, Copy, Debug)]
pub struct KeyRules {
    /// Longest life of a key, from when it is made or renewed.
    pub life_max: SignedDuration,
    /// Longest life of a temporary key.
    pub temporary_seconds_max: u32,
    /// Keys pause when the identity provider did not confirm their owner's groups for so long.
    pub groups_max_age: SignedDuration,
}

/// What a signature with an access key is checked against, and who asks when it fits.
#[derive(Clone, Debug)]
pub struct Credential {
    /// What the key signs with; [`AccessKeys::open`] opens it.
    pub secret: SealedSecret,
    /// Always [`Caller::AccessKey`].
    pub caller: Caller,
    /// Of a temporary key: what must be shown beside the signature.
    pub session_token: Option<Fingerprint>,
    /// From where the key may be used; none: from anywhere.
    pub sources: Vec<Network>,
    id: AccessKeyId,
    last_used_at: Option<Timestamp>,
}

/// What a key signs with as it is recorded, and for whom it was sealed: while this is the same, so is the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    owner: Owner,
    sealed: Sealed,
}

impl SealedSecret {
    pub fn new(owner: Owner, sealed: Sealed) -> Self {
        Self { owner, sealed }
    }
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
    pub fn new(database: Database, sealing_key: SealingKey, rules: KeyRules) -> Self {
        let (uses, stand_in) = (Mutex::default(), RwLock::default());
        Self(Arc::new(Inner { database, sealing_key, rules, uses, stand_in }))
    }

    /// Whom the identity provider vouched for before, pauses at `now`.
    pub fn vouched_after(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(self.0.rules.groups_max_age).unwrap_or(Timestamp::MIN)
    }

    /// The credential of an access key that may be used at `now`. `None` for one that never was, has expired, is disabled
    /// or revoked, whose owner was shut out, or that pauses: whoever asks is told nothing more, and as late.
    ///
    /// # Errors
    /// The records cannot be read.
    pub async fn find(
        &self,
        access_key: &str,
        now: Timestamp,
    ) -> Result<Option<Credential>, Error> {
        // What was not made here is not looked up.
        let Some(id) = AccessKeyId::parse(access_key) else { return Ok(None) };
        if let Some(credential) = self.credential(&id, now).await? {
            self.remember(&id);
            return Ok(Some(credential));
        }
        let stand_in = self.0.stand_in.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(stand_in) = stand_in
            && !matches!(self.credential(&stand_in, now).await, Ok(Some(_)))
        {
            // It ended: the next one that is found takes its place.
            *self.0.stand_in.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Ok(None)
    }

    fn remember(&self, id: &AccessKeyId) {
        let stand_in = &self.0.stand_in;
        if stand_in.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            *stand_in.write().unwrap_or_else(PoisonError::into_inner) = Some(id.clone());
        }
    }

    async fn credential(
        &self,
        id: &AccessKeyId,
        now: Timestamp,
    ) -> Result<Option<Credential>, Error> {
        let inner = &self.0;
        let vouched_after = self.vouched_after(now);
        let Some(usable) = inner.database.usable_key(id, now, vouched_after).await? else {
            return Ok(None);
        };
        Ok(Some(Credential {
            secret: SealedSecret::new(usable.key.owner.id(), usable.secret),
            caller: Caller::AccessKey(usable.key),
            session_token: usable.session_token,
            sources: usable.sources,
            id: id.clone(),
            last_used_at: usable.last_used_at,
        }))
    }

    /// What the key signs with.
    ///
    /// # Errors
    /// It was sealed with another key, or for somebody else.
    pub fn open(&self, credential: &Credential) -> Result<SecretString, Error> {
        let SealedSecret { owner, sealed } = &credential.secret;
        let owner = database::secret_owner(&credential.id, *owner);
        let secret = self.0.sealing_key.open(Purpose::AccessKey, &owner, sealed)?;
        let secret = std::str::from_utf8(secret.expose_secret());
        Ok(secret.map_err(|_| sealing::Error::Tampered)?.into())
    }
}

#[cfg(test)]
mod tests;
