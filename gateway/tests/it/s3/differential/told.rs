//! What of an answer is compared.

use std::collections::BTreeSet;

use crate::s3::program::element;
use crate::support::Answer;

/// What is never the same twice, or ours by intention.
const VOLATILE: [&str; 19] = [
    "Initiated",
    "RequestId",
    "HostId",
    "Resource",
    "UploadId",
    "LastModified",
    "Owner",
    "Initiator",
    "Location",
    "VersionId",
    "DeleteMarkerVersionId",
    "NextContinuationToken",
    "Message",
    "VersionIdMarker",
    "NextVersionIdMarker",
    "UploadIdMarker",
    "NextUploadIdMarker",
    "BucketName",
    "Region",
];

const COMPARED: [&str; 12] = [
    "etag",
    "content-type",
    "content-range",
    "accept-ranges",
    "cache-control",
    "content-encoding",
    "x-amz-delete-marker",
    "x-amz-meta-note",
    "x-amz-mp-parts-count",
    "x-amz-tagging-count",
    "x-amz-storage-class",
    "x-amz-missing-meta",
];

/// Status, headers and elements, in an order of their own.
pub fn told(answer: &Answer, bucket: &str) -> String {
    // Some servers leave out what an error is written in; ours never do.
    let of_error = |name| name == "content-type" && answer.status.as_u16() >= 400;
    let headers = COMPARED.map(|name| if of_error(name) { "" } else { answer.header(name) });
    let mut body = answer.text().replace(bucket, "{b}");
    if let Some(begins) = body.find("?>") {
        body = body[begins + 2..].to_owned();
    }
    for name in VOLATILE {
        let mut kept = String::new();
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        for (index, part) in body.split(&open).enumerate() {
            kept.push_str(if index == 0 {
                part
            } else {
                part.split_once(&close).map_or("", |(_, rest)| rest)
            });
        }
        body = kept;
    }
    // The order of elements is nobody's promise.
    let lines: BTreeSet<String> = body.split('<').map(|line| line.trim().to_owned()).collect();
    let lines = lines.into_iter().filter(|line| !line.is_empty() && !line.starts_with('/'));
    format!("{} {headers:?} {:?}", answer.status.as_u16(), lines.collect::<Vec<_>>())
}

/// What a refusal says: its status and, but for `HEAD`, its code.
pub fn refusal(answer: &Answer, with_code: bool) -> String {
    let code = if with_code { element(&answer.text(), "Code") } else { String::new() };
    format!("{} {code}", answer.status.as_u16())
}
