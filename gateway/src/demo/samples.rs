//! The sample public datasets: made by the project (scripts/datasets), inside the binary, placed at the first start.

use std::path::Path;

use embedded::store::Store;
use rust_embed::Embed;

use super::Error;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/datasets"]
struct Samples;

/// Puts the samples at the first start. What somebody changed, added or deleted since stays so: once all are there,
/// `placed` says it, and nothing is placed again.
pub async fn place(store: &Store, placed: &Path) -> Result<(), Error> {
    if placed.exists() {
        return Ok(());
    }
    for path in Samples::iter() {
        let Some((bucket, key)) = path.split_once('/') else { continue };
        let Some(file) = Samples::get(&path) else { continue };
        store.ensure_bucket(bucket).await?;
        store.put(bucket, key, Some(content_type(key)), file.data.into_owned().into()).await?;
    }
    std::fs::write(placed, "").map_err(|source| Error::Folder { path: placed.to_owned(), source })
}

fn content_type(key: &str) -> &'static str {
    match key.rsplit('.').next() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        Some("parquet") => "application/vnd.apache.parquet",
        Some("ndjson") => "application/x-ndjson",
        Some("geojson") => "application/geo+json",
        _ => mime_guess::from_path(key).first_raw().unwrap_or("application/octet-stream"),
    }
}
