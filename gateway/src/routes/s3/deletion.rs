//! `DeleteObjects`: of each key it is decided whether it may go; those that may are asked for in one request, and the
//! others are told beside the instance's answer.

use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt as _;
use jiff::Timestamp;

use super::{Intake, Programs, answer, fault, permitted, relayed};
use crate::policy::Caller;
use crate::s3::call::{Call, Deletions, Doomed};
use crate::s3::fault::{Code, Fault};
use crate::s3::names::Bucket;
use crate::s3::operation::Operation;
use crate::s3::xml;
use crate::upstream::{Capabilities, Relayed};

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
        let (doomed, refused) = self.sort(caller, &bucket, objects).await?;
        let mut told = Vec::new();
        if !doomed.is_empty() {
            let operation = relayed(&bucket, call.deleting(&doomed, quiet));
            let permit = self.permit(caller, operation).await?;
            let nothing = None::<crate::upstream::Sending<Intake>>;
            match self.upstream.relay(&permit, nothing).await.map_err(fault::upstream)? {
                Relayed::Answer { body, .. } => {
                    told = body.collect().await.map_err(fault::upstream)?.to_bytes().to_vec();
                }
                Relayed::Refusal { status, headers, document } => {
                    let call = permitted(&permit)?;
                    return Ok(answer::relayed_refusal(status, headers, &document, call, asked));
                }
            }
        }
        if !refused.is_empty() {
            told = xml::with_refusals(&told, &refused).ok_or_else(fault::internal)?;
        }
        let length = told.len();
        let mut response = answer::document(StatusCode::OK, Bytes::from(told));
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
        Ok(response)
    }

    /// Those that may go, and those that may not, with why. The records are read once for all. Where the whole bucket is
    /// closed, so is the request.
    async fn sort(
        &self,
        caller: &Caller,
        bucket: &Bucket,
        objects: Vec<Doomed>,
    ) -> Result<(Vec<Doomed>, Vec<(Doomed, Fault)>), Fault> {
        let capabilities =
            self.upstream.capabilities(&bucket.instance).ok_or_else(fault::internal)?;
        let operation = |object: &Doomed| Operation::DeleteObject {
            bucket: bucket.clone(),
            key: object.key.clone(),
            deletion: object.deletion(),
        };
        let Some(first) = objects.first() else { return Ok((objects, Vec::new())) };
        let facts = self.database.facts(caller, &operation(first)).await;
        let facts = facts.map_err(|error| fault::ours(error.into()))?;
        let (mut doomed, mut refused) = (Vec::new(), Vec::new());
        let now = Timestamp::now();
        let mut none_is_known = true;
        for object in objects {
            let decided = self.gate.policy().permit(caller, &facts, operation(&object), now);
            none_is_known &= decided.is_err();
            let fault = match decided {
                Err(denied) => Some(fault::denied(denied)),
                Ok(_) => cannot(&object, capabilities),
            };
            match fault {
                None => doomed.push(object),
                Some(fault) => refused.push((object, fault)),
            }
        }
        if none_is_known && facts.bucket.owner.is_none() {
            // Nothing here is the caller's: told as of any other request.
            let head = Operation::DeleteObjects { bucket: bucket.clone(), keys: Vec::new() };
            self.permit(caller, head).await?;
        }
        Ok((doomed, refused))
    }
}

/// What the instance would misread or ignore.
fn cannot(object: &Doomed, capabilities: Capabilities) -> Option<Fault> {
    if object.key.has_dot_segment() && !capabilities.dot_segments {
        let message = "keys with `.` or `..` between slashes cannot be told apart here";
        return Some(Fault::new(Code::InvalidArgument, message));
    }
    (object.etag.is_some() && !capabilities.conditional_deletes)
        .then(|| Fault::not_implemented("conditional deletion"))
}
