//! What the headers of an answer say.

use std::collections::BTreeMap;

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::UnreadableAnswer;
use crate::s3::operation::ObjectHeaders;
use crate::s3::words;

/// What an upstream confirmed to have stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Without quotes; empty where the upstream gives none for an object in parts.
    pub etag: String,
    /// Where the bucket keeps versions.
    pub version: Option<String>,
}

/// What is known of an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectHead {
    /// In bytes.
    pub size: u64,
    pub modified: Timestamp,
    /// Without quotes.
    pub etag: String,
    pub content_type: Option<String>,
    pub cache_control: Option<String>,
    pub content_disposition: Option<String>,
    pub content_language: Option<String>,
    pub content_encoding: Option<String>,
    pub expires: Option<String>,
    /// With keys of a key service or a customer: then its entity tag is no digest.
    pub encrypted: bool,
    /// Such as `GLACIER`; `None` where it is the usual one.
    pub storage_class: Option<String>,
    pub version: Option<String>,
    /// By algorithm in lower case (`crc32`, `sha256`), in Base64 as S3 gives them.
    pub checksums: BTreeMap<String, String>,
    /// What people noted (`x-amz-meta-…`), by name without the prefix; encoded words are read. Bytes that are not
    /// UTF-8 are replaced.
    pub metadata: BTreeMap<String, String>,
}

impl ObjectHead {
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, UnreadableAnswer> {
        let size = text(headers, CONTENT_LENGTH.as_str())
            .and_then(|length| length.parse().ok())
            .ok_or(UnreadableAnswer::Header("content-length"))?;
        let modified =
            date(headers, LAST_MODIFIED).ok_or(UnreadableAnswer::Header("last-modified"))?;
        let mut checksums = prefixed(headers, "x-amz-checksum-");
        // Says whether the checksum is of the whole object or of its parts: it is not one itself.
        checksums.remove("type");
        Ok(Self {
            size,
            modified,
            etag: etag(headers)?,
            content_type: text(headers, CONTENT_TYPE.as_str()),
            cache_control: text(headers, CACHE_CONTROL.as_str()),
            content_disposition: text(headers, CONTENT_DISPOSITION.as_str()),
            content_language: text(headers, CONTENT_LANGUAGE.as_str()),
            content_encoding: text(headers, CONTENT_ENCODING.as_str()),
            expires: text(headers, EXPIRES.as_str()),
            storage_class: text(headers, "x-amz-storage-class"),
            version: version(headers),
            checksums,
            encrypted: is_encrypted(headers),
            metadata: metadata(headers),
        })
    }
}

impl ObjectHead {
    /// The entity tag, where it is the MD5 of the bytes by its look.
    pub(super) fn digest(&self) -> Option<&str> {
        Some(self.etag.as_str()).filter(|etag| is_md5(etag) && !self.encrypted)
    }

    /// What a copy has to be given by hand, where the server does not carry it over. Tags are told elsewhere, and
    /// storage classes are each server's own.
    pub(super) fn carried(&self) -> ObjectHeaders {
        ObjectHeaders {
            content_type: self.content_type.clone(),
            cache_control: self.cache_control.clone(),
            content_disposition: self.content_disposition.clone(),
            content_language: self.content_language.clone(),
            content_encoding: self.content_encoding.clone(),
            expires: self.expires.clone(),
            metadata: self.metadata.clone(),
            ..ObjectHeaders::default()
        }
    }
}

/// A date of HTTP (RFC 9110 §5.6.7). A wrong day of the week, as in one of Amazon's own examples, is let pass.
pub(super) fn date(headers: &HeaderMap, name: HeaderName) -> Option<Timestamp> {
    let parser = DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(headers.get(name)?.as_bytes()).ok()
}

/// The entity tag without quotes and without the mark of a weak one.
pub(super) fn etag(headers: &HeaderMap) -> Result<String, UnreadableAnswer> {
    let tag = text(headers, ETAG.as_str()).ok_or(UnreadableAnswer::Header("etag"))?;
    Ok(tag.trim().trim_start_matches("W/").trim_matches('"').to_owned())
}

pub(super) fn version(headers: &HeaderMap) -> Option<String> {
    text(headers, "x-amz-version-id").filter(|version| version != "null")
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// With a key of the upstream's key service or of a customer (S3 API Reference, "Object": `ETag`).
pub(super) fn is_encrypted(headers: &HeaderMap) -> bool {
    let by_key_service = headers
        .get("x-amz-server-side-encryption")
        .is_some_and(|algorithm| algorithm.as_bytes().starts_with(b"aws:kms"));
    by_key_service || headers.contains_key("x-amz-server-side-encryption-customer-algorithm")
}

/// By its look alone.
pub(super) fn is_md5(etag: &str) -> bool {
    etag.len() == 32 && etag.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn metadata(headers: &HeaderMap) -> BTreeMap<String, String> {
    let written = prefixed(headers, "x-amz-meta-");
    written.into_iter().map(|(name, value)| (name, words::decode(&value))).collect()
}

fn prefixed(headers: &HeaderMap, prefix: &str) -> BTreeMap<String, String> {
    let named = headers.iter().filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix(prefix)?;
        Some((name.to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let line = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn an_object_is_described_by_its_headers() {
        let head = ObjectHead::of(&headers(&[
            ("content-length", "7"),
            ("last-modified", "Wed, 12 Oct 2009 17:50:00 GMT"),
            ("etag", "\"abc-2\""),
            ("content-type", "text/csv"),
            ("x-amz-version-id", "null"),
            ("x-amz-checksum-crc32", "AAAAAA=="),
            ("x-amz-checksum-type", "FULL_OBJECT"),
            ("x-amz-meta-auteur", "Élodie"),
        ]))
        .unwrap();
        assert_eq!((head.size, head.etag.as_str()), (7, "abc-2"));
        assert_eq!(head.modified, "2009-10-12T17:50:00Z".parse().unwrap());
        assert_eq!(head.content_type.as_deref(), Some("text/csv"));
        assert_eq!(head.version, None);
        assert_eq!(head.checksums, BTreeMap::from([("crc32".to_owned(), "AAAAAA==".to_owned())]));
        assert_eq!(head.metadata["auteur"], "Élodie");
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |lines: &[(&'static str, &str)], expected: &str| {
            let error = ObjectHead::of(&headers(lines)).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        };
        let date = ("last-modified", "Mon, 12 Oct 2009 17:50:00 GMT");
        check(&[date, ("etag", "\"a\"")], "content-length");
        check(&[("content-length", "7"), ("etag", "\"a\"")], "last-modified");
        check(&[("content-length", "7"), date], "etag");
    }
}
