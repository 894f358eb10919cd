//! Snippets for R.

use crate::place::{Format, Place, What};
use crate::quoting::literal;

pub fn arrow(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key, bucket] = account(place);
    let act = match &place.what {
        What::Bucket => "bucket$ls(recursive = TRUE)\n".to_owned(),
        What::Folder(prefix) => {
            format!("bucket$ls({}, recursive = TRUE)\n", literal(prefix.trim_end_matches('/')))
        }
        What::Object(key) => {
            let path = format!("bucket$path({})", literal(key));
            let read = match Format::of(key) {
                Format::Csv => format!("read_csv_arrow({path})"),
                Format::Tsv => format!("read_tsv_arrow({path})"),
                Format::Parquet => format!("read_parquet({path})"),
                Format::JsonLines => format!("read_json_arrow({path})"),
                Format::Json | Format::Other => {
                    format!("bucket$OpenInputStream({})$Read()", literal(key))
                }
            };
            format!("data <- {read}\n")
        }
    };
    let token = token(place, "  ");
    format!(
        "library(arrow)\n\n\
         bucket <- s3_bucket(\n  \
         {bucket},\n  \
         endpoint_override = {endpoint},\n  \
         region = {region},\n  \
         access_key = {access_key},\n  \
         secret_key = {secret_key}{token}\n\
         )\n{act}"
    )
}

pub fn paws(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key, bucket] = account(place);
    let act = match &place.what {
        What::Object(key) => format!(
            "s3$download_file(Bucket = {bucket}, Key = {}, Filename = {})\n",
            literal(key),
            literal(place.file_name())
        ),
        What::Bucket | What::Folder(_) => format!(
            "s3$list_objects_v2(Bucket = {bucket}, Prefix = {})$Contents\n",
            literal(place.prefix())
        ),
    };
    let token = token(place, "    ");
    format!(
        "s3 <- paws::s3(config = list(\n  \
         endpoint = {endpoint},\n  \
         region = {region},\n  \
         s3_force_path_style = TRUE,\n  \
         credentials = list(creds = list(\n    \
         access_key_id = {access_key},\n    \
         secret_access_key = {secret_key}{token}\n  \
         ))\n\
         ))\n{act}"
    )
}

/// Endpoint, region, access key, secret and bucket, as literals.
fn account(place: &Place) -> [String; 5] {
    [&place.endpoint, &place.region, &place.access_key, &place.secret_key, &place.bucket]
        .map(|value| literal(value))
}

/// The session token where there is one, as one argument more in a line of its own.
fn token(place: &Place, margin: &str) -> String {
    let line = |token: &String| format!(",\n{margin}session_token = {}", literal(token));
    place.session_token.as_ref().map(line).unwrap_or_default()
}
