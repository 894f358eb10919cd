//! Objects in parts: begun, asked about, put together, given up. What carries the parts is in [`super::transfer`].

use gateway_api::{
    ArrivedParts, CompleteUpload, NextUploads, StartedUpload, StoredObject, UnfinishedUploads,
};

use super::Error;
use super::send::{Method, change, read, submit_patiently};
use super::transfer::Over;
use crate::links::api;

/// Begins one.
pub async fn start_upload(instance: &str, bucket: &str, key: &str) -> Result<StartedUpload, Error> {
    change(Method::Post, &api::uploads(instance, bucket, key)).await
}

/// What has arrived of an upload; with `after`, from the part that follows on.
pub async fn arrived_parts(
    instance: &str,
    bucket: &str,
    key: &str,
    upload: &str,
    after: Option<u16>,
) -> Result<ArrivedParts, Error> {
    read(&api::arrived_parts(instance, bucket, key, upload, after)).await
}

/// Joins the parts; `over` says what that may replace.
pub async fn complete_upload(
    instance: &str,
    bucket: &str,
    key: &str,
    upload: &str,
    parts: &CompleteUpload,
    over: Over<'_>,
) -> Result<StoredObject, Error> {
    let address = api::complete_upload(instance, bucket, key, upload);
    submit_patiently(&address, parts, over.condition()).await
}

/// What was begun and not ended below a prefix, by whomever, from where a page ended on.
pub async fn unfinished_uploads(
    instance: &str,
    bucket: &str,
    prefix: &str,
    after: Option<&NextUploads>,
) -> Result<UnfinishedUploads, Error> {
    let after = after
        .map(|next| (next.after_key.as_str(), next.after_upload.as_deref().unwrap_or_default()));
    read(&api::unfinished_uploads(instance, bucket, prefix, after)).await
}

/// Gives an upload up and frees its parts.
pub async fn abort_upload(
    instance: &str,
    bucket: &str,
    key: &str,
    upload: &str,
) -> Result<(), Error> {
    change(Method::Delete, &api::upload(instance, bucket, key, upload)).await
}
