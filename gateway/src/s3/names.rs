//! Names as S3 knows them: instances, buckets, keys and prefixes. What holds one of these types has been checked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest key S3 allows, in bytes of UTF-8 (S3 User Guide, "Creating object key names").
pub const KEY_BYTES_MAX: usize = 1024;

/// Why a name was refused, in words fit for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("an instance id has 1 to 32 of `a-z 0-9 -`")]
    Instance,
    #[error("a bucket name has 3 to 63 characters")]
    BucketLength,
    #[error("a bucket name holds only lower-case letters, digits, dots and hyphens")]
    BucketCharacters,
    #[error("each part of a bucket name begins and ends with a letter or a digit")]
    BucketEdges,
    #[error("a bucket name must not look like an IP address")]
    BucketAddress,
    #[error("bucket names that begin or end like this one are reserved")]
    BucketReserved,
    #[error("a key must not be empty")]
    KeyEmpty,
    #[error("a key has at most 1024 bytes")]
    KeyLength,
    #[error("a key must not hold the NUL character")]
    KeyNul,
    #[error("`.` and `..` must not stand between slashes here")]
    KeyDots,
}

/// One S3 storage the portal offers, such as `minimal`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstanceId(String);

impl InstanceId {
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > 32 || !text.bytes().all(known) {
            return Err(NameError::Instance);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A bucket name by the rules of general purpose buckets (S3 User Guide, "Bucket naming rules").
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BucketName(String);

impl BucketName {
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if !(3..=63).contains(&text.len()) {
            return Err(NameError::BucketLength);
        }
        let letter_or_digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if !text.bytes().all(|byte| letter_or_digit(byte) || byte == b'-' || byte == b'.') {
            return Err(NameError::BucketCharacters);
        }
        let edges = |label: &str| {
            label.bytes().next().is_some_and(letter_or_digit)
                && label.bytes().last().is_some_and(letter_or_digit)
        };
        if !text.split('.').all(edges) {
            return Err(NameError::BucketEdges);
        }
        if text.split('.').count() == 4 && text.split('.').all(|label| label.parse::<u8>().is_ok())
        {
            return Err(NameError::BucketAddress);
        }
        let reserved_start = ["xn--", "sthree-", "amzn-s3-demo-"];
        let reserved_end = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
        if reserved_start.iter().any(|start| text.starts_with(start))
            || reserved_end.iter().any(|end| text.ends_with(end))
        {
            return Err(NameError::BucketReserved);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An object's key: 1 to 1024 bytes of UTF-8, decoded once; these bytes are authorised, sent and shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    pub fn parse(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        if text.is_empty() {
            return Err(NameError::KeyEmpty);
        }
        check_key_bytes(&text)?;
        Ok(Self(text))
    }

    /// Whether this could be a key.
    pub fn allows(text: &str) -> bool {
        !text.is_empty() && check_key_bytes(text).is_ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Some segment is exactly `.` or `..`: an upstream that normalises paths would read another object.
    pub fn has_dot_segment(&self) -> bool {
        self.0.split('/').any(|segment| segment == "." || segment == "..")
    }

    /// The part after the last `/` that is followed by something: what a saved file is called.
    pub fn file_name(&self) -> &str {
        self.0.trim_end_matches('/').rsplit('/').next().unwrap_or(&self.0)
    }
}

/// The beginning of keys: 0 to 1024 bytes of UTF-8. A folder on screen is a prefix that ends in `/`, or the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix(String);

impl Prefix {
    pub fn parse(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        check_key_bytes(&text)?;
        Ok(Self(text))
    }

    /// Whether this could be a prefix.
    pub fn allows(text: &str) -> bool {
        check_key_bytes(text).is_ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_key_bytes(text: &str) -> Result<(), NameError> {
    if text.len() > KEY_BYTES_MAX {
        return Err(NameError::KeyLength);
    }
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(NameError::KeyNul);
    }
    Ok(())
}

/// A bucket on an instance: what is owned, and what operations are about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bucket {
    pub instance: InstanceId,
    pub name: BucketName,
}

impl fmt::Display for InstanceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.instance, self.name)
    }
}

impl TryFrom<String> for InstanceId {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for BucketName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<InstanceId> for String {
    fn from(id: InstanceId) -> Self {
        id.0
    }
}

impl From<BucketName> for String {
    fn from(name: BucketName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_follow_the_rules_of_s3() {
        let check = |text: &str, expected: Option<NameError>| {
            assert_eq!(BucketName::parse(text).err(), expected, "{text}");
        };
        check("alice.tremblay", None);
        check("elodie.oneil-cote", None);
        check("ab", Some(NameError::BucketLength));
        check(&"a".repeat(63), None);
        check(&"a".repeat(64), Some(NameError::BucketLength));
        check("Alice", Some(NameError::BucketCharacters));
        check("alice_t", Some(NameError::BucketCharacters));
        check("alice/bob", Some(NameError::BucketCharacters));
        check("alice..bob", Some(NameError::BucketEdges));
        check("alice.-bob", Some(NameError::BucketEdges));
        check("-alice", Some(NameError::BucketEdges));
        check("192.168.5.4", Some(NameError::BucketAddress));
        check("999.168.5.4", None);
        check("xn--bcher", Some(NameError::BucketReserved));
        check("photos-s3alias", Some(NameError::BucketReserved));
    }

    #[test]
    fn keys_take_whatever_s3_takes() {
        let check = |text: &str, expected: Option<NameError>| {
            assert_eq!(Key::parse(text).err(), expected, "{text:?}");
        };
        check("a//b/", None);
        check("+ % # ? & = ' \" < > é 漢 🎉", None);
        check(&"é".repeat(512), None);
        check(&"é".repeat(513), Some(NameError::KeyLength));
        check("", Some(NameError::KeyEmpty));
        check("a\0b", Some(NameError::KeyNul));
    }

    #[test]
    fn dot_segments_are_noticed_and_dots_elsewhere_are_not() {
        let check = |text: &str, expected: bool| {
            assert_eq!(Key::parse(text).unwrap().has_dot_segment(), expected, "{text}")
        };
        check("a/../b", true);
        check("./a", true);
        check("..", true);
        check("a/..b", false);
        check("a/.../b", false);
    }

    #[test]
    fn a_file_is_called_by_the_last_part_of_its_key() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Key::parse(text).unwrap().file_name(), expected)
        };
        check("2024/ventes.csv", "ventes.csv");
        check("2024/brut/", "brut");
        check("a.txt", "a.txt");
    }
}
