//! A map of secrets' digests to records that end: bounded, so that memory stays flat whatever is asked.

use std::collections::HashMap;

use super::secret::Digest;

/// Seconds since 1970-01-01T00:00:00Z.
pub(super) type UnixSeconds = i64;

/// At most `limit` records. What has ended is never found; when the shelf is full the ended are dropped, then the one
/// that would end soonest.
pub(super) struct Shelf<T> {
    limit: usize,
    records: HashMap<Digest, (UnixSeconds, T)>,
}

impl<T> Shelf<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, records: HashMap::new() }
    }

    pub(super) fn put(&mut self, key: Digest, ends: UnixSeconds, record: T, now: UnixSeconds) {
        if self.records.len() >= self.limit {
            self.records.retain(|_, (ends, _)| *ends > now);
        }
        if self.records.len() >= self.limit {
            let soonest = self.records.iter().min_by_key(|(_, (ends, _))| *ends);
            if let Some(key) = soonest.map(|(key, _)| *key) {
                self.records.remove(&key);
            }
        }
        self.records.insert(key, (ends, record));
    }

    pub(super) fn get(&self, key: &Digest, now: UnixSeconds) -> Option<&T> {
        self.records.get(key).filter(|(ends, _)| *ends > now).map(|(_, record)| record)
    }

    pub(super) fn get_mut(&mut self, key: &Digest, now: UnixSeconds) -> Option<&mut T> {
        self.records.get_mut(key).filter(|(ends, _)| *ends > now).map(|(_, record)| record)
    }

    /// Moves the end of a record.
    pub(super) fn end_at(&mut self, key: &Digest, ends: UnixSeconds) {
        if let Some((end, _)) = self.records.get_mut(key) {
            *end = ends;
        }
    }

    pub(super) fn take(&mut self, key: &Digest, now: UnixSeconds) -> Option<T> {
        self.records.remove(key).filter(|(ends, _)| *ends > now).map(|(_, record)| record)
    }

    /// Takes out every record that is as asked.
    pub(super) fn take_where(&mut self, asked: impl Fn(&T) -> bool) -> Vec<T> {
        self.records
            .extract_if(|_, (_, record)| asked(record))
            .map(|(_, (_, record))| record)
            .collect()
    }

    pub(super) fn any(&self, now: UnixSeconds, asked: impl Fn(&T) -> bool) -> bool {
        self.records.values().any(|(ends, record)| *ends > now && asked(record))
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::digest;
    use super::*;

    #[test]
    fn what_has_ended_is_not_found() {
        let mut shelf = Shelf::new(2);
        shelf.put(digest("a"), 10, "a", 0);
        assert_eq!(shelf.get(&digest("a"), 9), Some(&"a"));
        assert_eq!(shelf.get(&digest("a"), 10), None);
        assert_eq!(shelf.take(&digest("a"), 10), None);
    }

    #[test]
    fn a_full_shelf_drops_the_ended_first_then_the_soonest_to_end() {
        let mut shelf = Shelf::new(2);
        shelf.put(digest("ended"), 5, "ended", 0);
        shelf.put(digest("long"), 100, "long", 0);
        shelf.put(digest("short"), 50, "short", 6);
        assert!(
            shelf.get(&digest("long"), 6).is_some() && shelf.get(&digest("short"), 6).is_some()
        );
        shelf.put(digest("new"), 60, "new", 6);
        assert_eq!(shelf.get(&digest("short"), 6), None);
        assert!(shelf.get(&digest("long"), 6).is_some() && shelf.get(&digest("new"), 6).is_some());
    }
}
