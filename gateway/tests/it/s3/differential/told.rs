//! What of an answer is compared.

use std::collections::BTreeSet;

use super::exceptions::Ours;
use crate::s3::program::{element, elements};
use crate::support::Answer;

/// What is never the same twice: that it is there is compared, and not what it says.
const VOLATILE: [&str; 12] = [
    "ContinuationToken",
    "CreationDate",
    "DeleteMarkerVersionId",
    "Initiated",
    "LastModified",
    "NextContinuationToken",
    "NextUploadIdMarker",
    "NextVersionIdMarker",
    "UploadId",
    "UploadIdMarker",
    "VersionId",
    "VersionIdMarker",
];

const VOLATILE_HEADERS: [&str; 5] = [
    "date",
    "last-modified",
    "x-amz-copy-source-version-id",
    "x-amz-request-id",
    "x-amz-version-id",
];

/// Status, headers and elements, in an order of their own.
pub fn told(answer: &Answer, bucket: &str, ours: &Ours) -> String {
    let mut body = answer.text().replace(bucket, "{b}");
    if let Some(begins) = body.find("?>") {
        body = body[begins + 2..].trim_start().to_owned();
    }
    let (is_document, is_refusal) = (body.starts_with('<'), answer.status.as_u16() >= 400);
    let mut headers = Vec::new();
    for (name, value) in &answer.headers {
        let name = name.as_str();
        // Documents say the same at more or less length, and some servers leave out what a refusal is written in.
        let differs = name == "content-length" && (is_document || is_refusal)
            || name == "content-type" && is_refusal;
        if differs || ours.is_header(name) {
            continue;
        }
        let value = String::from_utf8_lossy(value.as_bytes()).replace(bucket, "{b}");
        headers.push((name, if VOLATILE_HEADERS.contains(&name) { String::new() } else { value }));
    }
    headers.sort_unstable();
    for name in ours.elements() {
        body = without(&body, name, "");
    }
    for name in VOLATILE {
        body = without(&body, name, &format!("<{name}>"));
    }
    // All that an account has, others' through the gateway too, where the gateway has an account of the same server.
    if let Some((_, rest)) = body.split_once("<Buckets>") {
        let own = elements(rest, "Bucket").into_iter().filter(|one| element(one, "Name") == "{b}");
        body = own.collect();
    }
    // The order of elements is nobody's promise.
    let lines: BTreeSet<String> = body.split('<').map(|line| line.trim().to_owned()).collect();
    let lines = lines.into_iter().filter(|line| !line.is_empty() && !line.starts_with('/'));
    // Of long bodies the beginning is told; their length is among the headers.
    let lines = lines.map(|line| line.chars().take(200).collect::<String>());
    format!("{} {headers:?} {:?}", answer.status.as_u16(), lines.collect::<Vec<_>>())
}

/// The document without the elements of this name, or with this where each stood.
fn without(document: &str, name: &str, instead: &str) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut kept = String::new();
    for (index, part) in document.split(&open).enumerate() {
        if index == 0 {
            kept.push_str(part);
            continue;
        }
        kept.push_str(instead);
        kept.push_str(part.split_once(&close).map_or("", |(_, rest)| rest));
    }
    kept
}

/// What a refusal says: its status and, but for `HEAD`, its code.
pub fn refusal(answer: &Answer, with_code: bool) -> String {
    let code = if with_code { element(&answer.text(), "Code") } else { String::new() };
    format!("{} {code}", answer.status.as_u16())
}
