//! Lists for programs that fetch by themselves, written while the bucket is being listed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use gateway_api::{
    Act, ActivityAmount, CreateManifest, MANIFEST_OBJECTS_MAX, ManifestFormat, Problem,
    SHA256SUMS_OBJECTS_MAX,
};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use locales::{Language, text};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::activity::{BROKEN_OFF, Pending, Scribe, refusal_word};
use super::archives::caller;
use super::extract::Json;
use super::language;
use super::selection::Selection;
use super::walk::Source;
use crate::app::Portal;
use crate::archive::manifest::{self, Item, Terms};
use crate::archive::names::Names;
use crate::datasets::Datasets;
use crate::downloads::{Downloads, Ticket};
use crate::error::{self, Error};
use crate::identity::{self, CurrentSession};
use crate::layers::CONTENT_CSP;
use crate::policy::Caller;
use crate::s3::disposition;
use crate::s3::names::Key;
use crate::s3::operation::Operation;
use crate::turns::{Task, Turn, Turns};
use crate::upstream::{self, ListedObject};

/// Pages of text between the bucket and the reader.
const PIECES_AHEAD_MAX: usize = 2;

/// Digests that are asked for at the same time.
const HEADS_AT_ONCE_MAX: usize = 16;

/// Lists what is selected, one line or a few for each object.
#[utoipa::path(post, path = "/api/manifests", tag = "archives", request_body = CreateManifest,
    responses((status = 200, content_type = "text/plain"), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 429, body = Problem)))]
#[expect(clippy::too_many_arguments, reason = "each is an extractor: the request taken apart")]
pub async fn create(
    CurrentSession(session): CurrentSession,
    headers: HeaderMap,
    State(source): State<Source>,
    State(datasets): State<Datasets>,
    State(downloads): State<Downloads>,
    State(portal): State<Portal>,
    State(turns): State<Turns>,
    scribe: Scribe,
    Json(wanted): Json<CreateManifest>,
) -> Result<Response, Error> {
    let caller = caller(session.as_ref());
    let turn = turns.take(&caller, Task::TakeOut)?;
    let CreateManifest { selection, format } = wanted;
    let selection = Selection::parse(selection, &caller, &source, &datasets).await?;
    let pending = scribe.begin(Act::MakeList, &caller, selection.about());
    let single = match looked_at(&source, &caller, &selection, format).await {
        Ok(single) => single,
        Err(error) => {
            if let Some(pending) = pending {
                pending.write(|entry| entry.refusal = Some(refusal_word(&error)));
            }
            return Err(error);
        }
    };
    let needs_ticket = !selection.public
        && matches!(format, ManifestFormat::Urls | ManifestFormat::Aria2 | ManifestFormat::Rclone);
    let ticket = match session {
        Some(session) if needs_ticket => {
            Some(downloads.give(&session, &selection.bucket, Timestamp::now()).await?)
        }
        None if needs_ticket => return Err(identity::Error::NotSignedIn.into()),
        _ => None,
    };
    let terms = Terms {
        format,
        bucket: selection.bucket.clone(),
        endpoint: portal.s3_endpoint.clone(),
        explanation: explanation(format, ticket.is_some(), language::of_reader(&headers)),
    };
    let addresses = Addresses { ticket, origin: downloads.origin().to_owned() };
    let (sender, receiver) = mpsc::channel(PIECES_AHEAD_MAX);
    let (names, count, bytes) = (Names::default(), 0, 0);
    let run = Run { source, caller, selection, terms, addresses, names, count, bytes };
    tokio::spawn(run.write(single, sender, turn, pending));
    Ok(answer(format, Body::from_stream(ReceiverStream::new(receiver))))
}

/// The single objects, after the first page of the others, so that what goes wrong at once has a status of its own.
/// Digests, of which few fit a list, are asked for only once it is known that they do.
async fn looked_at(
    source: &Source,
    caller: &Caller,
    selection: &Selection,
    format: ManifestFormat,
) -> Result<Vec<ListedObject>, Error> {
    let single = selection.single(source, caller).await?;
    let limit = limit(format);
    let is_file = |object: &&ListedObject| object.size > 0 || !object.key.as_str().ends_with('/');
    let mut count = single.iter().filter(is_file).count() as u64;
    let mut search = selection.search(source, caller);
    while let Some(objects) = search.next().await? {
        count += objects.iter().filter(is_file).count() as u64;
        if count > limit {
            return Err(too_many(limit));
        }
        if format != ManifestFormat::Sha256sums {
            break;
        }
    }
    Ok(single)
}

fn limit(format: ManifestFormat) -> u64 {
    match format {
        ManifestFormat::Sha256sums => SHA256SUMS_OBJECTS_MAX,
        _ => MANIFEST_OBJECTS_MAX,
    }
}

fn too_many(limit: u64) -> Error {
    Error::TooLarge { what: "objects in a list", limit }
}

fn answer(format: ManifestFormat, body: Body) -> Response {
    let attachment = HeaderValue::try_from(disposition::attachment(format.file_name()))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_CSP)),
    ];
    (headers, body).into_response()
}

/// What the list is, how it is used, and until when.
fn explanation(format: ManifestFormat, ticket: bool, language: Language) -> String {
    let mut lines = vec![match format {
        ManifestFormat::Urls => return String::new(),
        ManifestFormat::Sha256sums => text::manifest_sha256sums(language),
        ManifestFormat::Aria2 => text::manifest_aria2(language),
        ManifestFormat::Rclone => text::manifest_rclone(language),
        ManifestFormat::Aws => text::manifest_aws(language),
    }];
    if ticket {
        lines.push(text::manifest_ticket(language));
    }
    lines.join("\n")
}

/// Where objects are fetched without a cookie.
struct Addresses {
    /// `None`: everybody may read them.
    ticket: Option<Ticket>,
    origin: String,
}

impl Addresses {
    fn of(&self, selection: &Selection, key: &Key) -> String {
        if let Some(ticket) = &self.ticket {
            return ticket.address(key);
        }
        let (instance, bucket) = (&selection.bucket.instance, &selection.bucket.name);
        let start = format!("{}/public/{bucket}", self.origin);
        let other = format!("{}/api/instances/{instance}/buckets/{bucket}/objects", self.origin);
        manifest::address(&start, &other, key)
    }
}

/// A list being written.
struct Run {
    source: Source,
    caller: Caller,
    selection: Selection,
    terms: Terms,
    addresses: Addresses,
    names: Names,
    /// Objects that are in the list so far.
    count: u64,
    /// Of these.
    bytes: u64,
}

type Sender = mpsc::Sender<Result<Bytes, Arc<Error>>>;

impl Run {
    /// Writes to the end, or breaks off, so that nobody takes half a list for whole; the record is told how far it came.
    async fn write(
        mut self,
        single: Vec<ListedObject>,
        sender: Sender,
        turn: Turn,
        pending: Option<Pending>,
    ) {
        let written = tokio::select! {
            () = sender.closed() => Ok(false),
            written = self.write_all(single, &sender) => written,
        };
        if let Some(pending) = pending {
            let (asked, done, bytes) = (self.count, self.count, Some(self.bytes));
            pending.write(|entry| {
                entry.amount = Some(ActivityAmount { asked, done, failed: 0, bytes });
                entry.refusal = match &written {
                    Ok(true) => None,
                    Ok(false) => Some(BROKEN_OFF.to_owned()),
                    Err(error) => Some(refusal_word(error)),
                };
            });
        }
        if let Err(error) = written {
            error::log(&error);
            // Whoever left does not need to know.
            let _ = sender.send(Err(Arc::new(error))).await;
        }
        drop(turn);
    }

    /// Whether somebody read it to its end.
    async fn write_all(
        &mut self,
        single: Vec<ListedObject>,
        sender: &Sender,
    ) -> Result<bool, Error> {
        let mut piece = self.terms.head();
        piece.push_str(&self.lines(single).await?);
        let (source, caller, selection) =
            (self.source.clone(), self.caller.clone(), self.selection.clone());
        let mut search = selection.search(&source, &caller);
        while let Some(objects) = search.next().await? {
            piece.push_str(&self.lines(objects).await?);
            if !piece.is_empty()
                && sender.send(Ok(std::mem::take(&mut piece).into())).await.is_err()
            {
                return Ok(false);
            }
        }
        piece.push_str(self.terms.tail());
        Ok(sender.send(Ok(piece.into())).await.is_ok())
    }

    async fn lines(&mut self, objects: Vec<ListedObject>) -> Result<String, Error> {
        let digests = match self.terms.format {
            ManifestFormat::Sha256sums => self.digests(&objects).await?,
            _ => vec![None; objects.len()],
        };
        let mut lines = String::new();
        for (object, sha256) in objects.iter().zip(digests) {
            let (key, empty) = (&object.key, object.size == 0);
            let name = self.names.give(key.as_str(), &self.selection.base, empty);
            // Folders are made as they are needed.
            let Some(name) = name.filter(|name| !name.ends_with('/')) else { continue };
            self.count += 1;
            self.bytes = self.bytes.saturating_add(object.size);
            let address = self.addresses.of(&self.selection, key);
            lines.push_str(&self.terms.line(&Item { key, name: &name, address: &address, sha256 }));
        }
        let limit = limit(self.terms.format);
        if self.count > limit {
            return Err(too_many(limit));
        }
        Ok(lines)
    }

    /// The digests that the storage knows of whole objects, in order.
    async fn digests(&self, objects: &[ListedObject]) -> Result<Vec<Option<[u8; 32]>>, Error> {
        let mut asked = Vec::with_capacity(objects.len());
        for object in objects {
            asked.push(self.digest(&object.key));
        }
        stream::iter(asked).buffered(HEADS_AT_ONCE_MAX).try_collect().await
    }

    async fn digest(&self, key: &Key) -> Result<Option<[u8; 32]>, Error> {
        let bucket = self.selection.bucket.clone();
        let operation = Operation::HeadObject { bucket, key: key.clone() };
        let permit = self.source.gate.permit(&self.caller, operation).await?;
        match self.source.upstream.head_object(&permit).await {
            Ok(head) => Ok(head.checksums.get("sha256").and_then(|text| whole_digest(text))),
            Err(error) if error.is_fault() => Err(error.into()),
            // Gone since, or not readable: nothing is known of it.
            Err(upstream::Error::WrongPermit) => Err(upstream::Error::WrongPermit.into()),
            Err(_) => Ok(None),
        }
    }
}

/// A digest of the whole object; one over the digests of its parts has their number behind it (S3 User Guide,
/// "Checking object integrity") and is no use to anybody who has the file.
fn whole_digest(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_over_parts_is_none_of_the_whole() {
        let check = |text: &str, expected: bool| {
            assert_eq!(whole_digest(text).is_some(), expected, "{text}");
        };
        check("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", true);
        check("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=-2", false);
        check("AAAA", false);
        check("", false);
    }
}
