//! A link as it stands in its row.

use std::collections::BTreeSet;

use gateway_api::UploadTerms;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::super::rows::{self, Seconds};
use super::super::{Error, people};
use super::{LinkFace, LinkRecord, UsableLink};
use crate::policy::{Items, KeyPrefix, LinkId, LinkKind, ShareLink};
use crate::s3::names::Key;

/// Of [`record`].
pub(super) const COLUMNS: &str = "id, id_hash, address, sharer, instance, bucket, keys, prefixes, \
    label, message_en, message_fr, view_only, downloads_max, password IS NOT NULL AS has_password, \
    opens, downloads, created_at, expires_at, last_used_at, upload, files, bytes";

const ITEMS: Error = Error::Unreadable("items of a link");
const TERMS: Error = Error::Unreadable("terms of an upload request");

impl ToSql for LinkId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for LinkId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

/// Keys and prefixes, as JSON arrays; a link to a whole bucket has one prefix, the empty one.
pub(super) fn written(items: &Items) -> Result<(String, String), Error> {
    let (keys, prefixes): (Vec<&str>, Vec<&str>) = match items {
        Items::WholeBucket => (Vec::new(), vec![""]),
        Items::These { keys, prefixes } => (
            keys.iter().map(Key::as_str).collect(),
            prefixes.iter().map(KeyPrefix::as_str).collect(),
        ),
    };
    let text = |list: Vec<&str>| serde_json::to_string(&list).map_err(|_| ITEMS);
    Ok((text(keys)?, text(prefixes)?))
}

/// A JSON object; nothing for links that open what is there.
pub(super) fn written_terms(terms: Option<&UploadTerms>) -> Result<Option<String>, Error> {
    terms.map(serde_json::to_string).transpose().map_err(|_| TERMS)
}

fn terms(row: &Row<'_>) -> Result<Option<UploadTerms>, Error> {
    let text: Option<String> = row.get("upload")?;
    text.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| TERMS)
}

fn items(row: &Row<'_>) -> Result<Items, Error> {
    let list = |column: &str| -> Result<Vec<String>, Error> {
        let text: String = row.get(column)?;
        serde_json::from_str(&text).map_err(|_| ITEMS)
    };
    let (keys, prefixes) = (list("keys")?, list("prefixes")?);
    if prefixes.iter().any(String::is_empty) {
        return Ok(Items::WholeBucket);
    }
    let keys: Result<BTreeSet<Key>, _> = keys.into_iter().map(Key::parse).collect();
    let prefixes: Result<BTreeSet<KeyPrefix>, _> =
        prefixes.iter().map(|prefix| KeyPrefix::parse(prefix)).collect();
    Ok(Items::These { keys: keys.map_err(|_| ITEMS)?, prefixes: prefixes.map_err(|_| ITEMS)? })
}

fn face(row: &Row<'_>) -> Result<LinkFace, Error> {
    Ok(LinkFace {
        label: row.get("label")?,
        message_en: row.get("message_en")?,
        message_fr: row.get("message_fr")?,
        view_only: row.get("view_only")?,
        downloads_max: row.get("downloads_max")?,
    })
}

pub(super) fn record(row: &Row<'_>) -> Result<LinkRecord, Error> {
    let (instance, bucket): (String, String) = (row.get("instance")?, row.get("bucket")?);
    Ok(LinkRecord {
        id: row.get("id")?,
        address_hash: row.get("id_hash")?,
        address: row.get("address")?,
        sharer: row.get("sharer")?,
        bucket: rows::bucket(&instance, &bucket)?,
        items: items(row)?,
        upload: terms(row)?,
        face: face(row)?,
        has_password: row.get("has_password")?,
        opens: count(row, "opens")?,
        downloads: count(row, "downloads")?,
        files: count(row, "files")?,
        bytes: count(row, "bytes")?,
        created_at: row.get::<_, Seconds>("created_at")?.0,
        expires_at: row.get::<_, Option<Seconds>>("expires_at")?.map(|seconds| seconds.0),
        last_used_at: row.get::<_, Option<Seconds>>("last_used_at")?.map(|seconds| seconds.0),
    })
}

/// Joined with its sharer.
pub(super) fn usable(row: &Row<'_>) -> Result<UsableLink, Error> {
    let (instance, bucket): (String, String) = (row.get("instance")?, row.get("bucket")?);
    let (face, upload) = (face(row)?, terms(row)?);
    Ok(UsableLink {
        link: ShareLink {
            id: row.get("link")?,
            kind: match upload {
                Some(_) => LinkKind::Upload,
                None => LinkKind::Read { view_only: face.view_only },
            },
            bucket: rows::bucket(&instance, &bucket)?,
            items: items(row)?,
            until: row.get::<_, Option<Seconds>>("expires_at")?.map(|seconds| seconds.0),
            sharer: people::read_own(row)?,
        },
        upload,
        face,
        password: row.get("password")?,
        downloads: count(row, "downloads")?,
    })
}

fn count(row: &Row<'_>, column: &'static str) -> Result<u64, Error> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(|_| Error::Unreadable(column))
}
