//! What a request presents: read strictly, before any key is looked up.

use std::borrow::Cow;
use std::fmt;

use http::HeaderMap;
use http::header::{AUTHORIZATION, DATE};
use jiff::Timestamp;

use super::{PRESIGNED_SECONDS_MAX, Payload, Received, Refusal, canonical};
use crate::s3::stamp;

pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Longest access key, and most signed headers, that are looked at.
const ACCESS_KEY_BYTES_MAX: usize = 128;
const SIGNED_HEADERS_MAX: usize = 100;

/// By which way a request says who signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The `Authorization` header.
    Header,
    /// A presigned address, good for so long after its time.
    Query { expires_seconds: u32 },
}

/// What a signature is good for: `date/region/service/aws4_request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// `YYYYMMDD`.
    pub date: String,
    pub region: String,
    pub service: String,
}

impl Scope {
    /// As it is signed.
    pub fn text(&self) -> String {
        [&*self.date, "/", &*self.region, "/", &*self.service, "/aws4_request"].concat()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

/// Who says to have signed, and what. Nothing of it is proved before [`Presented::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    pub access_key: String,
    pub scope: Scope,
    pub way: Way,
    pub time: Timestamp,
    /// Lower-case names, in the order signed, with `;` between them.
    pub signed_headers: String,
    /// Of temporary keys: `x-amz-security-token`.
    pub security_token: Option<String>,
    pub(super) signature: [u8; 32],
}

impl Presented {
    /// `None` for a request that presents nothing: an anonymous one.
    pub fn read(request: &Received<'_>) -> Result<Option<Self>, Refusal> {
        let pairs = canonical::pairs(request.query)
            .ok_or(Refusal::MalformedQuery("it is not percent-encoded UTF-8"))?;
        let in_query = |name: &str| pairs.iter().any(|(pair, _)| pair == name);
        let presigned = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"];
        let version_2 = in_query("AWSAccessKeyId") && in_query("Signature");
        let mut headers = request.headers.get_all(AUTHORIZATION).iter();
        match (headers.next(), presigned.iter().any(|name| in_query(name)), version_2) {
            (None, false, false) => Ok(None),
            (None, false, true) => Err(Refusal::Version2),
            (None, true, false) => Self::from_query(request, &pairs).map(Some),
            (Some(header), false, false) if headers.next().is_none() => {
                let header = header.to_str().map_err(|_| Refusal::MalformedHeader("not ASCII"))?;
                Self::from_header(request, header).map(Some)
            }
            _ => Err(Refusal::TwoWays),
        }
    }

    /// What the request says of its body.
    pub fn payload(&self, request: &Received<'_>) -> Result<Payload, Refusal> {
        let payload = Payload::parse(&self.payload_line(request)?)?;
        match self.way {
            Way::Query { .. } if payload.is_chunked() => {
                Err(Refusal::UnsupportedPayload("chunks behind a presigned address"))
            }
            _ => Ok(payload),
        }
    }

    /// The last line of the canonical request.
    pub(super) fn payload_line<'a>(&self, request: &Received<'a>) -> Result<Cow<'a, str>, Refusal> {
        let header = single(request.headers, "x-amz-content-sha256")
            .map_err(|()| Refusal::UnknownPayload)?;
        match (header, self.way) {
            (Some(text), _) => Ok(text.into()),
            (None, Way::Header) => Err(Refusal::MissingPayload),
            (None, Way::Query { .. }) => {
                let pairs = canonical::pairs(request.query).unwrap_or_default();
                let named = pairs.into_iter().find(|(name, _)| name == "X-Amz-Content-Sha256");
                Ok(named.map_or("UNSIGNED-PAYLOAD".into(), |(_, value)| value.into()))
            }
        }
    }

    fn from_header(request: &Received<'_>, header: &str) -> Result<Self, Refusal> {
        let malformed = Refusal::MalformedHeader;
        let (algorithm, fields) =
            header.trim().split_once(' ').ok_or(malformed("nothing follows the algorithm"))?;
        match algorithm {
            ALGORITHM => {}
            "AWS" => return Err(Refusal::Version2),
            _ => return Err(malformed("the algorithm must be AWS4-HMAC-SHA256")),
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for field in fields.split(',') {
            let (name, value) =
                field.trim().split_once('=').ok_or(malformed("a field has no value"))?;
            let place = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(malformed("it has an unknown field")),
            };
            if place.replace(value).is_some() {
                return Err(malformed("a field stands twice"));
            }
        }
        let (access_key, scope) = credential
            .and_then(read_credential)
            .ok_or(malformed("Credential must be KEY/DATE/REGION/SERVICE/aws4_request"))?;
        let security_token = single(request.headers, "x-amz-security-token")
            .map_err(|()| malformed("x-amz-security-token stands twice"))?
            .map(str::to_owned);
        let presented = Self {
            access_key,
            scope,
            way: Way::Header,
            time: time_of(request.headers).ok_or(Refusal::NoDate)?,
            signed_headers: signed_headers
                .and_then(read_signed_headers)
                .ok_or(malformed("SignedHeaders must be lower-case names, with host"))?,
            security_token,
            signature: signature
                .and_then(read_signature)
                .ok_or(malformed("Signature must be 64 hexadecimal digits"))?,
        };
        presented.checked(request, malformed("the date of the credential is not the request's"))
    }

    fn from_query(request: &Received<'_>, pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let malformed = Refusal::MalformedQuery;
        let value = |name: &str| {
            let mut values = pairs.iter().filter(|(pair, _)| pair == name);
            match (values.next(), values.next()) {
                (Some(_), Some(_)) => Err(malformed("a parameter stands twice")),
                (first, _) => Ok(first.map(|(_, value)| value.as_str())),
            }
        };
        let needed = |name: &str| value(name)?.ok_or(malformed("an X-Amz- parameter is missing"));
        if needed("X-Amz-Algorithm")? != ALGORITHM {
            return Err(malformed("X-Amz-Algorithm must be AWS4-HMAC-SHA256"));
        }
        let (access_key, scope) = read_credential(needed("X-Amz-Credential")?)
            .ok_or(malformed("X-Amz-Credential must be KEY/DATE/REGION/SERVICE/aws4_request"))?;
        let expires_seconds = needed("X-Amz-Expires")?
            .parse()
            .ok()
            .filter(|seconds| (1..=PRESIGNED_SECONDS_MAX).contains(seconds))
            .ok_or(malformed("X-Amz-Expires must be 1 to 604800 seconds"))?;
        let presented = Self {
            access_key,
            scope,
            way: Way::Query { expires_seconds },
            time: stamp::read(needed("X-Amz-Date")?)
                .ok_or(malformed("X-Amz-Date must look like 20130524T000000Z"))?,
            signed_headers: read_signed_headers(needed("X-Amz-SignedHeaders")?)
                .ok_or(malformed("X-Amz-SignedHeaders must be lower-case names, with host"))?,
            security_token: value("X-Amz-Security-Token")?.map(str::to_owned),
            signature: read_signature(needed("X-Amz-Signature")?)
                .ok_or(malformed("X-Amz-Signature must be 64 hexadecimal digits"))?,
        };
        presented.checked(request, malformed("the date of the credential is not the request's"))
    }

    fn checked(self, request: &Received<'_>, wrong_date: Refusal) -> Result<Self, Refusal> {
        if !stamp::write(self.time).starts_with(&self.scope.date) {
            return Err(wrong_date);
        }
        match canonical::first_unsigned(request.headers, &self.signed_headers) {
            Some(name) => Err(Refusal::Unsigned(name)),
            None => Ok(self),
        }
    }
}

pub fn read_credential(text: &str) -> Option<(String, Scope)> {
    let mut parts = text.split('/');
    let [access_key, date, region, service, end] = std::array::from_fn(|_| parts.next());
    let access_key = access_key.filter(|key| {
        (1..=ACCESS_KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
    })?;
    let date = date.filter(|date| date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()))?;
    let (region, service) = (region?, service?);
    let scope =
        Scope { date: date.to_owned(), region: region.to_owned(), service: service.to_owned() };
    (end == Some("aws4_request") && parts.next().is_none()).then(|| (access_key.to_owned(), scope))
}

fn read_signed_headers(text: &str) -> Option<String> {
    let names = || text.split(';');
    let plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase())
    };
    let known =
        names().count() <= SIGNED_HEADERS_MAX && names().all(plain) && names().any(|n| n == "host");
    known.then(|| text.to_owned())
}

pub fn read_signature(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// `x-amz-date`, else `Date`, in the format of signatures or of HTTP.
fn time_of(headers: &HeaderMap) -> Option<Timestamp> {
    if let Some(text) = single(headers, "x-amz-date").ok()? {
        return stamp::read(text);
    }
    let text = single(headers, DATE.as_str()).ok()??;
    stamp::read(text)
        .or_else(|| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp()))
}

/// The one value of a header; an error where it stands twice or is no ASCII.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}
