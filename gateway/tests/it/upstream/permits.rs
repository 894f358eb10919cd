//! Permits as the policy makes them: for a person who owns the bucket, and for Cellier itself.
#![expect(clippy::unwrap_used, reason = "a test helper: a failure here is a failed test")]

use std::collections::BTreeMap;

use cellier::policy::{
    BucketFacts, Caller, Facts, Handle, InstanceKind, InstanceRules, Owner, Permit, Person,
    PersonId, Policy, TeamBuckets, Visibility,
};
use cellier::s3::names::{Bucket, BucketName, InstanceId, Key, Prefix};
use cellier::s3::operation::{
    CopiedAttributes, CopySource, Deletion, ListPage, ObjectHeaders, Operation, ReadConditions,
    UploadId, WriteCondition,
};
use cellier::upstream::CopyPermits;
use jiff::Timestamp;

pub const INSTANCE: &str = "minimal";

pub fn instance() -> InstanceId {
    InstanceId::parse(INSTANCE).unwrap()
}

pub fn bucket(name: &str) -> Bucket {
    Bucket { instance: instance(), name: BucketName::parse(name).unwrap() }
}

/// The same server under another name: what goes from one to the other is streamed.
pub fn other_instance() -> InstanceId {
    InstanceId::parse("other").unwrap()
}

pub fn elsewhere(bucket: &Bucket) -> Bucket {
    Bucket { instance: other_instance(), name: bucket.name.clone() }
}

pub fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

pub fn permit(operation: Operation) -> Permit {
    let rules = InstanceRules {
        kind: InstanceKind::SelfServe,
        visible_to: Visibility::Everyone,
        creation: Vec::new(),
        datasets: None,
        teams: TeamBuckets::default(),
        publishing: false,
    };
    let policy = Policy::new(BTreeMap::from([(operation.instance().clone(), rules)]), false);
    let owner = PersonId(1);
    let caller = match operation {
        Operation::ListBuckets { .. } => Caller::Cellier,
        _ => Caller::Person(Person {
            id: owner,
            handle: Handle::parse("alice.tremblay").unwrap(),
            name: "Alice Tremblay".to_owned(),
            email: None,
            groups: Vec::new(),
        }),
    };
    let recorded = BucketFacts::owned_by(Owner::Person(owner));
    let facts = Facts { bucket: recorded.clone(), source: Some(recorded) };
    policy.permit(&caller, &facts, operation, Timestamp::UNIX_EPOCH).unwrap()
}

pub fn list_buckets() -> Permit {
    permit(Operation::ListBuckets { instance: instance() })
}

pub fn head_bucket(bucket: &Bucket) -> Permit {
    permit(Operation::HeadBucket { bucket: bucket.clone() })
}

pub fn create_bucket(bucket: &Bucket) -> Permit {
    permit(Operation::CreateBucket { bucket: bucket.clone() })
}

pub fn delete_bucket(bucket: &Bucket) -> Permit {
    permit(Operation::DeleteBucket { bucket: bucket.clone() })
}

pub fn list(
    bucket: &Bucket,
    prefix: &str,
    folders: bool,
    limit: u16,
    token: Option<String>,
) -> Permit {
    let page =
        ListPage { prefix: Prefix::parse(prefix).unwrap(), folders, token, after: None, limit };
    permit(Operation::ListObjects { bucket: bucket.clone(), page })
}

pub fn head(bucket: &Bucket, key: &Key) -> Permit {
    permit(Operation::HeadObject { bucket: bucket.clone(), key: key.clone() })
}

pub fn get(bucket: &Bucket, key: &Key) -> Permit {
    get_with(bucket, key, None, ReadConditions::default())
}

pub fn get_with(
    bucket: &Bucket,
    key: &Key,
    range: Option<cellier::s3::operation::ByteRange>,
    conditions: ReadConditions,
) -> Permit {
    permit(Operation::GetObject { bucket: bucket.clone(), key: key.clone(), range, conditions })
}

pub fn put(bucket: &Bucket, key: &Key, condition: WriteCondition) -> Permit {
    let headers =
        ObjectHeaders { content_type: Some("text/csv".to_owned()), ..ObjectHeaders::default() };
    permit(Operation::PutObject { bucket: bucket.clone(), key: key.clone(), condition, headers })
}

pub fn delete(bucket: &Bucket, key: &Key) -> Permit {
    let deletion = Deletion::Newest;
    permit(Operation::DeleteObject { bucket: bucket.clone(), key: key.clone(), deletion })
}

pub fn delete_all(bucket: &Bucket, keys: &[Key]) -> Permit {
    permit(Operation::DeleteObjects { bucket: bucket.clone(), keys: keys.to_vec() })
}

pub fn create_upload(bucket: &Bucket, key: &Key) -> Permit {
    let headers = ObjectHeaders::default();
    permit(Operation::CreateUpload { bucket: bucket.clone(), key: key.clone(), headers })
}

pub fn abort_upload(bucket: &Bucket, key: &Key, upload: &UploadId) -> Permit {
    let upload = upload.clone();
    permit(Operation::AbortUpload { bucket: bucket.clone(), key: key.clone(), upload })
}

/// From one bucket of an instance to another.
pub fn copy(
    (from, from_key): (&Bucket, &Key),
    (to, to_key): (&Bucket, &Key),
    condition: WriteCondition,
    attributes: CopiedAttributes,
) -> CopyPermits {
    let source = CopySource { bucket: from.name.clone(), key: from_key.clone(), etag: None };
    let (bucket, key) = (to.clone(), to_key.clone());
    let operation = Operation::CopyObject { bucket, key, source, condition, attributes };
    CopyPermits::Within(permit(operation).into())
}

/// From one instance to another.
pub fn copy_between(
    (from, from_key): (&Bucket, &Key),
    (to, to_key): (&Bucket, &Key),
    condition: WriteCondition,
) -> CopyPermits {
    let write = Operation::PutObject {
        bucket: to.clone(),
        key: to_key.clone(),
        condition,
        headers: ObjectHeaders::default(),
    };
    CopyPermits::Between { read: get(from, from_key).into(), write: permit(write).into() }
}

pub fn tags(bucket: &Bucket, key: &Key) -> Permit {
    permit(Operation::GetTags { bucket: bucket.clone(), key: key.clone() })
}

pub fn put_tags(bucket: &Bucket, key: &Key, tags: &[(&str, &str)]) -> Permit {
    let tags = tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    permit(Operation::PutTags { bucket: bucket.clone(), key: key.clone(), tags: tags.collect() })
}
