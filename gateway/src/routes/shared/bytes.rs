//! What a link opens, as bytes: one object, or all of it as a zip.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use gateway_api::Act;
use http::{HeaderValue, Method, StatusCode, header};
use locales::text;

use super::preview::{self, Kind};
use super::reach::{Thing, last_part};
use super::{Reach, Visit};
use crate::database::Counted;
use crate::error::Error;
use crate::layers::CONTENT_CSP;
use crate::routes::archives::{self, Receiver};
use crate::routes::content::Disposition;
use crate::routes::selection::Selection;
use crate::routes::{objects, pdf};
use crate::s3::disposition;
use crate::s3::names::Key;
use crate::turns::Task;

/// One object: whole, a range, or only its head. `?show` has a browser show what it can.
pub(super) async fn object(visit: &Visit<'_>, key: &Key) -> Result<Response, Error> {
    let shows = visit.asked.query.show.is_some() && visit.may_show();
    if visit.link.face.view_only && !shows {
        return Err(Error::LinkViewOnly);
    }
    let (gate, upstream) = (&visit.shared.source.gate, &visit.shared.source.upstream);
    let (bucket, key, caller) = (visit.reach.bucket.clone(), key.clone(), &visit.caller);
    let disposition = if shows { Disposition::InlineWhenInert } else { Disposition::Attachment };
    if visit.method == Method::HEAD {
        return objects::read_head(gate, upstream, caller, bucket, key, disposition).await;
    }
    let name = key.as_str().to_owned();
    let kind = preview::kind_by_name(key.file_name());
    let response = if shows && kind == Some(Kind::Pdf) {
        pdf::read(gate, upstream, caller, bucket, key, visit.headers).await?
    } else {
        objects::read(gate, upstream, caller, bucket, key, visit.headers, disposition).await?
    };
    if shows {
        let known = preview::kind(preview::content_type(response.headers()), &name).is_some();
        return if known || !visit.link.face.view_only {
            Ok(response)
        } else {
            Err(Error::LinkViewOnly)
        };
    }
    if response.status().is_success() && count(visit, &name).await? {
        visit.record(Act::Read, Some(&name));
    }
    Ok(response)
}

/// All of it, or a folder of it, in one file.
pub(super) async fn zip(visit: &Visit<'_>, thing: &Thing) -> Result<Response, Error> {
    if visit.link.face.view_only {
        return Err(Error::LinkViewOnly);
    }
    let shared = visit.shared;
    let Reach { bucket, base, keys, prefixes } = &visit.reach;
    let (keys, prefixes, name) = match thing {
        Thing::All => (keys.clone(), prefixes.clone(), title(visit)),
        Thing::Folder(prefix) => {
            (Vec::new(), vec![prefix.clone()], last_part(prefix.as_str()).to_owned())
        }
        Thing::Object(_) => return Err(Error::NoSuchPage),
    };
    let base = match thing {
        Thing::Folder(prefix) => prefix.as_str(),
        _ => base.as_str(),
    };
    let selection = Selection::of(bucket.clone(), base.to_owned(), keys, prefixes);
    let name = archives::file_name(&name, "");
    if visit.method == Method::HEAD {
        // Whether it may be read; what is in it takes a while to find out.
        selection.search(&shared.source, &visit.caller).next().await?;
        return Ok(described(&name));
    }
    let turn = shared.turns.take(&visit.caller, Task::TakeOut)?;
    let prepared =
        archives::prepare(&shared.source, &shared.database, &visit.caller, &selection, None, name)
            .await?;
    if prepared.objects == 0 {
        return Err(Error::LinkOver);
    }
    let counts = count(visit, &format!("zip/{base}")).await?;
    let pending = counts.then(|| visit.begin(Act::TakeOut, selection.place()));
    let (caller, language) = (visit.caller.clone(), visit.asked.language);
    let receiver = Receiver { caller, language, turn, pending };
    archives::send_at_once(&shared.source, &shared.database, &prepared, receiver).await
}

fn title(visit: &Visit<'_>) -> String {
    let language = visit.asked.language;
    if visit.reach.folder().is_some() {
        visit.reach.title(language)
    } else {
        text::quiet_archive_name(language).to_owned()
    }
}

/// Counts what is about to be sent, unless no more may be: of two who ask for the last one, one gets it. Whether it
/// counts: what a visitor took within the hour does not.
async fn count(visit: &Visit<'_>, what: &str) -> Result<bool, Error> {
    let links = &visit.shared.links;
    match links.count_download(visit.link.link.id, visit.visitor, what, visit.now).await? {
        Counted::Yes => Ok(true),
        Counted::Again => Ok(false),
        Counted::Exhausted => Err(Error::LinkOver),
    }
}

fn described(name: &str) -> Response {
    let attachment = HeaderValue::try_from(disposition::attachment(name))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_CSP)),
    ];
    (StatusCode::OK, headers, Body::empty()).into_response()
}
