//! `/{lang}/b/{instance}/{bucket}/search?prefix=&text=…`: a bucket searched, with what was found as it comes. What is looked
//! for stands in the address, so that one comes back to it.

mod asking;
mod finding;
mod results;

use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::SignedIn;
use super::bucket::{folder_name, trail};
use crate::components::{Breadcrumb, Crumb, Heading};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::use_words;
use crate::links::{self, Page};
use crate::model::path;
use crate::model::search::Query;
use crate::navigation::use_location;
use asking::Asking;
use finding::Finding;
use results::Results;

#[component]
pub fn SearchPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Inside />
        </SignedIn>
    }
}

#[component]
fn Inside() -> impl IntoView {
    let words = use_words();
    let location = use_location();
    // While the address leads elsewhere, what is asked for stays what it was.
    let asked = Memo::new(move |before: Option<&Asked>| {
        let here = location.pathname.with(|path| links::page(path) == Some(Page::Search));
        let before = before.filter(|_| !here).cloned();
        before.unwrap_or_else(|| Asked::read(&location.pathname.read(), &location.search.read()))
    });
    let query = Memo::new(move |_| asked.with(|asked| asked.query.clone()));
    let bucket = Memo::new(move |_| asked.with(|asked| asked.bucket.clone()));
    let finding = Finding::new(bucket, query);
    effect(move |_| {
        bucket.track();
        query.track();
        finding.follow();
    });
    let name = RwSignal::new(None::<gateway_api::LocalizedText>);
    spawn_local(async move {
        // Without the list the instance goes by its id.
        let known = gateway::named_instances().await.unwrap_or_default();
        let id = bucket.try_with_untracked(|(id, _)| id.clone());
        let here = known.into_iter().find(|known| Some(&known.id) == id.as_ref());
        name.try_set(here.map(|known| known.name));
    });
    let crumbs = move || {
        let language = words.language();
        let (instance, bucket) = bucket.get();
        let prefix = query.with(|query| query.prefix.clone());
        let label = name.with(|name| name.as_ref().map(|name| words.localized(name)));
        let label = label.unwrap_or_else(|| instance.clone());
        let start = [Crumb::link(label, links::instance(language, &instance))];
        let address = |prefix: &str| links::bucket(language, &instance, &bucket, prefix);
        let mut crumbs = trail(start, &bucket, &prefix, address);
        if let Some(last) = crumbs.last_mut() {
            last.address = Some(address(&prefix));
        }
        crumbs.push(Crumb::here(text::search_title(language).to_owned()));
        crumbs
    };
    let title = move || {
        let place = query.with(|query| query.place().to_owned());
        let name = bucket.with(|(_, bucket)| folder_name(bucket, &place));
        text::search_in(words.language(), &name)
    };
    view! {
        <Breadcrumb crumbs=Signal::derive(crumbs) />
        <Heading title=Signal::derive(title) />
        <Asking finding />
        <Results finding />
    }
}

/// What an address asks for.
#[derive(Clone, PartialEq)]
struct Asked {
    /// Instance and name.
    bucket: (String, String),
    query: Query,
}

impl Asked {
    fn read(path: &str, search: &str) -> Self {
        let place = path::parse(path, "").ok();
        let bucket = place.map(|place| (place.instance.unwrap_or_default(), place.bucket));
        let query = Query::read(|name| links::query_value(search, name));
        Self { bucket: bucket.unwrap_or_default(), query }
    }
}
