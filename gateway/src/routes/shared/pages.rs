//! What a link opens, as pages for people.

use axum::response::Response;
use futures_util::{StreamExt, TryStreamExt, stream};
use gateway_api::{Act, LISTING_LIMIT_MAX, Listing, Readme, UploadTerms};
use http::StatusCode;
use jiff::tz::TimeZone;

use super::reach::{Thing, last_part};
use super::{Reach, Visit, preview, receive, refusal};
use crate::error::Error;
use crate::page::quiet::{self, Crumb, Folder, Object, Word};
use crate::page::table::Row;
use crate::routes::{objects, rendering};
use crate::s3::names::{Key, Prefix};
use crate::s3::operation::{ListPage, Operation};
use crate::upstream::{self, ObjectHead};

/// Objects and folders of a link that are asked for at the same time.
const ASKED_AT_ONCE_MAX: usize = 16;

pub(super) async fn show(visit: &Visit<'_>, thing: &Thing) -> Result<Response, Error> {
    let (frame, word) = (refusal::frame(visit.asked), word(visit));
    let page = match thing {
        Thing::Object(key) => quiet::object(&frame, &word, &object(visit, key).await?),
        Thing::Folder(prefix) => quiet::folder(&frame, &word, &folder(visit, prefix, thing).await?),
        Thing::All => match visit.reach.folder() {
            Some(prefix) => quiet::folder(&frame, &word, &folder(visit, prefix, thing).await?),
            None => quiet::folder(&frame, &word, &several(visit).await?),
        },
    };
    let link = visit.link.link.id;
    if visit.shared.links.count_open(link, visit.visitor, visit.now).await? {
        visit.record(Act::OpenLink, None);
    }
    Ok(refusal::page(StatusCode::OK, page))
}

/// The page of an upload request: what it takes, and where to put it. Of what is there nothing is shown.
pub(super) async fn receiving(visit: &Visit<'_>, terms: &UploadTerms) -> Result<Response, Error> {
    if !visit.asked.below.is_empty() || !visit.asked.page {
        return Err(Error::NoSuchPage);
    }
    receive::may_add(visit).await?;
    let page = quiet::receive::page(
        &refusal::frame(visit.asked),
        word(visit),
        terms,
        &visit.asked.start(),
        visit.shared.links.origin(),
    );
    let link = visit.link.link.id;
    if visit.shared.links.count_open(link, visit.visitor, visit.now).await? {
        visit.record(Act::OpenLink, None);
    }
    Ok(refusal::page_with(StatusCode::OK, page, quiet::receive::CSP))
}

/// What the sharer lets know.
fn word(visit: &Visit<'_>) -> Word {
    let face = &visit.link.face;
    let french = visit.asked.language.is_french();
    let (own, other) = if french {
        (&face.message_fr, (&face.message_en, "en"))
    } else {
        (&face.message_en, (&face.message_fr, "fr"))
    };
    let message = match (own.is_empty(), other) {
        (false, _) => Some((own.clone(), None)),
        (true, (other, code)) => (!other.is_empty()).then(|| (other.clone(), Some(code))),
    };
    let until = visit.link.link.until.map(|until| {
        let shown = until.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string();
        (until.to_string(), shown)
    });
    Word {
        sharer: Some(visit.link.link.sharer.name.clone()),
        message,
        until,
        left: face.downloads_max.map(|max| u64::from(max).saturating_sub(visit.link.downloads)),
        view_only: face.view_only,
    }
}

async fn head(visit: &Visit<'_>, key: &Key) -> Result<ObjectHead, Error> {
    let (bucket, key) = (visit.reach.bucket.clone(), key.clone());
    let source = &visit.shared.source;
    let permit = source.gate.permit(&visit.caller, Operation::HeadObject { bucket, key }).await?;
    Ok(source.upstream.head_object(&permit).await?)
}

async fn object(visit: &Visit<'_>, key: &Key) -> Result<Object, Error> {
    let head = head(visit, key).await?;
    let preview = preview::of_object(visit, key, &head).await;
    let below = visit.reach.below(key.as_str());
    let download = (!visit.link.face.view_only).then(|| visit.asked.address(below, "download"));
    let single = visit.reach.single() == Some(key);
    Ok(Object {
        name: key.file_name().to_owned(),
        crumbs: if single { Vec::new() } else { crumbs(visit, below) },
        size: head.size,
        modified: head.modified.to_string(),
        download,
        preview,
    })
}

async fn folder(visit: &Visit<'_>, prefix: &Prefix, thing: &Thing) -> Result<Folder, Error> {
    let (gate, upstream) = (&visit.shared.source.gate, &visit.shared.source.upstream);
    let page = ListPage {
        prefix: prefix.clone(),
        folders: true,
        token: visit.asked.query.token.clone().filter(|token| !token.is_empty()),
        after: None,
        limit: LISTING_LIMIT_MAX,
    };
    let first = page.token.is_none();
    let bucket = visit.reach.bucket.clone();
    let listing = objects::list_page(gate, upstream, &visit.caller, bucket, page).await?;
    if first && listing.entries.is_empty() && !prefix.as_str().is_empty() {
        // A folder is what is in it: one without anything is gone.
        return Err(match thing {
            Thing::All => Error::LinkOver,
            _ => Error::NoSuchPage,
        });
    }
    let readme = if first && visit.may_show() { readme(visit, prefix).await } else { None };
    let below = visit.reach.below(prefix.as_str()).to_owned();
    let next = listing.next.as_deref().map(|token| {
        let token = crate::s3::encode::encode_value(token);
        visit.asked.address(&below, &format!("token={token}"))
    });
    let (title, crumbs) = match thing {
        Thing::All => (visit.reach.title(visit.asked.language), Vec::new()),
        _ => (last_part(prefix.as_str()).to_owned(), crumbs(visit, &below)),
    };
    Ok(Folder {
        title,
        crumbs,
        rows: rows(visit, &listing),
        next,
        zip: (!visit.link.face.view_only).then(|| visit.asked.address(&below, "zip")),
        readme,
    })
}

/// Whatever several things a link opens.
async fn several(visit: &Visit<'_>) -> Result<Folder, Error> {
    let Reach { keys, prefixes, .. } = &visit.reach;
    // A loop, because what is asked borrows what it asks about.
    let mut asked = Vec::with_capacity(prefixes.len());
    for prefix in prefixes {
        asked.push(folder_row(visit, prefix));
    }
    let folders: Vec<_> = stream::iter(asked).buffered(ASKED_AT_ONCE_MAX).try_collect().await?;
    let mut asked = Vec::with_capacity(keys.len());
    for key in keys {
        asked.push(object_row(visit, key));
    }
    let objects: Vec<_> = stream::iter(asked).buffered(ASKED_AT_ONCE_MAX).try_collect().await?;
    let rows: Vec<Row> = folders.into_iter().chain(objects).flatten().collect();
    if rows.is_empty() {
        return Err(Error::LinkOver);
    }
    Ok(Folder {
        title: visit.reach.title(visit.asked.language),
        crumbs: Vec::new(),
        rows,
        next: None,
        zip: (!visit.link.face.view_only).then(|| visit.asked.address("", "zip")),
        readme: None,
    })
}

/// `None` where nothing is in it.
async fn folder_row(visit: &Visit<'_>, prefix: &Prefix) -> Result<Option<Row>, Error> {
    let source = &visit.shared.source;
    let page =
        ListPage { prefix: prefix.clone(), folders: false, token: None, after: None, limit: 1 };
    let operation = Operation::ListObjects { bucket: visit.reach.bucket.clone(), page };
    let permit = source.gate.permit(&visit.caller, operation).await?;
    let some = !source.upstream.list_objects(&permit).await?.entries.is_empty();
    Ok(some.then(|| row(visit, &visit.reach.base, prefix.as_str(), None, None)))
}

/// `None` where it is gone.
async fn object_row(visit: &Visit<'_>, key: &Key) -> Result<Option<Row>, Error> {
    match head(visit, key).await {
        Ok(head) => {
            let modified = Some(head.modified.to_string());
            Ok(Some(row(visit, &visit.reach.base, key.as_str(), Some(head.size), modified)))
        }
        Err(Error::Upstream(
            upstream::Error::NoSuchKey { .. } | upstream::Error::MisreadKey { .. },
        )) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn readme(visit: &Visit<'_>, prefix: &Prefix) -> Option<Readme> {
    let (gate, upstream) = (&visit.shared.source.gate, &visit.shared.source.upstream);
    let place = preview::place(visit, prefix.clone());
    rendering::read_readme(gate, upstream, &visit.caller, &visit.reach.bucket, place).await.ok()
}

/// What can be opened; keys that a browser or an upstream would resolve cannot.
fn rows(visit: &Visit<'_>, listing: &Listing) -> Vec<Row> {
    let entries = listing.entries.iter().filter(|entry| {
        let dotted = entry.key.split('/').any(|segment| segment == "." || segment == "..");
        entry.key != listing.prefix && !dotted
    });
    let rows = entries
        .map(|entry| row(visit, &listing.prefix, &entry.key, entry.size, entry.modified.clone()));
    rows.collect()
}

fn row(
    visit: &Visit<'_>,
    above: &str,
    key: &str,
    size: Option<u64>,
    modified: Option<String>,
) -> Row {
    Row {
        name: key.strip_prefix(above).unwrap_or(key).to_owned(),
        address: visit.asked.address(visit.reach.below(key), ""),
        size,
        modified,
    }
}

/// From what is shared down to the folder that `below` is in.
fn crumbs(visit: &Visit<'_>, below: &str) -> Vec<Crumb> {
    let whole = below.strip_suffix('/').unwrap_or(below);
    let start = Crumb {
        name: visit.reach.title(visit.asked.language),
        address: visit.asked.address("", ""),
    };
    let folders = whole.match_indices('/').map(|(index, _)| Crumb {
        name: last_part(&whole[..=index]).to_owned(),
        address: visit.asked.address(&whole[..=index], ""),
    });
    std::iter::once(start).chain(folders).collect()
}
