//! Snippets for Python.

use crate::place::{Format, Place, What};
use crate::quoting::literal;

pub fn boto3(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key] = account(place);
    let bucket = literal(&place.bucket);
    let act = match &place.what {
        What::Object(key) => {
            let (key, file) = (literal(key), literal(place.file_name()));
            format!("s3.download_file({bucket}, {key}, {file})\n")
        }
        What::Bucket | What::Folder(_) => {
            let prefix = literal(place.prefix());
            format!(
                "pages = s3.get_paginator(\"list_objects_v2\")\n\
                 for page in pages.paginate(Bucket={bucket}, Prefix={prefix}):\n    \
                 for item in page.get(\"Contents\", []):\n        \
                 print(item[\"Size\"], item[\"Key\"])\n"
            )
        }
    };
    let token = token(place, "aws_session_token=");
    format!(
        "import boto3\n\
         from botocore.config import Config\n\n\
         s3 = boto3.client(\n    \
         \"s3\",\n    \
         endpoint_url={endpoint},\n    \
         region_name={region},\n    \
         aws_access_key_id={access_key},\n    \
         aws_secret_access_key={secret_key},\n    \
         {token}config=Config(s3={{\"addressing_style\": \"path\"}}),\n\
         )\n{act}"
    )
}

/// pandas reads from an open file, because an address would have to be without `?`, `#` and `::`.
pub fn pandas(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key] = account(place);
    let path = literal(&place.path());
    // A name would tell; an open file does not.
    let packed = if place.is_gzip() { ", compression=\"gzip\"" } else { "" };
    let read = match place.format() {
        Format::Csv => format!("read_csv(file{packed})"),
        Format::Tsv => format!("read_csv(file, sep=\"\\t\"{packed})"),
        Format::Parquet => "read_parquet(file)".to_owned(),
        Format::JsonLines => format!("read_json(file, lines=True{packed})"),
        Format::Json => format!("read_json(file{packed})"),
        Format::Other => String::new(),
    };
    let (import, act) = match (&place.what, place.format()) {
        (What::Object(_), Format::Other) => (
            "",
            format!(
                "with s3.open({path}, \"rb\") as file:\n    data = file.read()\nprint(len(data))\n"
            ),
        ),
        (What::Object(_), _) => (
            "import pandas as pd\n",
            format!("with s3.open({path}, \"rb\") as file:\n    table = pd.{read}\nprint(table)\n"),
        ),
        (What::Bucket | What::Folder(_), _) => (
            "",
            format!(
                "for path, item in s3.find({path}, detail=True).items():\n    print(item[\"size\"], path)\n"
            ),
        ),
    };
    let token = token(place, "token=");
    format!(
        "{import}import s3fs\n\n\
         s3 = s3fs.S3FileSystem(\n    \
         endpoint_url={endpoint},\n    \
         key={access_key},\n    \
         secret={secret_key},\n    \
         {token}client_kwargs={{\"region_name\": {region}}},\n    \
         config_kwargs={{\"s3\": {{\"addressing_style\": \"path\"}}}},\n\
         )\n{act}"
    )
}

pub fn polars(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key] = account(place);
    let uri = literal(&place.uri());
    let act = match (&place.what, place.format()) {
        (What::Object(_), Format::Csv) => {
            format!("scan_csv({uri}, storage_options=account, glob=False)")
        }
        (What::Object(_), Format::Tsv) => {
            format!("scan_csv({uri}, storage_options=account, glob=False, separator=\"\\t\")")
        }
        (What::Object(_), Format::JsonLines | Format::Json | Format::Other) => {
            format!("scan_ndjson({uri}, storage_options=account)")
        }
        _ => format!("scan_parquet({uri}, storage_options=account, glob=False)"),
    };
    let token = token(place, "\"aws_session_token\": ");
    let plain = if place.is_https() { "" } else { "    \"aws_allow_http\": \"true\",\n" };
    format!(
        "import polars as pl\n\n\
         account = {{\n    \
         \"aws_endpoint_url\": {endpoint},\n    \
         \"aws_region\": {region},\n    \
         \"aws_access_key_id\": {access_key},\n    \
         \"aws_secret_access_key\": {secret_key},\n    \
         {token}\"aws_virtual_hosted_style_request\": \"false\",\n\
         {plain}\
         }}\n\
         table = pl.{act}\n\
         print(table.collect())\n"
    )
}

pub fn pyarrow(place: &Place) -> String {
    let [endpoint, region, access_key, secret_key] = account(place);
    let path = literal(&place.path());
    let open = format!("with s3.open_input_stream({path}) as file:\n    ");
    let (import, act) = match (&place.what, place.format()) {
        (What::Bucket | What::Folder(_), _) => {
            let path = literal(place.path().trim_end_matches('/'));
            (
                "fs",
                format!(
                    "for item in s3.get_file_info(fs.FileSelector({path}, recursive=True)):\n    \
                     print(item.size, item.path)\n"
                ),
            )
        }
        (What::Object(_), Format::Csv) => {
            ("csv, fs", format!("{open}table = csv.read_csv(file)\nprint(table)\n"))
        }
        (What::Object(_), Format::Tsv) => (
            "csv, fs",
            format!(
                "tabs = csv.ParseOptions(delimiter=\"\\t\")\n\
                 {open}table = csv.read_csv(file, parse_options=tabs)\nprint(table)\n"
            ),
        ),
        (What::Object(_), Format::Parquet) => (
            "fs, parquet",
            format!("table = parquet.read_table({path}, filesystem=s3)\nprint(table)\n"),
        ),
        (What::Object(_), Format::JsonLines) => {
            ("fs, json", format!("{open}table = json.read_json(file)\nprint(table)\n"))
        }
        (What::Object(_), Format::Json | Format::Other) => {
            ("fs", format!("{open}data = file.read()\nprint(len(data))\n"))
        }
    };
    let token = token(place, "session_token=");
    format!(
        "from pyarrow import {import}\n\n\
         s3 = fs.S3FileSystem(\n    \
         endpoint_override={endpoint},\n    \
         region={region},\n    \
         access_key={access_key},\n    \
         secret_key={secret_key},\n    \
         {token}force_virtual_addressing=False,\n\
         )\n{act}"
    )
}

/// Endpoint, region, access key and secret, as literals.
fn account(place: &Place) -> [String; 4] {
    [&place.endpoint, &place.region, &place.access_key, &place.secret_key]
        .map(|value| literal(value))
}

/// The session token where there is one, in a line of its own after its name.
fn token(place: &Place, name: &str) -> String {
    let line = |token: &String| format!("{name}{},\n    ", literal(token));
    place.session_token.as_ref().map(line).unwrap_or_default()
}
