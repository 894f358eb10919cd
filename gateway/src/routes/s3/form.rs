//! Uploads by forms: what stands before the file is read, proved and permitted; then the file is stored as `PutObject`
//! stores it, by the same way.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_body::Frame;
use jiff::Timestamp;

use super::answer::{self, Asked};
use super::body::next;
use super::door::Entrant;
use super::limits::Arrived;
use super::note::Note;
use super::{Manner, Programs, fault};
use crate::policy::Caller;
use crate::s3::address::Address;
use crate::s3::call::Call;
use crate::s3::fault::{Code, Fault};
use crate::s3::form::{
    Answer, Content, Form, FormPolicy, Head, HeadReader, SignedPolicy, boundary,
};
use crate::s3::names::{BucketName, Key};
use crate::s3::verify::{Presented, Received, Refusal};
use crate::upstream::BoxError;

/// A file up to this is read before it is sent on, so that its length is known whatever follows it. Of a larger one the
/// length is what the request announces, less what stands before the file and the last delimiter after it.
const READ_BYTES_MAX: usize = 1024 * 1024;

/// How long what stands before the file, and the beginning of it, may take.
const READ_SECONDS_MAX: u64 = 60;

/// A form of which everything but the rest of the file came.
struct Opened {
    head: Head,
    file: File,
    /// How many bytes the file has.
    length: u64,
}

/// The boundary of a form, if the request is one.
pub fn boundary_of(received: &Received<'_>) -> Option<String> {
    let kind = received.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())?;
    (*received.method == Method::POST).then(|| boundary(kind)).flatten()
}

impl Programs {
    /// Stores the file of a form. Nothing of an instance is asked before the policy is proved and its conditions hold.
    pub(super) async fn take_form(
        &self,
        received: &Received<'_>,
        boundary: &str,
        mut arrived: Arrived,
        body: Body,
        asked: &Asked,
        note: &mut Note,
    ) -> Result<Response, Fault> {
        // A form proves itself; whoever proves something else beside it means something else.
        if Presented::read(received)?.is_some() {
            return Err(Refusal::TwoWays.into());
        }
        let address = Address::parse(received.path, received.host, &self.manner.domains)?;
        let (Some(bucket), None, "") = (address.bucket, address.key, received.query) else {
            let message = "forms are posted to the address of a bucket";
            return Err(Fault::new(Code::MethodNotAllowed, message));
        };
        let limit = Duration::from_secs(READ_SECONDS_MAX);
        let opened = tokio::time::timeout(limit, open(received.headers, boundary, body)).await;
        let Opened { head, file, length } = opened.map_err(|_| {
            Fault::new(Code::RequestTimeout, "the form did not come within the timeout period")
        })??;
        let now = Timestamp::now();
        let (caller, policy) = self.prove(&head, arrived.from, now).await?;
        let form = Form::read(&head)?;
        policy.admit(&bucket, form.key.as_str(), &head.fields, now)?;
        policy.sizes.check(length)?;
        let mut headers = form.headers;
        headers.insert(CONTENT_LENGTH, length.into());
        let place = Address { bucket: Some(bucket.clone()), key: Some(form.key.clone()) };
        let call = Call::parse(&Method::PUT, place, "", &headers)?;
        note.fill(&caller, &call, arrived.from, now);
        self.limits.take(&caller, &mut arrived)?;
        let entrant = Entrant { caller, signed: None };
        let stored = self.relay(&entrant, call, &headers, Body::new(file), asked).await?;
        let response = if stored.status().is_success() {
            tell(&form.answer, stored.headers(), &self.manner, &bucket, &form.key)
        } else {
            stored
        };
        Ok(arrived.until_sent(response, &self.traffic.bytes_sent))
    }

    /// Who signed the policy, and what it says. A key that is not there costs what a wrong signature does.
    async fn prove(
        &self,
        head: &Head,
        from: IpAddr,
        now: Timestamp,
    ) -> Result<(Caller, FormPolicy), Fault> {
        let unsigned = || Fault::new(Code::AccessDenied, "a form must bear a signed policy");
        let signed = SignedPolicy::read(&head.fields)?.ok_or_else(unsigned)?;
        signed.check(&self.manner.accepted, now)?;
        let found = self.access_keys.find(&signed.access_key, now).await;
        let found = found.map_err(|error| fault::ours(error.into()))?;
        let key = self.signing_key(&signed.access_key, found.as_ref(), &signed.scope)?;
        let fits = signed.verify(&key);
        let credential = found.ok_or(Refusal::Mismatch)?;
        fits?;
        self.let_in(&credential, signed.security_token.as_deref(), from, now)?;
        let json = STANDARD.decode(&signed.policy).map_err(|_| Fault {
            status: StatusCode::BAD_REQUEST,
            code: "InvalidPolicyDocument",
            message: "the policy is no base64".into(),
        })?;
        Ok((credential.caller, FormPolicy::read(&json)?))
    }
}

/// Reads up to the file and, where it is small, to its end.
async fn open(headers: &HeaderMap, boundary: &str, mut body: Body) -> Result<Opened, Fault> {
    let mut reader = HeadReader::new(boundary);
    let (head, mut content) = loop {
        let data = next(&mut body).await?.ok_or_else(Content::cut_off)?;
        if let Some(opened) = reader.push(&data)? {
            break opened;
        }
    };
    let mut ready = VecDeque::from([content.push(&[])]);
    let mut read = ready[0].len();
    while !content.is_ended() && read <= READ_BYTES_MAX {
        let data = next(&mut body).await?.ok_or_else(Content::cut_off)?;
        let piece = content.push(&data);
        read += piece.len();
        ready.push_back(piece);
    }
    let length = if content.is_ended() {
        read as u64
    } else {
        let whole = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let whole: Option<u64> = whole.and_then(|text| text.parse().ok());
        let message = "you must provide the Content-Length HTTP header";
        whole
            .and_then(|whole| whole.checked_sub(head.bytes + reader.tail_bytes()))
            .ok_or_else(|| Fault::new(Code::MissingContentLength, message))?
    };
    Ok(Opened { head, file: File { body, content, ready, ended: false }, length })
}

/// The file of a form, while it passes. One that is cut off is an error, so that nothing of it is stored.
struct File {
    body: Body,
    content: Content,
    /// Read already.
    ready: VecDeque<Bytes>,
    ended: bool,
}

impl HttpBody for File {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        loop {
            if let Some(data) = this.ready.pop_front() {
                if data.is_empty() {
                    continue;
                }
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            if this.ended || this.content.is_ended() {
                return Poll::Ready(None);
            }
            match std::task::ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    let data = frame.into_data().unwrap_or_default();
                    this.ready.push_back(this.content.push(&data));
                }
                Some(Err(error)) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(Box::new(Content::cut_off()))));
                }
            }
        }
    }
}

/// What the form asks to be told once its file is stored.
fn tell(
    wish: &Answer,
    stored: &HeaderMap,
    manner: &Manner,
    bucket: &BucketName,
    key: &Key,
) -> Response {
    let etag = stored.get(ETAG).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let place = manner.place(bucket, key);
    let (status, location, body) = match wish {
        Answer::Empty(status) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::NO_CONTENT);
            (status, place, Body::empty())
        }
        Answer::Document => {
            let document = Answer::document(&place, bucket.as_str(), key, etag);
            (StatusCode::CREATED, place, Body::from(document))
        }
        Answer::Redirect(page) => {
            let page = Answer::address(page, bucket.as_str(), key, etag);
            (StatusCode::SEE_OTHER, page, Body::empty())
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if *wish == Answer::Document {
        headers.insert(CONTENT_TYPE, answer::XML);
    }
    if let Ok(location) = HeaderValue::try_from(location) {
        headers.insert(LOCATION, location);
    }
    for name in [ETAG, HeaderName::from_static("x-amz-version-id")] {
        if let Some(value) = stored.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    response
}
