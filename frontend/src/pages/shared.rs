//! `/{lang}/shared`: everything one lets others use, in one list: find it, change it, take it back.

mod changing;
mod changing_link;
mod items;
mod loading;
mod table;
mod taking_back;

use gateway_api::{Grant, Link};
use leptos::prelude::*;
use locales::text;

use super::SignedIn;
use crate::components::{
    Breadcrumb, Button, ButtonKind, Crumb, Heading, Icon, Select, Skeleton, SkeletonShape,
    unique_id,
};
use crate::effects::effect;
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::links;
use crate::model::selection::Selection;
use crate::model::shared::{Item, Kind, Standing, View};
use crate::pages::bucket::now_seconds;
use changing::Changing;
use changing_link::ChangingLink;
use loading::Loaded;
use table::SharedTable;
use taking_back::TakingBack;

#[component]
pub fn SharedPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Shared />
        </SignedIn>
    }
}

/// The list, what is shown of it, and what is under way with it.
#[derive(Clone, Copy)]
pub struct Board {
    loaded: Loaded,
    items: Memo<Vec<Item>>,
    view: RwSignal<View>,
    /// Positions in `items`.
    shown: Memo<Vec<u32>>,
    selection: RwSignal<Selection>,
    /// What each dialog is about; nothing while it is closed.
    ending: RwSignal<Option<Vec<Item>>>,
    changing: RwSignal<Option<Grant>>,
    changing_link: RwSignal<Option<Link>>,
}

impl Board {
    fn new() -> Self {
        let words = use_words();
        let loaded = Loaded::begin();
        let items = Memo::new(move |_| items::items(words, loaded));
        let view = RwSignal::new(View::default());
        let shown = Memo::new(move |_| items.with(|items| view.read().shown(items)));
        let selection = RwSignal::new(Selection::default());
        // Positions mean other items now.
        effect(move |_| {
            items.track();
            selection.update(Selection::clear);
        });
        Self {
            loaded,
            items,
            view,
            shown,
            selection,
            ending: RwSignal::new(None),
            changing: RwSignal::new(None),
            changing_link: RwSignal::new(None),
        }
    }

    fn take_back_selected(self) {
        let items: Vec<Item> = self.items.with_untracked(|items| {
            let selection = self.selection.read_untracked();
            selection.ids().filter_map(|at| items.get(at as usize).cloned()).collect()
        });
        self.ending.set((!items.is_empty()).then_some(items));
    }
}

#[component]
fn Shared() -> impl IntoView {
    let words = use_words();
    let board = Board::new();
    let title = Signal::derive(move || text::shared_title(words.language()).to_owned());
    let crumbs = Signal::derive(move || {
        let language = words.language();
        vec![
            Crumb::link(text::home_title(language), links::home(language)),
            Crumb::here(text::shared_title(language).to_owned()),
        ]
    });
    let waiting = move || board.loaded.is_waiting() && board.items.read().is_empty();
    let empty = Memo::new(move |_| !board.loaded.is_waiting() && board.items.read().is_empty());
    let loading = Signal::derive(move || text::shared_loading(words.language()).to_owned());
    let failure = move || {
        let retry = move |()| board.loaded.ask();
        board.loaded.failure.get().map(|error| view! { <Failure error retry /> })
    };
    view! {
        <Breadcrumb crumbs />
        <div class="title-row">
            <Heading title />
        </div>
        <p class="lead">{words.say(text::shared_lead)}</p>
        {failure}
        <Show when=waiting>
            <Skeleton shape=SkeletonShape::Row count=6 text=loading />
        </Show>
        <Show when=move || empty.get() && board.loaded.failure.read().is_none()>
            <div class="empty">
                <div class="empty__words">
                    <h2 class="empty__title">{words.say(text::shared_empty_title)}</h2>
                    <p>{words.say(text::shared_empty)}</p>
                </div>
            </div>
        </Show>
        <Show when=move || !board.items.read().is_empty()>
            <Tools board />
            <SharedTable board />
        </Show>
        <TakingBack board />
        <Changing board />
        <ChangingLink board />
    }
    .into_any()
}

/// What narrows the list, how many there are, and what is done with those selected.
#[component]
fn Tools(board: Board) -> impl IntoView {
    let words = use_words();
    let id = unique_id("filter");
    let kind = RwSignal::new(String::new());
    effect(move |_| {
        let wanted = match kind.read().as_str() {
            "grants" => Some(Kind::Grant),
            "public" => Some(Kind::Public),
            "links" => Some(Kind::Link),
            "requests" => Some(Kind::Request),
            "keys" => Some(Kind::Key),
            _ => None,
        };
        board.view.update(|view| view.kind = wanted);
    });
    let kinds = Signal::derive(move || {
        let language = words.language();
        let kind = |id: &str, label: &str| (id.to_owned(), label.to_owned());
        vec![
            kind("", text::shared_kind_all(language)),
            kind("grants", text::shared_kind_grants(language)),
            kind("public", text::shared_kind_public(language)),
            kind("links", text::shared_kind_links(language)),
            kind("requests", text::shared_kind_requests(language)),
            kind("keys", text::shared_kind_keys(language)),
        ]
    });
    let standing = standing_filter(board);
    let count = move || {
        let language = words.language();
        let all = board.items.with(Vec::len) as u64;
        match board.shown.with(Vec::len) as u64 {
            shown if shown == all => text::shared_count(language, all),
            shown => text::shared_count_matching(language, all, shown),
        }
    };
    let selected = Memo::new(move |_| board.selection.with(Selection::len) as u64);
    view! {
        <div class="shared-tools">
            <div class="field">
                <label class="field__label" for=id.clone()>{words.say(text::shared_filter)}</label>
                <input
                    class="field__input"
                    id=id
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || board.view.read().filter.clone()
                    on:input=move |event| {
                        board.view.update(|view| view.filter = event_target_value(&event));
                    }
                />
            </div>
            <Select label=text::shared_kind options=kinds value=kind />
            {standing}
        </div>
        <div class="folder__line">
            <p class="count-line" role="status">{count}</p>
            <div class="selection-bar" hidden=move || selected.get() == 0>
                <p class="selection-bar__count" role="status">
                    {move || text::shared_selected(words.language(), selected.get())}
                </p>
                <Button icon=Icon::Trash on_press=move |()| board.take_back_selected()>
                    {words.say(text::take_back)}
                </Button>
                <Button
                    kind=ButtonKind::Quiet
                    icon=Icon::Cross
                    on_press=move |()| board.selection.update(Selection::clear)
                >
                    {words.say(text::select_none)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// How things stand with what is shown: by its end and its last use.
fn standing_filter(board: Board) -> AnyView {
    let words = use_words();
    let chosen = RwSignal::new(String::new());
    effect(move |_| {
        let wanted = match chosen.read().as_str() {
            "soon" => Some(Standing::EndsSoon),
            "ended" => Some(Standing::Ended),
            "endless" => Some(Standing::Endless),
            "unused" => Some(Standing::Unused),
            _ => None,
        };
        let wanted = wanted.map(|standing| (standing, now_seconds()));
        board.view.update(|view| view.standing = wanted);
    });
    let options = Signal::derive(move || {
        let language = words.language();
        let option = |id: &str, label: &str| (id.to_owned(), label.to_owned());
        vec![
            option("", text::shared_standing_all(language)),
            option("soon", text::shared_standing_soon(language)),
            option("ended", text::shared_standing_ended(language)),
            option("endless", text::shared_standing_endless(language)),
            option("unused", text::shared_standing_unused(language)),
        ]
    });
    view! { <Select label=text::shared_standing options value=chosen /> }.into_any()
}
