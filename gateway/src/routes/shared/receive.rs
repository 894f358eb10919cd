//! Upload requests: whoever has the address puts files in, and sees nothing of what is there.
//!
//! Invariants: nothing is written over; the file's type is made from its name, never taken from whoever sends it; room is
//! taken before the first byte, and given back where nothing was stored.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Receipt, UploadTerms};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use super::Visit;
use crate::database::Arrival;
use crate::error::Error;
use crate::policy::{Caller, Denied};
use crate::routes::extract::Json;
use crate::routes::objects;
use crate::s3::encode;
use crate::s3::names::Key;
use crate::s3::operation::{ObjectHeaders, Operation, WriteCondition};
use crate::upstream;

/// Percent-encoded, because headers hold no accents.
pub const SENDER: &str = "x-cellier-sender";
pub const NOTE: &str = "x-cellier-note";

const SENDER_CHARACTERS_MAX: usize = 100;
const NOTE_CHARACTERS_MAX: usize = 1_000;
/// Of a file's name: keys have 1,024, the rest is for where it goes.
const NAME_BYTES_MAX: usize = 255;
/// Files of one name that are told apart by a number.
const NAMESAKES_MAX: u32 = 1_000;

/// Takes one file in; its name is the end of the address.
pub(super) async fn file(
    visit: &Visit<'_>,
    terms: &UploadTerms,
    body: Body,
) -> Result<Response, Error> {
    let name = file_name(&visit.asked.below)?;
    let length = objects::known_length(&body)?;
    check_kind(terms, &name)?;
    if let Some(limit) = terms.file_bytes_max.filter(|limit| length > *limit) {
        return Err(Error::TooLarge { what: "bytes of a file", limit });
    }
    let (sender, note) = (
        told(visit.headers, SENDER, SENDER_CHARACTERS_MAX)?,
        told(visit.headers, NOTE, NOTE_CHARACTERS_MAX)?,
    );
    if (terms.asks_name && sender.is_empty()) || (terms.asks_note && note.is_empty()) {
        return Err(Error::Malformed("who sends it must say their name, or a word".to_owned()));
    }
    may_add(visit).await?;
    let (link, database) = (visit.link.link.id, &visit.shared.database);
    if !database.take_room(link, terms, length).await? {
        return Err(Error::LinkFull);
    }
    let stored = store(visit, &name, length, body).await;
    let key = match stored {
        Ok(key) => key,
        Err(error) => {
            database.give_room_back(link, length).await?;
            return Err(error);
        }
    };
    let at = Timestamp::now();
    let arrival = Arrival { key: key.clone(), size: length, sender, note, at };
    database.record_arrival(link, arrival).await?;
    visit.record(Act::Write, Some(key.as_str()));
    let receipt = Receipt { name, size: length, received_at: at.to_string() };
    Ok((StatusCode::CREATED, Json(receipt)).into_response())
}

/// Whether files may be put in now, before any is sent.
pub(super) async fn may_add(visit: &Visit<'_>) -> Result<(), Error> {
    let key = Key::parse(format!("{}x", visit.reach.base)).map_err(Error::KeyName)?;
    visit.shared.source.gate.permit(&visit.caller, put(visit, key, "x")).await.map(|_| ())
}

async fn store(visit: &Visit<'_>, name: &str, length: u64, body: Body) -> Result<Key, Error> {
    let key = free_key(visit, name).await?;
    let source = &visit.shared.source;
    let permit = source.gate.permit(&visit.caller, put(visit, key.clone(), name)).await?;
    source
        .upstream
        .put_object(&permit, length, body)
        .await
        .map_err(|error| objects::not_written(error, &permit, &key))?;
    Ok(key)
}

fn put(visit: &Visit<'_>, key: Key, name: &str) -> Operation {
    let guessed = mime_guess::from_path(name).first_raw().map(str::to_owned);
    Operation::PutObject {
        bucket: visit.reach.bucket.clone(),
        key,
        condition: WriteCondition::Absent,
        headers: ObjectHeaders { content_type: guessed, ..ObjectHeaders::default() },
    }
}

/// The first name of its kind that is free: `a.pdf`, `a (2).pdf`, … It is looked for as the sharer, who may see what is
/// there; whoever holds the link is not told. That it is still free is the condition of the write.
async fn free_key(visit: &Visit<'_>, name: &str) -> Result<Key, Error> {
    let source = &visit.shared.source;
    let sharer = Caller::Person(visit.link.link.sharer.clone());
    for number in 1..=NAMESAKES_MAX {
        let name = numbered(name, number);
        let key = Key::parse(format!("{}{name}", visit.reach.base)).map_err(Error::KeyName)?;
        let bucket = visit.reach.bucket.clone();
        let look = Operation::HeadObject { bucket, key: key.clone() };
        let permit = match source.gate.permit(&sharer, look).await {
            Ok(permit) => permit,
            // A sharer who may only add sees nothing either.
            Err(Error::Denied(Denied::Role | Denied::NoSuchBucket)) => return Ok(key),
            Err(error) => return Err(error),
        };
        match source.upstream.head_object(&permit).await {
            Ok(_) => {}
            Err(upstream::Error::NoSuchKey { .. }) => return Ok(key),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::LinkFull)
}

/// The number stands before the ending.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
        None => format!("{name} ({number})"),
    }
}

/// A plain name: no folder, nothing that a storage or a browser would resolve, nothing that cannot be read.
fn file_name(below: &str) -> Result<String, Error> {
    let name = below.trim();
    let plain = !name.is_empty()
        && name.len() <= NAME_BYTES_MAX
        && name != "."
        && name != ".."
        && !name.chars().any(|char| char.is_control() || matches!(char, '/' | '\\'));
    if plain { Ok(name.to_owned()) } else { Err(Error::Malformed("a plain file name".to_owned())) }
}

fn check_kind(terms: &UploadTerms, name: &str) -> Result<(), Error> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let known =
        |wanted: &String| ending.as_ref().is_some_and(|ending| *ending == wanted.to_lowercase());
    if terms.endings.is_empty() || terms.endings.iter().any(known) {
        Ok(())
    } else {
        Err(Error::LinkKind)
    }
}

fn told(headers: &HeaderMap, name: &str, characters_max: usize) -> Result<String, Error> {
    let raw = headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let text = encode::decode(raw.unwrap_or_default())
        .ok_or_else(|| Error::Malformed(format!("{name} is UTF-8, percent-encoded")))?;
    let text = text.trim();
    let fits = text.chars().count() <= characters_max
        && !text.chars().any(|char| char.is_control() && char != '\n');
    if fits { Ok(text.to_owned()) } else { Err(Error::Malformed(format!("{name} is too long"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_namesakes_apart_and_leaves_the_ending() {
        let check = |name: &str, expected: &str| assert_eq!(numbered(name, 2), expected);
        check("a.pdf", "a (2).pdf");
        check("a.tar.gz", "a.tar (2).gz");
        check("README", "README (2)");
        check(".profile", ".profile (2)");
        assert_eq!(numbered("a.pdf", 1), "a.pdf");
    }

    #[test]
    fn only_plain_names_are_taken() {
        for name in ["a.pdf", "été 2026 (1).txt", "..a", "a..b", "-rf"] {
            assert_eq!(file_name(name).unwrap(), name);
        }
        let long = "x".repeat(256);
        for name in ["", " ", ".", "..", "a/b", "a\\b", "../a", "a\0", "a\nb", &long] {
            file_name(name).unwrap_err();
        }
    }

    #[test]
    fn kinds_are_told_by_the_ending_whatever_its_case() {
        let check = |endings: &[&str], name: &str, expected: bool| {
            let endings = endings.iter().map(|ending| (*ending).to_owned()).collect();
            let terms = UploadTerms { endings, ..UploadTerms::default() };
            assert_eq!(
                check_kind(&terms, name).is_ok(),
                expected,
                "{endings:?} {name}",
                endings = terms.endings
            );
        };
        check(&[], "anything", true);
        check(&["pdf"], "a.PDF", true);
        check(&["PDF", "docx"], "a.docx", true);
        check(&["pdf"], "a.pdf.exe", false);
        check(&["pdf"], "pdf", false);
    }
}
