//! Bytes that people uploaded, on their way to a browser or script. They never run on our origin: sandboxed, never
//! sniffed, and saved rather than shown unless their type is known to be inert.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::layers::CONTENT_CSP;
use crate::s3::disposition;
use crate::s3::names::Key;
use crate::upstream::{Download, ObjectHead};

/// Types that a browser may show by itself in the sandbox; with `nosniff` it believes them and nothing else.
const INERT_TYPES: [&str; 8] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "text/plain",
    "text/csv",
    "application/json",
];

/// How the bytes are to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Saved to disk, whatever it is.
    Attachment,
    /// Shown when inert, else saved.
    InlineWhenInert,
}

/// The answer to a read: the upstream's status and headers, with ours on top.
pub fn response(download: Download, key: &Key, disposition: Disposition) -> Response {
    let mut response = Response::new(Body::new(download.body));
    *response.status_mut() = download.status;
    *response.headers_mut() = download.headers;
    protect(response.headers_mut(), key, disposition);
    response
}

/// The answer to a read without the bytes.
pub fn head(head: &ObjectHead, key: &Key, disposition: Disposition) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, head.size.into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let modified = head.modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let texts = [
        (header::ETAG, Some(format!("\"{}\"", head.etag))),
        (header::LAST_MODIFIED, Some(modified)),
        (header::CONTENT_TYPE, head.content_type.clone()),
        (HeaderName::from_static("x-amz-version-id"), head.version.clone()),
    ];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    protect(headers, key, disposition);
    response
}

/// Sets what keeps the content from running on our origin, over whatever the object says of itself.
pub fn protect(headers: &mut HeaderMap, key: &Key, disposition: Disposition) {
    let inert = headers.get(header::CONTENT_TYPE).is_some_and(is_inert);
    let inline = inert && disposition == Disposition::InlineWhenInert;
    let name = key.file_name();
    let disposition =
        if inline { disposition::inline(name) } else { disposition::attachment(name) };
    headers.insert(header::CONTENT_DISPOSITION, header_value(&disposition));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_CSP));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// What lets notebooks and pages elsewhere read public data by range (Fetch, "CORS protocol"): no credentials here.
pub fn open_to_all(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "ETag, Content-Range, Accept-Ranges, Content-Length, Content-Encoding, Last-Modified, \
             x-amz-version-id, x-amz-checksum-sha256",
        ),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

/// The name is written in ASCII; should it ever not be, saving without a name is the safe side.
fn header_value(disposition: &str) -> HeaderValue {
    HeaderValue::from_str(disposition).unwrap_or(HeaderValue::from_static("attachment"))
}

fn is_inert(content_type: &HeaderValue) -> bool {
    let text = content_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    INERT_TYPES.contains(&essence.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_saved_and_what_is_inert_may_be_shown() {
        let check = |content_type: &'static str, disposition, expected: &str| {
            let mut headers = HeaderMap::from_iter([(
                header::CONTENT_TYPE,
                HeaderValue::from_static(content_type),
            )]);
            protect(&mut headers, &Key::parse("a/report.x").unwrap(), disposition);
            let shown = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert!(shown.starts_with(expected), "{content_type}: {shown}");
            assert_eq!(headers[header::CONTENT_SECURITY_POLICY], CONTENT_CSP);
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        };
        check("image/png", Disposition::InlineWhenInert, "inline");
        check("Text/Plain; charset=utf-8", Disposition::InlineWhenInert, "inline");
        check("image/png", Disposition::Attachment, "attachment");
        for hostile in [
            "text/html",
            "image/svg+xml",
            "text/xml",
            "application/xhtml+xml",
            "",
            "text/html, image/png",
        ] {
            check(hostile, Disposition::InlineWhenInert, "attachment");
        }
    }
}
