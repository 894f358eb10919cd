//! Cellier's own records, in domain verbs: people, sessions, sign-in attempts, access keys,
//! ownership of buckets, teams, grants, share links, what is being taken out, and what was done. Never objects.
//!
//! Invariants: all SQL is here; what was written and acknowledged counts at the next question, and what another process
//! wrote a moment later, for nothing is answered from memory unless SQLite says that nothing was written since (`memory`);
//! an acknowledged write survives `kill -9` and loss of power (`synchronous = FULL`).

mod access_keys;
mod activity;
mod archives;
mod attempts;
mod buckets;
mod callers;
mod connections;
mod facts;
mod finding;
mod fingerprint;
mod given;
mod grants;
mod links;
mod logout;
mod memory;
mod migrations;
mod people;
mod places;
mod preferences;
mod publications;
mod rows;
mod sealed;
mod searches;
mod sessions;
mod teams;
mod tickets;
mod vouching;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use self::access_keys::{
    AccessKeyRecord, KeyChange, KeyRecording, KeyUse, ListedKey, NewAccessKey, UsableKey,
    secret_owner,
};
pub use self::activity::{ActivityOf, ActivityQuery, Entry};
pub use self::archives::{ArchiveRecord, ArchivedObject, NewArchive};
pub use self::attempts::{ATTEMPT_SECONDS_MAX, Consumed, NewAttempt, Resume};
pub use self::buckets::{BucketRecord, BucketState, Reservation, TeamBucket};
pub use self::fingerprint::Fingerprint;
pub use self::grants::{Giving, GrantRecord, Named, NewGrant};
pub use self::links::{
    Arrival, Attempt, Counted, FoundLink, LinkChange, LinkFace, LinkRecord, NewArrivals, NewLink,
    UsableLink,
};
pub use self::logout::{LogoutNotice, LogoutOutcome};
pub use self::memory::TRUSTED;
pub use self::people::{Disabled, HANDLE_BYTES_MAX, NewPerson, PersonRecord, Profile, SignIn};
pub use self::preferences::Keeping;
pub use self::publications::{NewPublication, Publishing};
pub use self::sealed::Resealed;
pub use self::sessions::{Departure, NewSession, RefreshClaim, Refreshed, SessionRecord};
pub use self::teams::{Binding, Member, SetRole};
pub use self::tickets::{NewTicket, TicketRecord};
pub use self::vouching::{Vouched, Voucher};

use self::connections::Connections;
use self::memory::Memory;
use crate::policy::Handle;
use crate::s3::names::Bucket;
use crate::sealing;

/// Cellier's records. Cheap to clone; every clone uses the same connections.
#[derive(Clone, Debug)]
pub struct Database(Arc<Connections>);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database `{}` cannot be opened", path.display())]
    Open {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the database is at version {found}, newer than version {known} of this Cellier")]
    Newer { found: i64, known: i64 },
    #[error("the database failed")]
    Failed(#[from] rusqlite::Error),
    /// Too many questions at once: worth asking again.
    #[error("the database is busy")]
    Busy,
    #[error("the work on the database was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
    /// Somebody changed the file by hand, or another program did.
    #[error("the {0} in a record is not what Cellier writes")]
    Unreadable(&'static str),
    #[error("a secret could not be sealed or opened")]
    Sealing(#[from] sealing::Error),
    #[error("nobody has the handle `{0}`")]
    NoSuchPerson(Handle),
    #[error("the handle `{0}` belongs to somebody else")]
    HandleTaken(Handle),
    #[error("this identity is bound to the handle `{0}` already")]
    AlreadyBound(Handle),
    #[error("every handle like `{0}` is taken")]
    HandlesExhausted(Handle),
    #[error("bucket `{0}` belongs to somebody else")]
    BucketTaken(Bucket),
    #[error("bucket `{0}` is not reserved for this person")]
    NotReserved(Bucket),
}

impl Database {
    /// Opens or creates the file and brings it to the newest version. The file is readable by its owner only.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let path = path.to_owned();
        let connections = tokio::task::spawn_blocking(move || Connections::open(path))
            .await
            .map_err(Error::Interrupted)??;
        Ok(Self(Arc::new(connections)))
    }

    /// Whether questions are answered now.
    pub async fn ping(&self) -> Result<(), Error> {
        self.read(|connection| {
            connection.query_row("SELECT COUNT(*) FROM people WHERE id = 0", [], |_| Ok(()))?;
            Ok(())
        })
        .await
    }

    /// For questions of a few rows that are found by their keys: answered at once, without another thread. It may be
    /// asked twice.
    async fn look_up<T: Send + 'static>(
        &self,
        question: impl Fn(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.look_up(question).await
    }

    /// As [`Self::look_up`], for what every request asks: records that were read before are taken from memory while
    /// they are what the file says.
    async fn recall<T: Send + 'static>(
        &self,
        question: impl Fn(&rusqlite::Connection, &mut Memory) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.recall(question).await
    }

    /// For all other questions.
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.read(question).await
    }

    /// Runs in one transaction, which is undone when `change` fails.
    async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.write(change).await
    }
}

#[cfg(test)]
mod tests;
