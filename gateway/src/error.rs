//! The one place where failures become responses. Handlers return [`Error`]; the router decides how it is rendered.
//!
//! 4xx say what happened, to what; 5xx of our own say an id and nothing else, and the log says the whole chain, once.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use gateway_api::{ObjectProblem, Problem, ProblemKind};
use http::{HeaderValue, StatusCode, header};

use crate::layers::RequestId;
use crate::links::{self, LinkFault};
use crate::policy::Denied;
use crate::s3::checksum::Mismatch;
use crate::s3::names::{Bucket, BucketName, Key, NameError};
use crate::upstream::UploadFault;
use crate::{database, identity, upstream};

/// When to come back to what did not answer for a reason that passes.
const RETRY_SECONDS: u64 = 5;

/// Programs give the password of a link this way (RFC 7617).
const PASSWORD_ASKED: HeaderValue =
    HeaderValue::from_static("Basic realm=\"share link\", charset=\"UTF-8\"");

/// Whatever a handler can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Upstream(#[from] upstream::Error),
    #[error(transparent)]
    Database(#[from] database::Error),
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// A bucket's name that breaks a rule of S3.
    #[error("{0}")]
    BucketName(NameError),
    /// A key that breaks a rule of S3.
    #[error("{0}")]
    KeyName(NameError),
    #[error("`{}` is no PDF", .0.as_str())]
    NotPdf(Key),
    /// Body, query or header that cannot be understood.
    #[error("{0}")]
    Malformed(String),
    /// It exists on the upstream, but belongs to nobody that we know of.
    #[error("bucket `{0}` exists but is recorded for nobody")]
    BucketNotRecorded(Bucket),
    #[error("there is an object `{}` already", .0.as_str())]
    ObjectExists(Key),
    #[error("`{}` is neither Markdown nor a notebook", .0.as_str())]
    NotRenderable(Key),
    #[error("`{}` is not what its name says", key.as_str())]
    Damaged {
        key: Key,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// More than is rendered, archived or listed at once.
    #[error("{what}: at most {limit}")]
    TooLarge { what: &'static str, limit: u64 },
    #[error("some of the objects cannot be read")]
    ArchiveRefused(Vec<ObjectProblem>),
    /// Too many of the caller's own at the same time.
    #[error("too many {0} at once")]
    TooMany(&'static str),
    #[error("the address was used, has expired, or was never given to you")]
    NoSuchTicket,
    #[error("nobody, and no team, goes by this name")]
    NoSuchPerson,
    #[error("as much of this bucket is shared as can be: take something back first")]
    TooManyGrants,
    #[error("nobody would manage the team any more: make somebody else a manager first")]
    LastManager,
    #[error("you gave nothing of this number, or it was taken back")]
    NoSuchGrant,
    /// The bucket, and the prefix that is public.
    #[error("`{0}/{1}` is public already")]
    PublicAlready(Bucket, String),
    #[error(
        "something is public in a bucket `{0}` of another instance, and addresses of public data name the bucket alone"
    )]
    PublicNameTaken(BucketName),
    #[error("as much is public as can be: take something back first")]
    TooMuchPublic,
    #[error("what is made public is confirmed by its name: `{0}`")]
    NotConfirmed(String),
    #[error(transparent)]
    Links(#[from] links::Error),
    #[error("there is no such link")]
    NoSuchLink,
    /// Why is the sharer's affair.
    #[error("the link has ended, or what it opened is gone")]
    LinkOver,
    #[error("the link opens with a password")]
    LinkPassword,
    #[error("the link shows what it opens and does not hand it out")]
    LinkViewOnly,
    #[error("the upload request took as much as it takes")]
    LinkFull,
    #[error("the upload request takes no files of this kind")]
    LinkKind,
    #[error("you have no access key of this id, or it was revoked")]
    NoSuchAccessKey,
    /// A copy or move that would change nothing, or destroy what it copies.
    #[error("the object `{}` would be copied onto itself", .0.as_str())]
    SameObject(Key),
    #[error("there is no such address")]
    NoSuchPage,
    #[error("too many requests from this address: come back in {seconds} seconds")]
    TooManyRequests { seconds: u64 },
    #[error("the request took longer than {seconds} seconds")]
    TooSlow { seconds: u64 },
    #[error("the request failed by a fault of ours")]
    Panicked,
}

impl Error {
    /// Status and kind of the problem.
    pub fn classify(&self) -> (StatusCode, ProblemKind) {
        match self {
            Self::Denied(denied) => classify_denied(*denied),
            Self::Upstream(error) => classify_upstream(error),
            Self::Identity(error) => error.classify(),
            Self::Database(_) | Self::Panicked => {
                (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Internal)
            }
            Self::BucketName(_) => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::BucketName),
            Self::KeyName(_) => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::KeyName),
            Self::NotPdf(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemKind::NotRenderable),
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, ProblemKind::Malformed),
            Self::BucketNotRecorded(_) => (StatusCode::CONFLICT, ProblemKind::BucketNotRecorded),
            Self::ObjectExists(_) => (StatusCode::PRECONDITION_FAILED, ProblemKind::ObjectExists),
            Self::NotRenderable(_) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemKind::NotRenderable)
            }
            Self::Damaged { .. } => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::Damaged),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, ProblemKind::TooLarge),
            Self::ArchiveRefused(_) => (StatusCode::CONFLICT, ProblemKind::ArchiveRefused),
            Self::NoSuchPerson => (StatusCode::NOT_FOUND, ProblemKind::NoSuchPerson),
            Self::TooManyGrants => (StatusCode::CONFLICT, ProblemKind::TooManyGrants),
            Self::LastManager => (StatusCode::CONFLICT, ProblemKind::LastManager),
            Self::PublicAlready(..) => (StatusCode::CONFLICT, ProblemKind::PublicAlready),
            Self::PublicNameTaken(_) => (StatusCode::CONFLICT, ProblemKind::PublicNameTaken),
            Self::TooMuchPublic => (StatusCode::CONFLICT, ProblemKind::TooMuchPublic),
            Self::NotConfirmed(_) => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::NotConfirmed),
            Self::NoSuchGrant => (StatusCode::NOT_FOUND, ProblemKind::NoSuchGrant),
            Self::NoSuchAccessKey => (StatusCode::NOT_FOUND, ProblemKind::NoSuchAccessKey),
            Self::Links(error) => classify_link(error),
            Self::NoSuchLink => (StatusCode::NOT_FOUND, ProblemKind::NoSuchLink),
            Self::LinkOver => (StatusCode::GONE, ProblemKind::LinkOver),
            Self::LinkPassword => (StatusCode::UNAUTHORIZED, ProblemKind::LinkPassword),
            Self::LinkFull => (StatusCode::CONFLICT, ProblemKind::LinkFull),
            Self::LinkKind => (StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemKind::LinkKind),
            Self::LinkViewOnly => (StatusCode::FORBIDDEN, ProblemKind::LinkViewOnly),
            Self::NoSuchTicket => (StatusCode::NOT_FOUND, ProblemKind::NoSuchTicket),
            Self::SameObject(_) => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::SameObject),
            Self::NoSuchPage => (StatusCode::NOT_FOUND, ProblemKind::NoSuchPage),
            Self::TooMany(_) | Self::TooManyRequests { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, ProblemKind::SlowDown)
            }
            Self::TooSlow { .. } => (StatusCode::SERVICE_UNAVAILABLE, ProblemKind::SlowDown),
        }
    }

    /// The problem document, without the request's id.
    pub fn problem(&self) -> Problem {
        let (status, kind) = self.classify();
        Problem {
            subject: match self {
                Self::BucketNotRecorded(bucket) => Some(bucket.name.to_string()),
                Self::PublicAlready(bucket, prefix) => Some(format!("{}/{prefix}", bucket.name)),
                Self::PublicNameTaken(name) => Some(name.to_string()),
                Self::NotConfirmed(name) => Some(name.clone()),
                Self::ObjectExists(key)
                | Self::SameObject(key)
                | Self::NotRenderable(key)
                | Self::Damaged { key, .. } => Some(key.as_str().to_owned()),
                Self::Upstream(error) => subject(error),
                _ => None,
            },
            code: match self {
                Self::Upstream(upstream::Error::Refused { code, .. }) => Some(code.clone()),
                _ => None,
            },
            objects: match self {
                Self::ArchiveRefused(objects) => objects.clone(),
                _ => Vec::new(),
            },
            ..problem(status, kind, &self.to_string())
        }
    }
}

fn problem(status: StatusCode, kind: ProblemKind, title: &str) -> Problem {
    let ours = kind == ProblemKind::Internal;
    let title = if ours { "a fault of ours; the request id finds it in the log" } else { title };
    Problem::new(kind, status.as_u16(), title)
}

impl IntoResponse for Error {
    /// Only the status: [`as_problem`] renders the body.
    fn into_response(self) -> Response {
        let (status, _) = self.classify();
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Renders failures as RFC 9457 problem documents, and logs those that somebody must act on.
pub fn as_problem(id: Option<RequestId>, mut response: Response) -> Response {
    let extensions = response.extensions_mut();
    let mut wait_seconds = RETRY_SECONDS;
    let problem = if let Some(error) = extensions.remove::<Arc<Error>>() {
        log(&error);
        if let Error::TooManyRequests { seconds } = *error {
            wait_seconds = seconds;
        }
        error.problem()
    } else if let Some(identity::Turned(error)) = extensions.remove() {
        let (status, kind) = error.classify();
        log_chain(status, error.as_ref());
        problem(status, kind, &error.to_string())
    } else {
        return response;
    };
    let problem = Problem { request_id: id.map(|id| id.0), ..problem };
    let mut rendered = (response.status(), Json(&problem)).into_response();
    let headers = rendered.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(problem.kind, ProblemKind::SlowDown | ProblemKind::IdentityProvider) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_seconds));
    }
    if problem.kind == ProblemKind::LinkPassword {
        headers.insert(header::WWW_AUTHENTICATE, PASSWORD_ASKED);
    }
    rendered
}

/// One line with the whole chain, for 5xx only.
pub fn log(error: &Error) {
    log_chain(error.classify().0, error);
}

fn log_chain(status: StatusCode, error: &dyn std::error::Error) {
    if !status.is_server_error() {
        return;
    }
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(error = %chain, "failed");
}

fn classify_link(error: &links::Error) -> (StatusCode, ProblemKind) {
    match error {
        links::Error::Fault(LinkFault::TooMany) => {
            (StatusCode::CONFLICT, ProblemKind::TooManyLinks)
        }
        links::Error::Fault(_) => (StatusCode::BAD_REQUEST, ProblemKind::Malformed),
        links::Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, ProblemKind::SlowDown),
        links::Error::Database(_)
        | links::Error::Sealing(_)
        | links::Error::Hashing(_)
        | links::Error::Interrupted(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Internal)
        }
    }
}

fn classify_denied(denied: Denied) -> (StatusCode, ProblemKind) {
    match denied {
        Denied::NotSignedIn => (StatusCode::UNAUTHORIZED, ProblemKind::NotSignedIn),
        Denied::NoSuchInstance => (StatusCode::NOT_FOUND, ProblemKind::NoSuchInstance),
        Denied::NotInGroups | Denied::ReadOnly | Denied::OutOfScope | Denied::KeyReadOnly => {
            (StatusCode::FORBIDDEN, ProblemKind::Denied)
        }
        Denied::Role | Denied::NotYoursToShare => (StatusCode::FORBIDDEN, ProblemKind::Denied),
        Denied::PublishingOff => (StatusCode::FORBIDDEN, ProblemKind::PublishingOff),
        Denied::OutsideLink => (StatusCode::NOT_FOUND, ProblemKind::NoSuchPage),
        Denied::LinkOver => (StatusCode::GONE, ProblemKind::NoSuchPage),
        Denied::NoSuchBucket => (StatusCode::NOT_FOUND, ProblemKind::NoSuchBucket),
        Denied::BucketTaken => (StatusCode::CONFLICT, ProblemKind::BucketTaken),
        Denied::NameNotAllowed => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::BucketName),
    }
}

fn classify_upstream(error: &upstream::Error) -> (StatusCode, ProblemKind) {
    use upstream::Error as Upstream;
    match error {
        Upstream::NoSuchInstance { .. } => (StatusCode::NOT_FOUND, ProblemKind::NoSuchInstance),
        Upstream::NoSuchBucket { .. } => (StatusCode::NOT_FOUND, ProblemKind::NoSuchBucket),
        Upstream::NoSuchKey { .. } => (StatusCode::NOT_FOUND, ProblemKind::NoSuchObject),
        Upstream::NoSuchUpload { .. } => (StatusCode::NOT_FOUND, ProblemKind::NoSuchUpload),
        Upstream::BucketTaken { .. } => (StatusCode::CONFLICT, ProblemKind::BucketTaken),
        Upstream::BucketNotEmpty { .. } => (StatusCode::CONFLICT, ProblemKind::BucketNotEmpty),
        Upstream::PreconditionFailed { .. } | Upstream::SourceChanged { .. } => {
            (StatusCode::PRECONDITION_FAILED, ProblemKind::Precondition)
        }
        Upstream::SameObject { .. } => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::SameObject),
        Upstream::RangeNotSatisfiable { .. } => {
            (StatusCode::RANGE_NOT_SATISFIABLE, ProblemKind::Range)
        }
        Upstream::OutOfSpace { .. } => (StatusCode::INSUFFICIENT_STORAGE, ProblemKind::OutOfSpace),
        Upstream::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, ProblemKind::TooLarge),
        Upstream::SlowDown { .. } | Upstream::Stopped => {
            (StatusCode::SERVICE_UNAVAILABLE, ProblemKind::SlowDown)
        }
        Upstream::MisreadKey { .. } => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::KeyName),
        Upstream::Unsupported { .. } => (StatusCode::NOT_IMPLEMENTED, ProblemKind::Unsupported),
        Upstream::ChecksumMismatch { .. } => (StatusCode::BAD_GATEWAY, ProblemKind::Checksum),
        Upstream::PartsDiffer { .. } => (StatusCode::CONFLICT, ProblemKind::PartsDiffer),
        Upstream::WholeDiffers { .. } => (StatusCode::BAD_GATEWAY, ProblemKind::PartsDiffer),
        Upstream::BodyInterrupted { source: UploadFault::Sender(source), .. }
            if source.is::<Mismatch>() =>
        {
            (StatusCode::BAD_REQUEST, ProblemKind::Checksum)
        }
        Upstream::BodyInterrupted { .. } | Upstream::InvalidRequest { .. } => {
            (StatusCode::BAD_REQUEST, ProblemKind::Malformed)
        }
        Upstream::Unreachable { .. } => (StatusCode::BAD_GATEWAY, ProblemKind::UpstreamUnreachable),
        Upstream::TimedOut { .. } => {
            (StatusCode::GATEWAY_TIMEOUT, ProblemKind::UpstreamUnreachable)
        }
        Upstream::Refused { .. } | Upstream::Unreadable { .. } => {
            (StatusCode::BAD_GATEWAY, ProblemKind::UpstreamFailed)
        }
        Upstream::Settings { .. } | Upstream::WrongPermit => {
            (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Internal)
        }
    }
}

/// What a refusal is about, for the sentence on screen.
fn subject(error: &upstream::Error) -> Option<String> {
    use upstream::Error as Upstream;
    match error {
        Upstream::NoSuchBucket { bucket }
        | Upstream::BucketTaken { bucket }
        | Upstream::BucketNotEmpty { bucket } => Some(bucket.name.to_string()),
        Upstream::NoSuchKey { key, .. }
        | Upstream::NoSuchUpload { key, .. }
        | Upstream::SourceChanged { key, .. }
        | Upstream::SameObject { key }
        | Upstream::MisreadKey { key, .. } => Some(key.as_str().to_owned()),
        _ => None,
    }
}
