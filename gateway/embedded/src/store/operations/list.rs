//! Listing the newest versions of a bucket, in both versions of the operation.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::{owner, quoted};
use crate::store::failure::Failure;
use crate::store::listing::{self, Listed, PAGE_ENTRIES_MAX, Page, Query};
use crate::store::{Inner, buckets, clock};

/// What `encoding-type=url` leaves as it is. XML cannot carry every character a key may hold, so
/// programs ask for names in this encoding.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// How names are written into an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    AsTheyAre,
    Encoded,
}

impl Names {
    pub fn of(encoding_type: Option<&EncodingType>) -> Result<Self, Failure> {
        match encoding_type.map(EncodingType::as_str) {
            None => Ok(Self::AsTheyAre),
            Some(EncodingType::URL) => Ok(Self::Encoded),
            Some(_) => Err(Failure::Refused(
                S3ErrorCode::InvalidArgument,
                "Invalid Encoding Method specified in Request",
            )),
        }
    }

    pub fn write(self, name: &str) -> String {
        match self {
            Self::AsTheyAre => name.to_owned(),
            Self::Encoded => utf8_percent_encode(name, PLAIN).to_string(),
        }
    }

    pub fn write_all(self, prefixes: &[String]) -> Option<Vec<CommonPrefix>> {
        let written = prefixes.iter().map(|prefix| self.write(prefix));
        Some(written.map(|prefix| CommonPrefix { prefix: Some(prefix) }).collect())
    }
}

/// `max-keys` and its kin: 1,000 when absent, never more.
pub fn entries_max(asked: Option<i32>) -> Result<usize, Failure> {
    usize::try_from(asked.unwrap_or(1000)).map(|asked| asked.min(PAGE_ENTRIES_MAX)).map_err(|_| {
        Failure::Refused(
            S3ErrorCode::InvalidArgument,
            "The number of entries asked for must be an integer between 0 and 2147483647.",
        )
    })
}

/// What both versions of the operation ask for.
struct Asked {
    bucket: String,
    prefix: String,
    delimiter: String,
    after: String,
    entries_max: usize,
}

async fn page(store: &Inner, asked: Asked) -> Result<Page<Listed>, Failure> {
    let read = store.readers.read(move |records| {
        let bucket = buckets::find(records, &asked.bucket)?;
        let query = Query {
            prefix: &asked.prefix,
            delimiter: &asked.delimiter,
            after: &asked.after,
            entries_max: asked.entries_max,
        };
        listing::objects(records, bucket.id, query)
    });
    read.await
}

pub async fn list_objects(
    store: &Inner,
    request: S3Request<ListObjectsInput>,
) -> S3Result<S3Response<ListObjectsOutput>> {
    let input = request.input;
    let names = Names::of(input.encoding_type.as_ref())?;
    let asked = Asked {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        after: input.marker.clone().unwrap_or_default(),
        entries_max: entries_max(input.max_keys)?,
    };
    let max_keys = i32::try_from(asked.entries_max).ok();
    let page = page(store, asked).await?;
    // S3 tells where to go on only for rolled-up listings; telling it always misleads nobody.
    let next_marker = page.next_after.as_deref().map(|after| names.write(after));
    Ok(S3Response::new(ListObjectsOutput {
        name: Some(input.bucket),
        prefix: Some(names.write(&input.prefix.unwrap_or_default())),
        marker: Some(names.write(&input.marker.unwrap_or_default())),
        max_keys,
        is_truncated: Some(next_marker.is_some()),
        next_marker,
        common_prefixes: names.write_all(&page.prefixes),
        contents: Some(
            page.entries.into_iter().map(|listed| object(listed, names, true)).collect(),
        ),
        delimiter: input.delimiter.map(|delimiter| names.write(&delimiter)),
        encoding_type: input.encoding_type,
        ..Default::default()
    }))
}

pub async fn list_objects_v2(
    store: &Inner,
    request: S3Request<ListObjectsV2Input>,
) -> S3Result<S3Response<ListObjectsV2Output>> {
    let input = request.input;
    let names = Names::of(input.encoding_type.as_ref())?;
    let after = match &input.continuation_token {
        Some(token) => from_token(token)?,
        None => input.start_after.clone().unwrap_or_default(),
    };
    let asked = Asked {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        after,
        entries_max: entries_max(input.max_keys)?,
    };
    let max_keys = i32::try_from(asked.entries_max).ok();
    let page = page(store, asked).await?;
    let with_owner = input.fetch_owner == Some(true);
    let key_count = i32::try_from(page.entries.len() + page.prefixes.len()).ok();
    let contents = page.entries.into_iter().map(|listed| object(listed, names, with_owner));
    Ok(S3Response::new(ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(names.write(&input.prefix.unwrap_or_default())),
        max_keys,
        key_count,
        continuation_token: input.continuation_token,
        is_truncated: Some(page.next_after.is_some()),
        next_continuation_token: page.next_after.as_deref().map(to_token),
        common_prefixes: names.write_all(&page.prefixes),
        contents: Some(contents.collect()),
        delimiter: input.delimiter.map(|delimiter| names.write(&delimiter)),
        encoding_type: input.encoding_type,
        start_after: input.start_after.map(|after| names.write(&after)),
        ..Default::default()
    }))
}

fn object(listed: Listed, names: Names, with_owner: bool) -> Object {
    Object {
        key: Some(names.write(&listed.key)),
        size: i64::try_from(listed.size).ok(),
        e_tag: quoted(listed.etag),
        last_modified: Some(clock::timestamp(listed.modified_ms)),
        owner: with_owner.then(owner).flatten(),
        storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
        ..Default::default()
    }
}

/// The last name of a page, in letters that need no encoding anywhere.
fn to_token(after: &str) -> String {
    URL_SAFE_NO_PAD.encode(after)
}

fn from_token(token: &str) -> Result<String, Failure> {
    let after = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    after.ok_or(Failure::Refused(
        S3ErrorCode::InvalidArgument,
        "The continuation token provided is incorrect",
    ))
}
