//! STS, at the root of the S3 side: a token of the identity provider for a key that ends by itself. What is asked is read
//! in `crate::sts`, who asks is proved by `identity`; what the key may do is asked at each of its requests.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Way};
use http::{HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::gate::Gate;
use crate::activity::{Activity, Entry};
use crate::adoption::Adoption;
use crate::error;
use crate::identity::{self, AccessKeys, Identity, KeyFault, TemporaryWish, Unproven};
use crate::layers::Meter;
use crate::policy::{Caller, KeyScope};
use crate::sts::{
    Asked, BODY_BYTES_MAX, Code, Credentials, Fault, Granted, POLICY_BYTES_MAX, Pairs,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// A form of some ten kilobytes that takes longer is given up.
const BODY_SECONDS_MAX: u64 = 10;

/// What gives temporary keys. Cheap to clone.
#[derive(Clone)]
pub struct Tokens {
    pub identity: Identity,
    pub access_keys: AccessKeys,
    pub gate: Gate,
    pub adoption: Adoption,
    pub activity: Activity,
    /// Requests of one address.
    pub meter: Meter,
}

impl Tokens {
    /// Answers a request that [`crate::sts::is_asked`] knows; `from` is the address of whoever asks.
    pub async fn answer(
        &self,
        request_id: &str,
        query: &str,
        body: Body,
        from: IpAddr,
    ) -> Response {
        let now = Timestamp::now();
        let mut entry = Entry { from: Some(from), ..Entry::of(Act::IssueKey, Way::Sts, now) };
        let answered = self.grant(query, body, from, now, &mut entry).await;
        entry.refusal = answered.as_ref().err().map(|fault| fault.code.as_str().to_owned());
        self.activity.record(entry);
        match answered {
            Ok(granted) => {
                let document: SecretString = granted.document(request_id);
                respond(StatusCode::OK, document.expose_secret().to_owned(), request_id)
            }
            Err(fault) => {
                tracing::info!(code = fault.code.as_str(), "no temporary key was given");
                respond(fault.code.status(), fault.document(request_id), request_id)
            }
        }
    }

    /// `entry` is filled in as it is found out.
    async fn grant(
        &self,
        query: &str,
        body: Body,
        from: IpAddr,
        now: Timestamp,
        entry: &mut Entry,
    ) -> Result<Granted, Fault> {
        if self.meter.count(crate::layers::counted(from), Instant::now()).is_err() {
            return Err(Fault::new(Code::Throttling, "Rate exceeded"));
        }
        let limit = Duration::from_secs(BODY_SECONDS_MAX);
        let body = tokio::time::timeout(limit, to_bytes(body, BODY_BYTES_MAX)).await;
        let body = body.ok().and_then(Result::ok).ok_or_else(|| {
            Fault::validation(format!("the form must come whole, in {BODY_BYTES_MAX} bytes"))
        })?;
        let seconds_max = self.access_keys.temporary_seconds_max();
        let asked = Asked::read(&Pairs::read(query, &body)?, seconds_max)?;
        let vouched_after = self.access_keys.vouched_after(now);
        let token = asked.token.expose_secret();
        let known = self.identity.web_identity(token, vouched_after).await.map_err(refused)?;
        let owner = known.person.id;
        entry.person = Some(owner);
        entry.instance = Some(asked.instance.as_str().to_owned());
        if known.newcomer {
            self.adoption.welcome(known.person.clone()).await;
        }
        let mut person = known.person;
        if let Some(groups) = &known.groups {
            person.groups.retain(|group| groups.contains(group));
        }
        // That an instance is not there and that it is not for the person are told alike.
        let caller = Caller::Person(person.clone());
        self.gate.may_enter(&caller, &asked.instance).map_err(|_| Fault::denied())?;
        // Public data is read without a key.
        if self.gate.policy().is_public(&asked.instance) {
            return Err(Fault::denied());
        }
        let everything = || KeyScope::everything(asked.instance.clone());
        let policy_percent =
            asked.narrowing.as_ref().map(|_| asked.policy_bytes * 100 / POLICY_BYTES_MAX);
        let mut scope = asked
            .narrowing
            .map_or_else(everything, |narrowing| narrowing.scope(asked.instance.clone()));
        if let Some(team) = &asked.team {
            let buckets = self.gate.buckets_of_team(&person, &asked.instance, team).await;
            scope = scope.within(&buckets.map_err(broken)?);
            // A team without a bucket here, or that the person is not in.
            if scope.reaches_nothing() {
                return Err(Fault::denied());
            }
        }
        let wish = TemporaryWish {
            owner: owner.into(),
            made_by: None,
            name: asked.session_name.clone(),
            scope,
            sources: Vec::new(),
            groups: known.groups,
            seconds: asked.seconds,
        };
        let key = self.access_keys.issue(wish, now).await.map_err(not_issued)?;
        entry.access_key = Some(key.record.id.clone());
        Ok(Granted {
            credentials: Credentials {
                access_key: key.record.id.to_string(),
                secret_key: key.secret,
                session_token: key.session_token,
                expires_at: key.record.expires_at,
            },
            instance: asked.instance,
            session_name: asked.session_name,
            subject: known.subject,
            audience: known.audience,
            provider: known.issuer,
            policy_percent,
        })
    }
}

fn refused(unproven: Unproven) -> Fault {
    match unproven {
        Unproven::Token => Fault::new(
            Code::InvalidIdentityToken,
            "The web identity token that was passed could not be validated by the identity provider",
        ),
        Unproven::Expired => Fault::new(
            Code::ExpiredToken,
            "The web identity token that was passed is expired or is not valid",
        ),
        Unproven::Person => Fault::denied(),
        Unproven::Provider => Fault::new(
            Code::IdpCommunication,
            "The identity provider could not be reached to verify the incoming identity token",
        ),
        Unproven::Failed(error) => broken(error.into()),
    }
}

fn not_issued(error: identity::Error) -> Fault {
    match error {
        identity::Error::AccessKey(KeyFault::OwnerDisabled) => Fault::denied(),
        identity::Error::AccessKey(fault @ KeyFault::TooMany) => {
            Fault::new(Code::Throttling, fault.to_string())
        }
        identity::Error::AccessKey(fault @ KeyFault::Reach) => {
            Fault::new(Code::PackedPolicyTooLarge, fault.to_string())
        }
        error => broken(error.into()),
    }
}

fn broken(error: error::Error) -> Fault {
    error::log(&error);
    Fault::new(Code::InternalFailure, "the request failed by a fault of ours")
}

fn respond(status: StatusCode, document: String, request_id: &str) -> Response {
    let id = HeaderValue::from_str(request_id).unwrap_or(HeaderValue::from_static(""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REQUEST_ID, id),
    ];
    (status, headers, document).into_response()
}
