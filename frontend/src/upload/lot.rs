//! What is kept in the browser of files that were handed in together, too small to be kept in mind one by one: where they
//! go, how many they are, how many of them are settled. Another visit tells of it, and goes on once they are chosen again.

use serde::{Deserialize, Serialize};

/// Whose browser forgets nothing keeps no more than these.
pub const LOTS_MAX: usize = 50;

/// One file alone is chosen again more easily than it is told of.
pub const LOT_FILES_MIN: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// Its own name in the browser's store.
    pub name: String,
    /// The visit that sends it, or did.
    pub visit: String,
    /// Handle of whoever chose the files: nobody else at this browser is told of them.
    pub person: String,
    pub instance: String,
    pub bucket: String,
    pub prefix: String,
    /// The folder that all of them are in; `None` where they were chosen one by one, or with several folders.
    pub folder: Option<String>,
    pub files: usize,
    /// Stored, or not wanted any more; a little behind what is true.
    pub settled: usize,
}

impl Lot {
    /// How many are not stored.
    pub fn left(&self) -> usize {
        self.files.saturating_sub(self.settled)
    }

    /// Whether it may be what is handed in to this place: files of `folder`, or some of no one folder.
    pub fn may_be(&self, [instance, bucket, prefix]: [&str; 3], folder: Option<&str>) -> bool {
        [&*self.instance, &*self.bucket, &*self.prefix] == [instance, bucket, prefix]
            && (self.folder.is_none() || self.folder.as_deref() == folder)
    }
}

/// The folder that all these paths begin with.
pub fn folder<'a>(paths: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Dropped ones begin with a slash.
    let first =
        |path: &'a str| path.trim_start_matches('/').split_once('/').map(|(first, _)| first);
    let mut folders = paths.into_iter().map(first);
    let folder = folders.next()??;
    folders.all(|other| other == Some(folder)).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_one_that_all_files_are_in() {
        assert_eq!(folder(["survey/a.txt", "survey/in/b.txt"]), Some("survey"));
        assert_eq!(folder(["/survey/a.txt"]), Some("survey"));
        assert_eq!(folder(["survey/a.txt", "other/b.txt"]), None);
        assert_eq!(folder(["survey/a.txt", "b.txt"]), None);
        assert_eq!(folder(["a.txt"]), None);
        assert_eq!(folder([]), None);
    }

    #[test]
    fn what_is_handed_in_again_is_known_by_its_place_and_its_folder() {
        let name = str::to_owned;
        let mut lot = Lot {
            name: name("n"),
            visit: name("v"),
            person: name("anne.roy"),
            instance: name("i"),
            bucket: name("b"),
            prefix: name("in/"),
            folder: Some(name("survey")),
            files: 300,
            settled: 120,
        };
        assert_eq!(lot.left(), 180);
        assert!(lot.may_be(["i", "b", "in/"], Some("survey")));
        assert!(!lot.may_be(["i", "b", "in/"], Some("other")));
        assert!(!lot.may_be(["i", "b", "in/"], None));
        assert!(!lot.may_be(["i", "b", ""], Some("survey")));
        let text = serde_json::to_string(&lot).unwrap();
        assert_eq!(serde_json::from_str::<Lot>(&text).unwrap(), lot);
        lot.folder = None;
        assert!(lot.may_be(["i", "b", "in/"], Some("survey")), "some of those it was chosen from");
        assert!(lot.may_be(["i", "b", "in/"], None));
    }
}
