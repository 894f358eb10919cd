//! Making one object of the parts of an upload: rows change hands, no byte is copied.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use rusqlite::OptionalExtension;
use s3s::S3ErrorCode;
use serde::{Deserialize, Serialize};

use super::attributes::Attributes;
use super::conditions::WriteConditions;
use super::digest::{Algorithm, Checksums, Digester, Kind};
use super::failure::Failure;
use super::operations::told_version;
use super::uploads::{self, PARTS_MAX, Part, Place, Upload};
use super::versions::{self, Arrival};
use super::writer::Change;
use super::{buckets, digest};

/// Every part but the last has at least this size, as on S3.
const PART_BYTES_MIN: u64 = 5 * 1024 * 1024;
/// How long a completion that is asked for again gets the same answer.
const REPEAT_MS_MAX: i64 = 24 * 60 * 60 * 1000;

/// A part as the request lists it.
#[derive(Debug)]
pub struct Listed {
    pub number: i32,
    pub etag: String,
    pub checksums: Checksums,
}

/// What a request to complete says.
#[derive(Debug)]
pub struct Completion {
    pub place: Place,
    pub parts: Vec<Listed>,
    pub conditions: WriteConditions,
    /// Checksums of the object, by algorithm; composite ones with or without their count.
    pub announced: Vec<(Algorithm, String)>,
    pub size: Option<u64>,
}

/// What the answer tells, kept for a client that did not hear it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub etag: String,
    pub version_id: Option<String>,
    pub checksums: Checksums,
}

/// Makes the object, or repeats the answer when it was made before from the same parts.
pub fn complete(change: &mut Change<'_>, asked: &Completion) -> Result<Answer, Failure> {
    let (bucket, upload) = match uploads::find(change.connection, &asked.place) {
        Ok(found) => found,
        Err(failure) => return repeated(change, asked).unwrap_or(Err(failure)),
    };
    if !asked.conditions.are_none() {
        let newest = versions::current(change.connection, bucket.id, &asked.place.key)?;
        asked.conditions.check(newest.as_ref())?;
    }
    let there = uploads::parts(change.connection, upload.seq, 0, PARTS_MAX.cast_unsigned())?;
    let chosen = choose(&asked.parts, &there)?;
    let size = chosen.iter().map(|part| part.size).sum();
    if asked.size.is_some_and(|announced| announced != size) {
        let message = "The size of the object is not the one announced.";
        return Err(Failure::Refused(S3ErrorCode::InvalidRequest, message));
    }
    let checksums = combine(&upload, &chosen)?;
    compare(&asked.announced, &checksums)?;
    let seq = change.next_seq()?;
    adopt(change, seq, &chosen, &there)?;
    uploads::forget(change, bucket.id, &upload)?;
    let arrival = Arrival {
        size,
        etag: etag(&chosen)?,
        parts: u32::try_from(chosen.len()).ok(),
        attributes: Attributes { checksums: checksums.clone(), ..upload.attributes },
        tags: upload.tags,
    };
    let id = versions::put(change, &bucket, &asked.place.key, seq, &arrival)?;
    let version_id = told_version(bucket.versioning, id);
    let answer = Answer { etag: arrival.etag, version_id, checksums };
    remember(change, &bucket, asked, &answer)?;
    Ok(answer)
}

/// The parts listed, which must be there, in order, and large enough.
fn choose<'p>(listed: &[Listed], there: &'p [Part]) -> Result<Vec<&'p Part>, Failure> {
    if listed.is_empty() {
        let message = "You must specify at least one part.";
        return Err(Failure::Refused(S3ErrorCode::MalformedXML, message));
    }
    if !listed.is_sorted_by(|a, b| a.number < b.number) {
        let message = "The list of parts was not in ascending order.";
        return Err(Failure::Refused(S3ErrorCode::InvalidPartOrder, message));
    }
    let mut chosen = Vec::with_capacity(listed.len());
    for asked in listed {
        let found = there.binary_search_by_key(&asked.number, |part| part.number);
        let part = found.ok().map(|index| &there[index]);
        let same = part.filter(|part| part.etag == asked.etag && agrees(part, asked));
        chosen.push(same.ok_or(Failure::Refused(
            S3ErrorCode::InvalidPart,
            "A part could not be found, or is not the one that was uploaded last.",
        ))?);
    }
    let all_but_last = &chosen[..chosen.len() - 1];
    if all_but_last.iter().any(|part| part.size < PART_BYTES_MIN) {
        let message = "Every part but the last must have at least 5 MiB.";
        return Err(Failure::Refused(S3ErrorCode::EntityTooSmall, message));
    }
    Ok(chosen)
}

fn agrees(part: &Part, asked: &Listed) -> bool {
    Algorithm::ALL.into_iter().all(|algorithm| {
        let asked = asked.checksums.get(algorithm);
        asked.is_none() || part.checksums.get(algorithm).is_none_or(|there| Some(there) == asked)
    })
}

/// S3's `ETag` of an object in parts: MD5 of their MD5s, and how many.
fn etag(parts: &[&Part]) -> Result<String, Failure> {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(hex::decode(&part.etag).map_err(|_| UNREADABLE)?);
    }
    Ok(format!("{}-{}", hex::encode(md5.finalize()), parts.len()))
}

const UNREADABLE: Failure =
    Failure::Refused(S3ErrorCode::InternalError, "The checksum of a part is unreadable.");

/// The checksum of the object from those of its parts.
fn combine(upload: &Upload, parts: &[&Part]) -> Result<Checksums, Failure> {
    let algorithm = upload.part_algorithm();
    let of_part = |part: &Part| {
        let told = part.checksums.get(algorithm).ok_or(UNREADABLE)?;
        STANDARD.decode(told).map_err(|_| UNREADABLE)
    };
    let mut checksums = Checksums { kind: upload.kind, ..Default::default() };
    let value = match (upload.kind, algorithm.crc()) {
        (Kind::Full, Some(crc)) => {
            let mut whole = 0;
            for part in parts {
                let of_part = of_part(part)?.iter().fold(0, |crc, b| (crc << 8) | u64::from(*b));
                whole = crc_fast::checksum_combine(crc, whole, of_part, part.size);
            }
            STANDARD.encode(&whole.to_be_bytes()[8 - algorithm.length_bytes()..])
        }
        _ => {
            let wanted = vec![algorithm];
            let mut digester = Digester::new(&digest::Announced { wanted, ..Default::default() });
            for part in parts {
                digester.update(&of_part(part)?);
            }
            let (_, of_parts) = digester.finish();
            format!("{}-{}", of_parts.get(algorithm).unwrap_or_default(), parts.len())
        }
    };
    checksums.set(algorithm, value);
    Ok(checksums)
}

fn compare(announced: &[(Algorithm, String)], computed: &Checksums) -> Result<(), Failure> {
    for (algorithm, announced) in announced {
        let Some(computed) = computed.get(*algorithm) else {
            let message = "The checksum of the object is not of the kind the upload began with.";
            return Err(Failure::Refused(S3ErrorCode::InvalidRequest, message));
        };
        let without_count = computed.split('-').next();
        if announced != computed && Some(announced.as_str()) != without_count {
            let message = "The checksum you specified did not match that of the parts.";
            return Err(Failure::Refused(S3ErrorCode::BadDigest, message));
        }
    }
    Ok(())
}

/// Hands the blobs of the chosen parts to the object, and removes the others.
fn adopt(
    change: &mut Change<'_>,
    seq: i64,
    chosen: &[&Part],
    there: &[Part],
) -> Result<(), Failure> {
    let sql = "UPDATE segment SET seq = ?1, number = ?2 WHERE seq = ?3";
    let mut hand_over = change.connection.prepare_cached(sql)?;
    for (part, number) in chosen.iter().zip(1_i64..) {
        hand_over.execute((seq, number, part.seq))?;
    }
    drop(hand_over);
    for part in there {
        if chosen.binary_search_by_key(&part.number, |chosen| chosen.number).is_err() {
            versions::remove_body(change, part.seq)?;
        }
    }
    Ok(())
}

fn fingerprint(parts: &[Listed]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(format!("{}:{}\n", part.number, part.etag));
    }
    hex::encode(md5.finalize())
}

fn remember(
    change: &Change<'_>,
    bucket: &buckets::Bucket,
    asked: &Completion,
    answer: &Answer,
) -> Result<(), Failure> {
    let forget = "DELETE FROM completed WHERE at_ms < ?1";
    change.connection.prepare_cached(forget)?.execute([change.now_ms - REPEAT_MS_MAX])?;
    let sql = "INSERT INTO completed (name, bucket, key, parts, answer, at_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    change.connection.prepare_cached(sql)?.execute((
        &asked.place.upload,
        bucket.id,
        asked.place.key.as_bytes(),
        fingerprint(&asked.parts),
        serde_json::to_string(answer)?,
        change.now_ms,
    ))?;
    Ok(())
}

/// The answer given before, when the same parts were made an object by the same upload.
fn repeated(change: &Change<'_>, asked: &Completion) -> Option<Result<Answer, Failure>> {
    let sql = "SELECT answer FROM completed JOIN bucket ON bucket.id = completed.bucket
        WHERE completed.name = ?1 AND bucket.name = ?2 AND key = ?3 AND parts = ?4";
    let Place { bucket, key, upload } = &asked.place;
    let row = (upload, bucket, key.as_bytes(), fingerprint(&asked.parts));
    let select = || {
        let mut select = change.connection.prepare_cached(sql)?;
        select.query_row(row, |row| row.get::<_, String>(0)).optional()
    };
    match select() {
        Ok(answer) => answer.map(|answer| Ok(serde_json::from_str(&answer)?)),
        Err(error) => Some(Err(error.into())),
    }
}
