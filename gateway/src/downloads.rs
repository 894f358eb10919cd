//! Addresses that open single objects without a cookie, for programs that fetch what a person selected: unguessable,
//! for hours, and never for more than the person may read at that moment.
//!
//! An address bears the identifier of a ticket and a code over the key, made with a secret that never leaves the
//! gateway: whoever has one address can make no other.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use crate::archive::manifest;
use crate::database::{Database, Fingerprint, NewTicket};
use crate::error::Error;
use crate::identity::{self, Session};
use crate::policy::Person;
use crate::s3::names::{Bucket, Key};
use crate::sealing::{self, Purpose, SealingKey};

/// How long the addresses of a list are good, if the session lasts so long.
const TICKET_HOURS: i64 = 12;

/// 128 bits each: enough that nobody guesses them, short enough for a line.
const PART_BYTES: usize = 16;
/// In base64url without padding.
const PART_CHARACTERS: usize = 22;

/// Gives tickets and recognises them. Cheap to clone.
#[derive(Clone)]
pub struct Downloads {
    database: Database,
    sealing_key: SealingKey,
    /// Scheme, host and port of the portal.
    origin: Arc<str>,
}

/// Makes the addresses of one list.
pub struct Ticket {
    id: String,
    secret: SecretBox<Vec<u8>>,
    origin: Arc<str>,
}

impl Downloads {
    pub fn new(database: Database, sealing_key: SealingKey, origin: &str) -> Self {
        let origin = origin.trim_end_matches('/').into();
        Self { database, sealing_key, origin }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A ticket for objects of the bucket, which ends with the session. It says nothing of rights: they are asked at
    /// each use.
    pub async fn give(
        &self,
        session: &Session,
        bucket: &Bucket,
        now: Timestamp,
    ) -> Result<Ticket, Error> {
        let id: [u8; PART_BYTES] = sealing::random_bytes().map_err(identity::Error::from)?;
        let secret: [u8; 32] = sealing::random_bytes().map_err(identity::Error::from)?;
        let id = URL_SAFE_NO_PAD.encode(id);
        let fingerprint = Fingerprint::of(&id);
        let sealed = self
            .sealing_key
            .seal(Purpose::DownloadTicket, fingerprint.as_bytes(), &secret)
            .map_err(identity::Error::from)?;
        let ends_at = now
            .saturating_add(SignedDuration::from_hours(TICKET_HOURS))
            .unwrap_or(Timestamp::MAX)
            .min(session.ends_at);
        let ticket = NewTicket {
            id: fingerprint,
            session: session.id,
            bucket: bucket.clone(),
            secret: sealed,
            ends_at,
        };
        self.database.give_ticket(ticket).await?;
        let secret = SecretBox::new(Box::new(secret.to_vec()));
        Ok(Ticket { id, secret, origin: Arc::clone(&self.origin) })
    }

    /// Whose ticket the first part of an address is, and for an object of which bucket.
    ///
    /// # Errors
    /// [`Error::NoSuchTicket`] for a code that is not over this key, and for a ticket that was never given or has ended.
    pub async fn recognise(
        &self,
        part: &str,
        key: &Key,
        now: Timestamp,
    ) -> Result<(Person, Bucket), Error> {
        let (id, code) = part.split_at_checked(PART_CHARACTERS).ok_or(Error::NoSuchTicket)?;
        let code = URL_SAFE_NO_PAD.decode(code).map_err(|_| Error::NoSuchTicket)?;
        if code.len() != PART_BYTES {
            return Err(Error::NoSuchTicket);
        }
        let fingerprint = Fingerprint::of(id);
        let ticket = self.database.ticket(fingerprint, now).await?.ok_or(Error::NoSuchTicket)?;
        let secret = self
            .sealing_key
            .open(Purpose::DownloadTicket, fingerprint.as_bytes(), &ticket.secret)
            .map_err(identity::Error::from)?;
        // Compared in constant time.
        mac(&secret, key).verify_truncated_left(&code).map_err(|_| Error::NoSuchTicket)?;
        Ok((ticket.person, ticket.bucket))
    }
}

impl Ticket {
    /// Where this object can be fetched: `https://portal/downloads/{ticket and code}/{key}`.
    pub fn address(&self, key: &Key) -> String {
        let code = mac(&self.secret, key).finalize().into_bytes();
        let code = URL_SAFE_NO_PAD.encode(&code[..PART_BYTES]);
        let start = format!("{}/downloads/{}{code}", self.origin, self.id);
        manifest::address(&start, &start, key)
    }
}

fn mac(secret: &SecretBox<Vec<u8>>, key: &Key) -> Hmac<Sha256> {
    // HMAC takes keys of any length (RFC 2104 §2), so there is none it refuses.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.expose_secret())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(key.as_str().as_bytes());
    mac
}
