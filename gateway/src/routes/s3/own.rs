//! What Cellier answers by itself, from its records: which buckets there are, where they are, and their making and
//! unmaking, which the records go along with.

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::door::Entrant;
use super::{Programs, answer, body, fault, instance};
use crate::error::Error;
use crate::policy::{Caller, KeyOwner};
use crate::routes::buckets;
use crate::s3::call::Call;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::{Bucket, BucketName};
use crate::s3::operation::Operation;
use crate::s3::xml::{self, OwnedBucket};

/// Buckets told at once (S3 API Reference, "`ListBuckets`").
const BUCKETS_MAX: usize = 10_000;

const REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");

/// To whom everything in an answer belongs, as far as programs are told.
pub fn owner(caller: &Caller) -> &str {
    match caller {
        Caller::AccessKey(key) => key.owner.name(),
        _ => "public",
    }
}

pub fn say_region(headers: &mut HeaderMap, region: &str) {
    if let Ok(region) = HeaderValue::from_str(region) {
        headers.insert(REGION, region);
    }
}

impl Programs {
    /// The buckets that are recorded for the key's owner, as far as its scope reaches. The instance is not asked.
    pub(super) async fn list_buckets(
        &self,
        caller: &Caller,
        call: &Call,
    ) -> Result<Response, Fault> {
        let (Caller::AccessKey(key), Some(instance)) = (caller, instance(caller)) else {
            return Err(Fault::new(Code::AccessDenied, "access denied"));
        };
        self.gate.may_enter(caller, instance).map_err(fault::ours)?;
        let page = BucketPage::read(call)?;
        let elsewhere = call.parameter("bucket-region").is_some_and(|region| {
            !self.manner.accepted.regions.iter().any(|known| known == region)
        });
        let usual = match &key.owner {
            KeyOwner::Person(person) => {
                let usual = buckets::usual(&self.gate, &self.database, person, Some(instance));
                usual.await.map(|usual| usual.into_iter().map(|(record, _)| record).collect())
            }
            KeyOwner::Team(team) => buckets::of_team(&self.database, team.id, instance).await,
        };
        let usual: Vec<_> = usual.map_err(fault::ours)?;
        let mut shown: Vec<OwnedBucket> = usual
            .into_iter()
            .filter(|_| !elsewhere)
            .filter(|record| key.scope.reaches(&record.bucket) && page.holds(&record.bucket.name))
            .map(|record| OwnedBucket {
                name: record.bucket.name.into(),
                created: format!("{:.3}", record.created_at),
            })
            .collect();
        shown.sort_by(|one, other| one.name.cmp(&other.name));
        let next = (shown.len() > page.limit).then(|| {
            shown.truncate(page.limit);
            shown.last().map(|bucket| URL_SAFE_NO_PAD.encode(&bucket.name)).unwrap_or_default()
        });
        let prefix = call.parameter("prefix");
        let listing = xml::owned_buckets(
            owner(caller),
            self.manner.region(),
            &shown,
            prefix,
            next.as_deref(),
        );
        Ok(answer::document(StatusCode::OK, listing))
    }

    pub(super) async fn create_bucket(
        &self,
        entrant: &Entrant,
        call: Call,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Response, Fault> {
        let caller = &entrant.caller;
        let bucket = own_bucket(caller, &call)?;
        // Whose it would be decides the bucket's name: a team's is made by its managers.
        let Some(person) = caller.person() else {
            return Err(Fault::new(Code::AccessDenied, "access denied"));
        };
        // Whether it may be made comes first: its body is asked for only then.
        let operation = Operation::CreateBucket { bucket: bucket.clone() };
        self.gate.permit(caller, operation).await.map_err(fault::ours)?;
        let document = body::document(&call, entrant, headers, body).await?;
        let call = call.with_document(document)?;
        if let Some(region) = xml::parse_location(&call.document)
            && !self.manner.accepted.regions.contains(&region)
        {
            return Err(Fault {
                status: StatusCode::BAD_REQUEST,
                code: "InvalidLocationConstraint",
                message: "the specified location constraint is not valid".into(),
            });
        }
        let provided = buckets::provide(
            &self.gate,
            &self.database,
            &self.upstream,
            caller,
            person.id,
            &bucket,
        );
        let (_, created) = provided.await.map_err(fault::ours)?;
        if !created {
            let message =
                "your previous request to create the named bucket succeeded and you already own it";
            return Err(Fault::new(Code::BucketAlreadyOwnedByYou, message));
        }
        let mut response = Response::new(Body::empty());
        if let Ok(place) = HeaderValue::try_from(format!("/{}", bucket.name)) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        Ok(response)
    }

    pub(super) async fn delete_bucket(
        &self,
        caller: &Caller,
        call: &Call,
    ) -> Result<Response, Fault> {
        let bucket = own_bucket(caller, call)?;
        let permit = self.permit(caller, Operation::DeleteBucket { bucket }).await?;
        buckets::remove(&self.database, &self.upstream, &permit).await.map_err(fault::ours)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    }

    /// Where the bucket is for programs: here.
    pub(super) async fn locate_bucket(
        &self,
        caller: &Caller,
        call: &Call,
    ) -> Result<Response, Fault> {
        let bucket = self.bucket(caller, call).await?;
        let permit = self.permit(caller, Operation::HeadBucket { bucket }).await?;
        let exists = self.upstream.bucket_exists(&permit).await;
        if !exists.map_err(|error| fault::ours(Error::Upstream(error)))? {
            return Err(fault::no_such_bucket());
        }
        Ok(answer::document(StatusCode::OK, xml::location(self.manner.region())))
    }
}

/// A bucket of the key's instance: nobody else makes or unmakes any.
fn own_bucket(caller: &Caller, call: &Call) -> Result<Bucket, Fault> {
    match (instance(caller), &call.bucket) {
        (Some(instance), Some(name)) => {
            Ok(Bucket { instance: instance.clone(), name: name.clone() })
        }
        _ => Err(Fault::new(Code::AccessDenied, "access denied")),
    }
}

/// Which of the buckets are told.
struct BucketPage {
    after: Option<String>,
    prefix: String,
    limit: usize,
}

impl BucketPage {
    fn read(call: &Call) -> Result<Self, Fault> {
        let limit = match call.parameter("max-buckets").map(str::parse) {
            None => BUCKETS_MAX,
            Some(Ok(limit)) if (1..=BUCKETS_MAX).contains(&limit) => limit,
            Some(_) => return Err(Fault::invalid("max-buckets must be 1 to 10000")),
        };
        let after = call.parameter("continuation-token").map(|token| {
            let name =
                URL_SAFE_NO_PAD.decode(token).ok().and_then(|name| String::from_utf8(name).ok());
            name.ok_or_else(|| Fault::invalid("the continuation token provided is incorrect"))
        });
        let prefix = call.parameter("prefix").unwrap_or_default().to_owned();
        Ok(Self { after: after.transpose()?, prefix, limit })
    }

    fn holds(&self, name: &BucketName) -> bool {
        name.as_str().starts_with(&self.prefix)
            && self.after.as_ref().is_none_or(|after| name.as_str() > after.as_str())
    }
}
