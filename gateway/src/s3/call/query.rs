//! The query of a call.

use http::Method;

use super::spec::{Name, Spec};
use crate::s3::encode;
use crate::s3::fault::{Code, Fault};

/// Most parameters that are looked at.
const PAIRS_MAX: usize = 64;

/// Parts of an upload (S3 User Guide, "Multipart upload limits").
const PART_NUMBER_MAX: u16 = 10_000;

/// What programs add that changes nothing: the name of the call as some write it, and what a presigned address bears.
const HARMLESS: [&str; 9] = [
    "x-id",
    "X-Amz-Algorithm",
    "X-Amz-Content-Sha256",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// Names and values, decoded once; a `+` is a space, as in what was signed.
pub(super) fn pairs(query: &str) -> Result<Vec<(String, String)>, Fault> {
    let unreadable = || Fault::new(Code::InvalidUri, "the query is not percent-encoded UTF-8");
    let mut pairs = Vec::new();
    for segment in query.split('&').filter(|segment| !segment.is_empty()) {
        if pairs.len() == PAIRS_MAX {
            return Err(Fault::invalid("the query has too many parameters"));
        }
        let (name, value) = segment.split_once('=').unwrap_or((segment, ""));
        let name = encode::decode_form(name).ok_or_else(unreadable)?;
        if HARMLESS.contains(&name.as_str()) {
            continue;
        }
        pairs.push((name, encode::decode_form(value).ok_or_else(unreadable)?));
    }
    Ok(pairs)
}

/// What is said of a request that stands in no row.
pub(super) fn unknown(method: &Method, pairs: &[(String, String)]) -> Fault {
    match pairs.first() {
        Some((name, _)) => Fault::not_implemented(&format!("`{method} ?{name}`")),
        None => Fault::new(
            Code::MethodNotAllowed,
            "the specified method is not allowed against this resource",
        ),
    }
}

/// The parameters that pass, checked. Whatever else is there could be a sub-resource, so it is refused by its name.
pub(super) fn passing(
    spec: &Spec,
    pairs: Vec<(String, String)>,
) -> Result<Vec<(&'static str, String)>, Fault> {
    let mut passing: Vec<(&'static str, String)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let known = spec.marks.iter().chain(spec.query).find(|known| **known == name);
        let Some(known) = known else {
            let method = spec.verb.method();
            return Err(Fault::not_implemented(&format!("`{method} ?{name}`")));
        };
        if passing.iter().any(|(passed, _)| passed == known) {
            return Err(Fault::invalid(format!("`{known}` stands twice in the query")));
        }
        check(spec.name, known, &value)?;
        passing.push((known, value));
    }
    Ok(passing)
}

fn check(call: Name, name: &str, value: &str) -> Result<(), Fault> {
    match name {
        "list-type" if value != "2" => Err(Fault::invalid("list-type must be 2")),
        "partNumber" => match value.parse::<u16>() {
            Ok(1..=PART_NUMBER_MAX) => Ok(()),
            _ => Err(Fault::invalid("partNumber must be an integer between 1 and 10000")),
        },
        "uploadId" if value.is_empty() && call != Name::ListParts => {
            Err(Fault::invalid("uploadId must not be empty"))
        }
        "versionId" if value.is_empty() => Err(Fault::invalid("versionId must not be empty")),
        _ => Ok(()),
    }
}
