//! Objects of a bucket: listed, described, read, deleted.

use std::collections::HashMap;

use http::StatusCode;
use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};

use super::answer::ObjectHead;
use super::download::{Download, DownloadBody, OWN_AFFAIRS, clean, is_of_another, unless_same};
use super::instance::Instance;
use super::{Error, Upstream};
use crate::policy::Permit;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Deletion, Operation};
use crate::s3::xml::{self, ObjectPage, Refusal, ShownPage, fits_xml};

/// S3's own limit for one request.
const DELETED_KEYS_MAX: usize = 1000;

impl Upstream {
    pub async fn list_objects(&self, permit: &Permit) -> Result<ObjectPage, Error> {
        let operation @ Operation::ListObjects { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        xml::parse_objects(&document).map_err(|error| instance.unreadable(error))
    }

    /// As [`Upstream::list_objects`], for a page that is only passed on: it is lent to `show`, whose answer is answered.
    pub async fn show_objects<T>(
        &self,
        permit: &Permit,
        show: impl FnOnce(&ShownPage<'_>) -> T,
    ) -> Result<T, Error> {
        let operation @ Operation::ListObjects { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        xml::show_objects(&document, show).map_err(|error| instance.unreadable(error))
    }

    /// A missing bucket is [`Error::NoSuchKey`] too: the upstream does not say which is missing.
    pub async fn head_object(&self, permit: &Permit) -> Result<ObjectHead, Error> {
        let operation @ Operation::HeadObject { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.head(operation).await
    }

    /// The object or the range that was asked for, as a stream. "Not modified" is a success (status 304, no body);
    /// other conditions that fail are [`Error::PreconditionFailed`] and [`Error::RangeNotSatisfiable`].
    pub async fn get_object(&self, permit: &Permit) -> Result<Download, Error> {
        let operation @ Operation::GetObject { conditions, .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let answer = match (instance.ask(operation).await, &conditions.if_range) {
            (Ok(answer), Some(wanted))
                if is_of_another(wanted.as_bytes(), answer.status(), answer.headers()) =>
            {
                instance.ask(&whole(operation)).await?
            }
            // Another object may merely be shorter than what was begun.
            (Err(error @ Error::RangeNotSatisfiable { .. }), Some(wanted)) => {
                let answer = instance.ask(&whole_of_another(operation, wanted)).await?;
                if answer.status() == StatusCode::NOT_MODIFIED {
                    return Err(error);
                }
                answer
            }
            (answer, _) => answer?,
        };
        let (head, body) = answer.into_parts();
        let body = DownloadBody::new(body, &instance.id, instance.timeouts.body_idle);
        Ok(Download { status: head.status, headers: clean(head.headers, &OWN_AFFAIRS), body })
    }

    /// Deleting what is not there succeeds, as in S3.
    pub async fn delete_object(&self, permit: &Permit) -> Result<(), Error> {
        let operation @ Operation::DeleteObject { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.delete(operation).await
    }

    /// Deletes up to 1,000 objects and tells of each, in the order asked. An error means that nothing is known of any
    /// of them.
    pub async fn delete_objects(
        &self,
        permit: &Permit,
    ) -> Result<Vec<(Key, Result<(), Refusal>)>, Error> {
        let operation @ Operation::DeleteObjects { bucket, keys } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        if keys.len() > DELETED_KEYS_MAX {
            let what = "more than 1,000 deletions at once";
            return Err(Error::Unsupported { instance: instance.id.clone(), what });
        }
        // Keys that XML cannot name, and those this upstream could misread, go one by one: there each is sent in an
        // address, and refused by us where it must be.
        let (together, alone): (Vec<_>, Vec<_>) =
            keys.iter().cloned().partition(|key| fits_xml(key) && instance.capabilities.keeps(key));
        let mut told = instance.delete_together(bucket, together).await?;
        for key in alone {
            let result = instance.delete_alone(bucket, &key).await;
            told.insert(key, result);
        }
        let tell = |key: &Key| {
            let result = told.get(key).cloned();
            (key.clone(), result.unwrap_or_else(|| Err(unmentioned())))
        };
        Ok(keys.iter().map(tell).collect())
    }
}

/// The same read without its range.
fn whole(operation: &Operation) -> Operation {
    let mut operation = operation.clone();
    if let Operation::GetObject { range, conditions, .. } = &mut operation {
        *range = None;
        conditions.if_range = None;
    }
    operation
}

/// The same, unless the object is still the one that is `wanted`.
fn whole_of_another(operation: &Operation, wanted: &str) -> Operation {
    let mut operation = whole(operation);
    if let Operation::GetObject { conditions, .. } = &mut operation {
        let condition = unless_same(wanted.as_bytes());
        let value = |name| (condition == Some(name)).then(|| wanted.to_owned());
        conditions.if_none_match = value(IF_NONE_MATCH);
        conditions.if_modified_since = value(IF_MODIFIED_SINCE);
    }
    operation
}

impl Instance {
    pub(super) async fn head(&self, operation: &Operation) -> Result<ObjectHead, Error> {
        let response = self.ask(operation).await?;
        ObjectHead::of(response.headers()).map_err(|error| self.unreadable(error))
    }

    pub(super) async fn delete(&self, operation: &Operation) -> Result<(), Error> {
        match self.ask(operation).await {
            Ok(_) | Err(Error::NoSuchKey { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn delete_alone(&self, bucket: &Bucket, key: &Key) -> Result<(), Refusal> {
        let operation = Operation::DeleteObject {
            bucket: bucket.clone(),
            key: key.clone(),
            deletion: Deletion::Newest,
        };
        self.delete(&operation).await.map_err(|error| refusal(&error))
    }

    async fn delete_together(
        &self,
        bucket: &Bucket,
        keys: Vec<Key>,
    ) -> Result<HashMap<Key, Result<(), Refusal>>, Error> {
        let mut told = HashMap::new();
        if keys.is_empty() {
            return Ok(told);
        }
        let operation = Operation::DeleteObjects { bucket: bucket.clone(), keys };
        let document = match self.ask_document(&operation).await {
            Ok(document) => document,
            // Some servers know only the deletion of one.
            Err(Error::Unsupported { .. }) => {
                for key in operation.keys() {
                    told.insert(key.clone(), self.delete_alone(bucket, key).await);
                }
                return Ok(told);
            }
            Err(error) => return Err(error),
        };
        let answer =
            xml::parse_deleted_objects(&document).map_err(|error| self.unreadable(error))?;
        let deleted = answer.deleted.into_iter().map(|key| (key, Ok(())));
        let refused =
            answer.refused.into_iter().map(|(key, refusal)| (key, missing_is_gone(refusal)));
        for (key, result) in deleted.chain(refused) {
            if let Ok(key) = Key::parse(key) {
                told.insert(key, result);
            }
        }
        Ok(told)
    }
}

fn missing_is_gone(refusal: Refusal) -> Result<(), Refusal> {
    if refusal.code == "NoSuchKey" { Ok(()) } else { Err(refusal) }
}

/// What is said of a key when something went wrong with it alone.
pub(super) fn refusal(error: &Error) -> Refusal {
    let code = match error {
        Error::Refused { code, .. } if !code.is_empty() => code.clone(),
        Error::MisreadKey { .. } => "MisreadKey".to_owned(),
        Error::NoSuchBucket { .. } => "NoSuchBucket".to_owned(),
        Error::SlowDown { .. } => "SlowDown".to_owned(),
        _ => "InternalError".to_owned(),
    };
    Refusal { code, message: error.to_string() }
}

fn unmentioned() -> Refusal {
    Refusal {
        code: "InternalError".to_owned(),
        message: "the instance did not say what became of this object".to_owned(),
    }
}
