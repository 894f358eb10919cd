//! Which bucket and key an address names: by its path, or by its host where that lies below a domain of ours.

use super::encode;
use super::fault::{Code, Fault};
use super::names::{BucketName, Key, NameError};

/// Longest path that is looked at: a key of 1,024 bytes, each written as three, and a bucket.
const PATH_BYTES_MAX: usize = 8 * 1024;

/// Bucket and key as an address names them; neither for the service as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    pub bucket: Option<BucketName>,
    /// Only ever with a bucket.
    pub key: Option<Key>,
}

/// The domains below which a host names a bucket: `bucket.s3.example.org`. Any other host names none, whatever it is.
#[derive(Clone, Debug, Default)]
pub struct Domains(Vec<String>);

impl Domains {
    pub fn new(domains: impl IntoIterator<Item = String>) -> Self {
        let mut domains: Vec<String> =
            domains.into_iter().map(|domain| domain.to_ascii_lowercase()).collect();
        // The longest that fits is the one that is meant.
        domains.sort_by_key(|domain| std::cmp::Reverse(domain.len()));
        Self(domains)
    }

    /// The bucket in a host, which may bear a port.
    fn bucket(&self, host: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let host = match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &host,
        };
        let host = host.strip_suffix('.').unwrap_or(host);
        for domain in &self.0 {
            if host == domain {
                return None;
            }
            let label = host.strip_suffix(domain).and_then(|before| before.strip_suffix('.'));
            if let Some(bucket) = label {
                return Some(bucket.to_owned());
            }
        }
        None
    }
}

impl Address {
    /// Reads the raw path: the bucket ends at the first raw `/`, what follows is one key, decoded once. `host` is what
    /// the client named.
    pub fn parse(path: &str, host: &str, domains: &Domains) -> Result<Self, Fault> {
        if path.len() > PATH_BYTES_MAX {
            return Err(Fault::new(Code::InvalidUri, "the address is too long"));
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = if let Some(bucket) = domains.bucket(host) {
            (bucket, path)
        } else {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (decode(bucket)?, key)
        };
        if bucket.is_empty() {
            // `//key` names nothing: a bucket must not be empty.
            let nothing = key.is_empty();
            return if nothing { Ok(Self::default()) } else { Err(unnamed()) };
        }
        let bucket = BucketName::parse(&bucket)
            .map_err(|error| Fault::new(Code::InvalidBucketName, error.to_string()))?;
        let key = if key.is_empty() { None } else { Some(read_key(&decode(key)?)?) };
        Ok(Self { bucket: Some(bucket), key })
    }
}

/// A key as a program names it.
pub(super) fn read_key(text: &str) -> Result<Key, Fault> {
    Key::parse(text).map_err(|error| match error {
        NameError::KeyLength => Fault::new(Code::KeyTooLong, "your key is too long"),
        other => Fault::invalid(other.to_string()),
    })
}

fn decode(text: &str) -> Result<String, Fault> {
    let unreadable = || Fault::new(Code::InvalidUri, "the address is not percent-encoded UTF-8");
    encode::decode(text).ok_or_else(unreadable)
}

fn unnamed() -> Fault {
    Fault::new(Code::InvalidBucketName, "the address names no bucket")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(path: &str, host: &str, expected: Result<(&str, &str), &str>) {
        let domains =
            Domains::new(["s3.test".to_owned(), "eu.s3.test".to_owned(), "Store.test".to_owned()]);
        let parsed = Address::parse(path, host, &domains);
        let parsed = match &parsed {
            Ok(Address { bucket, key }) => Ok((
                bucket.as_ref().map_or("", BucketName::as_str),
                key.as_ref().map_or("", Key::as_str),
            )),
            Err(fault) => Err(fault.code),
        };
        assert_eq!(parsed, expected, "{host} {path}");
    }

    #[test]
    fn the_raw_path_is_split_before_it_is_decoded() {
        check("/", "x", Ok(("", "")));
        check("/alice.tremblay", "x", Ok(("alice.tremblay", "")));
        check("/alice.tremblay/", "x", Ok(("alice.tremblay", "")));
        check("/alice%2Etremblay/a", "x", Ok(("alice.tremblay", "a")));
        check("/alice.tremblay/a%2Fb+c%20d", "x", Ok(("alice.tremblay", "a/b+c d")));
        check("/alice.tremblay//a//", "x", Ok(("alice.tremblay", "/a//")));
        check("/alice.tremblay/%2e%2e/bob", "x", Ok(("alice.tremblay", "../bob")));
        check("/alice.tremblay/%252e", "x", Ok(("alice.tremblay", "%2e")));
        check("/alice.tremblay%2Fa", "x", Err("InvalidBucketName"));
        check("//a", "x", Err("InvalidBucketName"));
        check("/Alice/a", "x", Err("InvalidBucketName"));
        check("/alice.tremblay/%FF", "x", Err("InvalidURI"));
        check("/alice.tremblay/%zz", "x", Err("InvalidURI"));
        check("/alice.tremblay/a%00b", "x", Err("InvalidArgument"));
        check(&format!("/alice.tremblay/{}", "a".repeat(1025)), "x", Err("KeyTooLongError"));
        check(&format!("/alice.tremblay/{}", "a".repeat(9000)), "x", Err("InvalidURI"));
    }

    #[test]
    fn only_a_host_below_a_domain_of_ours_names_a_bucket() {
        check("/a/b", "alice.tremblay.s3.test:9000", Ok(("alice.tremblay", "a/b")));
        check("//a", "Photos.S3.test", Ok(("photos", "/a")));
        check("/", "photos.s3.test", Ok(("photos", "")));
        check("/photos/a", "s3.test", Ok(("photos", "a")));
        check("/photos/a", "eu.s3.test", Ok(("photos", "a")));
        check("/a", "photos.eu.s3.test", Ok(("photos", "a")));
        check("/photos/a", "store.test", Ok(("photos", "a")));
        check("/photos/a", "evils3.test", Ok(("photos", "a")));
        check("/photos/a", "photos.example.org", Ok(("photos", "a")));
        check("/photos/a", "", Ok(("photos", "a")));
        check("/a", ".s3.test", Err("InvalidBucketName"));
        check("/a", "_.s3.test", Err("InvalidBucketName"));
    }

    proptest! {
        #[test]
        fn any_path_is_read_or_refused(path in any::<String>(), host in any::<String>()) {
            let _ = Address::parse(&path, &host, &Domains::new(["s3.test".to_owned()]));
        }

        #[test]
        fn a_key_comes_out_as_it_was_encoded(key in "[^\0]{1,300}") {
            let path = format!("/photos/{}", encode::encode_path(&key));
            let address = Address::parse(&path, "x", &Domains::default()).unwrap();
            prop_assert_eq!(address.key.map(|key| key.as_str().to_owned()), Some(key));
        }
    }
}
