//! What a wish for a key asks for, read and held against what its owner may look at.

use std::collections::BTreeMap;

use gateway_api::{AccessKeyBucket, Right};

use crate::error::Error;
use crate::network::Network;
use crate::policy::{Caller, Denied, KeyPrefix, KeyScope, Reach};
use crate::routes::gate::Gate;
use crate::s3::names::{Bucket, BucketName, InstanceId};
use crate::s3::operation::Action;

/// Nobody makes a key for what they may not even look at: another's bucket answers like one that is not there. `owner` is
/// who the key would act for; that they may enter the instance was asked.
pub async fn scope(
    gate: &Gate,
    owner: &Caller,
    instance: InstanceId,
    buckets: Option<Vec<AccessKeyBucket>>,
    read_only: bool,
) -> Result<KeyScope, Error> {
    if gate.policy().is_public(&instance) {
        return Err(Error::Malformed("public data is read without a key".to_owned()));
    }
    let Some(buckets) = buckets else {
        return Ok(KeyScope { instance, reach: Reach::Everything, read_only });
    };
    let mut reach = BTreeMap::new();
    for AccessKeyBucket { name, prefixes } in buckets {
        let name = BucketName::parse(&name).map_err(Error::BucketName)?;
        let bucket = Bucket { instance: instance.clone(), name: name.clone() };
        let prefixes = prefixes.iter().map(|prefix| KeyPrefix::parse(prefix));
        let prefixes = prefixes.collect::<Result<Vec<_>, _>>().map_err(Error::KeyName)?;
        check(gate, owner, &bucket, &prefixes).await?;
        if reach.insert(name, prefixes).is_some() {
            return Err(Error::Malformed("a bucket is named twice".to_owned()));
        }
    }
    Ok(KeyScope { instance, reach: Reach::Buckets(reach), read_only })
}

/// Whoever was given a folder may do something there and nothing in the bucket as a whole: their key must name the folder.
async fn check(
    gate: &Gate,
    owner: &Caller,
    bucket: &Bucket,
    prefixes: &[KeyPrefix],
) -> Result<(), Error> {
    let mut rights: Vec<Vec<Right>> = Vec::new();
    if prefixes.is_empty() {
        rights.push(gate.rights(owner, bucket).await?);
    }
    for prefix in prefixes {
        rights.push(gate.rights_below(owner, bucket, prefix).await?);
    }
    if rights.iter().all(|rights| !rights.is_empty()) {
        return Ok(());
    }
    gate.may(owner, bucket, Action::Read).await?;
    Err(Denied::NoSuchBucket.into())
}

pub fn sources(texts: &[String]) -> Result<Vec<Network>, Error> {
    let network = |text: &String| {
        Network::parse(text.trim())
            .ok_or_else(|| Error::Malformed(format!("`{text}` is no address and no network")))
    };
    texts.iter().map(network).collect()
}
