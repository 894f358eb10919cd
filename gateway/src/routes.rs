//! Every address, on one page; the only joint of the layers below.

mod access_keys;
pub mod activity;
mod announced;
mod archives;
mod around;
mod arrivals;
mod buckets;
mod content;
mod copies;
mod counting;
mod datasets;
mod details;
mod downloads;
mod emptying;
mod extract;
pub mod gate;
mod grants;
mod instances;
mod language;
mod lines;
mod links;
mod listing;
mod manifests;
mod objects;
mod openapi;
mod ops;
mod packing;
mod pages;
mod pdf;
mod preferences;
mod presigned;
mod public_files;
mod publications;
mod rendering;
pub mod s3;
mod search;
mod selection;
mod session;
mod settings;
mod shared;
mod sharing;
pub mod sign_in;
pub mod sts;
mod summary;
mod tags;
mod teams;
mod throttle;
mod uploads;
mod walk;

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use axum::{Router, routing};

use self::around::Around;
use crate::app::{App, Ops};
use crate::error::Error;
use crate::layers::{Answers, Door};

/// A control-plane body is a handful of fields, or 1,000 keys of 1,024 bytes, escaped.
const CONTROL_BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A form with a password of 200 characters, escaped.
const PASSWORD_BODY_BYTES_MAX: usize = 8 * 1024;

/// A control-plane answer that takes longer is given up.
const CONTROL_SECONDS_MAX: u64 = 60;

/// The portal's listener.
pub fn portal(app: App) -> Router {
    // Everything that a cookie opens.
    let of_people = Around { from_our_page: true, ..Around::default() };
    let control = Around {
        noted: true,
        not_stored: true,
        seconds_max: Some(CONTROL_SECONDS_MAX),
        body: Some(DefaultBodyLimit::max(CONTROL_BODY_BYTES_MAX)),
        ..of_people
    };
    let at = |door| Around { door: Some(door), ..Around::default() };
    let password = DefaultBodyLimit::max(PASSWORD_BODY_BYTES_MAX);
    let groups = [
        (control_plane(), control),
        (datasets(), Around { door: Some(Door::Public), ..control }),
        (long_answers(), Around { seconds_max: None, ..control }),
        (
            data_plane(),
            Around { noted: true, body: Some(DefaultBodyLimit::disable()), ..of_people },
        ),
        (sign_in(), Around { door: Some(Door::SignIn), ..of_people }),
        (provider_calls(), at(Door::ProviderCall)),
        (public_files(), at(Door::Public)),
        (downloads(), at(Door::Download)),
        (shared(), Around { body: Some(password), ..at(Door::Public) }),
        (public_pages(), at(Door::Public)),
        (pages(), Around::default()),
    ];
    let mut portal = Router::new();
    for (routes, around) in groups {
        portal = portal.merge(around.layer(&app, routes));
    }
    portal.with_state(app)
}

/// JSON about sessions, instances, buckets and objects: small bodies, time limits.
fn control_plane() -> Router<App> {
    Router::new()
        .route("/api/session", get(session::show))
        .route("/api/session/renewal", post(session::renew))
        .route("/api/preferences", get(preferences::show).put(preferences::change))
        .route("/api/access-keys", get(access_keys::list).post(access_keys::create))
        .route("/api/access-keys/{id}", put(access_keys::change).delete(access_keys::revoke))
        .route("/api/grants", get(grants::list).post(grants::create))
        .route("/api/grants/{id}", put(grants::change).delete(grants::take_back))
        .route("/api/publications", post(publications::publish))
        .route("/api/shared-with-me", get(sharing::with_me))
        .route("/api/people", get(sharing::people))
        .route("/api/instances/{instance}/buckets/{bucket}/sharing", get(sharing::who::show))
        .route("/api/links", get(links::list).post(links::create))
        .route("/api/links/{id}/arrivals", get(links::arrivals))
        .route("/api/links/{id}/arrivals/seen", put(arrivals::see))
        .route("/api/arrivals", get(arrivals::news))
        .route("/api/links/{id}", patch(links::change).delete(links::revoke))
        .route("/api/activity", get(activity::show))
        .route("/api/activity/export", get(activity::export))
        .route("/api/teams", get(teams::list))
        .route("/api/teams/{team}/buckets", post(teams::create_bucket))
        .route(
            "/api/teams/{team}/access-keys",
            get(access_keys::of_team::list).post(access_keys::of_team::create),
        )
        .route(
            "/api/teams/{team}/access-keys/{id}",
            put(access_keys::of_team::change).delete(access_keys::of_team::revoke),
        )
        .route("/api/teams/{team}/members", get(teams::members))
        .route("/api/teams/{team}/members/{handle}", put(teams::change_member))
        .route("/api/instances", get(instances::list))
        .route("/api/instances/{instance}/buckets", get(buckets::list).post(buckets::create))
        .route("/api/instances/{instance}/personal-bucket", post(buckets::create_personal))
        .route("/api/instances/{instance}/buckets/{bucket}", delete(buckets::delete))
        .route(
            "/api/instances/{instance}/buckets/{bucket}/settings",
            get(settings::show).put(settings::change),
        )
        .route("/api/instances/{instance}/buckets/{bucket}/listing", get(objects::list))
        .route(
            "/api/instances/{instance}/buckets/{bucket}/tags",
            get(tags::show).put(tags::replace),
        )
        .route(
            "/api/instances/{instance}/buckets/{bucket}/objects/delete",
            post(objects::delete_many),
        )
        .route(
            "/api/instances/{instance}/buckets/{bucket}/uploads",
            get(uploads::unfinished).post(uploads::start).delete(uploads::abort),
        )
        .route("/api/instances/{instance}/buckets/{bucket}/presigned", post(presigned::create))
        .route("/api/instances/{instance}/buckets/{bucket}/rendering", get(rendering::show))
        .route("/api/instances/{instance}/buckets/{bucket}/readme", get(rendering::readme))
        .route("/api/archives", post(archives::create))
        .route("/api/manifests", post(manifests::create))
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/{*unknown}", no_such_page())
}

/// Small bodies, answers that take their time: objects copied by their storage, and news line by line of what goes on
/// object by object.
fn long_answers() -> Router<App> {
    Router::new()
        .route(
            "/api/instances/{instance}/buckets/{bucket}/details",
            get(details::show).put(details::edit),
        )
        .route("/api/instances/{instance}/buckets/{bucket}/summary", get(summary::count))
        .route("/api/instances/{instance}/buckets/{bucket}/search", get(search::search))
        .route("/api/instances/{instance}/buckets/{bucket}/publication", get(publications::review))
        .route("/api/instances/{instance}/buckets/{bucket}/empty", post(emptying::empty))
        .route("/api/copies", post(copies::copy))
}

/// Public data, as JSON: part of the control plane, and open to everybody.
fn datasets() -> Router<App> {
    Router::new()
        .route("/api/datasets", get(datasets::list))
        .route("/api/datasets/{bucket}/listing", get(datasets::listing))
        .route("/api/datasets/{bucket}/readme", get(datasets::readme))
        .route("/api/datasets/{bucket}/rendering", get(datasets::rendering))
}

/// Bytes of objects: streams without a time limit but idleness. Completing an upload belongs here because stores take
/// minutes over many parts.
fn data_plane() -> Router<App> {
    Router::new()
        .route(
            "/api/instances/{instance}/buckets/{bucket}/objects",
            get(objects::download).head(objects::head).put(objects::upload).delete(objects::delete),
        )
        .route("/api/archives/{id}", get(archives::fetch).head(archives::describe))
        .route(
            "/api/instances/{instance}/buckets/{bucket}/uploads/parts",
            put(uploads::part).get(uploads::arrived),
        )
        .route(
            "/api/instances/{instance}/buckets/{bucket}/uploads/complete",
            post(uploads::complete),
        )
}

/// Signing in and out, by people.
fn sign_in() -> Router<App> {
    Router::new()
        .route("/auth/sign-in", get(sign_in::begin))
        .route("/auth/callback", get(sign_in::callback))
        .route("/auth/sign-out", post(sign_in::sign_out))
        .route("/auth/leave", get(sign_in::leave))
}

/// What the OpenID provider calls by itself: no cookie, no page, so nothing that could be forged with one.
fn provider_calls() -> Router<App> {
    Router::new().route("/auth/back-channel-logout", post(sign_in::back_channel_logout))
}

fn public_files() -> Router<App> {
    let methods = get(public_files::read).head(public_files::read).options(public_files::preflight);
    Router::new().route("/public/{*path}", methods)
}

/// For programs without a cookie; the address itself says whose it is.
fn downloads() -> Router<App> {
    Router::new().route("/downloads/{*path}", get(downloads::read).head(downloads::read))
}

/// What share links open, to whoever holds them: no session is looked at, only a link's own password.
fn shared() -> Router<App> {
    let methods = get(shared::open).head(shared::open).post(shared::unlock).put(shared::receive);
    Router::new().route("/s/{*path}", methods)
}

fn pages() -> Router<App> {
    let mut pages = Router::new().route("/", get(pages::negotiate)).fallback(pages::other);
    for language in ["en", "fr"] {
        pages = pages
            .route(&format!("/{language}/b/{{*place}}"), get(pages::private))
            .route(&format!("/{language}/keys"), get(pages::private))
            .route(&format!("/{language}/shared"), get(pages::private))
            .route(&format!("/{language}/teams/{{team}}"), get(pages::private));
    }
    pages
}

/// Public data for readers without script: each page asks an instance.
fn public_pages() -> Router<App> {
    let mut pages = Router::new();
    for language in ["en", "fr"] {
        pages = pages
            .route(&format!("/{language}/d"), get(pages::catalogue))
            .route(&format!("/{language}/d/{{bucket}}"), get(pages::dataset));
    }
    pages
}

/// The operators' listener.
pub fn ops(ops: Ops) -> Router {
    Router::new()
        .route("/livez", get(ops::livez))
        .route("/readyz", get(ops::readyz))
        .route("/metrics", get(ops::metrics))
        .with_state(ops)
}

/// The S3 listener: which bucket, which key and which call are read from the request itself (`s3/call/table.rs`), so that
/// there is nothing to route by, and nothing stands between the connection and the answer.
pub fn programs(programs: s3::Programs) -> impl Answers {
    s3::Front::new(programs)
}

fn no_such_page() -> MethodRouter<App> {
    routing::any(|| async { Error::NoSuchPage })
}
