//! What an instance would ignore, although a program relies on it: refused by name, or done here in its place.

use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Relayed;
use crate::s3::call::{Call, Name};
use crate::s3::names::Bucket;
use crate::s3::operation::{Operation, UploadId};
use crate::s3::xml;
use crate::upstream::Error;
use crate::upstream::download::{is_of_another, unless_same};
use crate::upstream::instance::Instance;

const SOURCE_CONDITION: &str = "x-amz-copy-source-if-";

const CHECKSUM: &str = "x-amz-checksum-";

/// Says of which kind those of the parts are, too: it alone asks for nothing.
const CHECKSUM_TYPE: &str = "x-amz-checksum-type";

const TAGS: &str = "x-amz-tagging";

/// What is not versioned has this one.
const NULL_VERSION: &str = "null";

const OBJECT_SIZE: &str = "x-amz-mp-object-size";

impl Instance {
    /// A condition that would be ignored is no condition, and the same holds for tags, versions and checksums.
    pub(super) fn check_lacks(&self, call: &Call) -> Result<(), Error> {
        let known = self.capabilities;
        let (honoured, conditions) = match call.name {
            Name::CopyObject => (known.conditional_copies, "conditional copies"),
            Name::DeleteObject => (known.conditional_deletes, "conditional deletions"),
            _ => (known.conditional_writes, "conditional writes"),
        };
        let completes = call.name == Name::CompleteMultipartUpload;
        let is_sum = |name: &str| name.starts_with(CHECKSUM) && name != CHECKSUM_TYPE;
        let summed = || call.headers.iter().any(|(name, _)| is_sum(name.as_str()));
        let ignored = if !honoured && call.is_conditional() {
            Some(conditions)
        } else if !known.tags && call.header(TAGS).is_some_and(|tags| !tags.is_empty()) {
            Some("tags of objects")
        } else if !known.versions && names_version(call) {
            Some("versions of objects")
        } else if !known.checksum_trailers && completes && summed() {
            Some("checksums of objects in parts")
        } else {
            None
        };
        ignored.map_or(Ok(()), |what| Err(Error::Unsupported { instance: self.id.clone(), what }))
    }

    /// What is found out before a call is sent, in the place of an instance that would not.
    pub(super) async fn refuse_before(
        &self,
        operation: &Operation,
        call: &Call,
    ) -> Result<Option<Relayed>, Error> {
        if let Some(refusal) = self.look_at_source(operation, call).await? {
            return Ok(Some(refusal));
        }
        self.look_at_parts(operation, call).await
    }

    /// Asks for the source on the conditions of the copy. What becomes of it afterwards nobody guards.
    async fn look_at_source(
        &self,
        operation: &Operation,
        call: &Call,
    ) -> Result<Option<Relayed>, Error> {
        let (Some(source), Some(bucket)) = (&call.source, operation.bucket()) else {
            return Ok(None);
        };
        let headers: Vec<_> = call.headers.iter().filter_map(of_source).collect();
        if headers.is_empty() || self.capabilities.conditional_sources {
            return Ok(None);
        }
        let look = Call {
            name: Name::HeadObject,
            bucket: Some(source.bucket.clone()),
            keys: vec![source.key.clone()],
            query: source.version.iter().map(|id| ("versionId", id.clone())).collect(),
            headers,
            source: None,
            document: bytes::Bytes::new(),
            names_versions: false,
        };
        let bucket = Bucket { instance: bucket.instance.clone(), name: source.bucket.clone() };
        let operation = Operation::Relayed { bucket, call: Box::new(look.clone()) };
        let status = match self.relay_known(&operation, &look).await? {
            Relayed::Answer { status, .. } | Relayed::Refusal { status, .. } => status,
        };
        let failed = [StatusCode::PRECONDITION_FAILED, StatusCode::NOT_MODIFIED].contains(&status);
        let message = "at least one of the preconditions did not hold";
        // Whatever else is wrong with the source the copy itself is told.
        Ok(failed.then(|| refusal(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message)))
    }

    /// Adds up what is put together. Which instances would do so is not known: it is asked of each.
    async fn look_at_parts(
        &self,
        operation: &Operation,
        call: &Call,
    ) -> Result<Option<Relayed>, Error> {
        let (Some(announced), Some(upload), Some(key), Some(bucket)) = (
            call.header(OBJECT_SIZE),
            call.parameter("uploadId").and_then(UploadId::parse),
            call.key(),
            operation.bucket(),
        ) else {
            return Ok(None);
        };
        let there = match self.parts_there((bucket, key, &upload)).await {
            Ok(there) => there,
            // It may be a completion that is asked for again: the instance knows.
            Err(Error::NoSuchUpload { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let numbers = xml::parse_completion(&call.document).unwrap_or_default();
        let sizes = numbers.iter().map(|number| there.get(number).map(|part| part.size));
        let Some(size) = sizes.sum::<Option<u64>>() else { return Ok(None) };
        let announced = announced.to_str().ok().and_then(|text| text.parse::<u64>().ok());
        let message = "the parts do not add up to x-amz-mp-object-size";
        Ok((announced != Some(size))
            .then(|| refusal(StatusCode::BAD_REQUEST, "InvalidRequest", message)))
    }

    /// Refuses an answer to another question than the one that was asked.
    pub(super) fn check_answer(&self, call: &Call, relayed: &Relayed) -> Result<(), Error> {
        let what = if call.name == Name::GetObjectAttributes && relayed.is_object() {
            "attributes of objects"
        } else if matches!(call.name, Name::GetObject | Name::HeadObject)
            && call.parameter("partNumber").is_some_and(|one| one != "1")
            && relayed.is_whole()
        {
            // The first part of an object that is told to have no parts is the object.
            "parts of objects"
        } else {
            return Ok(());
        };
        Err(Error::Unsupported { instance: self.id.clone(), what })
    }
}

/// Whether another version than the one there always is may be meant.
fn names_version(call: &Call) -> bool {
    let asked = call.parameter("versionId");
    let read = call.source.as_ref().and_then(|source| source.version.as_deref());
    call.names_versions
        || [asked, read].into_iter().flatten().any(|version| version != NULL_VERSION)
}

/// The condition on an object that a condition on the source of a copy is.
fn of_source((name, value): &(HeaderName, HeaderValue)) -> Option<(HeaderName, HeaderValue)> {
    let condition = name.as_str().strip_prefix(SOURCE_CONDITION)?;
    let name = HeaderName::try_from(format!("if-{condition}")).ok()?;
    Some((name, value.clone()))
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Relayed {
    let document = xml::error([("Code", code), ("Message", message)], "", "").into();
    Relayed::Refusal { status, headers: HeaderMap::new(), document }
}

/// The call without its range, where a part came of another object than the one whose rest was asked for. Where no part
/// came the object may merely be shorter than that one: then on the condition that it is another.
pub(super) fn asked_whole(call: &Call, relayed: &Relayed) -> Option<Call> {
    let wanted = call.header(IF_RANGE.as_str())?;
    let mut whole = call.clone();
    whole.headers.retain(|(name, _)| name != RANGE && name != IF_RANGE);
    match relayed {
        Relayed::Answer { status, headers, .. } => {
            is_of_another(wanted.as_bytes(), *status, headers).then_some(whole)
        }
        Relayed::Refusal { status: StatusCode::RANGE_NOT_SATISFIABLE, .. } => {
            whole.headers.retain(|(name, _)| name != IF_NONE_MATCH && name != IF_MODIFIED_SINCE);
            let condition = unless_same(wanted.as_bytes());
            whole.headers.extend(condition.map(|name| (name, wanted.clone())));
            Some(whole)
        }
        Relayed::Refusal { .. } => None,
    }
}
