//! Making keys, and keeping them alive.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::super::Error;
use super::AccessKeys;
use crate::database::{self, AccessKeyRecord, Fingerprint, KeyChange, KeyRecording, NewAccessKey};
use crate::network::Network;
use crate::policy::{AccessKeyId, KeyScope, Owner, Person, Reach};
use crate::sealing::{self, Purpose};

/// 238 random bits. Letters and digits alone: what else may stand in a secret breaks programs that put it into an
/// address.
const SECRET_CHARACTERS: usize = 40;
const SECRET_ALPHABET: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const NAME_CHARACTERS_MAX: usize = 100;
/// What is read at each request stays short.
const BUCKETS_MAX: usize = 50;
const PREFIXES_MAX: usize = 20;
const NETWORKS_MAX: usize = 20;

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct Wish {
    pub owner: Owner,
    /// Of a team's key: the manager who makes it; `None`: the operator.
    pub made_by: Option<Person>,
    /// 1 to 100 characters.
    pub name: String,
    pub scope: KeyScope,
    /// None: from anywhere.
    pub sources: Vec<Network>,
    pub expires_at: Timestamp,
}

/// What a temporary key has beside others.
#[derive(Debug)]
pub(super) struct Passing {
    pub(super) session_token: Fingerprint,
    /// At most these groups of the owner's count; `None`: all.
    pub(super) groups_max: Option<Vec<String>>,
}

/// A key that was just made.
#[derive(Debug)]
pub struct MadeKey {
    pub record: AccessKeyRecord,
    /// Told here and never again.
    pub secret: SecretString,
}

/// Why a key was not made or renewed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("the name must have 1 to {NAME_CHARACTERS_MAX} characters, without control characters")]
    Name,
    #[error("the key must expire within {days} days from now")]
    Expiry { days: i64 },
    #[error(
        "a key reaches 1 to {BUCKETS_MAX} buckets by name, {PREFIXES_MAX} prefixes in each, \
         from {NETWORKS_MAX} networks"
    )]
    Reach,
    #[error("nobody may have more access keys than that, and no team")]
    TooMany,
    #[error("the person was shut out")]
    OwnerDisabled,
}

impl AccessKeys {
    /// Makes a key. Whether its owner may have it is not asked here: a key opens nothing by itself.
    pub async fn make(&self, wish: Wish, now: Timestamp) -> Result<MadeKey, Error> {
        check_name(&wish.name)?;
        check_reach(&wish)?;
        self.check_expiry(wish.expires_at, now)?;
        self.record(wish, None, now).await
    }

    /// Records a key that was found good; `passing`: it is a temporary one.
    pub(super) async fn record(
        &self,
        wish: Wish,
        passing: Option<Passing>,
        now: Timestamp,
    ) -> Result<MadeKey, Error> {
        let inner = &self.0;
        let id = AccessKeyId::from_random(sealing::random_bytes()?);
        let secret = random_secret()?;
        let owner = database::secret_owner(&id, wish.owner);
        let sealed = inner.sealing_key.seal(
            Purpose::AccessKey,
            &owner,
            secret.expose_secret().as_bytes(),
        )?;
        let Wish { owner, made_by, name, scope, sources, expires_at } = wish;
        let (session_token, groups_max) =
            passing.map(|passing| (passing.session_token, passing.groups_max)).unzip();
        let groups_max = groups_max.flatten();
        let key = NewAccessKey {
            id: id.clone(),
            owner,
            made_by: made_by.as_ref().map(|person| person.id),
            name: name.clone(),
            scope: scope.clone(),
            sources: sources.clone(),
            secret: sealed,
            session_token,
            groups_max,
            created_at: now,
            expires_at,
        };
        match inner.database.record_access_key(key).await? {
            KeyRecording::Recorded => {}
            KeyRecording::Full => return Err(KeyFault::TooMany.into()),
            KeyRecording::OwnerDisabled => return Err(KeyFault::OwnerDisabled.into()),
        }
        let record = AccessKeyRecord {
            id,
            owner,
            made_by: made_by.map(|person| person.name),
            name,
            scope,
            sources,
            temporary: session_token.is_some(),
            created_at: now,
            expires_at,
            disabled_at: None,
            revoked_at: None,
            last_used: None,
        };
        Ok(MadeKey { record, secret })
    }

    /// Lets a key of `owner` live until `expires_at`, also one that has expired; `None` where there is no such key.
    pub async fn renew(
        &self,
        owner: Owner,
        id: &AccessKeyId,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<AccessKeyRecord>, Error> {
        self.check_expiry(expires_at, now)?;
        let change = KeyChange::Renew { expires_at };
        Ok(self.0.database.change_access_key(Some(owner), id, change, now).await?)
    }

    /// Longest life of a key from now on.
    pub fn life_max(&self) -> SignedDuration {
        self.0.rules.life_max
    }

    /// Longest life of a temporary key.
    pub fn temporary_seconds_max(&self) -> u32 {
        self.0.rules.temporary_seconds_max
    }

    fn check_expiry(&self, expires_at: Timestamp, now: Timestamp) -> Result<(), KeyFault> {
        let life = expires_at.duration_since(now);
        if SignedDuration::ZERO < life && life <= self.life_max() {
            Ok(())
        } else {
            Err(KeyFault::Expiry { days: self.life_max().as_hours() / 24 })
        }
    }
}

pub(super) fn check_name(name: &str) -> Result<(), KeyFault> {
    let characters = name.chars().count();
    let fits = (1..=NAME_CHARACTERS_MAX).contains(&characters)
        && !name.trim().is_empty()
        && !name.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(KeyFault::Name) }
}

pub(super) fn check_reach(wish: &Wish) -> Result<(), KeyFault> {
    let fits = match &wish.scope.reach {
        Reach::Everything | Reach::Object(..) => true,
        Reach::Buckets(buckets) => {
            (1..=BUCKETS_MAX).contains(&buckets.len())
                && buckets.values().all(|prefixes| prefixes.len() <= PREFIXES_MAX)
        }
    };
    if fits && wish.sources.len() <= NETWORKS_MAX { Ok(()) } else { Err(KeyFault::Reach) }
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
