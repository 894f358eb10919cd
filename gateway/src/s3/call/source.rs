//! What a copy reads: `x-amz-copy-source`.

use http::HeaderMap;

use crate::s3::address;
use crate::s3::encode;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::{BucketName, Key};

const COPY_SOURCE: &str = "x-amz-copy-source";

const VERSION: &str = "?versionId=";

/// An object, or a version of it, that is read by a copy. Decided on like any read, and written anew from what was
/// decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub bucket: BucketName,
    pub key: Key,
    pub version: Option<String>,
}

impl Source {
    /// Reads `[/]bucket/key[?versionId=…]`, encoded as in an address (S3 API Reference, "CopyObject"): decoded once,
    /// then split, so that `%2F` and `/` between bucket and key mean the same. A `?` in the key is encoded.
    pub(super) fn read(headers: &HeaderMap) -> Result<Option<Self>, Fault> {
        let mut values = headers.get_all(COPY_SOURCE).iter();
        let Some(value) = values.next() else { return Ok(None) };
        let malformed = || Fault::invalid("x-amz-copy-source must be bucket/key, percent-encoded");
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| malformed())?;
        if values.next().is_some() || text.is_empty() {
            return Err(malformed());
        }
        let (path, version) = match text.rsplit_once(VERSION) {
            Some((path, version)) => (path, Some(encode::decode(version).ok_or_else(malformed)?)),
            None => (text, None),
        };
        let path = encode::decode(path).ok_or_else(malformed)?;
        let path = path.strip_prefix('/').unwrap_or(&path);
        if path.starts_with("arn:") {
            return Err(Fault::not_implemented("copying from an access point"));
        }
        let (bucket, key) = path.split_once('/').ok_or_else(malformed)?;
        let bucket = BucketName::parse(bucket)
            .map_err(|error| Fault::new(Code::InvalidBucketName, error.to_string()))?;
        if version.as_ref().is_some_and(String::is_empty) || key.is_empty() {
            return Err(malformed());
        }
        Ok(Some(Self { bucket, key: address::read_key(key)?, version }))
    }

    /// The header, written from what was read.
    pub fn header(&self) -> String {
        let mut text = format!("/{}/{}", self.bucket, encode::encode_path(self.key.as_str()));
        if let Some(version) = &self.version {
            text.push_str(VERSION);
            text.push_str(&encode::encode_value(version));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8]) -> Result<Option<Source>, Fault> {
        let value = HeaderValue::from_bytes(text).unwrap();
        Source::read(&HeaderMap::from_iter([(COPY_SOURCE.parse().unwrap(), value)]))
    }

    #[test]
    fn a_source_is_decoded_once_and_then_split() {
        let check = |text: &str, expected: Result<(&str, &str, Option<&str>), &str>| {
            let source = read(text.as_bytes());
            let source = match &source {
                Ok(source) => {
                    let Source { bucket, key, version } = source.as_ref().unwrap();
                    Ok((bucket.as_str(), key.as_str(), version.as_deref()))
                }
                Err(fault) => Err(fault.code),
            };
            assert_eq!(source, expected, "{text}");
        };
        check("photos/a", Ok(("photos", "a", None)));
        check("/photos/a/b+c%20d", Ok(("photos", "a/b+c d", None)));
        check("photos%2Fa%2fb", Ok(("photos", "a/b", None)));
        check("%2Fphotos%2Fa", Ok(("photos", "a", None)));
        check("/photos//a", Ok(("photos", "/a", None)));
        check("photos/é", Ok(("photos", "é", None)));
        check("photos/a%3FversionId=x", Ok(("photos", "a?versionId=x", None)));
        check("photos/a?versionId=x%2By", Ok(("photos", "a", Some("x+y"))));
        check("photos/%252e", Ok(("photos", "%2e", None)));
        check("", Err("InvalidArgument"));
        check("/", Err("InvalidArgument"));
        check("photos", Err("InvalidArgument"));
        check("photos/", Err("InvalidArgument"));
        check("photos/a?versionId=", Err("InvalidArgument"));
        check("photos/%zz", Err("InvalidArgument"));
        check("photos/%FF", Err("InvalidArgument"));
        check("../photos/a", Err("InvalidBucketName"));
        check("arn:aws:s3:us-east-1:1:accesspoint/x/object/a", Err("NotImplemented"));
        assert!(read(b"photos/\xff").is_err());
    }

    proptest! {
        #[test]
        fn what_is_sent_is_what_was_decided_on(key in "[^\0]{1,200}", version in "[ -~]{0,20}") {
            let source = Source {
                bucket: BucketName::parse("photos").unwrap(),
                key: Key::parse(key).unwrap(),
                version: Some(version).filter(|version| !version.is_empty()),
            };
            prop_assert_eq!(read(source.header().as_bytes()).unwrap(), Some(source));
        }

        #[test]
        fn any_source_is_read_or_refused(text in proptest::collection::vec(32_u8..=255, 0..200)) {
            prop_assume!(!text.contains(&127));
            let _ = read(&text);
        }
    }
}
