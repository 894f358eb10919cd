//! Parts of multipart uploads.

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::list::entries_max;
use super::put::announced;
use super::{copy, owner, quoted};
use crate::store::digest::{Announced, announced_checksums, set_checksums};
use crate::store::failure::Failure;
use crate::store::intake::{self, Home, Received};
use crate::store::uploads::{self, Place};
use crate::store::{Inner, clock};

pub async fn upload_part(
    store: &Inner,
    request: S3Request<UploadPartInput>,
) -> S3Result<S3Response<UploadPartOutput>> {
    let mut input = request.input;
    uploads::check_number(input.part_number)?;
    let mut announced = announced(
        &request.headers,
        input.content_length,
        input.content_md5.as_deref(),
        announced_checksums!(input)?,
        input.checksum_algorithm.as_ref(),
    )?;
    let place = Place { bucket: input.bucket, key: input.key, upload: input.upload_id };
    want_checksum(store, &place, &mut announced).await?;
    let body = input.body.ok_or(Failure::Closed)?;
    let received =
        intake::receive(store, body, announced, request.trailing_headers, Home::Blob).await?;
    let (etag, checksums) = (received.etag(), received.checksums.clone());
    record(store, place, input.part_number, received).await?;
    let mut output = UploadPartOutput { e_tag: quoted(etag), ..Default::default() };
    set_checksums!(output, checksums);
    Ok(S3Response::new(output))
}

pub async fn upload_part_copy(
    store: &Inner,
    request: S3Request<UploadPartCopyInput>,
) -> S3Result<S3Response<UploadPartCopyOutput>> {
    let mut input = request.input;
    uploads::check_number(input.part_number)?;
    let mut announced = Announced::default();
    let place = Place { bucket: input.bucket, key: input.key, upload: input.upload_id };
    want_checksum(store, &place, &mut announced).await?;
    let conditions = copy::source_conditions!(input);
    let (source, _) = copy::source(store, &input.copy_source, conditions).await?;
    let size = source.opened.version.size;
    let span = match input.copy_source_range.as_deref() {
        Some(range) => source_range(range, size)?,
        None => 0..size,
    };
    announced.size = Some(span.end - span.start);
    let body = source.opened.stream(store, span);
    let received = intake::receive(store, body, announced, None, Home::Blob).await?;
    let (etag, checksums) = (received.etag(), received.checksums.clone());
    let modified_ms = record(store, place, input.part_number, received).await?;
    let mut result = CopyPartResult {
        e_tag: quoted(etag),
        last_modified: Some(clock::timestamp(modified_ms)),
        ..Default::default()
    };
    set_checksums!(result, checksums);
    Ok(S3Response::new(UploadPartCopyOutput {
        copy_part_result: Some(result),
        copy_source_version_id: source.version_id,
        ..Default::default()
    }))
}

/// Both ends of the range must be given and lie within the source.
fn source_range(range: &str, size: u64) -> Result<std::ops::Range<u64>, Failure> {
    match Range::parse(range) {
        Ok(Range::Int { first, last: Some(last) }) if last < size => Ok(first..last + 1),
        Ok(Range::Int { last: Some(_), .. }) => Err(Failure::Refused(
            S3ErrorCode::InvalidRange,
            "The range of the source is not within it.",
        )),
        _ => Err(Failure::Refused(
            S3ErrorCode::InvalidArgument,
            "The x-amz-copy-source-range value must be of the form bytes=first-last.",
        )),
    }
}

/// The upload must be there before the body is asked for; its checksum is computed for each part.
async fn want_checksum(
    store: &Inner,
    place: &Place,
    announced: &mut Announced,
) -> Result<(), Failure> {
    let place = place.clone();
    let found = store.readers.read(move |records| uploads::find(records, &place));
    let (_, upload) = found.await?;
    announced.wanted.push(upload.part_algorithm());
    Ok(())
}

async fn record(
    store: &Inner,
    place: Place,
    number: i32,
    received: Received,
) -> Result<i64, Failure> {
    let put = store.writer.write(move |change| {
        uploads::put_part(change, &place, number, received)?;
        Ok(change.now_ms)
    });
    put.await
}

pub async fn list_parts(
    store: &Inner,
    request: S3Request<ListPartsInput>,
) -> S3Result<S3Response<ListPartsOutput>> {
    let ListPartsInput { bucket, key, upload_id, max_parts, part_number_marker, .. } =
        request.input;
    let parts_max = entries_max(max_parts)?;
    let after = part_number_marker.unwrap_or(0);
    let place = Place { bucket, key, upload: upload_id };
    let asked = place.clone();
    let read = store.readers.read(move |records| {
        let (_, upload) = uploads::find(records, &asked)?;
        let count_max = u32::try_from(parts_max + 1).unwrap_or(u32::MAX);
        let parts = uploads::parts(records, upload.seq, after, count_max)?;
        Ok((upload, parts))
    });
    let (upload, mut parts) = read.await?;
    let is_truncated = parts_max < parts.len();
    parts.truncate(parts_max);
    let next_part_number_marker = parts.last().map(|part| part.number).filter(|_| is_truncated);
    let told = parts.into_iter().map(|part| {
        let mut told = Part {
            e_tag: quoted(part.etag),
            last_modified: Some(clock::timestamp(part.modified_ms)),
            part_number: Some(part.number),
            size: i64::try_from(part.size).ok(),
            ..Default::default()
        };
        set_checksums!(told, part.checksums);
        told
    });
    Ok(S3Response::new(ListPartsOutput {
        parts: Some(told.collect()),
        bucket: Some(place.bucket),
        key: Some(place.key),
        upload_id: Some(place.upload),
        checksum_algorithm: upload
            .algorithm
            .map(|algorithm| ChecksumAlgorithm::from_static(algorithm.name())),
        checksum_type: upload.algorithm.map(|_| ChecksumType::from_static(upload.kind.name())),
        is_truncated: Some(is_truncated),
        max_parts: i32::try_from(parts_max).ok(),
        next_part_number_marker,
        owner: owner(),
        part_number_marker: Some(after),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        ..Default::default()
    }))
}
