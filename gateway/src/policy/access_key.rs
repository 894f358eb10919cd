//! What an access key reaches: what its owner may do at that moment, narrowed to a scope.

use std::collections::BTreeMap;
use std::fmt;

use super::{Ask, Denied, Owner, Person, Team};
use crate::s3::names::{Bucket, BucketName, InstanceId, Key, NameError, Prefix};
use crate::s3::operation::Action;

/// A program that proved to hold an access key: it acts for the owner, inside the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    pub id: AccessKeyId,
    pub owner: KeyOwner,
    pub scope: KeyScope,
}

/// For whom a key acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// With the groups of this moment.
    Person(Person),
    /// Nobody in particular: the key outlives whoever made it, and opens what the team may, not what its members may.
    Team(Team),
}

impl AccessKey {
    /// A key that nobody holds, for asking what one with this owner and scope would open.
    pub fn imagined(owner: KeyOwner, scope: KeyScope) -> Self {
        Self { id: AccessKeyId::from_random([0; RANDOM_CHARACTERS]), owner, scope }
    }
}

impl KeyOwner {
    pub fn id(&self) -> Owner {
        match self {
            Self::Person(person) => Owner::Person(person.id),
            Self::Team(team) => Owner::Team(team.id),
        }
    }

    /// The handle, or the name of the team. Handles hold a dot and names of teams none, so neither is taken for the other.
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => person.handle.as_str(),
            Self::Team(team) => team.name.as_str(),
        }
    }
}

/// The public half of an access key: `CELL`, twelve random characters and four that check them, all of `A-Z 2-7`, so
/// that what searches texts for lost secrets can tell one without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccessKeyId(String);

/// What access keys of Cellier begin with.
const MARK: &str = "CELL";
const RANDOM_CHARACTERS: usize = 12;
const CHECK_CHARACTERS: usize = 4;
/// RFC 4648 §6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl AccessKeyId {
    /// `random` is unpredictable; five bits of each byte count.
    pub fn from_random(random: [u8; RANDOM_CHARACTERS]) -> Self {
        let mut text = MARK.to_owned();
        text.extend(random.map(character));
        let check = check(&text);
        text.extend(check);
        Self(text)
    }

    /// `None` for what was not made by [`AccessKeyId::from_random`], or was copied wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, end) = text.split_at_checked(MARK.len() + RANDOM_CHARACTERS)?;
        let known = rest.starts_with(MARK)
            && rest.bytes().all(|byte| ALPHABET.contains(&byte))
            && end.len() == CHECK_CHARACTERS
            && end.chars().eq(check(rest));
        known.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn character(bits: u8) -> char {
    char::from(ALPHABET[usize::from(bits & 31)])
}

/// The first twenty bits of the CRC-32 (ISO-HDLC) of what stands before.
fn check(text: &str) -> [char; CHECK_CHARACTERS] {
    let sum = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, text.as_bytes());
    [27, 22, 17, 12].map(|shift| character(u8::try_from((sum >> shift) & 31).unwrap_or(0)))
}

/// How far an access key reaches, at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyScope {
    pub instance: InstanceId,
    pub reach: Reach,
    /// Nothing is written, deleted or created with it.
    pub read_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All buckets of the owner on the instance, those to come included.
    Everything,
    /// These buckets; of each all of it, or only what lies below one of the prefixes where there are any.
    Buckets(BTreeMap<BucketName, Vec<KeyPrefix>>),
    /// This object and no other: what a presigned address of the page is signed for. Not even that its bucket is there
    /// is told.
    Object(BucketName, Key),
}

/// A prefix that ends in `/`, so that `team/` never opens `team2/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPrefix(Prefix);

impl KeyPrefix {
    /// Adds the `/` where it is missing.
    ///
    /// # Errors
    /// What cannot be the beginning of a key, and what is empty: that would be the whole bucket.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::KeyEmpty);
        }
        let slash = if text.ends_with('/') { "" } else { "/" };
        let key = Key::parse(format!("{text}{slash}"))?;
        if key.has_dot_segment() {
            return Err(NameError::KeyDots);
        }
        Ok(Self(Prefix::parse(key.as_str())?))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn holds(&self, key: &Key) -> bool {
        // An upstream that follows `..` would leave the prefix.
        key.as_str().starts_with(self.as_str()) && !key.has_dot_segment()
    }
}

impl KeyScope {
    /// All that the owner may open on the instance.
    pub fn everything(instance: InstanceId) -> Self {
        Self { instance, reach: Reach::Everything, read_only: false }
    }

    /// Whether anything of the bucket is in reach: what lists of buckets show.
    pub fn reaches(&self, bucket: &Bucket) -> bool {
        self.instance == bucket.instance
            && match &self.reach {
                Reach::Everything => true,
                Reach::Buckets(buckets) => buckets.contains_key(&bucket.name),
                Reach::Object(..) => false,
            }
    }

    /// The same scope, in these buckets alone.
    #[must_use]
    pub fn within(self, buckets: &[BucketName]) -> Self {
        let reach = match self.reach {
            Reach::Everything => buckets.iter().map(|name| (name.clone(), Vec::new())).collect(),
            Reach::Buckets(mut reached) => {
                reached.retain(|name, _| buckets.contains(name));
                reached
            }
            Reach::Object(ref name, _) if buckets.contains(name) => return self,
            Reach::Object(..) => BTreeMap::new(),
        };
        Self { reach: Reach::Buckets(reach), ..self }
    }

    pub fn reaches_nothing(&self) -> bool {
        matches!(&self.reach, Reach::Buckets(buckets) if buckets.is_empty())
    }

    /// Whether the scope leaves room for what is asked. Whether the owner may do it is another question.
    pub(super) fn admit(&self, ask: &Ask<'_>) -> Result<(), Denied> {
        // What programs could pass on would outlive them.
        if *ask.instance != self.instance || matches!(ask.action, Action::Share | Action::Manage) {
            return Err(Denied::OutOfScope);
        }
        if self.read_only && !ask.action.only_reads() {
            return Err(Denied::KeyReadOnly);
        }
        let buckets = match &self.reach {
            Reach::Everything => return Ok(()),
            Reach::Buckets(buckets) => buckets,
            Reach::Object(name, key) => return admit_object(name, key, ask),
        };
        let prefixes =
            ask.bucket.and_then(|bucket| buckets.get(&bucket.name)).ok_or(Denied::OutOfScope)?;
        if prefixes.is_empty() {
            return Ok(());
        }
        let in_reach = match ask.action {
            Action::InspectBucket => true,
            Action::ListBuckets
            | Action::CreateBucket
            | Action::DeleteBucket
            | Action::ConfigureBucket
            | Action::Share
            | Action::Manage => false,
            Action::List
            | Action::Read
            | Action::Add
            | Action::Write
            | Action::Delete
            | Action::Purge => ask.extent.lies_within(
                |key| prefixes.iter().any(|prefix| prefix.holds(key)),
                |asked| prefixes.iter().any(|prefix| asked.starts_with(prefix.as_str())),
            ),
        };
        if in_reach { Ok(()) } else { Err(Denied::OutOfScope) }
    }
}

/// Reading the object is all there is room for.
fn admit_object(name: &BucketName, key: &Key, ask: &Ask<'_>) -> Result<(), Denied> {
    let in_bucket = ask.bucket.is_some_and(|bucket| bucket.name == *name);
    let is_it = ask.extent.lies_within(|asked| asked == key, |_| false);
    // An upstream that follows `..` would read another one.
    let in_reach = in_bucket && ask.action == Action::Read && is_it && !key.has_dot_segment();
    if in_reach { Ok(()) } else { Err(Denied::OutOfScope) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_key_is_known_by_its_shape_and_a_slip_of_one_character_is_noticed() {
        let id = AccessKeyId::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 255]);
        assert!(id.as_str().starts_with("CELLABCDEFGHIJ77"), "{id}");
        assert_eq!(id.as_str().len(), 20);
        assert_eq!(AccessKeyId::parse(id.as_str()), Some(id.clone()));
        for (at, _) in id.as_str().char_indices() {
            for other in "AZ29a+é".chars() {
                let mut text = id.as_str().to_owned();
                text.replace_range(at..=at, &other.to_string());
                assert_eq!(AccessKeyId::parse(&text).is_some(), text == id.as_str(), "{text}");
            }
        }
        for text in ["", "CELL", "AKIAIOSFODNN7EXAMPLE", &format!("{id}A"), &id.as_str()[..19]] {
            assert_eq!(AccessKeyId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_ends_at_a_slash_and_goes_nowhere_else() {
        let check = |text: &str, expected: Option<&str>| {
            let parsed = KeyPrefix::parse(text).ok();
            assert_eq!(parsed.as_ref().map(KeyPrefix::as_str), expected, "{text}");
        };
        check("team", Some("team/"));
        check("team/", Some("team/"));
        check("a b/é", Some("a b/é/"));
        check("a//", Some("a//"));
        check("/", Some("/"));
        check("", None);
        check("a/../b", None);
        check("..", None);
        check(&"a".repeat(1024), None);
    }
}
