//! Several objects or folders as one zip: checked and prepared by one request, fetched by another, once.
//!
//! The zip is sent without a length. What is prepared has an exact size, which the first answer tells; but an object
//! that cannot be read any more is left out and named in `MISSING.txt`, and a length that was promised could then not
//! be kept without breaking off the whole.

mod ahead;
mod objects;
mod stream;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway_api::{
    ARCHIVE_OBJECTS_ANONYMOUS_MAX, ARCHIVE_OBJECTS_MAX, Act, Archive, CreateArchive, Problem,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use locales::Language;

use super::activity::{Pending, Scribe, refusal_word};
use super::extract::Json;
use super::language;
use super::selection::{Selection, about};
use super::walk::Source;
use crate::archive::names::Names;
use crate::archive::zip::{Entry, Measure};
use crate::database::{ArchiveRecord, ArchivedObject, Database, Fingerprint, NewArchive};
use crate::datasets::Datasets;
use crate::error::Error;
use crate::identity::{self, CurrentSession, Session};
use crate::layers::CONTENT_CSP;
use crate::policy::Caller;
use crate::s3::disposition;
use crate::s3::operation::{Operation, ReadConditions};
use crate::sealing;
use crate::turns::{Task, Turn, Turns};
use crate::upstream::ListedObject;

/// How long the address of an archive is good: the page follows it at once.
const WAITING_SECONDS_MAX: i64 = 600;

/// Of a file's name, in characters.
const NAME_CHARACTERS_MAX: usize = 150;

/// What objects that are missing are listed in, unless an object is called so.
const REPORT: &str = "MISSING.txt";

/// 256 bits.
const ID_BYTES: usize = 32;

/// Checks that everything selected is there and readable, and prepares its archive.
#[utoipa::path(post, path = "/api/archives", tag = "archives", request_body = CreateArchive,
    responses((status = 201, body = Archive), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)))]
pub async fn create(
    CurrentSession(session): CurrentSession,
    State(source): State<Source>,
    State(datasets): State<Datasets>,
    State(database): State<Database>,
    State(turns): State<Turns>,
    scribe: Scribe,
    Json(wanted): Json<CreateArchive>,
) -> Result<Response, Error> {
    let caller = caller(session.as_ref());
    let _turn = turns.take(&caller, Task::TakeOut)?;
    let selection = Selection::parse(wanted.selection, &caller, &source, &datasets).await?;
    let name = file_name(wanted.name.as_deref().unwrap_or_default(), selection.name());
    let session = session.as_ref().map(|session| session.id);
    let prepared = prepare(&source, &database, &caller, &selection, session, name).await;
    // Nothing is taken out before it is fetched; what is refused ends here.
    if let Err(error) = &prepared
        && let Some(pending) = scribe.begin(Act::TakeOut, &caller, selection.about())
    {
        pending.write(|entry| entry.refusal = Some(refusal_word(error)));
    }
    let prepared = prepared?;
    let archive = Archive {
        url: format!("/api/archives/{}", prepared.id),
        name: prepared.name,
        objects: prepared.objects,
        bytes: prepared.bytes,
        size: prepared.size,
        expires_at: prepared.ends_at.to_string(),
    };
    Ok((StatusCode::CREATED, Json(archive)).into_response())
}

/// An archive that waits to be sent.
pub struct Prepared {
    /// By which it is fetched, once.
    id: String,
    name: String,
    pub objects: u64,
    bytes: u64,
    size: u64,
    ends_at: Timestamp,
}

/// Checks that everything selected is there and readable, and records what is to be sent under `name`; `session`: for
/// whom alone.
pub async fn prepare(
    source: &Source,
    database: &Database,
    caller: &Caller,
    selection: &Selection,
    session: Option<Fingerprint>,
    name: String,
) -> Result<Prepared, Error> {
    let single = selection.single(source, caller).await?;
    let mut search = selection.search(source, caller);
    // The first look at the bucket comes before any record of it.
    let first = search.next().await?;
    let id =
        URL_SAFE_NO_PAD.encode(sealing::random_bytes::<ID_BYTES>().map_err(identity::Error::from)?);
    let now = Timestamp::now();
    let ends_at = now
        .saturating_add(SignedDuration::from_secs(WAITING_SECONDS_MAX))
        .unwrap_or(Timestamp::MAX);
    let archive = NewArchive {
        id: Fingerprint::of(&id),
        session,
        bucket: selection.bucket.clone(),
        place: selection.place().to_owned(),
        name: name.clone(),
        created_at: now,
        ends_at,
    };
    let mut plan = Plan {
        number: database.begin_archive(archive).await?,
        database,
        base: &selection.base,
        names: Names::default(),
        measure: Measure::default(),
        objects: 0,
        bytes: 0,
        limit: limit(caller),
    };
    let planned = async {
        plan.add(single).await?;
        let mut found = first;
        while let Some(objects) = found {
            plan.add(objects).await?;
            found = search.next().await?;
        }
        let report = plan.names.give_ours(REPORT);
        Ok(database.finish_archive(plan.number, plan.objects, report).await?)
    };
    if let Err(error) = planned.await {
        database.forget_archive(plan.number).await?;
        return Err(error);
    }
    let (objects, bytes, size) = (plan.objects, plan.bytes, plan.measure.total());
    Ok(Prepared { id, name, objects, bytes, size, ends_at })
}

/// For whom an archive that was prepared is sent in the same request.
pub struct Receiver {
    pub caller: Caller,
    pub language: Language,
    pub turn: Turn,
    /// `None`: it is on record already.
    pub pending: Option<Pending>,
}

/// Sends what was prepared for whoever has its id, in the same request.
pub async fn send_at_once(
    source: &Source,
    database: &Database,
    prepared: &Prepared,
    receiver: Receiver,
) -> Result<Response, Error> {
    let id = Fingerprint::of(&prepared.id);
    let archive = database.use_archive(id, None, Timestamp::now()).await?;
    let archive = archive.ok_or(Error::NoSuchTicket)?;
    let (source, database) = (source.clone(), database.clone());
    let described = answer(&archive, Body::empty());
    let body = stream::begin(stream::Run { source, database, archive, receiver });
    Ok(described.map(|_| body))
}

/// Sends the archive, once.
#[utoipa::path(get, path = "/api/archives/{id}", tag = "archives", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip"), (status = 404, body = Problem),
        (status = 429, body = Problem)))]
pub async fn fetch(
    CurrentSession(session): CurrentSession,
    Path(id): Path<String>,
    headers: HeaderMap,
    State(source): State<Source>,
    State(database): State<Database>,
    State(turns): State<Turns>,
    scribe: Scribe,
) -> Result<Response, Error> {
    let (id, caller) = (Fingerprint::of(&id), caller(session.as_ref()));
    let session = session.map(|session| session.id);
    let waiting = waiting(&source, &database, &caller, id, session).await?;
    let turn = turns.take(&caller, Task::TakeOut)?;
    let now = Timestamp::now();
    let archive = database.use_archive(id, session, now).await?.ok_or(Error::NoSuchTicket)?;
    let language = language::of_reader(&headers);
    let place = about(&archive.bucket, &archive.place);
    let pending = scribe.begin(Act::TakeOut, &caller, place);
    let receiver = Receiver { caller, language, turn, pending };
    let body = stream::begin(stream::Run { source, database, archive, receiver });
    Ok(answer(&waiting, body))
}

/// What fetching the archive would answer, without using it up.
#[utoipa::path(head, path = "/api/archives/{id}", tag = "archives", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip"), (status = 404)))]
pub async fn describe(
    CurrentSession(session): CurrentSession,
    Path(id): Path<String>,
    State(source): State<Source>,
    State(database): State<Database>,
) -> Result<Response, Error> {
    let (id, caller) = (Fingerprint::of(&id), caller(session.as_ref()));
    let session = session.map(|session| session.id);
    let waiting = waiting(&source, &database, &caller, id, session).await?;
    Ok(answer(&waiting, Body::empty()))
}

pub fn caller(session: Option<&Session>) -> Caller {
    session.map_or(Caller::Anonymous, |session| Caller::Person(session.person.clone()))
}

fn limit(caller: &Caller) -> u64 {
    match caller {
        Caller::Person(_) => ARCHIVE_OBJECTS_MAX,
        _ => ARCHIVE_OBJECTS_ANONYMOUS_MAX,
    }
}

/// The archive, if it waits for this caller and its bucket may still be read.
async fn waiting(
    source: &Source,
    database: &Database,
    caller: &Caller,
    id: Fingerprint,
    session: Option<Fingerprint>,
) -> Result<ArchiveRecord, Error> {
    let waiting = database.waiting_archive(id, session, Timestamp::now()).await?;
    let waiting = waiting.ok_or(Error::NoSuchTicket)?;
    if let Some(object) = database.archived_objects(waiting.number, 0, 1).await?.pop() {
        let operation = Operation::GetObject {
            bucket: waiting.bucket.clone(),
            key: object.key,
            range: None,
            conditions: ReadConditions::default(),
        };
        source.gate.permit(caller, operation).await?;
    }
    Ok(waiting)
}

fn answer(archive: &ArchiveRecord, body: Body) -> Response {
    let attachment = HeaderValue::try_from(disposition::attachment(&archive.name))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_CSP)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, body).into_response()
}

/// With `.zip`, and short.
pub fn file_name(wanted: &str, other: &str) -> String {
    let wanted = wanted.trim();
    let name = if wanted.is_empty() { other } else { wanted };
    let stem =
        if name.to_ascii_lowercase().ends_with(".zip") { &name[..name.len() - 4] } else { name };
    let stem: String = stem.chars().take(NAME_CHARACTERS_MAX).collect();
    format!("{}.zip", if stem.is_empty() { other } else { &stem })
}

/// An archive as it is being prepared.
struct Plan<'a> {
    number: i64,
    database: &'a Database,
    base: &'a str,
    names: Names,
    measure: Measure,
    objects: u64,
    bytes: u64,
    limit: u64,
}

impl Plan<'_> {
    async fn add(&mut self, found: Vec<ListedObject>) -> Result<(), Error> {
        let first = self.objects;
        let mut objects = Vec::with_capacity(found.len());
        for ListedObject { key, size, modified, etag, storage_class: _ } in found {
            let Some(name) = self.names.give(key.as_str(), self.base, size == 0) else { continue };
            self.measure.add(&Entry { name: &name, modified, size });
            self.objects += 1;
            self.bytes = self.bytes.saturating_add(size);
            objects.push(ArchivedObject { key, name, size, etag, modified });
        }
        if self.objects > self.limit {
            return Err(Error::TooLarge { what: "objects in an archive", limit: self.limit });
        }
        Ok(self.database.archive_objects(self.number, first, objects).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_called_as_wished_or_like_what_it_holds() {
        let check = |wanted: &str, expected: &str| {
            assert_eq!(file_name(wanted, "photos"), expected, "{wanted:?}");
        };
        check("", "photos.zip");
        check("  ", "photos.zip");
        check("été", "été.zip");
        check("a.ZIP", "a.zip");
        check(".zip", "photos.zip");
        check("é.zi", "é.zi.zip");
    }
}
