//! What an object carries beside its bytes.

use std::collections::BTreeMap;

use s3s::{S3ErrorCode, dto};
use serde::{Deserialize, Serialize};

use super::digest::Checksums;
use super::failure::Failure;

/// Names and values of `x-amz-meta-*` together, as on S3.
const METADATA_BYTES_MAX: usize = 2 * 1024;

/// The type given to an object that came without one.
const CONTENT_TYPE: &str = "binary/octet-stream";

/// The headers an object was stored with and is given back with. Kept as JSON in its row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Attributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// An HTTP date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    pub checksums: Checksums,
}

impl Attributes {
    /// The headers as given back, with S3's default type.
    pub fn content_type(&self) -> String {
        self.content_type.clone().unwrap_or_else(|| CONTENT_TYPE.to_owned())
    }

    pub fn expires(&self) -> Option<dto::Timestamp> {
        let expires = self.expires.as_deref()?;
        dto::Timestamp::parse(dto::TimestampFormat::HttpDate, expires).ok()
    }

    pub fn set_expires(&mut self, expires: Option<&dto::Timestamp>) -> Result<(), Failure> {
        let Some(expires) = expires else { return Ok(()) };
        let mut text = Vec::with_capacity(32);
        let written = expires.format(dto::TimestampFormat::HttpDate, &mut text);
        self.expires = Some(written.ok().and_then(|()| String::from_utf8(text).ok()).ok_or(
            Failure::Refused(S3ErrorCode::InvalidArgument, "The Expires header is not a date."),
        )?);
        Ok(())
    }

    /// Takes over user metadata within its limit.
    pub fn set_metadata(&mut self, metadata: Option<dto::Metadata>) -> Result<(), Failure> {
        self.metadata = metadata.unwrap_or_default().into_iter().collect();
        let bytes: usize = self.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
        if METADATA_BYTES_MAX < bytes {
            return Err(Failure::Refused(
                S3ErrorCode::MetadataTooLarge,
                "Your metadata headers exceed the maximum allowed size of 2 KiB.",
            ));
        }
        Ok(())
    }

    pub fn metadata(&self) -> Option<dto::Metadata> {
        (!self.metadata.is_empty()).then(|| self.metadata.clone().into_iter().collect())
    }
}

/// `aws-chunked` says how the body travelled, not what it is, so it is never stored.
pub fn stored_encoding(header: Option<String>) -> Option<String> {
    let header = header?;
    let kept: Vec<&str> = header
        .split(',')
        .map(str::trim)
        .filter(|token| !token.is_empty() && !token.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// Sets the attribute fields that the inputs of put, copy and multipart creation share.
macro_rules! attributes_of {
    ($input:expr) => {{
        let mut attributes = $crate::store::attributes::Attributes {
            content_type: $input
                .content_type
                .take()
                .filter(|content_type| !content_type.is_empty()),
            cache_control: $input.cache_control.take(),
            content_disposition: $input.content_disposition.take(),
            content_encoding: $crate::store::attributes::stored_encoding(
                $input.content_encoding.take(),
            ),
            content_language: $input.content_language.take(),
            ..Default::default()
        };
        attributes.set_expires($input.expires.take().as_ref())?;
        attributes.set_metadata($input.metadata.take())?;
        attributes
    }};
}
pub(super) use attributes_of;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_chunked_is_never_stored() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(stored_encoding(Some(header.to_owned())).as_deref(), expected);
        };
        check("aws-chunked", None);
        check("gzip,aws-chunked", Some("gzip"));
        check("aws-chunked, gzip, br", Some("gzip,br"));
        check("gzip", Some("gzip"));
    }
}
