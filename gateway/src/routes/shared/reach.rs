//! How far a link reaches, as its holders see it: from the one folder that holds all of it. What lies above has no name
//! here. Pure; whether something may be read is the policy's to say.

use locales::{Language, text};

use crate::error::Error;
use crate::policy::{Items, KeyPrefix, ShareLink};
use crate::s3::names::{Bucket, Key, Prefix};

#[derive(Clone, Debug)]
pub struct Reach {
    pub bucket: Bucket,
    /// What every key begins with and nobody is told.
    pub base: String,
    pub keys: Vec<Key>,
    /// Each ends in `/`; only that of a whole bucket is empty.
    pub prefixes: Vec<Prefix>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Whatever the link opens, where that is not one object.
    All,
    Folder(Prefix),
    Object(Key),
}

impl Reach {
    pub fn of(link: &ShareLink) -> Self {
        let (keys, prefixes) = match &link.items {
            Items::WholeBucket => (Vec::new(), vec![Prefix::default()]),
            Items::These { keys, prefixes } => (
                keys.iter().cloned().collect(),
                prefixes.iter().filter_map(prefix).collect::<Vec<_>>(),
            ),
        };
        Self { bucket: link.bucket.clone(), base: base(&keys, &prefixes), keys, prefixes }
    }

    /// The one object that is all the link opens.
    pub fn single(&self) -> Option<&Key> {
        match (self.keys.as_slice(), self.prefixes.as_slice()) {
            ([key], []) => Some(key),
            _ => None,
        }
    }

    /// The one folder that is all the link opens.
    pub fn folder(&self) -> Option<&Prefix> {
        match (self.keys.as_slice(), self.prefixes.as_slice()) {
            ([], [prefix]) => Some(prefix),
            _ => None,
        }
    }

    /// Finds what is called so by whoever holds the link.
    pub fn thing(&self, below: &str) -> Result<Thing, Error> {
        if below.is_empty() {
            return Ok(self.single().map_or(Thing::All, |key| Thing::Object(key.clone())));
        }
        let name = format!("{}{below}", self.base);
        let is_key = self.keys.iter().any(|key| key.as_str() == name);
        if below.ends_with('/') && !is_key {
            if below.split('/').any(|segment| segment == "." || segment == "..") {
                return Err(Error::NoSuchPage);
            }
            Ok(Thing::Folder(Prefix::parse(name).map_err(Error::KeyName)?))
        } else {
            Ok(Thing::Object(Key::parse(name).map_err(Error::KeyName)?))
        }
    }

    /// How a key is called by whoever holds the link; the one object there is needs no name.
    pub fn below<'k>(&self, key: &'k str) -> &'k str {
        if self.single().is_some_and(|single| single.as_str() == key) {
            return "";
        }
        key.strip_prefix(self.base.as_str()).unwrap_or(key)
    }

    /// What all of it is called.
    pub fn title(&self, language: Language) -> String {
        if let Some(key) = self.single() {
            return key.file_name().to_owned();
        }
        match self.folder().map(Prefix::as_str) {
            Some("") => self.bucket.name.to_string(),
            Some(prefix) => last_part(prefix).to_owned(),
            None => {
                let count = self.keys.len() + self.prefixes.len();
                text::quiet_items(language, count as u64)
            }
        }
    }
}

/// What a folder is called by itself.
pub fn last_part(prefix: &str) -> &str {
    let whole = prefix.strip_suffix('/').unwrap_or(prefix);
    whole.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(prefix)
}

fn prefix(prefix: &KeyPrefix) -> Option<Prefix> {
    Prefix::parse(prefix.as_str()).ok()
}

/// The folder itself where there is one, else the deepest that everything is in.
fn base(keys: &[Key], prefixes: &[Prefix]) -> String {
    if let ([], [prefix]) = (keys, prefixes) {
        return prefix.as_str().to_owned();
    }
    let parents = prefixes.iter().map(|prefix| {
        let prefix = prefix.as_str();
        parent(prefix.strip_suffix('/').unwrap_or(prefix))
    });
    let mut parents = keys.iter().map(|key| parent(key.as_str())).chain(parents);
    let first = parents.next().unwrap_or_default();
    parents.fold(first, shared_folder).to_owned()
}

/// With its `/`; empty at the top.
fn parent(name: &str) -> &str {
    name.rfind('/').map_or("", |end| &name[..=end])
}

fn shared_folder<'a>(one: &'a str, other: &str) -> &'a str {
    let mut end = 0;
    for (index, _) in one.match_indices('/') {
        if !other.starts_with(&one[..=index]) {
            break;
        }
        end = index + 1;
    }
    &one[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::names::{BucketName, InstanceId};

    fn reach(keys: &[&str], prefixes: &[&str]) -> Reach {
        let keys: Vec<Key> = keys.iter().map(|key| Key::parse(*key).unwrap()).collect();
        let prefixes: Vec<Prefix> =
            prefixes.iter().map(|prefix| Prefix::parse(*prefix).unwrap()).collect();
        let bucket = Bucket {
            instance: InstanceId::parse("minimal").unwrap(),
            name: BucketName::parse("anne.roy").unwrap(),
        };
        Reach { bucket, base: base(&keys, &prefixes), keys, prefixes }
    }

    #[test]
    fn what_lies_above_has_no_name() {
        let check = |keys: &[&str], prefixes: &[&str], expected: (&str, &str)| {
            let reach = reach(keys, prefixes);
            let found = (reach.base.as_str(), reach.title(Language::En));
            assert_eq!(found, (expected.0, expected.1.to_owned()), "{keys:?} {prefixes:?}");
        };
        check(&["secret/a.csv"], &[], ("secret/", "a.csv"));
        check(&[], &["secret/data/"], ("secret/data/", "data"));
        check(&[], &["a//"], ("a//", "a//"));
        check(&[], &[""], ("", "anne.roy"));
        check(&["a/b/c", "a/b/d"], &[], ("a/b/", "2 shared items"));
        check(&["a/b/c"], &["a/bc/"], ("a/", "2 shared items"));
        check(&["x"], &["a/"], ("", "2 shared items"));
        check(&[], &["team/", "team2/"], ("", "2 shared items"));
    }

    #[test]
    fn names_below_a_link_are_keys_above_it() {
        let folder = reach(&[], &["a/b/"]);
        let object = |key: &str| Thing::Object(Key::parse(key).unwrap());
        assert_eq!(folder.thing("").unwrap(), Thing::All);
        assert_eq!(folder.thing("c/d.csv").unwrap(), object("a/b/c/d.csv"));
        assert_eq!(folder.thing("../x").unwrap(), object("a/b/../x"));
        assert_eq!(folder.thing("c/").unwrap(), Thing::Folder(Prefix::parse("a/b/c/").unwrap()));
        assert_eq!(folder.below("a/b/c/"), "c/");
        let single = reach(&["a/x.csv"], &[]);
        assert_eq!(single.thing("").unwrap(), object("a/x.csv"));
        assert_eq!(single.thing("y.csv").unwrap(), object("a/y.csv"));
        assert_eq!(single.below("a/x.csv"), "");
        folder.thing(&"x".repeat(1024)).unwrap_err();
        folder.thing("../").unwrap_err();
    }
}
