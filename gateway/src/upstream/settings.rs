//! What an operator says of an instance.

use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use secrecy::SecretString;

use crate::s3::names::{InstanceId, Key};
use crate::tls;

/// How an instance is reached and what it can do.
#[derive(Clone, Debug)]
pub struct InstanceSettings {
    pub id: InstanceId,
    /// Scheme and authority, such as `https://s3.example.org:9000`.
    pub endpoint: Uri,
    /// What signatures are made for, such as `us-east-1`.
    pub region: String,
    pub style: Style,
    pub credentials: Credentials,
    /// Certificates (PEM) of authorities trusted for this instance, beside those of the machine.
    pub own_ca: Option<Vec<u8>>,
    pub capabilities: Capabilities,
    pub timeouts: Timeouts,
}

/// Where the bucket stands in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `https://host/bucket/key`: for every bucket name, also those with dots under a wildcard certificate.
    #[default]
    Path,
    /// `https://bucket.host/key`
    Virtual,
}

/// The gateway's own key pair on the instance.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub access_key: String,
    pub secret_key: SecretString,
}

/// What servers of S3 differ in. The defaults are what is safe with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a server")]
pub struct Capabilities {
    /// `If-None-Match: *` and `If-Match` on writes are honoured. Where not, the object is looked at before the write,
    /// which refuses an overwrite by mistake but not one that happens in between.
    pub conditional_writes: bool,
    /// The same of the target of a copy.
    pub conditional_copies: bool,
    /// `If-Match` on the deletion of an object is honoured. Where not, the object is looked at before.
    pub conditional_deletes: bool,
    /// `x-amz-copy-source-if-…` are honoured. Where not, the source is looked at on these conditions before.
    pub conditional_sources: bool,
    /// Tags that come with an object, a copy or an upload are kept.
    pub tags: bool,
    /// Whoever asks for a version gets that one or a refusal. Where not, it is refused before anything is sent.
    pub versions: bool,
    /// Keys with `.` or `..` segments are taken as they are; where not, they are refused before anything is sent.
    pub dot_segments: bool,
    /// Keys that begin with `/` are other keys than those without it; where not, they are refused likewise.
    pub leading_slashes: bool,
    /// The entity tag of what was put in one piece, if it looks like an MD5, is its MD5. Not so where the server
    /// encrypts or compresses and does not say so.
    pub md5_etags: bool,
    /// `aws-chunked` bodies with a checksum behind them are taken, and the checksum is kept. Where not, the checksum is
    /// compared here and the bytes are sent plainly.
    pub checksum_trailers: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            conditional_writes: false,
            conditional_copies: false,
            conditional_deletes: false,
            conditional_sources: false,
            tags: false,
            versions: true,
            dot_segments: false,
            leading_slashes: false,
            md5_etags: true,
            checksum_trailers: false,
        }
    }
}

impl Capabilities {
    /// Whether the server takes this key for no other. What it would misread could be an object that the policy was not
    /// asked about, or the very source of a move.
    pub fn keeps(&self, key: &Key) -> bool {
        (self.dot_segments || !key.has_dot_segment())
            && (self.leading_slashes || !key.as_str().starts_with('/'))
    }
}

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection is there.
    pub connect: Duration,
    /// From the request (its last byte) to the head of the answer.
    pub response_head: Duration,
    /// Between two pieces of a body, in either direction.
    pub body_idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            response_head: Duration::from_secs(30),
            body_idle: Duration::from_mins(1),
        }
    }
}

/// What is wrong with the settings of an instance.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the endpoint must begin with `http://` or `https://`")]
    Scheme,
    #[error("the endpoint must be scheme, host and port alone")]
    NotAnOrigin,
    #[error("the region must not be empty")]
    Region,
    #[error("two instances bear this id")]
    Twice,
    #[error("the own certificate authority is no usable PEM certificate")]
    OwnCa(#[source] tls::Error),
    #[error("no certificate authority is known on this machine, and none was given")]
    NoAuthorities,
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}

impl InstanceSettings {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let endpoint = &self.endpoint;
        if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&endpoint.scheme()) {
            return Err(SettingsError::Scheme);
        }
        let plain_authority =
            endpoint.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        if !plain_authority || endpoint.path() != "/" || endpoint.query().is_some() {
            return Err(SettingsError::NotAnOrigin);
        }
        if self.region.is_empty() {
            return Err(SettingsError::Region);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_origin() {
        let check = |endpoint: &str, region: &str, expected: Option<&str>| {
            let settings = InstanceSettings {
                id: InstanceId::parse("minimal").unwrap(),
                endpoint: endpoint.parse().unwrap(),
                region: region.to_owned(),
                style: Style::Path,
                credentials: Credentials {
                    access_key: "key".to_owned(),
                    secret_key: "secret".into(),
                },
                own_ca: None,
                capabilities: Capabilities::default(),
                timeouts: Timeouts::default(),
            };
            let fault = settings.check().err().map(|fault| format!("{fault:?}"));
            assert_eq!(fault.as_deref(), expected, "{endpoint}");
            assert!(!format!("{settings:?}").contains("\"secret\""));
        };
        check("https://s3.example.org", "us-east-1", None);
        check("http://127.0.0.1:9000/", "us-east-1", None);
        check("http://[::1]:9000", "us-east-1", None);
        check("s3.example.org", "us-east-1", Some("Scheme"));
        check("ftp://s3.example.org", "us-east-1", Some("Scheme"));
        check("http://s3.example.org/base", "us-east-1", Some("NotAnOrigin"));
        check("http://s3.example.org/?a", "us-east-1", Some("NotAnOrigin"));
        check("http://me@s3.example.org", "us-east-1", Some("NotAnOrigin"));
        check("http://s3.example.org", "", Some("Region"));
    }
}
