//! `GetObjectAttributes`: what is known of an object, its checksums and parts.

use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result};

use super::{bucket, quoted, told_version};
use crate::store::digest::{Kind, set_checksums};
use crate::store::operations::list::entries_max;
use crate::store::versions::{self, Segment, Version};
use crate::store::{Inner, clock};

pub async fn get_object_attributes(
    store: &Inner,
    request: S3Request<GetObjectAttributesInput>,
) -> S3Result<S3Response<GetObjectAttributesOutput>> {
    let input = request.input;
    let bucket = bucket::found(store, &input.bucket).await?;
    let read = store.readers.read(move |records| {
        let key = &input.key;
        let version = versions::find(records, bucket.id, key, input.version_id.as_deref())?;
        let segments = versions::segments(records, version.seq)?;
        Ok((version, segments))
    });
    let (version, segments) = read.await?;
    // s3s splits lines of the header, not the list within one.
    let listed = input.object_attributes.iter().flat_map(|line| line.as_str().split(','));
    let listed: Vec<&str> = listed.map(str::trim).collect();
    let asked = |name: &str| listed.contains(&name);
    let standard = || StorageClass::from_static(StorageClass::STANDARD);
    let parts = if asked(ObjectAttributes::OBJECT_PARTS) && version.parts.is_some() {
        let marker = input.part_number_marker.unwrap_or(0);
        Some(object_parts(&version, &segments, marker, entries_max(input.max_parts)?))
    } else {
        None
    };
    Ok(S3Response::new(GetObjectAttributesOutput {
        checksum: asked(ObjectAttributes::CHECKSUM).then(|| checksum(&version)),
        e_tag: asked(ObjectAttributes::ETAG).then(|| quoted(&version.etag)).flatten(),
        last_modified: Some(clock::timestamp(version.modified_ms)),
        object_parts: parts,
        object_size: i64::try_from(version.size)
            .ok()
            .filter(|_| asked(ObjectAttributes::OBJECT_SIZE)),
        storage_class: asked(ObjectAttributes::STORAGE_CLASS).then(standard),
        version_id: told_version(bucket.versioning, version.version),
        ..Default::default()
    }))
}

fn checksum(version: &Version) -> Checksum {
    let checksums = version.attributes.checksums.clone();
    let mut checksum = Checksum {
        checksum_type: Some(ChecksumType::from_static(checksums.kind.name())),
        ..Default::default()
    };
    set_checksums!(checksum, checksums);
    checksum
}

/// S3 tells the parts one by one only where each has a checksum of its own that counts.
fn object_parts(
    version: &Version,
    segments: &[Segment],
    marker: i32,
    parts_max: usize,
) -> GetObjectAttributesParts {
    let after = |segment: &&Segment| i64::from(marker) < i64::from(segment.number);
    let rest: Vec<&Segment> = segments.iter().filter(after).collect();
    let page = &rest[..parts_max.min(rest.len())];
    let number = |segment: &Segment| i32::try_from(segment.number).ok();
    let composite = version.attributes.checksums.kind == Kind::Composite;
    let told = page.iter().map(|segment| {
        let mut part = ObjectPart {
            part_number: number(segment),
            size: i64::try_from(segment.size).ok(),
            ..Default::default()
        };
        set_checksums!(part, segment.checksums.clone());
        part
    });
    GetObjectAttributesParts {
        is_truncated: Some(page.len() < rest.len()),
        max_parts: i32::try_from(parts_max).ok(),
        next_part_number_marker: page.last().and_then(|segment| number(segment)),
        part_number_marker: Some(marker),
        parts: composite.then(|| told.collect()),
        total_parts_count: i32::try_from(segments.len()).ok(),
    }
}
