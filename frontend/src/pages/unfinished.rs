//! `/{lang}/b/{instance}/{bucket}/unfinished?prefix=`: what was begun to go up and never ended, by whomever: how much of it has
//! arrived, going on with it, and discarding it.

mod board;
mod discarding;
mod going_on;
mod table;

use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::SignedIn;
use super::bucket::{folder_name, trail};
use crate::components::{Breadcrumb, Button, Crumb, Heading, Icon, Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::links::{self, Page};
use crate::model::path;
use crate::navigation::use_location;
use crate::{effects::effect, gateway};
use board::{Board, Place};
use discarding::{Discarding, Wish};
use going_on::GoingOn;
use table::UploadTable;

#[component]
pub fn UnfinishedPage() -> impl IntoView {
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
    // While the address leads elsewhere, what is shown stays what it was.
    let place = Memo::new(move |before: Option<&Place>| {
        let here = location.pathname.with(|path| links::page(path) == Some(Page::Unfinished));
        let before = before.filter(|_| !here).cloned();
        before.unwrap_or_else(|| read(&location.pathname.read(), &location.search.read()))
    });
    let board = Board::new(place);
    let going_on = GoingOn::new(board);
    effect(move |_| {
        place.track();
        board.begin();
    });
    let name = RwSignal::new(None::<gateway_api::LocalizedText>);
    spawn_local(async move {
        // Without the list the instance goes by its id.
        let known = gateway::named_instances().await.unwrap_or_default();
        let id = place.try_with_untracked(|place| place.instance.clone());
        let here = known.into_iter().find(|known| Some(&known.id) == id.as_ref());
        name.try_set(here.map(|known| known.name));
    });
    let crumbs = move || {
        let language = words.language();
        let Place { instance, bucket, prefix } = place.get();
        let label = name.with(|name| name.as_ref().map(|name| words.localized(name)));
        let label = label.unwrap_or_else(|| instance.clone());
        let start = [Crumb::link(label, links::instance(language, &instance))];
        let address = |prefix: &str| links::bucket(language, &instance, &bucket, prefix);
        let mut crumbs = trail(start, &bucket, &prefix, address);
        if let Some(last) = crumbs.last_mut() {
            last.address = Some(address(&prefix));
        }
        crumbs.push(Crumb::here(text::unfinished_title(language).to_owned()));
        crumbs
    };
    let title = move || text::unfinished_in(words.language(), &place.with(Place::name));
    view! {
        <Breadcrumb crumbs=Signal::derive(crumbs) />
        <Heading title=Signal::derive(title) />
        {lead(board)}
        {body(board, going_on)}
        {going_on.input()}
        <Discarding board />
    }
}

fn read(path: &str, search: &str) -> Place {
    let place = path::parse(path, "").ok();
    let (instance, bucket) =
        place.map(|place| (place.instance.unwrap_or_default(), place.bucket)).unwrap_or_default();
    Place { instance, bucket, prefix: links::query_value(search, "prefix").unwrap_or_default() }
}

impl Place {
    /// What the folder is called.
    fn name(&self) -> String {
        folder_name(&self.bucket, &self.prefix)
    }
}

/// What this is, and what becomes of it by itself.
fn lead(board: Board) -> AnyView {
    let words = use_words();
    let days = move || board.days.get();
    let cleared = move || days().map(|days| text::unfinished_cleared(words.language(), days));
    view! {
        <p class="unfinished__lead">
            {words.say(text::unfinished_lead)} " " {cleared}
        </p>
    }
    .into_any()
}

fn body(board: Board, going_on: GoingOn) -> AnyView {
    let words = use_words();
    let loading = Signal::derive(move || text::unfinished_loading(words.language()).to_owned());
    let waits = move || board.rows.read().is_none() && board.failure.read().is_none();
    let any = Memo::new(move |_| {
        board.rows.with(|rows| rows.as_ref().is_some_and(|rows| !rows.is_empty()))
    });
    let none = move || board.rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
    let more = move || board.next.read().is_some();
    let failed = move || {
        let error = board.failure.get()?;
        let retry = Callback::new(move |()| board.ask());
        Some(view! { <Failure error retry /> })
    };
    let off = Signal::derive(move || board.off(words.language()));
    let discard_all = Callback::new(move |()| board.wish.set(Some(Wish::All)));
    view! {
        <div class="unfinished__status">
            <p class="count-line" role="status">{move || board.counted(words.language())}</p>
            <p class="count-line">{move || board.arrived(words.language())}</p>
            <Show when=move || any.get()>
                <Button icon=Icon::Trash off on_press=discard_all>
                    {words.say(text::unfinished_discard_all)}
                </Button>
            </Show>
        </div>
        <Show when=waits>
            <Skeleton shape=SkeletonShape::Row count=3 text=loading />
        </Show>
        <Show when=move || any.get()>
            <UploadTable board going_on />
        </Show>
        <Show when=none>
            <div class="empty">
                <p class="empty__title">{words.say(text::unfinished_none)}</p>
            </div>
        </Show>
        {failed}
        <div class="load-more" hidden=move || !more()>
            <Button busy=board.asking on_press=Callback::new(move |()| board.ask())>
                {words.say(text::show_more)}
            </Button>
        </div>
    }
    .into_any()
}
