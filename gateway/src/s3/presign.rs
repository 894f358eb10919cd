//! Addresses that bear their own signature (S3 API Reference, "Authenticating requests: using query parameters"): what
//! programs without a key are given to read one object.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::encode::{encode_hex, encode_path, encode_query};
use super::names::{BucketName, Key};
use super::stamp;
use super::verify::{ALGORITHM, Scope, SigningKey};

/// The bodies of readers are empty, and whoever has an address signs nothing.
const PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Who signs: a temporary key, whole.
#[derive(Clone, Copy, Debug)]
pub struct Signatory<'a> {
    pub access_key: &'a str,
    pub secret_key: &'a SecretString,
    pub session_token: &'a SecretString,
    pub region: &'a str,
}

/// An address that reads the object for so many seconds from `now` on (at most
/// [`PRESIGNED_SECONDS_MAX`](super::verify::PRESIGNED_SECONDS_MAX)), in path style. `endpoint` is scheme, host and port.
pub fn address(
    endpoint: &str,
    bucket: &BucketName,
    key: &Key,
    signatory: Signatory<'_>,
    seconds: u32,
    now: Timestamp,
) -> String {
    let path = format!("/{}/{}", encode_path(bucket.as_str()), encode_path(key.as_str()));
    let token = Some(signatory.session_token);
    let query = signed_query(&host(endpoint), &path, signatory, token, seconds, now);
    format!("{}{path}?{query}", endpoint.trim_end_matches('/'))
}

fn signed_query(
    host: &str,
    path: &str,
    signatory: Signatory<'_>,
    session_token: Option<&SecretString>,
    seconds: u32,
    now: Timestamp,
) -> String {
    let time = stamp::write(now);
    let scope = Scope {
        date: time.get(..8).unwrap_or_default().to_owned(),
        region: signatory.region.to_owned(),
        service: "s3".to_owned(),
    };
    let credential = format!("{}/{scope}", signatory.access_key);
    let seconds = seconds.to_string();
    let token = session_token.map(|token| ("X-Amz-Security-Token", token.expose_secret()));
    // Sorted, as they are signed.
    let pairs = [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", credential.as_str()),
        ("X-Amz-Date", time.as_str()),
        ("X-Amz-Expires", seconds.as_str()),
    ];
    let pairs = pairs.into_iter().chain(token).chain([("X-Amz-SignedHeaders", "host")]);
    let query = encode_query(pairs);
    let canonical = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\n{PAYLOAD}");
    let text = format!("{ALGORITHM}\n{time}\n{scope}\n{}", encode_hex(Sha256::digest(canonical)));
    let key = SigningKey::derive(signatory.secret_key, &scope);
    format!("{query}&X-Amz-Signature={}", encode_hex(key.sign(text.as_bytes())))
}

/// What programs will send as `Host`: without the port that the scheme implies (RFC 9110 §4.2.3), in lower case.
fn host(endpoint: &str) -> String {
    let (scheme, host) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let host = host.trim_end_matches('/');
    let implied = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    host.strip_suffix(implied).unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;
    use crate::s3::address::{Address, Domains};
    use crate::s3::verify::{Accepted, Presented, Received, Refusal};

    /// S3 API Reference, "Authenticating requests: using query parameters", the example.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let secret_key = SecretString::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let signatory = Signatory {
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret_key: &secret_key,
            session_token: &secret_key,
            region: "us-east-1",
        };
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        let host = "examplebucket.s3.amazonaws.com";
        let query = signed_query(host, "/test.txt", signatory, None, 86_400, now);
        let expected = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3\
            %2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
            &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        assert_eq!(query, expected);
    }

    #[test]
    fn what_is_signed_here_is_verified_there_until_it_ends() {
        let (secret_key, session_token) = ("secret".into(), "to/k+en".into());
        let signatory = Signatory {
            access_key: "CELLA",
            secret_key: &secret_key,
            session_token: &session_token,
            region: "local",
        };
        let bucket = BucketName::parse("alice.tremblay").unwrap();
        let now: Timestamp = "2026-11-21T12:00:00.9Z".parse().unwrap();
        let later = |seconds: i64| Timestamp::from_second(now.as_second() + seconds).unwrap();
        let accepted = Accepted { service: "s3", regions: vec!["local".to_owned()] };
        let headers = HeaderMap::new();
        for text in ["a.csv", "a b/+%#?&=.txt", "été/漢🎉", "/a//b/", "100%25"] {
            let key = Key::parse(text).unwrap();
            let address = address("https://S3.test:443/", &bucket, &key, signatory, 3_600, now);
            let rest = address.strip_prefix("https://S3.test:443/").unwrap();
            let (path, query) = rest.split_once('?').unwrap();
            let path = format!("/{path}");
            let (host, method) = ("s3.test", &Method::GET);
            let request = Received { method, path: &path, query, headers: &headers, host };
            let presented = Presented::read(&request).unwrap().unwrap();
            assert_eq!(presented.security_token.as_deref(), Some("to/k+en"));
            let key_of_day = || SigningKey::derive(&secret_key, &presented.scope);
            presented.verify(&request, key_of_day()).unwrap();
            assert_eq!(presented.check(&accepted, later(3_600)), Ok(()));
            assert_eq!(presented.check(&accepted, later(3_601)), Err(Refusal::Expired));
            let named = Address::parse(&path, host, &Domains::default()).unwrap();
            assert_eq!((named.bucket.as_ref(), named.key.as_ref()), (Some(&bucket), Some(&key)));
            for other in [
                Received { method: &Method::PUT, ..request },
                Received { path: "/alice.tremblay/other", ..request },
                Received { host: "other.test", ..request },
            ] {
                assert!(presented.verify(&other, key_of_day()).is_err(), "{text}: {other:?}");
            }
        }
    }

    #[test]
    fn a_host_is_signed_as_programs_send_it() {
        let check = |endpoint: &str, expected: &str| assert_eq!(host(endpoint), expected);
        check("https://s3.example.org", "s3.example.org");
        check("https://S3.example.org:443", "s3.example.org");
        check("https://s3.example.org:80", "s3.example.org:80");
        check("http://s3.example.org:80/", "s3.example.org");
        check("http://127.0.0.1:9000", "127.0.0.1:9000");
        check("http://[::1]:9000", "[::1]:9000");
    }
}
