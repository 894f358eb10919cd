//! How much of a bucket is asked for: what grants, scopes of keys and items of links are held against.

use super::KeyPrefix;
use crate::s3::names::Key;
use crate::s3::operation::Operation;

/// What is asked inside a bucket.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// The bucket itself, or any key of it.
    Bucket,
    /// Every key that begins so: what a listing shows, or somebody shares.
    Below(&'a str),
    /// Some key directly in this folder, without saying which: what a page asks to enable its buttons.
    In(&'a str),
    Key(&'a Key),
    /// The keys that the operation names, of which there is at least one.
    Named(&'a Operation),
}

impl<'a> Extent<'a> {
    /// What touches no key in particular may touch any.
    pub fn of(operation: &'a Operation) -> Self {
        if let Some(prefix) = operation.listed_prefix() {
            return Self::Below(prefix);
        }
        if operation.touched_keys().next().is_some() {
            Self::Named(operation)
        } else {
            Self::Bucket
        }
    }

    /// The same of the source of a copy.
    pub fn of_source(operation: &'a Operation) -> Self {
        operation.source_key().map_or(Self::Bucket, Self::Key)
    }

    /// Whether all of it is held: each key by `key`, all below a prefix by `below`. The bucket as a whole is held by no
    /// part of it.
    pub(super) fn lies_within(
        self,
        key: impl Fn(&Key) -> bool,
        below: impl Fn(&str) -> bool,
    ) -> bool {
        match self {
            Self::Bucket => false,
            Self::Below(prefix) | Self::In(prefix) => below(prefix),
            Self::Key(named) => key(named),
            Self::Named(operation) => operation.touched_keys().all(key),
        }
    }

    /// Whether all of it lies below the prefix.
    pub(super) fn lies_below(self, prefix: &KeyPrefix) -> bool {
        self.lies_within(|key| prefix.holds(key), |asked| asked.starts_with(prefix.as_str()))
    }

    /// Whether any of it could lie below the prefix.
    pub(super) fn touches(self, prefix: &str) -> bool {
        match self {
            Self::Bucket => true,
            Self::Below(asked) => asked.starts_with(prefix) || prefix.starts_with(asked),
            Self::In(folder) => folder.starts_with(prefix),
            Self::Key(key) => leads_into(key, prefix),
            Self::Named(operation) => operation.touched_keys().any(|key| leads_into(key, prefix)),
        }
    }

    /// The longest text that everything in it begins with: a prefix that holds all of it is a beginning of this.
    pub fn common_beginning(self) -> &'a str {
        match self {
            Self::Bucket => "",
            Self::Below(prefix) | Self::In(prefix) => prefix,
            Self::Key(key) => key.as_str(),
            Self::Named(operation) => {
                let mut keys = operation.touched_keys().map(Key::as_str);
                let first = keys.next().unwrap_or_default();
                keys.fold(first, shared_beginning)
            }
        }
    }
}

/// An upstream that follows `..` could end up anywhere.
fn leads_into(key: &Key, prefix: &str) -> bool {
    key.as_str().starts_with(prefix) || key.has_dot_segment()
}

fn shared_beginning<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.char_indices().zip(other.chars());
    let end = same.take_while(|((_, one), other)| one == other).last();
    end.map_or("", |((at, last), _)| &one[..at + last.len_utf8()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::names::{Bucket, BucketName, InstanceId};

    #[test]
    fn what_keys_have_in_common_is_all_that_one_prefix_can_hold() {
        let check = |keys: &[&str], expected: &str| {
            let bucket = Bucket {
                instance: InstanceId::parse("minimal").unwrap(),
                name: BucketName::parse("notes").unwrap(),
            };
            let keys = keys.iter().map(|key| Key::parse(*key).unwrap()).collect();
            let operation = Operation::DeleteObjects { bucket, keys };
            assert_eq!(Extent::of(&operation).common_beginning(), expected);
        };
        check(&["a/b/c"], "a/b/c");
        check(&["a/b/c", "a/b/d"], "a/b/");
        check(&["a/é", "a/è"], "a/");
        check(&["a/", "b/"], "");
        check(&["team/a", "team2/a"], "team");
        check(&[], "");
    }
}
