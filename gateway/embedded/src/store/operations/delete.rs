//! Deleting objects, versions and lists of them.

use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject,
    ETagCondition, Error,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::store::Inner;
use crate::store::buckets;
use crate::store::conditions::WriteConditions;
use crate::store::failure::Failure;
use crate::store::versions::{self, Deleted};
use crate::store::writer::Change;

/// Keys of one `DeleteObjects`, as on S3.
const KEYS_MAX: usize = 1000;

/// One key to delete.
#[derive(Clone)]
struct Doomed {
    key: String,
    version_id: Option<String>,
    conditions: WriteConditions,
}

fn delete_one(
    change: &mut Change<'_>,
    bucket: &buckets::Bucket,
    doomed: &Doomed,
) -> Result<Deleted, Failure> {
    let Doomed { key, version_id, conditions } = doomed;
    if !conditions.are_none() {
        conditions.check(versions::current(change.connection, bucket.id, key)?.as_ref())?;
    }
    match version_id {
        Some(version_id) => versions::delete_version(change, bucket, key, version_id),
        None => versions::delete(change, bucket, key),
    }
}

pub async fn delete_object(
    store: &Inner,
    request: S3Request<DeleteObjectInput>,
) -> S3Result<S3Response<DeleteObjectOutput>> {
    let input = request.input;
    if input.if_match_last_modified_time.is_some() || input.if_match_size.is_some() {
        let message = "Deleting by date or size is not implemented.";
        return Err(Failure::Refused(S3ErrorCode::NotImplemented, message).into());
    }
    let conditions = WriteConditions { matching: input.if_match, none_matching: None };
    let doomed = Doomed { key: input.key, version_id: input.version_id, conditions };
    let deleted = store.write_to_free(move |change| {
        let bucket = buckets::find(change.connection, &input.bucket)?;
        delete_one(change, &bucket, &doomed)
    });
    let deleted = deleted.await?;
    Ok(S3Response::with_status(
        DeleteObjectOutput {
            delete_marker: deleted.marker.then_some(true),
            version_id: deleted.version,
            ..Default::default()
        },
        http::StatusCode::NO_CONTENT,
    ))
}

pub async fn delete_objects(
    store: &Inner,
    request: S3Request<DeleteObjectsInput>,
) -> S3Result<S3Response<DeleteObjectsOutput>> {
    let input = request.input;
    let quiet = input.delete.quiet == Some(true);
    if input.delete.objects.is_empty() || KEYS_MAX < input.delete.objects.len() {
        let message = "A list of objects to delete holds between 1 and 1,000 keys.";
        return Err(Failure::Refused(S3ErrorCode::MalformedXML, message).into());
    }
    let doomed: Vec<Doomed> = input
        .delete
        .objects
        .into_iter()
        .map(|object| Doomed {
            key: object.key,
            version_id: object.version_id,
            conditions: WriteConditions {
                matching: object.e_tag.map(ETagCondition::ETag),
                none_matching: None,
            },
        })
        .collect();
    let outcomes = store.write_to_free(move |change| {
        let bucket = buckets::find(change.connection, &input.bucket)?;
        let mut outcomes = Vec::with_capacity(doomed.len());
        for doomed in &doomed {
            let outcome = delete_one(change, &bucket, doomed);
            let doomed = doomed.clone();
            match outcome {
                Ok(deleted) => outcomes.push((doomed, Ok(deleted))),
                // A condition is checked before anything is deleted; other failures undo it all.
                Err(Failure::Refused(code, message)) => {
                    outcomes.push((doomed, Err((code, message))))
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(outcomes)
    });
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for (doomed, outcome) in outcomes.await? {
        match outcome {
            Ok(outcome) if !quiet => deleted.push(told(doomed, outcome)),
            Ok(_) => {}
            Err((code, message)) => errors.push(Error {
                code: Some(code.as_str().to_owned()),
                key: Some(doomed.key),
                message: Some(message.to_owned()),
                version_id: doomed.version_id,
            }),
        }
    }
    Ok::<_, S3Error>(S3Response::new(DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(errors),
        ..Default::default()
    }))
}

fn told(doomed: Doomed, outcome: Deleted) -> DeletedObject {
    DeletedObject {
        delete_marker: outcome.marker.then_some(true),
        delete_marker_version_id: outcome.version.filter(|_| outcome.marker),
        key: Some(doomed.key),
        version_id: doomed.version_id,
    }
}
