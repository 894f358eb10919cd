//! Addresses that people open: the shell in their language, public data readable without script, and the page's files.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gateway_api::Listing;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use locales::Language;
use maud::Markup;
use serde::Deserialize;

use super::extract::Query;
use super::gate::Gate;
use super::{language, objects, rendering};
use crate::app::Portal;
use crate::datasets::{Datasets, Within};
use crate::error::{self, Error};
use crate::page::shell::Shell;
use crate::page::{assets, plain};
use crate::policy::{Caller, Denied};
use crate::s3::encode;
use crate::s3::names::{BucketName, Prefix};
use crate::s3::operation::ListPage;
use crate::upstream::Upstream;

/// Pages that script draws whole and everybody may open.
const OPEN_PAGES: [&str; 8] = [
    "",
    "accessibility",
    "activity",
    "help",
    "help/missing-bucket",
    "privacy",
    "sign-in-failed",
    "signed-in",
];

/// `/`: to the language of the cookie, else of the browser.
pub async fn negotiate(headers: HeaderMap) -> Response {
    let start = format!("/{}/", language::of_reader(&headers).code());
    let mut response = Redirect::temporary(&start).into_response();
    *response.status_mut() = StatusCode::FOUND;
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

/// `/{lang}/b/…`, `/{lang}/keys`: the shell for people; strangers go to sign in and come back here.
pub async fn private(caller: Caller, uri: Uri, State(portal): State<Portal>) -> Response {
    let language = language_of(uri.path(), &portal);
    if matches!(caller, Caller::Person(_)) {
        return document(StatusCode::OK, &Shell::bare(language));
    }
    let place = uri.path_and_query().map_or("/", |place| place.as_str());
    Redirect::to(&format!(
        "/auth/sign-in?return_to={}&lang={}",
        encode::encode_value(place),
        language.code()
    ))
    .into_response()
}

/// `/{lang}/d`: all datasets.
pub async fn catalogue(
    caller: Caller,
    uri: Uri,
    State(portal): State<Portal>,
    State(datasets): State<Datasets>,
) -> Response {
    let language = language_of(uri.path(), &portal);
    match datasets.catalogue(&caller).await {
        Ok(catalogue) => {
            let published = catalogue.published.iter();
            let published = published.map(|it| (&it.bucket.name, it.prefix.as_str()));
            let all = catalogue.instances.keys().map(|name| (name, "")).chain(published);
            let content = plain::catalogue(language, all);
            let title = locales::text::datasets_title(language).to_owned();
            public(StatusCode::OK, language, "d", title, Some(content))
        }
        Err(error) => failed(&error, language),
    }
}

/// `?prefix=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FolderQuery {
    prefix: String,
}

/// `/{lang}/d/{bucket}?prefix=`: one folder of a dataset, with its README.
pub async fn dataset(
    caller: Caller,
    uri: Uri,
    Query(query): Query<FolderQuery>,
    State(portal): State<Portal>,
    State(datasets): State<Datasets>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Response {
    let language = language_of(uri.path(), &portal);
    let name = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    match folder(&caller, &name, query.prefix, language, &datasets, &gate, &upstream).await {
        Ok(content) => {
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            let title = name.clone();
            public(StatusCode::OK, language, &format!("d/{name}{query}"), title, Some(content))
        }
        Err(error) => failed(&error, language),
    }
}

async fn folder(
    caller: &Caller,
    name: &str,
    prefix: String,
    language: Language,
    datasets: &Datasets,
    gate: &Gate,
    upstream: &Upstream,
) -> Result<Markup, Error> {
    let name = BucketName::parse(name).map_err(|_| Denied::NoSuchBucket)?;
    let prefix = Prefix::parse(prefix).map_err(Error::KeyName)?;
    let Within { bucket, root, .. } = datasets.find(caller, &name).await?.at(prefix.as_str())?;
    let limit = u16::try_from(plain::ENTRIES_MAX).unwrap_or(u16::MAX);
    let page = ListPage { prefix: prefix.clone(), folders: true, token: None, after: None, limit };
    let listing = objects::list_page(gate, upstream, caller, bucket.clone(), page).await?;
    if listing.entries.is_empty() && !prefix.as_str().is_empty() {
        return Err(Error::NoSuchPage);
    }
    let place = rendering::place(None, &bucket, prefix, language);
    let readme = rendering::read_readme(gate, upstream, caller, &bucket, place).await.ok();
    let listing = Listing { root, ..listing };
    Ok(plain::folder(language, &name, &listing, readme.as_ref()))
}

/// Everything else: the page's files, its open pages, and a real 404.
pub async fn other(uri: Uri, headers: HeaderMap, State(portal): State<Portal>) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = assets::serve(path, &headers) {
        return file;
    }
    let language = language_of(uri.path(), &portal);
    let page = path.split_once('/').map_or("", |(_, page)| page.trim_end_matches('/'));
    let in_language = matches!(path.split('/').next(), Some("en" | "fr"));
    let known = in_language && OPEN_PAGES.contains(&page);
    document(if known { StatusCode::OK } else { StatusCode::NOT_FOUND }, &Shell::bare(language))
}

/// A failure of a page load: the shell with the right status; the page itself asks again and words what happened.
fn failed(error: &Error, language: Language) -> Response {
    error::log(error);
    document(error.classify().0, &Shell::bare(language))
}

fn public(
    status: StatusCode,
    language: Language,
    page: &str,
    title: String,
    content: Option<Markup>,
) -> Response {
    let alternates = ["en", "fr"].map(|code| (code, format!("/{code}/{page}"))).to_vec();
    let shell =
        Shell { title: Some(title), alternates, indexed: true, content, ..Shell::bare(language) };
    document(status, &shell)
}

fn document(status: StatusCode, shell: &Shell) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (status, headers, shell.render()).into_response()
}

fn language_of(path: &str, portal: &Portal) -> Language {
    language::of_path(path, &portal.french).unwrap_or_default()
}
