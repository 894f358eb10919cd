//! What programs ask over S3: who signed, what is asked, may they, and then it is passed on. Cookies mean nothing here.
//!
//! Every way out of this module bears our id of the request, and what fails is said in the words of S3.

mod answer;
mod body;
mod cors;
mod deletion;
mod door;
mod fault;
mod form;
mod front;
mod limits;
mod note;
mod own;
mod rewriting;
mod traffic;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Method};
use jiff::Timestamp;
use tracing::Instrument as _;

use self::answer::Asked;
use self::body::Intake;
use self::cors::Page;
pub use self::cors::Pages;
use self::door::Entrant;
pub use self::door::SigningKeys;
pub use self::front::Front;
use self::limits::Arrived;
pub use self::limits::{ProgramLimits, UnderWay};
use self::note::Note;
pub use self::traffic::ProgramTraffic;
use super::gate::Gate;
use super::sts::Tokens;
use crate::activity::Activity;
use crate::database::Database;
use crate::datasets::Datasets;
use crate::error::Error;
use crate::identity::AccessKeys;
use crate::layers::{self, Peer};
use crate::policy::{BucketFacts, Caller, Denied, Permit};
use crate::s3::address::{Address, Domains};
use crate::s3::call::{Call, Name, OVERRIDES, Sends};
use crate::s3::encode;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::{Bucket, BucketName, InstanceId, Key};
use crate::s3::operation::{Action, Operation};
use crate::s3::verify::{Accepted, Received};
use crate::sts;
use crate::upstream::{Relayed, Sending, Upstream};

/// What the S3 side works with. Cheap to clone.
#[derive(Clone)]
pub struct Programs {
    pub gate: Gate,
    pub access_keys: AccessKeys,
    pub database: Database,
    pub upstream: Upstream,
    pub datasets: Datasets,
    pub limits: ProgramLimits,
    pub signing_keys: SigningKeys,
    pub manner: Arc<Manner>,
    pub tokens: Tokens,
    pub activity: Activity,
    pub traffic: ProgramTraffic,
}

/// How the S3 side presents itself.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Where programs reach it: scheme, host and port.
    pub endpoint: String,
    /// Below which a host names a bucket.
    pub domains: Domains,
    /// Whose scripts may ask.
    pub pages: Pages,
    /// What may stand in a signature; the first region is the one that is published.
    pub accepted: Accepted,
}

impl Manner {
    fn region(&self) -> &str {
        self.accepted.regions.first().map_or("", String::as_str)
    }

    /// Where programs reach an object.
    fn place(&self, bucket: &BucketName, key: &Key) -> String {
        format!("{}/{bucket}/{}", self.endpoint, encode::encode_path(key.as_str()))
    }
}

/// Answers one request, whatever it is.
async fn serve(programs: Arc<Programs>, request: Request, Peer(peer): Peer) -> Response {
    let id = layers::new_request_id();
    // Paths hold keys and queries signatures: neither is logged.
    let span = tracing::info_span!("s3", %id, method = %request.method());
    let (parts, body) = request.into_parts();
    let asked = Asked {
        id,
        head_only: parts.method == Method::HEAD,
        resource: parts.uri.path().to_owned(),
        page: Page::of(&parts.headers, &programs.manner.pages),
    };
    let mut note = Note::default();
    let answered = async {
        let arrived = programs.limits.arrive(peer, &parts.headers)?;
        if parts.method == Method::OPTIONS {
            note.call = Some("preflight");
            return asked.page.preflight(&parts.headers);
        }
        let query = parts.uri.query().unwrap_or_default();
        if sts::is_asked(&parts.method, parts.uri.path(), query, &parts.headers) {
            note.call = Some(sts::ACTION);
            return Ok(programs.tokens.answer(&asked.id, query, body, arrived.from).await);
        }
        programs.answer(&parts, arrived, &asked, body, &mut note).await
    };
    let response = match answered.instrument(span.clone()).await {
        Ok(response) => response,
        Err(fault) => answer::refusal(&fault, &asked),
    };
    programs.traffic.count(note.call, &response);
    note.record(&programs.activity, &response);
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    answer::finish(response, &asked)
}

impl Programs {
    async fn answer(
        &self,
        parts: &http::request::Parts,
        mut arrived: Arrived,
        asked: &Asked,
        body: Body,
        note: &mut Note,
    ) -> Result<Response, Fault> {
        let host = host(parts)?;
        let received = Received {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            host,
        };
        if let Some(boundary) = form::boundary_of(&received) {
            return Box::pin(self.take_form(&received, &boundary, arrived, body, asked, note))
                .await;
        }
        let now = Timestamp::now();
        let entrant = self.enter(&received, arrived.from, now).await?;
        let address = Address::parse(received.path, host, &self.manner.domains)?;
        let call = Call::parse(received.method, address, received.query, received.headers)?;
        note.fill(&entrant.caller, &call, arrived.from, now);
        self.limits.take(&entrant.caller, &mut arrived)?;
        // What is asked most is answered without a box.
        let response = match call.name {
            Name::ListBuckets => self.list_buckets(&entrant.caller, &call).await?,
            Name::CreateBucket => {
                Box::pin(self.create_bucket(&entrant, call, &parts.headers, body)).await?
            }
            Name::DeleteBucket => self.delete_bucket(&entrant.caller, &call).await?,
            Name::GetBucketLocation => self.locate_bucket(&entrant.caller, &call).await?,
            Name::DeleteObjects => {
                // Whether the bucket is the caller's comes first: its body is asked for only then.
                let bucket = self.bucket(&entrant.caller, &call).await?;
                self.permit(&entrant.caller, Operation::HeadBucket { bucket }).await?;
                let document = body::document(&call, &entrant, &parts.headers, body).await?;
                Box::pin(self.delete_objects(&entrant.caller, call, document, asked)).await?
            }
            _ => self.relay(&entrant, call, &parts.headers, body, asked).await?,
        };
        Ok(arrived.until_sent(response, &self.traffic.bytes_sent))
    }

    /// Passes a call on, once it is permitted.
    async fn relay(
        &self,
        entrant: &Entrant,
        call: Call,
        headers: &HeaderMap,
        body: Body,
        asked: &Asked,
    ) -> Result<Response, Fault> {
        let caller = &entrant.caller;
        if *caller == Caller::Anonymous
            && OVERRIDES.iter().any(|name| call.parameter(name).is_some())
        {
            let message = "request specific response headers cannot be used for anonymous requests";
            return Err(Fault::new(Code::InvalidRequest, message));
        }
        let bucket = self.bucket(caller, &call).await?;
        let mut permit = self.permit(caller, relayed(&bucket, call)).await?;
        // Nothing of a body is asked for before; what is sent of a document was permitted with it.
        let call = permitted(&permit)?;
        let sending = match call.spec().sends {
            Sends::Document { .. } => {
                self.upstream.check_relayed(&permit).map_err(fault::upstream)?;
                let document = body::document(call, entrant, headers, body).await?;
                let operation = relayed(&bucket, call.clone().with_document(document)?);
                permit = self.permit(caller, operation).await?;
                None
            }
            Sends::Bytes => Some(body::sending(call, entrant, headers, body)?),
            Sends::Nothing => None,
        };
        let bytes = sending.as_ref().map_or(0, |sending| sending.length);
        let relayed = self.upstream.relay(&permit, sending).await.map_err(fault::upstream)?;
        if matches!(relayed, Relayed::Answer { .. }) {
            self.traffic.bytes_stored.inc_by(bytes);
        }
        let call = permitted(&permit)?;
        self.tell(relayed, call, caller, asked).await
    }

    /// What the instance said, with our names where its own would stand.
    async fn tell(
        &self,
        relayed: Relayed,
        call: &Call,
        caller: &Caller,
        asked: &Asked,
    ) -> Result<Response, Fault> {
        match relayed {
            Relayed::Answer { status, headers, body } => {
                let owner = own::owner(caller);
                let answered =
                    rewriting::answer(call, status, headers, body, owner, &self.manner, asked);
                let mut response = answered.await.map_err(fault::upstream)?;
                if call.name == Name::HeadBucket {
                    own::say_region(response.headers_mut(), self.manner.region());
                }
                Ok(response)
            }
            Relayed::Refusal { status, headers, document } => {
                Ok(answer::relayed_refusal(status, headers, &document, call, asked))
            }
        }
    }

    /// The bucket of the call: of the access key's instance, or the dataset that bears the name.
    async fn bucket(&self, caller: &Caller, call: &Call) -> Result<Bucket, Fault> {
        let name = call.bucket.as_ref().ok_or_else(fault::internal)?;
        match instance(caller) {
            Some(instance) => Ok(Bucket { instance: instance.clone(), name: name.clone() }),
            None => match self.datasets.find(caller, name).await {
                Ok(dataset) => Ok(dataset.bucket),
                Err(Error::Denied(Denied::NoSuchBucket)) => Err(fault::no_such_bucket()),
                Err(error) => Err(fault::ours(error)),
            },
        }
    }

    /// The permit for an operation, or why not: a bucket that the caller could make, or a dataset, is said not to be
    /// there; any other is closed, whether it is there or not.
    async fn permit(&self, caller: &Caller, operation: Operation) -> Result<Permit, Fault> {
        let (bucket, source) = (operation.bucket().cloned(), operation.source());
        match self.gate.permit(caller, operation).await {
            Err(Error::Denied(denied @ Denied::NoSuchBucket)) => {
                for bucket in [bucket, source].into_iter().flatten() {
                    if self.is_missing(caller, &bucket).await? {
                        return Err(fault::no_such_bucket());
                    }
                }
                Err(fault::denied(denied))
            }
            result => result.map_err(fault::ours),
        }
    }

    /// Nobody has the bucket, and the caller learns nothing from that.
    async fn is_missing(&self, caller: &Caller, bucket: &Bucket) -> Result<bool, Fault> {
        let policy = self.gate.policy();
        let might_be_theirs = match (caller.person(), caller.team()) {
            (Some(person), _) => {
                let owner = Caller::Person(person.clone());
                let (create, now) = ([Action::CreateBucket], Timestamp::now());
                let nothing = BucketFacts::default();
                !policy.allowed_in(&owner, &nothing, bucket, "", &create, now).is_empty()
            }
            (None, Some(team)) => {
                policy.team_bucket(&bucket.instance, team).as_ref() == Some(&bucket.name)
            }
            (None, None) => return Ok(true),
        };
        if !might_be_theirs {
            return Ok(false);
        }
        let record = self.database.bucket(bucket).await;
        Ok(record.map_err(|error| fault::ours(error.into()))?.is_none())
    }
}

fn relayed(bucket: &Bucket, call: Call) -> Operation {
    Operation::Relayed { bucket: bucket.clone(), call: Box::new(call) }
}

/// What was permitted.
fn permitted(permit: &Permit) -> Result<&Call, Fault> {
    match permit.operation() {
        Operation::Relayed { call, .. } => Ok(call),
        _ => Err(fault::internal()),
    }
}

/// Where a key belongs; the public instances are nobody's.
fn instance(caller: &Caller) -> Option<&InstanceId> {
    match caller {
        Caller::AccessKey(key) => Some(&key.scope.instance),
        Caller::Person(_) | Caller::ShareLink(_) | Caller::Anonymous | Caller::Cellier => None,
    }
}

/// The host that the client named: the authority of HTTP/2, or the one `Host` header.
fn host(parts: &http::request::Parts) -> Result<&str, Fault> {
    let mut hosts = parts.headers.get_all(http::header::HOST).iter();
    match (hosts.next(), hosts.next(), parts.uri.authority()) {
        (Some(host), None, _) => host
            .to_str()
            .map_err(|_| Fault::new(Code::InvalidRequest, "the Host header is no host")),
        (None, _, Some(authority)) => Ok(authority.as_str()),
        _ => Err(Fault::new(Code::InvalidRequest, "a request names one host")),
    }
}

/// What is sent of a body.
type Sent = Sending<Intake>;

#[cfg(test)]
mod tests {
    use super::*;

    /// Each layer around it moves it, for every request: what is seldom asked is kept in boxes of its own.
    const ANSWER_BYTES_MAX: usize = 10 * 1024;

    fn answer_bytes<A, B, C, T>(_: impl Fn(A, B, C) -> T) -> usize {
        size_of::<T>()
    }

    #[test]
    fn what_answers_a_request_takes_little_room() {
        let bytes = answer_bytes(serve);
        assert!(bytes <= ANSWER_BYTES_MAX, "{bytes}");
    }
}
