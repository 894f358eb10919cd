//! What a deletion will take and what became of it: every key is counted before the person confirms, and reported after.

use std::collections::HashSet;

use gateway_api::{DeleteReport, Entry, Problem};

/// The most keys one deletion takes: all are held by the page, and more is a matter for a program.
pub const KEYS_MAX: usize = 100_000;

/// Keys of one request (S3's limit).
pub const BATCH_LEN: usize = 1000;

/// Failures listed by name; beyond, they are counted.
pub const FAILURES_NAMED_MAX: usize = 50;

/// A row that was chosen for deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub id: u32,
    /// Whole key, or whole prefix of a folder.
    pub key: String,
    pub folder: bool,
}

/// Everything that will be deleted. Folders are counted by listing what is below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deletion {
    pub roots: Vec<Root>,
    pub keys: Vec<String>,
    pub bytes: u64,
    /// More than [`KEYS_MAX`]: nothing is deleted.
    pub too_many: bool,
}

impl Deletion {
    /// Objects stand for themselves; `bytes` is what they take together.
    pub fn new(roots: Vec<Root>, bytes: u64) -> Self {
        let keys = roots.iter().filter(|root| !root.folder).map(|root| root.key.clone()).collect();
        Self { roots, keys, bytes, too_many: false }
    }

    /// The prefixes whose objects have yet to be added.
    pub fn folders(&self) -> Vec<String> {
        self.roots.iter().filter(|root| root.folder).map(|root| root.key.clone()).collect()
    }

    /// A page of a recursive listing of one of the folders.
    pub fn add(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            if KEYS_MAX <= self.keys.len() {
                self.too_many = true;
                return;
            }
            self.bytes += entry.size.unwrap_or(0);
            self.keys.push(entry.key);
        }
    }
}

/// What became of the keys sent so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub deleted: usize,
    pub failed: usize,
    /// The first of the failures: key and reason.
    pub named: Vec<(String, Problem)>,
    failed_keys: HashSet<String>,
}

impl Outcome {
    pub fn add(&mut self, report: DeleteReport) {
        for object in report.objects {
            match object.problem {
                None => self.deleted += 1,
                Some(problem) => self.fail(object.key, problem),
            }
        }
    }

    /// A whole request failed: each of its keys is still there, as far as anybody knows.
    pub fn fail_all(&mut self, keys: &[String], problem: &Problem) {
        for key in keys {
            self.fail(key.clone(), problem.clone());
        }
    }

    /// The rows of which nothing is left.
    pub fn gone(&self, roots: &[Root]) -> Vec<u32> {
        let left = |root: &Root| {
            if root.folder {
                self.failed_keys.iter().any(|key| key.starts_with(&root.key))
            } else {
                self.failed_keys.contains(&root.key)
            }
        };
        roots.iter().filter(|root| !left(root)).map(|root| root.id).collect()
    }

    fn fail(&mut self, key: String, problem: Problem) {
        self.failed += 1;
        if self.named.len() < FAILURES_NAMED_MAX {
            self.named.push((key.clone(), problem));
        }
        self.failed_keys.insert(key);
    }
}

#[cfg(test)]
mod tests {
    use gateway_api::{DeletedObject, ProblemKind};

    use super::*;

    fn root(id: u32, key: &str) -> Root {
        Root { id, key: key.to_owned(), folder: key.ends_with('/') }
    }

    fn entry(key: &str, size: u64) -> Entry {
        Entry::object(key.to_owned(), size)
    }

    fn denied() -> Problem {
        Problem::new(ProblemKind::Denied, 403, "")
    }

    #[test]
    fn folders_are_counted_by_what_is_below_them() {
        let mut deletion = Deletion::new(vec![root(1, "a.csv"), root(2, "d/")], 10);
        assert_eq!(deletion.folders(), ["d/"]);
        deletion.add(vec![entry("d/", 0), entry("d/x/y", 5)]);
        assert_eq!(deletion.keys, ["a.csv", "d/", "d/x/y"]);
        assert_eq!(deletion.bytes, 15);
    }

    #[test]
    fn what_is_too_much_for_a_page_is_said_and_not_cut() {
        let mut deletion = Deletion::new(vec![root(1, "d/")], 0);
        for page in 0..=KEYS_MAX / 1000 {
            deletion.add((0..1000).map(|n| entry(&format!("d/{page}/{n}"), 1)).collect());
        }
        assert!(deletion.too_many);
        assert_eq!(deletion.keys.len(), KEYS_MAX);
    }

    #[test]
    fn a_row_goes_only_when_nothing_of_it_is_left() {
        let roots = [root(1, "a"), root(2, "b"), root(3, "d/"), root(4, "e/")];
        let mut outcome = Outcome::default();
        let object = |key: &str, problem| DeletedObject { key: key.to_owned(), problem };
        outcome.add(DeleteReport {
            objects: vec![
                object("a", None),
                object("b", Some(denied())),
                object("d/1", None),
                object("d/2", Some(denied())),
            ],
        });
        outcome.fail_all(&["x".to_owned()], &denied());
        assert_eq!((outcome.deleted, outcome.failed), (2, 3));
        assert_eq!(outcome.gone(&roots), [1, 4]);
        assert_eq!(outcome.named[0].0, "b");
    }
}
