//! One request and its answer: signed, timed, judged, and tried again where that is harmless.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::DATE;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::BodyExt as _;
use jiff::Timestamp;

use super::announced::{Announced, Check};
use super::answer::date;
use super::download::DownloadBody;
use super::instance::{Instance, known_body};
use super::transport::{AnswerBody, RequestBody};
use super::upload::{self, Watch};
use super::{BoxError, Error, UnreadableAnswer, UploadFault, Wait};
use crate::s3::error::Reason;
use crate::s3::operation::Operation;
use crate::s3::request::{Draft, DraftBody};
use crate::s3::sign::Payload;
use crate::s3::xml;

/// Requests that may be repeated are, at most so often.
pub(super) const RETRIES_MAX: u32 = 2;

/// Before the first repetition, doubled before the next, each with as much again at random.
const RETRY_WAIT_MILLISECONDS: u64 = 100;

/// Of an error's document; S3's own have less than 1 KiB.
const ERROR_BYTES_MAX: usize = 64 * 1024;

/// Of any other document: 1,000 keys of 1,024 bytes, each byte encoded as three.
const DOCUMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

impl Instance {
    /// Sends an operation without a streamed body. Reads are repeated where the upstream was not there or asked to
    /// slow down; nothing else is.
    pub(super) async fn ask(&self, operation: &Operation) -> Result<Response<AnswerBody>, Error> {
        self.ask_within(operation, self.timeouts.response_head).await
    }

    /// As [`Instance::ask`], for answers that take their time.
    pub(super) async fn ask_within(
        &self,
        operation: &Operation,
        head: Duration,
    ) -> Result<Response<AnswerBody>, Error> {
        let draft = self.conditioned(self.draft(operation)?);
        let retries_max = if draft.is_repeatable() { RETRIES_MAX } else { 0 };
        let mut retries = 0;
        let mut time_was_learned = false;
        loop {
            let failure = match self.attempt(operation, &draft, head).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            if failure.time_learned && !time_was_learned {
                time_was_learned = true;
                continue;
            }
            if retries == retries_max || !failure.error.may_pass() {
                return Err(failure.error);
            }
            tokio::time::sleep(wait_before(retries)).await;
            retries += 1;
        }
    }

    /// Sends an operation whose body comes from elsewhere, once. Answers the MD5 of what was sent beside the answer, where
    /// it was computed. `length` is what the sender announced; a body that is shorter or longer is cut.
    pub(super) async fn send<B>(
        &self,
        operation: &Operation,
        length: u64,
        body: B,
        announced: &Announced,
    ) -> Result<(Response<AnswerBody>, Option<[u8; 16]>), Error>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut draft = self.conditioned(self.draft(operation)?);
        let told = self.told(operation, announced);
        let is_told = !told.is_empty();
        draft.headers.extend(told);
        let check = self.check(operation, announced);
        let begun = Instant::now();
        let result = if length == 0 {
            self.send_nothing(operation, &draft, body, check).await
        } else {
            let (body, watch) = upload::watched(body, length, check, self.timeouts);
            self.send_watched(operation, &draft, length, body, watch).await
        };
        self.record(operation, begun, result.as_ref().err());
        result.map_err(|error| self.heard(operation, is_told, error))
    }

    async fn send_watched<B>(
        &self,
        operation: &Operation,
        draft: &Draft<'_>,
        length: u64,
        body: B,
        watch: Watch,
    ) -> Result<(Response<AnswerBody>, Option<[u8; 16]>), Error>
    where
        B: Body<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        let mut request = self.request(draft, length, body.boxed_unsync())?;
        self.sign(&mut request, Payload::Streamed)?;
        let judged = match self.answer_while(request, &watch).await {
            Ok(response) => self.judge(operation, response).await.map_err(|failure| failure.error),
            Err(error) => Err(error),
        };
        match (judged, watch.fault()) {
            // The upstream said why first: then it does not matter how the body went on.
            (Err(Error::Unreachable { .. } | Error::TimedOut { .. }), Some(source)) => {
                Err(Error::BodyInterrupted { instance: self.id.clone(), source })
            }
            (Err(error), _) => Err(error),
            (Ok(response), _) if watch.is_sent() => Ok((response, watch.digest())),
            (Ok(_), _) => Err(self.unreadable(UnreadableAnswer::Early)),
        }
    }

    async fn send_nothing<B>(
        &self,
        operation: &Operation,
        draft: &Draft<'_>,
        body: B,
        check: Check,
    ) -> Result<(Response<AnswerBody>, Option<[u8; 16]>), Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        self.read_nothing(body).await?;
        let digest = check
            .finish()
            .map_err(|source| Error::BodyInterrupted { instance: self.id.clone(), source })?;
        let answer = self.exchange(draft, &[], self.timeouts.response_head).await?;
        let response = self.judge(operation, answer).await.map_err(|failure| failure.error)?;
        Ok((response, digest))
    }

    /// An empty body is proved empty before anything is sent, for a connection would not look at it. Answers what came
    /// behind it.
    pub(super) async fn read_nothing<B>(&self, body: B) -> Result<Option<HeaderMap>, Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let interrupted = |source| Error::BodyInterrupted { instance: self.id.clone(), source };
        let mut body = std::pin::pin!(body);
        let mut trailers = None;
        loop {
            let next = tokio::time::timeout(self.timeouts.body_idle, body.frame()).await;
            match next.map_err(|_| interrupted(UploadFault::Silent))? {
                None => return Ok(trailers),
                Some(Err(error)) => return Err(interrupted(UploadFault::Sender(error.into()))),
                Some(Ok(frame)) if frame.data_ref().is_some_and(|data| !data.is_empty()) => {
                    return Err(interrupted(UploadFault::TooLong { bytes: 0 }));
                }
                Some(Ok(frame)) => trailers = frame.into_trailers().ok().or(trailers),
            }
        }
    }

    async fn attempt(
        &self,
        operation: &Operation,
        draft: &Draft<'_>,
        head: Duration,
    ) -> Result<Response<AnswerBody>, Failure> {
        let body = match &draft.body {
            DraftBody::Xml(document) => document.as_slice(),
            DraftBody::Empty => &[],
            DraftBody::Streamed => return Err(Error::WrongPermit.into()),
        };
        let begun = Instant::now();
        let result = match self.exchange(draft, body, head).await {
            Ok(response) => self.judge(operation, response).await,
            Err(error) => Err(error.into()),
        };
        self.record(operation, begun, result.as_ref().err().map(|failure| &failure.error));
        result
    }

    /// Sends what is in memory and waits for the head of the answer.
    pub(super) async fn exchange(
        &self,
        draft: &Draft<'_>,
        body: &[u8],
        head: Duration,
    ) -> Result<Response<AnswerBody>, Error> {
        let mut request = self.request(draft, body.len() as u64, known_body(body.to_vec()))?;
        let payload = if draft.is_repeatable() { Payload::None } else { Payload::Known(body) };
        self.sign(&mut request, payload)?;
        self.answer_within(request, head).await
    }

    /// Sends a signed request whose body is in memory, and waits for the head of the answer.
    pub(super) async fn answer_within(
        &self,
        request: Request<RequestBody>,
        head: Duration,
    ) -> Result<Response<AnswerBody>, Error> {
        match tokio::time::timeout(head, self.client.request(request)).await {
            Ok(answer) => answer.map_err(|error| self.unreachable(error)),
            Err(_) => Err(Error::TimedOut { instance: self.id.clone(), wait: Wait::Answer }),
        }
    }

    /// Sends a signed request whose body is watched, and waits for the head of the answer while the body moves.
    pub(super) async fn answer_while(
        &self,
        request: Request<RequestBody>,
        watch: &Watch,
    ) -> Result<Response<AnswerBody>, Error> {
        tokio::select! {
            biased;
            answer = self.client.request(request) => answer.map_err(|error| self.unreachable(error)),
            wait = watch.stalled() => Err(Error::TimedOut { instance: self.id.clone(), wait }),
        }
    }

    pub(super) fn sign<B>(
        &self,
        request: &mut Request<B>,
        payload: Payload<'_>,
    ) -> Result<(), Error> {
        self.signer.sign(request, payload, self.clock.now()).map_err(|error| self.invalid(error))
    }

    /// Conditions are not sent to an upstream that would ignore them: they were checked before.
    fn conditioned<'a>(&self, mut draft: Draft<'a>) -> Draft<'a> {
        let honoured = if draft.source.is_some() {
            self.capabilities.conditional_copies
        } else if draft.method == Method::DELETE {
            self.capabilities.conditional_deletes
        } else {
            self.capabilities.conditional_writes
        };
        if !honoured && !draft.is_repeatable() {
            draft.headers.retain(|(name, _)| {
                *name != http::header::IF_MATCH && *name != http::header::IF_NONE_MATCH
            });
        }
        draft
    }

    /// Success and "not modified" pass; anything else is read, within limits, and becomes an error. A redirect is
    /// never followed: the signature is for this host.
    async fn judge(
        &self,
        operation: &Operation,
        response: Response<AnswerBody>,
    ) -> Result<Response<AnswerBody>, Failure> {
        let status = response.status();
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Ok(response);
        }
        let (head, body) = response.into_parts();
        let body = DownloadBody::new(body, &self.id, self.timeouts.body_idle);
        let document = xml::parse_error(&self.refusal(body).await).unwrap_or_default();
        let time_learned =
            Reason::of(status, &document.code) == Reason::Skewed && self.learn_time(&head.headers);
        Err(Failure {
            error: Error::refused(operation, status, &head.headers, document),
            time_learned,
        })
    }

    /// The document of a refusal, as far as it comes: one that breaks off or comes drop by drop must not hold up what the
    /// status says already.
    pub(super) async fn refusal(&self, body: DownloadBody) -> Bytes {
        let reading = tokio::time::timeout(self.timeouts.body_idle, body.up_to(ERROR_BYTES_MAX));
        reading.await.ok().and_then(Result::ok).unwrap_or_default()
    }

    pub(super) fn learn_time(&self, headers: &HeaderMap) -> bool {
        let Some(offset_seconds) = date(headers, DATE).and_then(|theirs| self.clock.learn(theirs))
        else {
            return false;
        };
        tracing::warn!(instance = %self.id, offset_seconds, "the clock of the instance differs from ours");
        true
    }

    pub(super) fn record(&self, operation: &Operation, begun: Instant, error: Option<&Error>) {
        match error {
            Some(error) if error.is_fault() => self.health.failed(Timestamp::now()),
            // The sender's fault says nothing of the instance.
            Some(Error::BodyInterrupted { .. } | Error::InvalidRequest { .. }) => {}
            _ => self.health.answered(),
        }
        self.metrics.record(&self.id, operation, begun.elapsed(), error);
    }

    /// The whole document of an answer.
    pub(super) async fn document(&self, body: AnswerBody, idle: Duration) -> Result<Bytes, Error> {
        DownloadBody::new(body, &self.id, idle).whole(DOCUMENT_BYTES_MAX).await
    }

    /// Asks and reads the document of the answer.
    pub(super) async fn ask_document(&self, operation: &Operation) -> Result<Bytes, Error> {
        let response = self.ask(operation).await?;
        self.document(response.into_body(), self.timeouts.body_idle).await
    }

    pub(super) fn unreadable(&self, source: impl Into<UnreadableAnswer>) -> Error {
        Error::Unreadable { instance: self.id.clone(), source: source.into() }
    }
}

/// An error, and whether it taught us the storage's time.
struct Failure {
    error: Error,
    time_learned: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, time_learned: false }
    }
}

pub(super) fn wait_before(retry: u32) -> Duration {
    let least = RETRY_WAIT_MILLISECONDS << retry;
    // Without randomness all would come back at once: bad, and no reason to fail.
    let jitter = getrandom::u64().unwrap_or_default() % least;
    Duration::from_millis(least + jitter)
}
