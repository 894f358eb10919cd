//! Listing versions and delete markers.

use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result};

use super::list::{Names, entries_max};
use super::{bucket, owner, quoted};
use crate::store::history::{self, Entry, check_markers};
use crate::store::listing::Query;
use crate::store::{Inner, clock};

pub async fn list_object_versions(
    store: &Inner,
    request: S3Request<ListObjectVersionsInput>,
) -> S3Result<S3Response<ListObjectVersionsOutput>> {
    let input = request.input;
    let names = Names::of(input.encoding_type.as_ref())?;
    let entries_max = entries_max(input.max_keys)?;
    check_markers(input.key_marker.as_deref(), input.version_id_marker.as_deref())?;
    let bucket = bucket::found(store, &input.bucket).await?;
    let asked = input.clone();
    let read = store.readers.read(move |records| {
        let query = Query {
            prefix: asked.prefix.as_deref().unwrap_or_default(),
            delimiter: asked.delimiter.as_deref().unwrap_or_default(),
            after: asked.key_marker.as_deref().unwrap_or_default(),
            entries_max,
        };
        let after_version = asked.version_id_marker.as_deref().filter(|id| !id.is_empty());
        history::versions(records, bucket.id, query, after_version)
    });
    let page = read.await?;
    let next_version_id_marker = page
        .next_after
        .as_ref()
        .and_then(|after| page.entries.last().filter(|last| last.key == *after))
        .map(|last| id(last));
    let (markers, versions): (Vec<_>, Vec<_>) =
        page.entries.into_iter().partition(|entry| entry.marker);
    Ok(S3Response::new(ListObjectVersionsOutput {
        common_prefixes: names.write_all(&page.prefixes),
        delete_markers: Some(markers.into_iter().map(|entry| marker(&entry, names)).collect()),
        versions: Some(versions.into_iter().map(|entry| version(entry, names)).collect()),
        delimiter: input.delimiter.map(|delimiter| names.write(&delimiter)),
        encoding_type: input.encoding_type,
        is_truncated: Some(page.next_after.is_some()),
        key_marker: Some(names.write(&input.key_marker.unwrap_or_default())),
        max_keys: i32::try_from(entries_max).ok(),
        name: Some(input.bucket),
        next_key_marker: page.next_after.as_deref().map(|after| names.write(after)),
        next_version_id_marker,
        prefix: Some(names.write(&input.prefix.unwrap_or_default())),
        version_id_marker: input.version_id_marker,
        ..Default::default()
    }))
}

fn id(entry: &Entry) -> String {
    entry.version.clone().unwrap_or_else(|| "null".to_owned())
}

fn marker(entry: &Entry, names: Names) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        is_latest: Some(entry.newest),
        key: Some(names.write(&entry.key)),
        last_modified: Some(clock::timestamp(entry.modified_ms)),
        owner: owner(),
        version_id: Some(id(entry)),
    }
}

fn version(entry: Entry, names: Names) -> ObjectVersion {
    ObjectVersion {
        version_id: Some(id(&entry)),
        is_latest: Some(entry.newest),
        key: Some(names.write(&entry.key)),
        last_modified: Some(clock::timestamp(entry.modified_ms)),
        owner: owner(),
        size: i64::try_from(entry.size).ok(),
        storage_class: Some(ObjectVersionStorageClass::from_static(
            ObjectVersionStorageClass::STANDARD,
        )),
        e_tag: quoted(entry.etag),
        ..Default::default()
    }
}
