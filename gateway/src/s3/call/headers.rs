//! The headers of a call: which pass, which mean nothing to a storage behind us, and which ask for what Cellier does
//! not do, so that leaving them out would be a wrong success.

use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::spec::Spec;
use crate::s3::checksum::Algorithm;
use crate::s3::fault::{Code, Fault};

/// All user metadata of an object, names and values (S3 User Guide, "Working with object metadata").
const METADATA_BYTES_MAX: usize = 2 * 1024;

const METADATA: &str = "x-amz-meta-";

/// Whoever sends one of these expects something to happen (encryption, locks, rights, redirects, another owner's
/// refusal); whatever begins like one does too.
const REFUSED: [&str; 11] = [
    "x-amz-grant-",
    "x-amz-server-side-encryption",
    "x-amz-copy-source-server-side-encryption",
    "x-amz-object-lock-",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
    "x-amz-if-match-",
    "x-amz-expected-bucket-owner",
    "x-amz-source-expected-bucket-owner",
    "x-amz-rename-source",
];

/// Of those, what asks for nothing where it says `false`, as SDKs do that are told a default.
const SWITCHES: [&str; 2] =
    ["x-amz-bucket-object-lock-enabled", "x-amz-server-side-encryption-bucket-key-enabled"];

/// What is no checksum, of all that is named like one; a checksum of a kind that nobody compares here would be one that
/// its sender believes compared.
const CHECKSUM: &str = "x-amz-checksum-";
const OF_CHECKSUMS: [&str; 3] = ["algorithm", "mode", "type"];

/// The rights every object has here anyway: its bucket's owner's.
const OWN_RIGHTS: [&str; 2] = ["private", "bucket-owner-full-control"];

/// Refuses what would be a wrong success.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Fault> {
    for (name, value) in headers {
        let name = name.as_str();
        if !name.starts_with("x-amz-") {
            continue;
        }
        if name == "x-amz-acl" {
            if !OWN_RIGHTS.iter().any(|own| value == own) {
                return Err(Fault::new(
                    Code::AccessControlListNotSupported,
                    "access control lists are not supported: share the bucket instead",
                ));
            }
        } else if name == "x-amz-object-ownership" {
            if value != "BucketOwnerEnforced" {
                return Err(Fault::not_implemented("`x-amz-object-ownership`"));
            }
        } else if let Some(kind) = name.strip_prefix(CHECKSUM) {
            if !OF_CHECKSUMS.contains(&kind) && Algorithm::of_header(name).is_none() {
                let message = format!("`{name}` is no checksum that is compared here");
                return Err(Fault::new(Code::InvalidRequest, message));
            }
        } else if SWITCHES.contains(&name) && value.as_bytes().eq_ignore_ascii_case(b"false") {
            // It does not pass: no row lists it.
        } else if REFUSED.iter().any(|refused| name.starts_with(refused)) {
            return Err(Fault::not_implemented(&format!("`{name}`")));
        }
    }
    Ok(())
}

/// The headers that pass, each once: what stands twice is joined, as S3 reads it.
pub(super) fn passing(
    spec: &Spec,
    headers: &HeaderMap,
) -> Result<Vec<(HeaderName, HeaderValue)>, Fault> {
    let mut passing = Vec::new();
    if spec.headers.is_empty() {
        return Ok(passing);
    }
    let mut metadata_bytes = 0;
    for name in headers.keys() {
        if !passes(spec, name.as_str()) {
            continue;
        }
        let Some(value) = joined(headers, name)? else { continue };
        if let Some(noted) = name.as_str().strip_prefix(METADATA) {
            metadata_bytes += noted.len() + value.len();
        }
        passing.push((name.clone(), value));
    }
    if metadata_bytes > METADATA_BYTES_MAX {
        return Err(Fault {
            status: http::StatusCode::BAD_REQUEST,
            code: "MetadataTooLarge",
            message: "user metadata has at most 2048 bytes".into(),
        });
    }
    Ok(passing)
}

fn passes(spec: &Spec, name: &str) -> bool {
    let fits = |passing: &&str| {
        if *passing == METADATA {
            name.len() > METADATA.len() && name.starts_with(METADATA)
        } else {
            *passing == name
        }
    };
    spec.headers.iter().any(|group| group.iter().any(fits))
}

/// One value; `None` where nothing is left of it.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Result<Option<HeaderValue>, Fault> {
    let mut values = headers.get_all(name).iter();
    let (Some(first), second) = (values.next(), values.next()) else { return Ok(None) };
    if name == CONTENT_ENCODING {
        return Ok(without_framing(headers.get_all(name).iter()));
    }
    let Some(second) = second else { return Ok(Some(first.clone())) };
    let mut bytes = first.as_bytes().to_vec();
    for value in std::iter::once(second).chain(values) {
        bytes.push(b',');
        bytes.extend_from_slice(value.as_bytes());
    }
    let unreadable = |_| Fault::invalid(format!("`{name}` cannot be read"));
    HeaderValue::from_bytes(&bytes).map(Some).map_err(unreadable)
}

/// `aws-chunked` says how the body came, not what it is: it is never stored.
fn without_framing<'a>(values: impl Iterator<Item = &'a HeaderValue>) -> Option<HeaderValue> {
    let tokens = values.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(','));
    let kept: Vec<&str> = tokens
        .map(str::trim)
        .filter(|token| !token.is_empty() && !token.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    if kept.is_empty() { None } else { HeaderValue::from_str(&kept.join(",")).ok() }
}
