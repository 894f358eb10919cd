//! One instance: its address, connections, credentials, clock and health.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HOST, USER_AGENT};
use http::uri::Scheme;
use http::{HeaderValue, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use secrecy::ExposeSecret as _;

use super::announced::Kept;
use super::clock::Clock;
use super::health::{Health, Status};
use super::metrics::Metrics;
use super::settings::{Capabilities, InstanceSettings, SettingsError, Style, Timeouts};
use super::transport::{Client, RequestBody};
use super::{BoxError, Error};
use crate::s3::encode::{encode_path, encode_query};
use crate::s3::names::InstanceId;
use crate::s3::operation::Operation;
use crate::s3::request::Draft;
use crate::s3::sign::Signer;

const AGENT: &str = concat!("Cellier/", env!("CARGO_PKG_VERSION"));

#[derive(Debug)]
pub(super) struct Instance {
    pub(super) id: InstanceId,
    pub(super) client: Client,
    pub(super) signer: Signer,
    pub(super) clock: Clock,
    pub(super) health: Health,
    pub(super) metrics: Metrics,
    pub(super) capabilities: Capabilities,
    pub(super) timeouts: Timeouts,
    pub(super) kept: Kept,
    address: Address,
    /// The region a new bucket must be told.
    location: Option<String>,
}

/// Where requests go.
#[derive(Debug)]
struct Address {
    scheme: Scheme,
    /// Host, and port where it is not the scheme's own.
    authority: String,
    style: Style,
}

impl Instance {
    pub(super) fn new(settings: InstanceSettings, metrics: Metrics) -> Result<Self, SettingsError> {
        settings.check()?;
        let client = Client::new(&settings)?;
        let signer = Signer::new(
            &settings.credentials.access_key,
            settings.credentials.secret_key.expose_secret(),
            &settings.region,
        );
        Ok(Self {
            client,
            signer,
            clock: Clock::default(),
            health: Health::default(),
            metrics,
            capabilities: settings.capabilities,
            timeouts: settings.timeouts,
            kept: Kept::default(),
            address: Address::of(&settings)?,
            location: location(&settings),
            id: settings.id,
        })
    }

    pub(super) fn status(&self) -> Status {
        self.health.status()
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// What will be sent for the operation, once it is certain that the upstream reads it as we do.
    pub(super) fn draft<'a>(&self, operation: &'a Operation) -> Result<Draft<'a>, Error> {
        let draft = Draft::of(operation, self.location.as_deref());
        let keys = [draft.key, draft.source];
        if let Some(key) = keys.into_iter().flatten().find(|key| !self.capabilities.keeps(key)) {
            return Err(Error::MisreadKey { instance: self.id.clone(), key: key.clone() });
        }
        Ok(draft)
    }

    /// The request without its signature. `length` is that of the body.
    pub(super) fn request(
        &self,
        draft: &Draft<'_>,
        length: u64,
        body: RequestBody,
    ) -> Result<Request<RequestBody>, Error> {
        let (uri, host) = self.address.of_draft(draft).map_err(|source| self.invalid(source))?;
        let mut request = Request::new(body);
        *request.method_mut() = draft.method.clone();
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(HOST, host);
        // What is stored is what is passed on: nobody compresses on the way.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if !draft.is_repeatable() {
            headers.insert(CONTENT_LENGTH, length.into());
        }
        for (name, value) in &draft.headers {
            let value = HeaderValue::from_str(value).map_err(|source| self.invalid(source))?;
            headers.insert(name, value);
        }
        for (name, value) in draft.passed {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }

    /// Whether both are one storage, as far as their addresses tell.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.address.scheme == other.address.scheme
            && self.address.authority == other.address.authority
    }

    pub(super) fn invalid(&self, source: impl Into<BoxError>) -> Error {
        Error::InvalidRequest { instance: self.id.clone(), source: source.into() }
    }

    pub(super) fn unreachable(&self, source: impl Into<BoxError>) -> Error {
        Error::Unreachable { instance: self.id.clone(), source: source.into() }
    }
}

/// A body that is in memory already, which is one of our own XML documents.
pub(super) fn known_body(bytes: Vec<u8>) -> RequestBody {
    Full::new(Bytes::from(bytes)).map_err(|never| match never {}).boxed_unsync()
}

/// Amazon wants to be told the region of a bucket, save in its first; elsewhere there is one region, and saying so is
/// an error to some.
fn location(settings: &InstanceSettings) -> Option<String> {
    let amazon = settings.endpoint.host().is_some_and(|host| {
        host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn")
    });
    (amazon && settings.region != "us-east-1").then(|| settings.region.clone())
}

impl Address {
    fn of(settings: &InstanceSettings) -> Result<Self, SettingsError> {
        let endpoint = &settings.endpoint;
        let scheme = endpoint.scheme().cloned().ok_or(SettingsError::Scheme)?;
        let host = endpoint.host().ok_or(SettingsError::NotAnOrigin)?;
        let usual = if scheme == Scheme::HTTPS { 443 } else { 80 };
        let authority = match endpoint.port_u16() {
            Some(port) if port != usual => format!("{host}:{port}"),
            _ => host.to_owned(),
        };
        Ok(Self { scheme, authority, style: settings.style })
    }

    /// The address, written by hand: no library may touch the path.
    fn of_draft(&self, draft: &Draft<'_>) -> Result<(Uri, HeaderValue), http::Error> {
        let mut authority = self.authority.clone();
        let mut path = String::new();
        if let Some(bucket) = draft.bucket {
            match self.style {
                Style::Path => path = format!("/{bucket}"),
                Style::Virtual => authority = format!("{bucket}.{authority}"),
            }
        }
        match draft.key {
            Some(key) => {
                path.push('/');
                path.push_str(&encode_path(key.as_str()));
            }
            None if path.is_empty() => path.push('/'),
            None => {}
        }
        if !draft.query.is_empty() {
            path.push('?');
            let pairs = draft.query.iter().map(|(name, value)| (*name, value.as_ref()));
            path.push_str(&encode_query(pairs));
        }
        let host = HeaderValue::from_str(&authority)?;
        let uri = Uri::builder()
            .scheme(self.scheme.clone())
            .authority(authority)
            .path_and_query(path)
            .build()?;
        Ok((uri, host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::names::{Bucket, BucketName, Key};
    use crate::upstream::Credentials;

    fn settings(endpoint: &str, region: &str, style: Style) -> InstanceSettings {
        InstanceSettings {
            id: InstanceId::parse("minimal").unwrap(),
            endpoint: endpoint.parse().unwrap(),
            region: region.to_owned(),
            style,
            credentials: Credentials { access_key: "key".to_owned(), secret_key: "secret".into() },
            own_ca: None,
            capabilities: Capabilities::default(),
            timeouts: Timeouts::default(),
        }
    }

    #[test]
    fn an_address_keeps_the_key_as_it_is() {
        let check = |endpoint: &str, style: Style, key: &str, uri: &str, host: &str| {
            let address = Address::of(&settings(endpoint, "r", style)).unwrap();
            let bucket = Bucket {
                instance: InstanceId::parse("minimal").unwrap(),
                name: BucketName::parse("alice.tremblay").unwrap(),
            };
            let operation = Operation::HeadObject { bucket, key: Key::parse(key).unwrap() };
            let (found, header) = address.of_draft(&Draft::of(&operation, None)).unwrap();
            assert_eq!((found.to_string().as_str(), header.to_str().unwrap()), (uri, host));
        };
        check(
            "http://127.0.0.1:9000",
            Style::Path,
            "/a//../é %2e/",
            "http://127.0.0.1:9000/alice.tremblay//a//../%C3%A9%20%252e/",
            "127.0.0.1:9000",
        );
        check(
            "https://s3.example.org:443",
            Style::Virtual,
            "a?b#c",
            "https://alice.tremblay.s3.example.org/a%3Fb%23c",
            "alice.tremblay.s3.example.org",
        );
        check("http://[::1]:80", Style::Path, "a", "http://[::1]/alice.tremblay/a", "[::1]");
    }

    #[test]
    fn only_amazon_is_told_the_region() {
        let check = |endpoint: &str, region: &str, expected: Option<&str>| {
            let location = location(&settings(endpoint, region, Style::Path));
            assert_eq!(location.as_deref(), expected, "{endpoint} {region}");
        };
        check("https://s3.ca-central-1.amazonaws.com", "ca-central-1", Some("ca-central-1"));
        check("https://s3.amazonaws.com", "us-east-1", None);
        check("http://127.0.0.1:3900", "garage", None);
    }
}
