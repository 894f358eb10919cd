//! `DeleteObjects`: of each key it is decided whether it may go; those that one rule opens are asked for in one request,
//! and the others are told beside the instance's answer.

use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;

use super::{Intake, Programs, answer, fault, permitted, relayed};
use crate::policy::{Caller, Permit};
use crate::routes::gate::Sorted;
use crate::s3::call::{Call, Deletions, Doomed};
use crate::s3::fault::Fault;
use crate::s3::names::Bucket;
use crate::s3::operation::Operation;
use crate::s3::xml;
use crate::upstream::{Capabilities, Relayed};

/// What the instance said.
enum Told {
    Document(Bytes),
    Refusal { status: StatusCode, headers: HeaderMap, document: Bytes },
}

impl Programs {
    pub(super) async fn delete_objects(
        &self,
        caller: &Caller,
        call: Call,
        document: Bytes,
        asked: &answer::Asked,
    ) -> Result<Response, Fault> {
        let bucket = self.bucket(caller, &call).await?;
        let Deletions { objects, quiet } = Deletions::read(&document)?;
        let (groups, mut refused) = self.sort(caller, &bucket, objects).await?;
        let mut answers = Vec::new();
        let alone = groups.len() == 1;
        for doomed in groups {
            let operation = relayed(&bucket, call.clone().deleting(&doomed, quiet));
            let permit = self.permit(caller, operation).await?;
            let fault = match self.ask_to_delete(&permit).await {
                Ok(Told::Document(document)) => {
                    answers.push(document);
                    continue;
                }
                Ok(Told::Refusal { status, headers, document }) if alone => {
                    let call = permitted(&permit)?;
                    return Ok(answer::relayed_refusal(status, headers, &document, call, asked));
                }
                Err(fault) if alone => return Err(fault),
                Err(fault) => fault,
                Ok(Told::Refusal { .. }) => fault::internal(),
            };
            // What became of the others is known, and told.
            refused.extend(doomed.into_iter().map(|object| (object, fault.clone())));
        }
        let told = xml::one_answer(&answers, &refused).ok_or_else(fault::internal)?;
        let length = told.len();
        let mut response = answer::document(StatusCode::OK, told);
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
        Ok(response)
    }

    /// Those that may go, by the rule that opens them: each is a request of its own, since no two rules are put together.
    /// And those that may not, with why. Where the whole bucket is closed, so is the request.
    async fn sort(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        objects: Vec<Doomed>,
    ) -> Result<(Vec<Vec<Doomed>>, Vec<(Doomed, Fault)>), Fault> {
        let capabilities =
            self.upstream.capabilities(&bucket.instance).ok_or_else(fault::internal)?;
        let operation = |object: &Doomed| Operation::DeleteObject {
            bucket: bucket.clone(),
            key: object.key.clone(),
            deletion: object.deletion(),
        };
        let sorted = self.gate.sort(caller, objects, operation).await;
        let Sorted { together, denied } = sorted.map_err(fault::ours)?;
        if together.is_empty() && !self.is_recorded(caller, bucket).await? {
            // Nothing here is the caller's: told as of any other request.
            let head = Operation::DeleteObjects { bucket: bucket.clone(), keys: Vec::new() };
            self.permit(caller, head).await?;
        }
        let denied = denied.into_iter().map(|(object, denied)| (object, fault::denied(denied)));
        let mut refused: Vec<_> = denied.collect();
        let mut groups = Vec::new();
        for (_, objects) in together {
            let mut doomed = Vec::new();
            for object in objects {
                match cannot(&object, capabilities) {
                    None => doomed.push(object),
                    Some(fault) => refused.push((object, fault)),
                }
            }
            if !doomed.is_empty() {
                groups.push(doomed);
            }
        }
        Ok((groups, refused))
    }

    /// Whether the bucket is anybody's.
    async fn is_recorded(&self, caller: &Caller, bucket: &Bucket) -> Result<bool, Fault> {
        let facts = self.database.facts_of_bucket(caller, bucket).await;
        Ok(facts.map_err(|error| fault::ours(error.into()))?.owner.is_some())
    }

    async fn ask_to_delete(&self, permit: &Permit) -> Result<Told, Fault> {
        let nothing = None::<crate::upstream::Sending<Intake>>;
        match self.upstream.relay(permit, nothing).await.map_err(fault::upstream)? {
            Relayed::Answer { body, .. } => {
                let document = body.collect().await.map_err(fault::upstream)?.to_bytes();
                Ok(Told::Document(document))
            }
            Relayed::Refusal { status, headers, document } => {
                Ok(Told::Refusal { status, headers, document })
            }
        }
    }
}

/// What the instance would misread or ignore.
fn cannot(object: &Doomed, capabilities: Capabilities) -> Option<Fault> {
    if !capabilities.keeps(&object.key) {
        return Some(fault::misread(&object.key));
    }
    (object.etag.is_some() && !capabilities.conditional_deletes)
        .then(|| Fault::not_implemented("conditional deletion"))
}
