//! Inline session policies (IAM User Guide, "Session policies"): the few that a scope can say exactly.
//!
//! A policy is read as what it allows on each resource. It is taken where that is all of reading, or all of reading and
//! writing, on whole buckets or on what lies below prefixes; whatever else it says is refused with the reason.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::{Code, Fault};
use crate::policy::{KeyPrefix, KeyScope, Reach};
use crate::s3::names::{BucketName, InstanceId};

/// AWS STS API Reference: 2,048 characters.
pub const POLICY_BYTES_MAX: usize = 2_048;

/// What a scope that may only read lets through on a bucket, and on its objects (Service Authorization Reference,
/// "Actions defined by Amazon S3").
const BUCKET_READS: [&str; 5] = [
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:ListBucketMultipartUploads",
    "s3:GetBucketLocation",
    "s3:GetBucketVersioning",
];
const OBJECT_READS: [&str; 7] = [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectTagging",
    "s3:GetObjectVersionTagging",
    "s3:GetObjectAttributes",
    "s3:GetObjectVersionAttributes",
    "s3:ListMultipartUploadParts",
];
/// What one that may write lets through beside.
const BUCKET_WRITES: [&str; 3] = ["s3:CreateBucket", "s3:DeleteBucket", "s3:PutBucketVersioning"];
const OBJECT_WRITES: [&str; 8] = [
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:AbortMultipartUpload",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersionTagging",
];

const ARN: &str = "arn:aws:s3:::";

/// What a session policy leaves of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    pub reach: Reach,
    pub read_only: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Document {
    version: Option<String>,
    #[serde(rename = "Id")]
    _id: Option<String>,
    statement: OneOrMore<Statement>,
}

/// What is not listed here (`Condition`, `NotAction`, `Principal`…) cannot be honoured.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: String,
    action: OneOrMore<String>,
    resource: OneOrMore<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Resource {
    Everything,
    Bucket(BucketName),
    /// All objects of the bucket, or those below the prefix.
    Objects(BucketName, Option<KeyPrefix>),
}

/// How much of reading and writing some patterns allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    None,
    Some,
    All,
}

/// What is allowed on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Allowed {
    reads: Extent,
    writes: Extent,
}

fn refuse(message: impl Into<String>) -> Fault {
    Fault::new(Code::MalformedPolicyDocument, message.into())
}

impl Narrowing {
    /// Reads a policy.
    ///
    /// # Errors
    /// `PackedPolicyTooLarge`; `MalformedPolicyDocument` for what is no policy, and for what a scope cannot say.
    pub fn read(text: &str) -> Result<Self, Fault> {
        if text.len() > POLICY_BYTES_MAX {
            let message = format!("the policy has more than {POLICY_BYTES_MAX} bytes");
            return Err(Fault::new(Code::PackedPolicyTooLarge, message));
        }
        let document: Document = serde_json::from_str(text).map_err(|_| {
            refuse(
                "the policy must be JSON: Version and Statement, and in each statement Effect, \
                 Action and Resource alone",
            )
        })?;
        let known = |version: &str| ["2012-10-17", "2008-10-17"].contains(&version);
        if !document.version.as_deref().is_none_or(known) {
            return Err(refuse("Version must be 2012-10-17"));
        }
        let mut allowed: BTreeMap<Resource, Vec<String>> = BTreeMap::new();
        for statement in document.statement.as_slice() {
            if statement.effect != "Allow" {
                return Err(refuse("only the effect Allow can be expressed"));
            }
            for resource in statement.resource.as_slice() {
                let actions = statement.action.as_slice().iter().map(|one| one.to_lowercase());
                allowed.entry(Resource::read(resource)?).or_default().extend(actions);
            }
        }
        // What holds everywhere holds on each resource too.
        let everywhere = allowed.get(&Resource::Everything).cloned().unwrap_or_default();
        for patterns in allowed.values_mut() {
            patterns.extend(everywhere.iter().cloned());
        }
        if allowed.contains_key(&Resource::Everything) {
            return everything(&allowed);
        }
        buckets(&allowed)
    }

    /// The scope on an instance.
    pub fn scope(self, instance: InstanceId) -> KeyScope {
        KeyScope { instance, reach: self.reach, read_only: self.read_only }
    }
}

/// All buckets; what else is named must not be allowed more.
fn everything(allowed: &BTreeMap<Resource, Vec<String>>) -> Result<Narrowing, Fault> {
    let read_only: Vec<bool> = allowed
        .iter()
        .map(|(resource, patterns)| resource.allowed(patterns).read_only(resource))
        .collect::<Result<_, _>>()?;
    one_kind(&read_only).map(|read_only| Narrowing { reach: Reach::Everything, read_only })
}

fn buckets(allowed: &BTreeMap<Resource, Vec<String>>) -> Result<Narrowing, Fault> {
    let mut reach: BTreeMap<BucketName, Vec<KeyPrefix>> = BTreeMap::new();
    let mut kinds = Vec::new();
    for (resource, patterns) in allowed {
        let Resource::Objects(bucket, prefix) = resource else { continue };
        let read_only = resource.allowed(patterns).read_only(resource)?;
        let own = allowed.get(&Resource::Bucket(bucket.clone()));
        check_bucket(bucket, own, prefix.is_none() && !read_only)?;
        kinds.push(read_only);
        match prefix {
            // Sorted before its prefixes, which then add nothing.
            None => drop(reach.insert(bucket.clone(), Vec::new())),
            Some(prefix) => match reach.get_mut(bucket) {
                Some(whole) if whole.is_empty() => {}
                Some(prefixes) => prefixes.push(prefix.clone()),
                None => drop(reach.insert(bucket.clone(), vec![prefix.clone()])),
            },
        }
    }
    for resource in allowed.keys() {
        if let Resource::Bucket(bucket) = resource
            && !reach.contains_key(bucket)
        {
            return Err(refuse(format!("add {ARN}{bucket}/* to the resources")));
        }
    }
    Ok(Narrowing { read_only: one_kind(&kinds)?, reach: Reach::Buckets(reach) })
}

/// Whoever may use objects through a scope may also list them, and where the scope is the whole bucket and may write,
/// delete the bucket: the policy must allow that on the bucket.
fn check_bucket(
    bucket: &BucketName,
    patterns: Option<&Vec<String>>,
    writes_too: bool,
) -> Result<(), Fault> {
    let allowed = patterns
        .map_or(Allowed { reads: Extent::None, writes: Extent::None }, |patterns| {
            Resource::Bucket(bucket.clone()).allowed(patterns)
        });
    if allowed.reads != Extent::All {
        return Err(refuse(format!(
            "allow s3:List* and s3:Get* on {ARN}{bucket} too: a key that reads objects lists them"
        )));
    }
    if writes_too && allowed.writes != Extent::All {
        return Err(refuse(format!(
            "allow s3:* on {ARN}{bucket}, or name a prefix: a key that writes all of a bucket \
             manages it"
        )));
    }
    Ok(())
}

/// One scope either reads or writes, wherever it reaches.
fn one_kind(read_only: &[bool]) -> Result<bool, Fault> {
    match read_only {
        [] => Err(refuse("the policy allows nothing")),
        [first, rest @ ..] if rest.iter().all(|kind| kind == first) => Ok(*first),
        _ => Err(refuse("all resources must be allowed the same: reading, or reading and writing")),
    }
}

impl Resource {
    fn read(text: &str) -> Result<Self, Fault> {
        if text == "*" || text == "arn:aws:s3:::*" {
            return Ok(Self::Everything);
        }
        let wrong = || {
            refuse(format!(
                "a resource must be *, {ARN}BUCKET, {ARN}BUCKET/* or {ARN}BUCKET/PREFIX/*"
            ))
        };
        let name = text.strip_prefix(ARN).ok_or_else(wrong)?;
        let (bucket, objects) = match name.split_once('/') {
            None => (name, None),
            Some((bucket, objects)) => (bucket, Some(objects)),
        };
        let bucket = BucketName::parse(bucket).map_err(|_| wrong())?;
        let Some(objects) = objects else { return Ok(Self::Bucket(bucket)) };
        if objects == "*" {
            return Ok(Self::Objects(bucket, None));
        }
        let prefix = objects.strip_suffix("/*").ok_or_else(wrong)?;
        // Wildcards and policy variables in the middle mean something else than themselves.
        if prefix.contains(['*', '?']) || prefix.contains("${") {
            return Err(wrong());
        }
        let prefix = KeyPrefix::parse(&format!("{prefix}/")).map_err(|_| wrong())?;
        Ok(Self::Objects(bucket, Some(prefix)))
    }

    fn allowed(&self, patterns: &[String]) -> Allowed {
        let of = |groups: &[&[&str]]| extent(&groups.concat(), patterns);
        match self {
            Self::Everything => Allowed {
                reads: of(&[&BUCKET_READS, &OBJECT_READS, &["s3:ListAllMyBuckets"]]),
                writes: of(&[&BUCKET_WRITES, &OBJECT_WRITES]),
            },
            Self::Bucket(_) => {
                Allowed { reads: of(&[&BUCKET_READS]), writes: of(&[&BUCKET_WRITES]) }
            }
            Self::Objects(..) => {
                Allowed { reads: of(&[&OBJECT_READS]), writes: of(&[&OBJECT_WRITES]) }
            }
        }
    }
}

impl Allowed {
    /// Only all of reading, or all of reading and writing, can be said with a scope. Of writes on buckets beside the
    /// objects of which nothing is written, none is given: that narrows.
    fn read_only(self, resource: &Resource) -> Result<bool, Fault> {
        let is_bucket = matches!(resource, Resource::Bucket(_));
        match (self.reads, self.writes) {
            (Extent::All, Extent::None) => Ok(true),
            (Extent::All, Extent::All) => Ok(false),
            (Extent::All, Extent::Some) if is_bucket => Ok(true),
            _ => Err(refuse(
                "the actions must be all of reading (s3:Get* and s3:List*) or all of reading and \
                 writing (s3:*)",
            )),
        }
    }
}

fn extent(actions: &[&str], patterns: &[String]) -> Extent {
    let allowed = |action: &&&str| {
        let action = action.to_lowercase();
        patterns.iter().any(|pattern| fits(pattern.as_bytes(), action.as_bytes()))
    };
    match actions.iter().filter(allowed).count() {
        0 => Extent::None,
        all if all == actions.len() => Extent::All,
        _ => Extent::Some,
    }
}

/// `*` stands for any characters, `?` for one (IAM User Guide, "Action"). Takes the product of the lengths, no more.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[read] => (at, read) = (at + 1, read + 1),
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                (at, read) = (after + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests;
