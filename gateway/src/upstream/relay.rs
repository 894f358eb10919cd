//! A program's own request on its way to an instance and back: what was permitted is sent, signed with the instance's
//! credentials, and what comes back is passed on as it is, but for what is nobody's business.
//!
//! Nothing is buffered but refusals, which are small documents that name hosts and requests that are not ours.

mod framing;
mod lacks;

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_RANGE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::BodyExt as _;

use self::framing::Framed;
use super::download::{DownloadBody, clean};
use super::exchange::{RETRIES_MAX, wait_before};
use super::instance::{Instance, known_body};
use super::transport::{AnswerBody, RequestBody};
use super::upload::{self, Watch};
use super::{BoxError, Error, UnreadableAnswer, Upstream};
use crate::policy::Permit;
use crate::s3::call::{Call, Name};
use crate::s3::checksum::Algorithm;
use crate::s3::error::{ErrorDocument, Reason};
use crate::s3::operation::Operation;
use crate::s3::request::DraftBody;
use crate::s3::sign::Payload;
use crate::s3::xml;

/// Servers answer so late where they put many bytes together before they say anything.
const ASSEMBLY_SECONDS_MAX: u64 = 1800;

const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");

const PARTS_COUNT: &str = "x-amz-mp-parts-count";

/// The bytes of an object or a part, taken out of whatever frame they came in.
#[derive(Debug)]
pub struct Sending<B> {
    /// Fails where the bytes are not what their sender announced; then nothing is stored. May end with trailers: the
    /// checksum of `trailer`.
    pub body: B,
    pub length: u64,
    /// The SHA-256 that the sender signed: the instance proves it.
    pub digest: Option<[u8; 32]>,
    /// A checksum of this kind comes behind the bytes.
    pub trailer: Option<Algorithm>,
}

/// What an instance answered.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every one is the larger")]
pub enum Relayed {
    /// A success, or "not modified". The body of some successes may still turn out to be a refusal.
    Answer { status: StatusCode, headers: HeaderMap, body: DownloadBody },
    /// Any refusal, with its document as it came; empty for `HEAD`.
    Refusal { status: StatusCode, headers: HeaderMap, document: Bytes },
}

impl Relayed {
    /// Whether it is an object with its bytes: what storages send that know no `?attributes`, such as Garage 2. S3 tells
    /// the entity tag of attributes in their document, and never beside it.
    fn is_object(&self) -> bool {
        matches!(self, Self::Answer { headers, .. } if headers.contains_key(ETAG))
    }

    /// Whether it is an object from its first byte to its last, where a part was asked for: what storages send that do
    /// not know `partNumber`, such as Ceph RGW 16.
    fn is_whole(&self) -> bool {
        let Self::Answer { status: StatusCode::OK, headers, .. } = self else { return false };
        ![CONTENT_RANGE.as_str(), PARTS_COUNT].iter().any(|name| headers.contains_key(*name))
    }

    /// Without the headers that are the instance's affair.
    fn cleaned(self) -> Self {
        match self {
            Self::Answer { status, headers, body } => {
                Self::Answer { status, headers: clean(headers, &OWN_AFFAIRS), body }
            }
            Self::Refusal { status, headers, document } => {
                Self::Refusal { status, headers: clean(headers, &OWN_AFFAIRS), document }
            }
        }
    }
}

impl Upstream {
    /// Whether [`Self::relay`] would refuse the head of a call, for whoever has its document still to read.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for what this instance would ignore.
    pub fn check_relayed(&self, permit: &Permit) -> Result<(), Error> {
        let operation @ Operation::Relayed { call, .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.check_lacks(call)
    }

    /// Sends what a program asked, once it is permitted. Reads are repeated where the instance was not there; nothing
    /// else is.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for what this instance would ignore; whatever keeps the answer from coming. A refusal of
    /// the instance's is no error.
    pub async fn relay<B>(
        &self,
        permit: &Permit,
        sending: Option<Sending<B>>,
    ) -> Result<Relayed, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let operation @ Operation::Relayed { call, .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        instance.check_lacks(call)?;
        let begun = Instant::now();
        let result = match sending {
            Some(sending) => Box::pin(instance.relay_bytes(operation, sending)).await,
            None => Box::pin(instance.relay_checked(operation, call)).await,
        };
        instance.record_relayed(operation, begun, &result);
        let relayed = result?;
        instance.check_answer(call, &relayed)?;
        Ok(relayed.cleaned())
    }
}

impl Instance {
    /// Sends what is in memory, and sees to what the instance would ignore of it.
    async fn relay_checked(&self, operation: &Operation, call: &Call) -> Result<Relayed, Error> {
        if let Some(refusal) = self.refuse_before(operation, call).await? {
            return Ok(refusal);
        }
        let relayed = self.relay_known(operation, call).await?;
        let (Some(whole), Some(bucket)) =
            (lacks::asked_whole(call, &relayed), operation.bucket().cloned())
        else {
            return Ok(relayed);
        };
        let operation = Operation::Relayed { bucket, call: Box::new(whole.clone()) };
        let again = self.relay_known(&operation, &whole).await?;
        let same = matches!(again, Relayed::Answer { status: StatusCode::NOT_MODIFIED, .. });
        let refused = matches!(relayed, Relayed::Refusal { .. });
        Ok(if same && refused { relayed } else { again })
    }

    /// Sends what is in memory: a head, or a head and a document.
    async fn relay_known(&self, operation: &Operation, call: &Call) -> Result<Relayed, Error> {
        let draft = self.draft(operation)?;
        let document = match &draft.body {
            DraftBody::Xml(document) => document.as_slice(),
            DraftBody::Empty => &[],
            DraftBody::Streamed => return Err(Error::WrongPermit),
        };
        let patience = patience(call, self.timeouts.response_head);
        let retries_max = if call.is_read() { RETRIES_MAX } else { 0 };
        let (mut retries, mut time_was_learned) = (0, false);
        loop {
            let error = match self.exchange(&draft, document, patience).await {
                Ok(response) => {
                    let relayed = self.relayed(response).await;
                    if !time_was_learned && self.is_skewed(&relayed) {
                        time_was_learned = true;
                        continue;
                    }
                    return Ok(relayed);
                }
                Err(error) => error,
            };
            if retries == retries_max || !error.may_pass() {
                return Err(error);
            }
            tokio::time::sleep(wait_before(retries)).await;
            retries += 1;
        }
    }

    /// Sends bytes as they come, once.
    async fn relay_bytes<B>(
        &self,
        operation: &Operation,
        sending: Sending<B>,
    ) -> Result<Relayed, Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let Sending { body, length, digest, trailer } = sending;
        let trailer = trailer.filter(|_| self.capabilities.checksum_trailers);
        if length == 0 {
            let trailers = self.read_nothing(body).await?;
            let mut request = self.bytes_request(operation, 0, known_body(Vec::new()))?;
            if let (Some(_), Some(trailers)) = (trailer, trailers) {
                request.headers_mut().extend(trailers);
            }
            self.sign(&mut request, digest.map_or(Payload::Known(&[]), Payload::Digest))?;
            let answer = self.answer_within(request, self.timeouts.response_head).await?;
            return Ok(self.relayed(answer).await);
        }
        if let Some(algorithm) = trailer {
            let framed = Framed::new(body, length, algorithm);
            let framed_length = framed.length();
            let (body, watch) = upload::counted(framed, framed_length, self.timeouts);
            let mut request = self.bytes_request(operation, framed_length, body.boxed_unsync())?;
            announce(request.headers_mut(), length, algorithm);
            self.sign(&mut request, Payload::StreamedWithTrailer)?;
            return self.send_relayed(request, watch).await;
        }
        let (body, watch) = upload::counted(body, length, self.timeouts);
        let mut request = self.bytes_request(operation, length, body.boxed_unsync())?;
        self.sign(&mut request, digest.map_or(Payload::Streamed, Payload::Digest))?;
        self.send_relayed(request, watch).await
    }

    fn bytes_request(
        &self,
        operation: &Operation,
        length: u64,
        body: RequestBody,
    ) -> Result<Request<RequestBody>, Error> {
        let draft = self.draft(operation)?;
        if draft.body != DraftBody::Streamed {
            return Err(Error::WrongPermit);
        }
        self.request(&draft, length, body)
    }

    async fn send_relayed(
        &self,
        request: Request<RequestBody>,
        watch: Watch,
    ) -> Result<Relayed, Error> {
        let relayed = match self.answer_while(request, &watch).await {
            Ok(response) => Ok(self.relayed(response).await),
            Err(error) => Err(error),
        };
        match (relayed, watch.fault()) {
            // What the sender did wrong is why: an instance that says something else saw only a body that broke off.
            (_, Some(source)) => Err(Error::BodyInterrupted { instance: self.id.clone(), source }),
            (Ok(Relayed::Answer { .. }), None) if !watch.is_sent() => {
                Err(self.unreadable(UnreadableAnswer::Early))
            }
            (relayed, None) => relayed,
        }
    }

    /// Successes stream; refusals are read.
    async fn relayed(&self, response: Response<AnswerBody>) -> Relayed {
        let (head, body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        let body = DownloadBody::new(body, &self.id, self.timeouts.body_idle);
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Relayed::Answer { status, headers, body };
        }
        Relayed::Refusal { status, headers, document: self.refusal(body).await }
    }

    fn is_skewed(&self, relayed: &Relayed) -> bool {
        let Relayed::Refusal { status, headers, document } = relayed else { return false };
        let code = || xml::parse_error(document).unwrap_or_default().code;
        *status == StatusCode::FORBIDDEN
            && Reason::of(*status, &code()) == Reason::Skewed
            && self.learn_time(headers)
    }

    fn record_relayed(
        &self,
        operation: &Operation,
        begun: Instant,
        result: &Result<Relayed, Error>,
    ) {
        match result {
            Err(error) => self.record(operation, begun, Some(error)),
            Ok(Relayed::Answer { .. }) => self.record(operation, begun, None),
            Ok(Relayed::Refusal { status, headers, document }) => {
                // The clock is learned for the next one where this one could not be sent again.
                let document = xml::parse_error(document).unwrap_or_default();
                if Reason::of(*status, &document.code) == Reason::Skewed {
                    self.learn_time(headers);
                }
                let ErrorDocument { code, message, request_id } = document;
                let instance = self.id.clone();
                let error = Error::Refused { instance, status: *status, code, message, request_id };
                self.record(operation, begun, Some(&error));
            }
        }
    }
}

fn patience(call: &Call, usual: Duration) -> Duration {
    match call.name {
        Name::CompleteMultipartUpload | Name::CopyObject | Name::UploadPartCopy => {
            usual.max(Duration::from_secs(ASSEMBLY_SECONDS_MAX))
        }
        _ => usual,
    }
}

/// Says that the body is framed, and what comes behind it.
fn announce(headers: &mut HeaderMap, length: u64, algorithm: Algorithm) {
    let kept = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    let encoding = match kept {
        Some(kept) => HeaderValue::try_from(format!("{kept},aws-chunked")),
        None => Ok(HeaderValue::from_static("aws-chunked")),
    };
    if let Ok(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, encoding);
    }
    headers.insert(DECODED_LENGTH, length.into());
    headers.insert(TRAILER, HeaderValue::from_static(algorithm.header()));
}

/// S3's own words about an object that are the instance's affair: its names for requests, where it is, its keys.
const OWN_AFFAIRS: [&str; 6] = [
    "x-amz-request-id",
    "x-amz-id-",
    "x-amz-bucket-region",
    "x-amz-bucket-arn",
    "x-amz-server-side-encryption-aws-kms",
    "x-amz-server-side-encryption-context",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_instances_affair_stays_there() {
        let check = |name: &'static str, expected: bool| {
            let headers =
                HeaderMap::from_iter([(HeaderName::from_static(name), "x".parse().unwrap())]);
            assert_eq!(!clean(headers, &OWN_AFFAIRS).is_empty(), expected, "{name}");
        };
        check("etag", true);
        check("x-amz-meta-author", true);
        check("x-amz-checksum-crc32", true);
        check("x-amz-version-id", true);
        check("x-amz-delete-marker", true);
        check("x-amz-mp-parts-count", true);
        check("x-amz-server-side-encryption", true);
        check("x-amz-server-side-encryption-aws-kms-key-id", false);
        check("x-amz-server-side-encryption-context", false);
        check("x-amz-request-id", false);
        check("x-amz-id-2", false);
        check("x-amz-bucket-region", false);
        check("set-cookie", false);
        check("www-authenticate", false);
        check("connection", false);
        check("keep-alive", false);
        check("transfer-encoding", false);
        check("server", false);
        check("location", false);
        check("access-control-allow-origin", false);
        check("x-rgw-object-type", false);
        check("x-minio-deployment-id", false);
    }
}
