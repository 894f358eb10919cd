//! The instances, as the caller may see them.

use std::sync::Arc;

use axum::extract::State;
use gateway_api::{Creation, Instance, InstanceKind, InstanceList, InstanceStatus, UploadChecksum};

use super::buckets;
use super::extract::Json;
use super::gate::Gate;
use crate::catalog::{Catalog, CatalogEntry};
use crate::database::{BucketRecord, Database};
use crate::error::Error;
use crate::policy::{self, Caller, Person};
use crate::upstream::{Capabilities, Status, Upstream};

/// Every instance in the operator's order; those that the caller may not enter are shown locked. No upstream is
/// asked: what is shown of its health was seen by earlier requests and probes.
#[utoipa::path(get, path = "/api/instances", tag = "instances", responses((status = 200, body = InstanceList)))]
pub async fn list(
    caller: Caller,
    State(gate): State<Gate>,
    State(catalog): State<Arc<Catalog>>,
    State(database): State<Database>,
    State(upstream): State<Upstream>,
) -> Result<Json<InstanceList>, Error> {
    let mine = match caller.person() {
        Some(person) => {
            let usual = buckets::usual(&gate, &database, person, None).await?;
            usual.into_iter().map(|(record, _)| record).collect()
        }
        None => Vec::new(),
    };
    let card = |entry: &CatalogEntry| card(entry, &caller, &gate, &mine, &upstream);
    Ok(Json(InstanceList { instances: catalog.iter().map(card).collect() }))
}

fn card(
    entry: &CatalogEntry,
    caller: &Caller,
    gate: &Gate,
    mine: &[BucketRecord],
    upstream: &Upstream,
) -> Instance {
    let accessible = gate.may_enter(caller, &entry.id).is_ok();
    let here = |record: &&BucketRecord| record.bucket.instance == entry.id;
    let mine: Vec<&BucketRecord> = mine.iter().filter(here).collect();
    let working = match caller {
        Caller::Person(person) if accessible && entry.kind == policy::InstanceKind::SelfServe => {
            Some(person)
        }
        _ => None,
    };
    Instance {
        id: entry.id.to_string(),
        name: entry.name.clone(),
        description: entry.description.clone(),
        kind: match entry.kind {
            policy::InstanceKind::SelfServe => InstanceKind::SelfServe,
            policy::InstanceKind::Public => InstanceKind::Public,
        },
        classification: entry.classification.clone(),
        status: match upstream.status(&entry.id).unwrap_or(Status::Available) {
            Status::Available => InstanceStatus::Available,
            Status::Unavailable { since } => {
                InstanceStatus::Unavailable { since: since.to_string() }
            }
        },
        accessible,
        creation: working.and_then(|person| creation(entry, person, gate, &mine)),
        bucket_count: working.and_then(|_| u32::try_from(mine.len()).ok()),
        upload_checksum: upload_checksum(upstream.capabilities(&entry.id)),
    }
}

/// An MD5 where the storage keeps no checksums and shows by its entity tags that it compared it; else the other, which it
/// compares, or we do.
fn upload_checksum(capabilities: Option<Capabilities>) -> UploadChecksum {
    match capabilities {
        Some(Capabilities { checksum_trailers: false, md5_etags: true, .. }) => UploadChecksum::Md5,
        _ => UploadChecksum::Crc64nvme,
    }
}

fn creation(
    entry: &CatalogEntry,
    person: &Person,
    gate: &Gate,
    mine: &[&BucketRecord],
) -> Option<Creation> {
    let patterns = gate.policy().creation_patterns(&entry.id);
    let personal_bucket = patterns.iter().find_map(|pattern| pattern.fixed_name(&person.handle))?;
    Some(Creation {
        personal_bucket_exists: mine
            .iter()
            .any(|record| record.bucket.name.as_str() == personal_bucket),
        personal_bucket,
        prefixes: patterns
            .iter()
            .filter_map(|pattern| pattern.free_prefix(&person.handle))
            .collect(),
    })
}
