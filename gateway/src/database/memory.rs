//! What a connection read before, for as long as nothing was written since.
//!
//! A connection that reads tells by a number which version of the file it sees (`PRAGMA data_version`); any commit of
//! another connection, in this process or in another one, makes it another number. It is asked before anything is taken
//! from here, unless it was a moment ago and this process wrote nothing since: what was acknowledged here counts at the
//! next question, and what another process wrote counts [`TRUSTED`] later.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::access_keys::KnownKey;
use super::buckets::{self, BucketRecord};
use super::{Error, Fingerprint, SessionRecord, grants};
use crate::policy::AccessKeyId;
use crate::s3::names::Bucket;

/// Records of a kind that one connection remembers, each of less than 1 KiB. Of buckets that are not there nothing is kept:
/// strangers ask for those.
const RECORDS_MAX: usize = 1024;

/// How long the version of the file is taken for what it was: to ask takes calls of the kernel and code that nothing else
/// of a request runs.
pub const TRUSTED: Duration = Duration::from_millis(20);

/// What one connection remembers.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The version that all of it is of.
    version: Option<i64>,
    /// When that was asked, and how often this process had written by then.
    asked: Option<(Instant, u64)>,
    keys: HashMap<AccessKeyId, KnownKey>,
    /// Keys that open nothing: made up, or revoked. Known as soon as those that open something, so that the time it takes
    /// tells nobody which they are; and apart from them, so that whoever makes some up pushes nothing else out.
    useless: HashSet<AccessKeyId>,
    /// Of cookies that open nothing nothing is kept: whoever makes some up pays for the look.
    sessions: HashMap<Fingerprint, SessionRecord>,
    buckets: HashMap<Bucket, KnownBucket>,
}

/// A bucket, and whether anything was granted in it: in most there is nothing, and then nothing is looked for.
#[derive(Debug)]
pub(super) struct KnownBucket {
    pub record: BucketRecord,
    pub granted: bool,
}

impl Memory {
    /// Forgets everything unless it still is what the file says. `written` is how often this process wrote, read before
    /// the question came to be.
    pub(super) fn refresh(&mut self, connection: &Connection, written: u64) -> Result<(), Error> {
        let now = Instant::now();
        if self.asked.is_some_and(|(at, before)| before == written && now - at < TRUSTED) {
            return Ok(());
        }
        let version =
            connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if self.version != Some(version) {
            *self = Self { version: Some(version), ..Self::default() };
        }
        self.asked = Some((now, written));
        Ok(())
    }

    pub(super) fn key(
        &mut self,
        connection: &Connection,
        id: &AccessKeyId,
    ) -> Result<Option<&KnownKey>, Error> {
        if self.useless.contains(id) {
            return Ok(None);
        }
        let known = remembered(&mut self.keys, id, || KnownKey::find(connection, id))?;
        if known.is_none() {
            if self.useless.len() >= RECORDS_MAX {
                self.useless.clear();
            }
            self.useless.insert(id.clone());
        }
        Ok(known)
    }

    pub(super) fn session(
        &mut self,
        connection: &Connection,
        id: &Fingerprint,
    ) -> Result<Option<&SessionRecord>, Error> {
        remembered(&mut self.sessions, id, || SessionRecord::find(connection, *id))
    }

    pub(super) fn bucket(
        &mut self,
        connection: &Connection,
        bucket: &Bucket,
    ) -> Result<Option<&KnownBucket>, Error> {
        remembered(&mut self.buckets, bucket, || {
            let Some(record) = buckets::find(connection, bucket)? else { return Ok(None) };
            let granted = grants::any_in(connection, bucket)?;
            Ok(Some(KnownBucket { record, granted }))
        })
    }
}

fn remembered<'a, K: Eq + Hash + Clone, V>(
    records: &'a mut HashMap<K, V>,
    name: &K,
    read: impl FnOnce() -> Result<Option<V>, Error>,
) -> Result<Option<&'a V>, Error> {
    if !records.contains_key(name)
        && let Some(record) = read()?
    {
        if records.len() >= RECORDS_MAX {
            records.clear();
        }
        records.insert(name.clone(), record);
    }
    Ok(records.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_read_once_and_what_is_not_each_time() {
        let mut records = HashMap::new();
        assert_eq!(remembered(&mut records, &1, || Ok(None)).unwrap(), None);
        assert_eq!(remembered(&mut records, &1, || Ok(Some("one"))).unwrap(), Some(&"one"));
        let again = || -> Result<Option<&str>, Error> { panic!("it was read again") };
        assert_eq!(remembered(&mut records, &1, again).unwrap(), Some(&"one"));
    }

    #[test]
    fn no_more_is_remembered_than_may_be() {
        let mut records = HashMap::new();
        for number in 0..=RECORDS_MAX {
            remembered(&mut records, &number, || Ok(Some(number))).unwrap();
        }
        assert!(records.len() <= RECORDS_MAX);
        assert!(records.contains_key(&RECORDS_MAX));
    }
}
