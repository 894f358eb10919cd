//! Multipart uploads from their creation to their end.

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, ChecksumAlgorithm, ChecksumType,
    CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag, ListMultipartUploadsInput,
    ListMultipartUploadsOutput, MultipartUpload, ObjectCannedACL, StorageClass,
};
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::list::{Names, entries_max};
use super::put::refuse_unsupported;
use super::{bucket, owner, quoted};
use crate::store::attributes::attributes_of;
use crate::store::completion::{self, Completion, Listed};
use crate::store::conditions::WriteConditions;
use crate::store::digest::{Algorithm, Kind, announced_checksums, set_checksums};
use crate::store::failure::Failure;
use crate::store::history::check_markers;
use crate::store::listing::Query;
use crate::store::uploads::{self, Place, Upload};
use crate::store::{Inner, clock, random_hex, tags};

/// Random bytes of an upload's id: knowing one is knowing where to put parts.
const NAME_BYTES: usize = 16;

pub async fn create_multipart_upload(
    store: &Inner,
    request: S3Request<CreateMultipartUploadInput>,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let mut input = request.input;
    refuse_unsupported!(input);
    let asked = input.checksum_algorithm.as_ref();
    let algorithm = asked.map(|asked| Algorithm::from_name(asked.as_str())).transpose()?;
    let kind = kind(algorithm, input.checksum_type.as_ref())?;
    let upload = Upload {
        key: input.key.clone(),
        name: random_hex::<NAME_BYTES>().map_err(Failure::from)?,
        seq: 0,
        initiated_ms: 0,
        attributes: attributes_of!(input),
        tags: tags::parse_header(input.tagging.as_deref())?,
        algorithm,
        kind,
    };
    let upload_id = Some(upload.name.clone());
    let bucket = input.bucket.clone();
    store.writer.write(move |change| uploads::create(change, &bucket, &upload)).await?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id,
        checksum_algorithm: input.checksum_algorithm,
        checksum_type: algorithm.map(|_| ChecksumType::from_static(kind.name())),
        ..Default::default()
    }))
}

/// CRCs of parts can be combined into that of the object, hashes cannot; CRC64NVME always is.
fn kind(algorithm: Option<Algorithm>, asked: Option<&ChecksumType>) -> Result<Kind, Failure> {
    let asked = asked.map(ChecksumType::as_str);
    match (algorithm, asked) {
        (None, None)
        | (Some(Algorithm::Crc64nvme), None | Some(ChecksumType::FULL_OBJECT))
        | (Some(Algorithm::Crc32 | Algorithm::Crc32c), Some(ChecksumType::FULL_OBJECT)) => {
            Ok(Kind::Full)
        }
        (Some(algorithm), None | Some(ChecksumType::COMPOSITE))
            if algorithm != Algorithm::Crc64nvme =>
        {
            Ok(Kind::Composite)
        }
        _ => Err(Failure::Refused(
            S3ErrorCode::InvalidRequest,
            "The checksum type cannot be used with the checksum algorithm.",
        )),
    }
}

pub async fn complete_multipart_upload(
    store: &Inner,
    request: S3Request<CompleteMultipartUploadInput>,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let mut input = request.input;
    let place = Place { bucket: input.bucket, key: input.key, upload: input.upload_id };
    let parts = input.multipart_upload.take().and_then(|upload| upload.parts).unwrap_or_default();
    let announced = [
        input.checksum_crc32,
        input.checksum_crc32c,
        input.checksum_crc64nvme,
        input.checksum_sha1,
        input.checksum_sha256,
    ];
    let announced = Algorithm::ALL.into_iter().zip(announced);
    let completion = Completion {
        place: place.clone(),
        parts: parts.into_iter().map(listed).collect::<Result<_, _>>()?,
        conditions: WriteConditions {
            matching: input.if_match,
            none_matching: input.if_none_match,
        },
        announced: announced.filter_map(|(algorithm, value)| Some((algorithm, value?))).collect(),
        size: input.mpu_object_size.and_then(|size| u64::try_from(size).ok()),
    };
    let completed =
        store.writer.write(move |change| completion::complete(change, &completion)).await?;
    let mut output = CompleteMultipartUploadOutput {
        location: Some(format!("/{}/{}", place.bucket, place.key)),
        bucket: Some(place.bucket),
        key: Some(place.key),
        e_tag: Some(quoted(completed.etag)),
        version_id: completed.version_id,
        checksum_type: Some(ChecksumType::from_static(completed.checksums.kind.name())),
        ..Default::default()
    };
    set_checksums!(output, completed.checksums);
    Ok(S3Response::new(output))
}

fn listed(mut part: CompletedPart) -> Result<Listed, Failure> {
    Ok(Listed {
        number: part.part_number.unwrap_or(0),
        etag: part.e_tag.take().map(ETag::into_value).unwrap_or_default(),
        checksums: announced_checksums!(part)?,
    })
}

pub async fn abort_multipart_upload(
    store: &Inner,
    request: S3Request<AbortMultipartUploadInput>,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let AbortMultipartUploadInput { bucket, key, upload_id, .. } = request.input;
    let place = Place { bucket, key, upload: upload_id };
    store.write_to_free(move |change| uploads::abort(change, &place)).await?;
    Ok(S3Response::with_status(AbortMultipartUploadOutput::default(), http::StatusCode::NO_CONTENT))
}

pub async fn list_multipart_uploads(
    store: &Inner,
    request: S3Request<ListMultipartUploadsInput>,
) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
    let input = request.input;
    let names = Names::of(input.encoding_type.as_ref())?;
    let bucket = bucket::found(store, &input.bucket).await?;
    let entries_max = entries_max(input.max_uploads)?;
    // S3 ignores the id without the key.
    let _ = check_markers(input.key_marker.as_deref(), input.upload_id_marker.as_deref());
    let asked = input.clone();
    let read = store.readers.read(move |records| {
        let query = Query {
            prefix: asked.prefix.as_deref().unwrap_or_default(),
            delimiter: asked.delimiter.as_deref().unwrap_or_default(),
            after: asked.key_marker.as_deref().unwrap_or_default(),
            entries_max,
        };
        let after_upload = asked.upload_id_marker.as_deref().filter(|id| !id.is_empty());
        uploads::list(records, bucket.id, query, after_upload)
    });
    let page = read.await?;
    let next_upload_id_marker = page
        .next_after
        .as_ref()
        .and_then(|after| page.entries.last().filter(|last| last.key == *after))
        .map(|last| last.name.clone());
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        common_prefixes: Some(names.write_all(&page.prefixes)),
        delimiter: input.delimiter.map(|delimiter| names.write(&delimiter)),
        encoding_type: input.encoding_type,
        is_truncated: Some(page.next_after.is_some()),
        key_marker: Some(names.write(&input.key_marker.unwrap_or_default())),
        max_uploads: i32::try_from(entries_max).ok(),
        next_key_marker: page.next_after.as_deref().map(|after| names.write(after)),
        next_upload_id_marker,
        prefix: Some(names.write(&input.prefix.unwrap_or_default())),
        upload_id_marker: input.upload_id_marker,
        uploads: Some(page.entries.into_iter().map(|upload| told(upload, names)).collect()),
        ..Default::default()
    }))
}

fn told(upload: Upload, names: Names) -> MultipartUpload {
    MultipartUpload {
        checksum_algorithm: upload
            .algorithm
            .map(|algorithm| ChecksumAlgorithm::from_static(algorithm.name())),
        checksum_type: upload.algorithm.map(|_| ChecksumType::from_static(upload.kind.name())),
        initiated: Some(clock::timestamp(upload.initiated_ms)),
        key: Some(names.write(&upload.key)),
        owner: Some(owner()),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        upload_id: Some(upload.name),
        ..Default::default()
    }
}
