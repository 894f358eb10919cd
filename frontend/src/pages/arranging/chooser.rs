//! Where to: instances, one's buckets on them, their folders; by pointing, by arrow keys, or by a typed path.

mod shelf;

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{roots, title};
use crate::components::{
    Button, ButtonKind, Dialog, Field, Icon, Skeleton, SkeletonShape, path_reason,
    place_refusal_words, refusal_words,
};
use crate::copying::{Jobs, Wish};
use crate::effects::effect;
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::copying::job::Job;
use crate::model::copying::{Spot, Verb};
use crate::model::path;
use crate::upload::plan;
use shelf::{Level, Line, Shelf, crumbs};

#[component]
pub fn Chooser(
    jobs: Jobs,
    wish: RwSignal<Option<(Verb, Wish)>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let title = move || {
        wish.with(|wish| wish.as_ref().map(|(verb, wish)| title(words.language(), *verb, wish)))
            .unwrap_or_default()
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || wish.get().map(|(verb, wish)| view! { <Choice jobs verb wish open /> })}
        </Dialog>
    }
}

/// Where one looks, and what is there.
#[derive(Clone, Copy)]
struct Looking {
    level: RwSignal<Level>,
    shelf: RwSignal<Option<Result<Shelf, Error>>>,
    /// Raised by each step, so that an answer that comes late changes nothing.
    turn: StoredValue<u32>,
}

impl Looking {
    fn go(self, level: Level) {
        self.level.set(level);
        self.shelf.set(None);
        self.load(None);
    }

    /// The first page, or with `token` a further one.
    fn load(self, token: Option<String>) {
        // The dialog may be gone, as when a folder is made in it and it is closed meanwhile.
        let Some(level) = self.level.try_get_untracked() else { return };
        let Some(turn) = self.turn.try_get_value().map(|turn| turn + 1) else { return };
        self.turn.set_value(turn);
        spawn_local(async move {
            let page = Shelf::load(&level, token.as_deref()).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.shelf.try_update(|known| match (known, page) {
                (Some(Ok(before)), Ok(page)) if token.is_some() => before.append(page),
                (known, page) => *known = Some(page),
            });
        });
    }
}

#[component]
fn Choice(jobs: Jobs, verb: Verb, wish: Wish, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let looking = Looking {
        level: RwSignal::new(Level::Folder(wish.source.clone())),
        shelf: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    looking.load(None);
    let wish = StoredValue::new(wish);
    let plan_here = Memo::new(move |_| match looking.level.get() {
        Level::Folder(target) => Some(wish.with_value(|wish| roots(verb, wish, &target))),
        Level::Instances | Level::Buckets(_) => None,
    });
    let off = move || {
        let language = words.language();
        match plan_here.get() {
            None => return Some(text::chooser_off(language).to_owned()),
            Some(Err(refusal)) => return Some(place_refusal_words(language, refusal).to_owned()),
            Some(Ok(_)) => {}
        }
        looking.shelf.with(|shelf| match shelf {
            Some(Ok(shelf)) if !shelf.may_write => {
                Some(text::missing_right_write(language).to_owned())
            }
            Some(Err(_)) => Some(text::missing_right_write(language).to_owned()),
            _ => None,
        })
    };
    let choose = Callback::new(move |()| {
        let Level::Folder(target) = looking.level.get_untracked() else { return };
        let Some(Ok(roots)) = plan_here.get_untracked() else { return };
        let source = wish.with_value(|wish| wish.source.place.clone());
        jobs.start(Job::new(verb, source, target.place, roots));
        open.set(false);
    });
    let here = if verb == Verb::Copy { text::copy_here } else { text::move_here };
    view! {
        <div class="chooser">
            <TypedPath looking />
            <Trail looking />
            <Lines looking />
            <NewFolder looking />
        </div>
        <div class="dialog__actions">
            <Button on_press=Callback::new(move |()| open.set(false))>{words.say(text::cancel)}</Button>
            <Button kind=ButtonKind::Primary off=Signal::derive(off) on_press=choose>
                {words.say(here)}
            </Button>
        </div>
    }
}

#[component]
fn TypedPath(looking: Looking) -> impl IntoView {
    let words = use_words();
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let language = words.language_untracked();
        let origin = window().location().origin().unwrap_or_default();
        let place = match path::parse(&typed.get_untracked(), &origin) {
            Ok(place) => place,
            Err(error) => return fault.set(Some(path_reason(language, &error))),
        };
        let instance = place.instance.or_else(|| looking.level.get_untracked().instance());
        match instance {
            _ if place.public => fault.set(Some(text::chooser_read_only(language).to_owned())),
            _ if place.key.is_some() => {
                fault.set(Some(text::chooser_is_object(language).to_owned()));
            }
            None => fault.set(Some(text::chooser_other_instance(language).to_owned())),
            Some(instance) => {
                fault.set(None);
                typed.set(String::new());
                let bucket = gateway_api::Place { instance, bucket: place.bucket };
                looking.go(Level::Folder(Spot { place: bucket, prefix: place.prefix }));
            }
        }
    };
    view! {
        <form class="chooser__path" on:submit=go>
            <Field
                label=Signal::derive(move || text::chooser_path(words.language()).to_owned())
                value=typed
                error=fault
                verbatim=true
            />
            <Button submit=true>{words.say(text::chooser_go)}</Button>
        </form>
    }
}

/// The way from the instances down to where one looks.
#[component]
fn Trail(looking: Looking) -> impl IntoView {
    let words = use_words();
    let steps = move || {
        let level = looking.level.get();
        let steps = crumbs(&level, text::chooser_top(words.language()));
        let last = steps.len() - 1;
        let step = |(index, (label, level)): (usize, (String, Level))| {
            view! {
                <li class="breadcrumb__item">
                    <button
                        type="button"
                        class="button button--quiet"
                        aria-current=(index == last).then_some("location")
                        on:click=move |_| looking.go(level.clone())
                    >
                        {label}
                    </button>
                    {(index != last).then(|| Icon::ChevronRight.view())}
                </li>
            }
        };
        steps.into_iter().enumerate().map(step).collect_view()
    };
    view! {
        <nav class="breadcrumb" aria-label=words.say(text::chooser_where)>
            <ol class="breadcrumb__list">{steps}</ol>
        </nav>
    }
}

#[component]
fn Lines(looking: Looking) -> impl IntoView {
    let words = use_words();
    let list = NodeRef::<html::Ul>::new();
    let keydown = move |event: KeyboardEvent| {
        let focused = document().active_element();
        match event.key().as_str() {
            "ArrowDown" => step(focused, Element::next_element_sibling),
            "ArrowUp" => step(focused, Element::previous_element_sibling),
            "ArrowRight" => click(focused),
            "ArrowLeft" | "Backspace" => {
                if let Some(up) = looking.level.get_untracked().up() {
                    looking.go(up);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let loading = move || text::chooser_loading(words.language()).to_owned();
    let retry = Callback::new(move |()| looking.load(None));
    let more = Callback::new(move |()| {
        let next =
            looking.shelf.with_untracked(|shelf| shelf.as_ref()?.as_ref().ok()?.next.clone());
        looking.load(next);
    });
    // A step by the keyboard goes on from the first line of what came.
    effect(move |_| {
        let there = looking.shelf.with(|shelf| shelf.as_ref().is_some_and(Result::is_ok));
        let inside = looking.turn.get_value() != 1;
        if there && inside {
            request_animation_frame(move || {
                let lost = document()
                    .active_element()
                    .is_none_or(|active| matches!(active.tag_name().as_str(), "BODY" | "DIALOG"));
                let list = list.try_get_untracked().flatten();
                let first = list.and_then(|list| list.query_selector("button").ok().flatten());
                if let Some(first) = first.filter(|_| lost) {
                    focus(&first);
                }
            });
        }
    });
    move || match looking.shelf.get() {
        None => {
            view! { <Skeleton shape=SkeletonShape::Row count=4 text=Signal::derive(loading) /> }
                .into_any()
        }
        Some(Err(error)) => view! { <Failure error retry /> }.into_any(),
        Some(Ok(shelf)) => {
            let empty = shelf.lines.is_empty();
            let has_more = shelf.next.is_some();
            let lines = shelf.lines.into_iter().map(|line| view! { <OneLine looking line /> });
            let nothing = match looking.level.get_untracked() {
                Level::Folder(_) => text::chooser_empty,
                Level::Buckets(_) | Level::Instances => text::chooser_no_bucket,
            };
            view! {
                <p class="hint" hidden=!empty>{words.say(nothing)}</p>
                <ul class="chooser__list" node_ref=list aria-label=words.say(text::chooser_list) hidden=empty on:keydown=keydown>
                    {lines.collect_view()}
                </ul>
                {has_more
                    .then(|| view! { <Button on_press=more>{words.say(text::chooser_more)}</Button> })}
            }
            .into_any()
        }
    }
}

#[component]
fn OneLine(looking: Looking, line: Line) -> impl IntoView {
    let words = use_words();
    let Line { label, level, off } = line;
    let name = move || match &label {
        shelf::Label::Plain(label) => label.clone(),
        shelf::Label::Localized(label) => words.localized(label),
    };
    let icon = match &level {
        Level::Instances | Level::Buckets(_) => Icon::Globe,
        Level::Folder(spot) if spot.prefix.is_empty() => Icon::Bucket,
        Level::Folder(_) => Icon::Folder,
    };
    view! {
        <li>
            <button
                type="button"
                class="chooser__line"
                aria-disabled=off.map(|_| "true")
                on:click=move |_| {
                    if off.is_none() {
                        looking.go(level.clone());
                    }
                }
            >
                {icon.view()}
                <span>{name}</span>
                {off.map(|off| view! { <small>{words.say(off)}</small> })}
            </button>
        </li>
    }
}

/// A folder that does not exist yet, made where one looks.
#[component]
fn NewFolder(looking: Looking) -> impl IntoView {
    let words = use_words();
    let (naming, name) = (RwSignal::new(false), RwSignal::new(String::new()));
    let fault = move || {
        let Level::Folder(spot) = looking.level.get() else { return None };
        let name = name.read();
        let key = format!("{}/", name.trim_matches('/'));
        let refused = plan::key(&spot.prefix, &key, 0).err().filter(|_| !name.is_empty());
        refused.map(|refusal| refusal_words(words.language(), refusal).to_owned())
    };
    let make = Action::new_local(move |name: &String| {
        let name = name.trim_matches('/').to_owned();
        let level = looking.level.get_untracked();
        async move {
            let Level::Folder(spot) = level else { return Ok(()) };
            let prefix = format!("{}{name}/", spot.prefix);
            gateway::put_folder(&spot.place.instance, &spot.place.bucket, &prefix).await?;
            naming.set(false);
            looking.go(Level::Folder(Spot { prefix, ..spot }));
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let ready = fault().is_none() && !name.with_untracked(|name| name.trim().is_empty());
        if ready && !make.pending().get_untracked() {
            make.dispatch(name.get_untracked());
        }
    };
    let in_folder = move || looking.level.with(|level| matches!(level, Level::Folder(_)));
    let may = move || {
        looking.shelf.with(|shelf| {
            shelf.as_ref().is_some_and(|shelf| shelf.as_ref().is_ok_and(|shelf| shelf.may_write))
        })
    };
    let off = move || (!may()).then(|| text::missing_right_write(words.language()).to_owned());
    let begin = Callback::new(move |()| {
        name.set(String::new());
        naming.set(true);
    });
    let error = move || make.value().get().and_then(Result::err);
    view! {
        <Show when=in_folder>
            <Show
                when=move || naming.get()
                fallback=move || {
                    view! {
                        <Button icon=Icon::Plus off=Signal::derive(off) on_press=begin>
                            {words.say(text::chooser_new_folder)}
                        </Button>
                    }
                }
            >
                <form class="chooser__path" on:submit=submit>
                    <Field
                        label=Signal::derive(move || text::new_folder_name(words.language()).to_owned())
                        value=name
                        error=Signal::derive(fault)
                        verbatim=true
                    />
                    <Button submit=true busy=make.pending()>{words.say(text::new_folder_submit)}</Button>
                </form>
                {move || error().map(|error| view! { <Failure error /> })}
            </Show>
        </Show>
    }
}

/// Focuses the button of the line before or after.
fn step(from: Option<Element>, to: fn(&Element) -> Option<Element>) {
    let line = from.and_then(|button| button.closest("li").ok().flatten());
    let button = line.and_then(|line| to(&line)?.query_selector("button").ok().flatten());
    button.inspect(focus);
}

fn click(button: Option<Element>) {
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
