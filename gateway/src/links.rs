//! Share links: addresses that open objects to whoever has them, in the name of who gave them out. Nothing is remembered
//! between two requests: that a link was taken back, or its sharer changed, counts at the next one.

mod making;
mod password;

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

pub use self::making::{LinkFault, LinkWish, NewTerms, check_items, check_upload};
use crate::database::{self, Attempt, Counted, Database, Fingerprint, FoundLink, LinkRecord};
use crate::policy::LinkId;
use crate::sealing::{self, Purpose, SealingKey};

/// Of what stands in an address: 128 random bits, which nobody guesses, in base64url without padding.
const ADDRESS_BYTES: usize = 16;
const ADDRESS_CHARACTERS: usize = 22;

/// How long a browser that gave the password is let in without it.
const PASS_SECONDS: u32 = 2 * 3_600;
const PASS_BYTES: usize = 32;

/// Links: made, found by their addresses, and opened by their passwords. Cheap to clone.
#[derive(Clone)]
pub struct Links(Arc<Inner>);

struct Inner {
    database: Database,
    sealing_key: SealingKey,
    rules: LinkRules,
    /// Scheme, host and port of the portal.
    origin: String,
}

/// What the operator decided about links.
#[derive(Clone, Copy, Debug)]
pub struct LinkRules {
    /// Longest life of a link, from when it is made or changed.
    pub life_max: SignedDuration,
    /// Whether a link may last until it is taken back.
    pub without_end: bool,
    /// Links pause when the identity provider did not confirm their sharer's groups for so long.
    pub groups_max_age: SignedDuration,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error(transparent)]
    Sealing(#[from] sealing::Error),
    #[error(transparent)]
    Fault(#[from] LinkFault),
    #[error("the password of a link cannot be hashed")]
    Hashing(#[source] argon2::password_hash::Error),
    #[error("the work on a password was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
    /// Many passwords are being looked at: worth asking again.
    #[error("too many passwords are being looked at")]
    Busy,
}

/// Whoever comes with a link, as far as they are told apart: by link and address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor(Fingerprint);

impl Visitor {
    /// `address`: as it is counted ([`crate::layers::counted`]).
    pub fn of(link: LinkId, address: IpAddr) -> Self {
        Self(Fingerprint::of(format!("{}/{address}", link.0)))
    }
}

/// What became of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocked {
    Right,
    Wrong,
    /// Too many were wrong.
    Wait {
        seconds: u64,
    },
}

impl Links {
    /// `origin`: scheme, host and port of the portal.
    pub fn new(
        database: Database,
        sealing_key: SealingKey,
        rules: LinkRules,
        origin: &str,
    ) -> Self {
        let origin = origin.trim_end_matches('/').to_owned();
        Self(Arc::new(Inner { database, sealing_key, rules, origin }))
    }

    /// Scheme, host and port of the portal.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    pub fn rules(&self) -> LinkRules {
        self.0.rules
    }

    /// What the last part of an address leads to at `now`. Of one that never was it takes as long to say so.
    pub async fn find(&self, address: &str, now: Timestamp) -> Result<FoundLink, Error> {
        let known = address.len() == ADDRESS_CHARACTERS
            && address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !known {
            return Ok(FoundLink::Unknown);
        }
        let vouched_after =
            now.saturating_sub(self.0.rules.groups_max_age).unwrap_or(Timestamp::MIN);
        Ok(self.0.database.link_at(Fingerprint::of(address), now, vouched_after).await?)
    }

    /// The whole address, for the sharer. `None` once the key that it was sealed with is gone.
    pub fn address(&self, record: &LinkRecord) -> Option<String> {
        let inner = &self.0;
        let owner = record.address_hash.as_bytes();
        let opened = inner.sealing_key.open(Purpose::LinkAddress, owner, &record.address).ok()?;
        let address = std::str::from_utf8(opened.expose_secret()).ok()?;
        Some(format!("{}/s/{address}", inner.origin))
    }

    /// Looks at a password, unless too many were wrong.
    ///
    /// # Errors
    /// [`Error::Busy`] when many are looked at at the same time.
    pub async fn unlock(
        &self,
        link: LinkId,
        hash: &str,
        visitor: Visitor,
        password: SecretString,
        now: Timestamp,
    ) -> Result<Unlocked, Error> {
        let database = &self.0.database;
        let attempt = match database.begin_link_attempt(link, visitor.0, now).await? {
            Attempt::Begun(attempt) => attempt,
            Attempt::Wait { seconds } => return Ok(Unlocked::Wait { seconds }),
        };
        let right = password::verify(hash.to_owned(), password).await;
        // Where it could not be looked at, nobody said that it was wrong.
        if !matches!(right, Ok(false)) {
            database.forgive_link_attempt(attempt).await?;
        }
        Ok(if right? { Unlocked::Right } else { Unlocked::Wrong })
    }

    /// What a browser shows in the place of the link's password from now on, for so many seconds.
    pub async fn give_pass(
        &self,
        link: LinkId,
        now: Timestamp,
    ) -> Result<(SecretString, u32), Error> {
        let token = URL_SAFE_NO_PAD.encode(sealing::random_bytes::<PASS_BYTES>()?);
        let ends_at = now
            .saturating_add(SignedDuration::from_secs(PASS_SECONDS.into()))
            .unwrap_or(Timestamp::MAX);
        self.0.database.give_link_pass(Fingerprint::of(&token), link, ends_at).await?;
        Ok((token.into(), PASS_SECONDS))
    }

    /// Whether this was given for the link's password.
    pub async fn has_pass(&self, link: LinkId, token: &str, now: Timestamp) -> Result<bool, Error> {
        Ok(self.0.database.has_link_pass(Fingerprint::of(token), link, now).await?)
    }

    /// Counts a look at what the link opens; whether it is the visitor's first within the hour.
    pub async fn count_open(
        &self,
        link: LinkId,
        visitor: Visitor,
        now: Timestamp,
    ) -> Result<bool, Error> {
        Ok(self.0.database.count_open(link, visitor.0, now).await?)
    }

    /// Counts that something is taken: `what` names it.
    pub async fn count_download(
        &self,
        link: LinkId,
        visitor: Visitor,
        what: &str,
        now: Timestamp,
    ) -> Result<Counted, Error> {
        // A name in front, so that no key is taken for the look at the page.
        let what = Fingerprint::of(format!("taken/{what}"));
        Ok(self.0.database.count_download(link, visitor.0, what, now).await?)
    }

    /// Whether the visitor took something within the hour.
    pub async fn has_taken(
        &self,
        link: LinkId,
        visitor: Visitor,
        now: Timestamp,
    ) -> Result<bool, Error> {
        Ok(self.0.database.has_taken(link, visitor.0, now).await?)
    }

    /// Whether a refusal is the visitor's first within the hour: the others are not written down.
    pub async fn count_refusal(
        &self,
        link: LinkId,
        visitor: Visitor,
        now: Timestamp,
    ) -> Result<bool, Error> {
        Ok(self.0.database.count_link_refusal(link, visitor.0, now).await?)
    }
}
