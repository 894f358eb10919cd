//! A new name for one, or the same change in many names, shown before it is made.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use locales::text;

use crate::components::{Button, ButtonKind, Dialog, Field, Icon, place_refusal_words, unique_id};
use crate::copying::{Jobs, Wish};
use crate::i18n::{Words, use_words};
use crate::model::copying::job::Job;
use crate::model::copying::{Refusal, Root, Verb, renamed, replaced_names, stem_units};

/// New names shown before they are given; the others are counted.
const NAMES_SHOWN_MAX: usize = 6;

#[component]
pub fn Renaming(jobs: Jobs, wish: RwSignal<Option<Wish>>, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let title = move || {
        wish.with(|wish| match wish.as_ref().map(|wish| wish.chosen.as_slice()) {
            Some([one]) => text::rename_title(words.language(), one.name().trim_end_matches('/')),
            Some(many) => text::rename_many_title(words.language(), many.len() as u64),
            None => String::new(),
        })
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || {
                wish.get()
                    .map(|wish| match wish.chosen.len() {
                        1 => view! { <OneName jobs wish open /> }.into_any(),
                        _ => view! { <ManyNames jobs wish open /> }.into_any(),
                    })
            }}
        </Dialog>
    }
}

/// What the form would do, or why it cannot.
type Roots = Memo<Result<Vec<Root>, Refusal>>;

/// A name that is as it was is not wrong: there is only nothing to do.
fn fault(words: Words, roots: Roots) -> Option<String> {
    let refusal = roots.with(|roots| roots.as_ref().err().copied())?;
    (refusal != Refusal::SamePlace)
        .then(|| place_refusal_words(words.language(), refusal).to_owned())
}

fn start(event: &SubmitEvent, jobs: Jobs, wish: StoredValue<Wish>, roots: Roots) -> bool {
    event.prevent_default();
    let Ok(roots) = roots.get_untracked() else { return false };
    let place = wish.with_value(|wish| wish.source.place.clone());
    jobs.start(Job::new(Verb::Move, place.clone(), place, roots));
    true
}

#[component]
fn OneName(jobs: Jobs, wish: Wish, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let old = wish.chosen.first().map(|one| one.name().trim_end_matches('/').to_owned());
    let old = old.unwrap_or_default();
    let folder = wish.chosen.first().is_some_and(|one| one.folder);
    let name = RwSignal::new(old.clone());
    let wish = StoredValue::new(wish);
    let roots = Memo::new(move |_| wish.with_value(|wish| renamed(&wish.chosen, &[name.get()])));
    let error = move || fault(words, roots);
    let submit = move |event: SubmitEvent| {
        if start(&event, jobs, wish, roots) {
            open.set(false);
        }
    };
    let (id, fault) = (unique_id("name"), unique_id("name-error"));
    let input = NodeRef::<html::Input>::new();
    let units = if folder { u32::MAX } else { stem_units(&old) };
    // What is changed most often is selected: the name without its extension.
    let select = move |_| {
        if let Some(input) = input.get_untracked().filter(|_| name.read_untracked().as_str() == old)
        {
            let _ = input.set_selection_range(0, units);
        }
    };
    let described = {
        let fault = fault.clone();
        move || error().is_some().then(|| fault.clone())
    };
    view! {
        <form class="form" on:submit=submit>
            <div class="field">
                <label class="field__label" for=id.clone()>{words.say(text::rename_name)}</label>
                <input
                    class="field__input"
                    id=id
                    type="text"
                    node_ref=input
                    data-autofocus=""
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                    on:focus=select
                    aria-invalid=move || error().is_some().then_some("true")
                    aria-describedby=described
                />
                <div class="field__error" id=fault hidden=move || error().is_none()>
                    {Icon::Warning.view()}
                    <span>{error}</span>
                </div>
            </div>
            <Submit roots open />
        </form>
    }
}

#[component]
fn ManyNames(jobs: Jobs, wish: Wish, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let (find, replacement) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wish = StoredValue::new(wish);
    let roots = Memo::new(move |_| {
        wish.with_value(|wish| {
            let names = replaced_names(&wish.chosen, &find.read(), &replacement.read());
            renamed(&wish.chosen, &names)
        })
    });
    let error = move || fault(words, roots);
    let submit = move |event: SubmitEvent| {
        if start(&event, jobs, wish, roots) {
            open.set(false);
        }
    };
    let name = |key: &str| crate::model::key::name(crate::model::key::parent(key), key).to_owned();
    let preview = move || {
        let roots = roots.get().unwrap_or_default();
        let line = |root: &Root| {
            view! { <li>{name(&root.key)} " → " <strong>{name(&root.target)}</strong></li> }
        };
        roots.iter().take(NAMES_SHOWN_MAX).map(line).collect_view()
    };
    let count = move || roots.with(|roots| roots.as_ref().map_or(0, Vec::len));
    view! {
        <form class="form" on:submit=submit>
            <Field
                label=Signal::derive(move || text::rename_find(words.language()).to_owned())
                value=find
                first=true
                verbatim=true
            />
            <Field
                label=Signal::derive(move || text::rename_replacement(words.language()).to_owned())
                value=replacement
                error=Signal::derive(error)
                verbatim=true
            />
            <div hidden=move || count() == 0 role="group" aria-label=words.say(text::rename_preview)>
                <ul class="deleting__names">{preview}</ul>
                <p class="hint" role="status">
                    {move || {
                        let rest = count().saturating_sub(NAMES_SHOWN_MAX) as u64;
                        (rest != 0).then(|| text::and_more(words.language(), rest))
                    }}
                </p>
            </div>
            <Submit roots open />
        </form>
    }
}

#[component]
fn Submit(roots: Roots, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let off = move || match roots.with(|roots| roots.as_ref().err().copied()) {
        None => None,
        Some(Refusal::SamePlace) => Some(text::rename_unchanged(words.language()).to_owned()),
        Some(refusal) => Some(place_refusal_words(words.language(), refusal).to_owned()),
    };
    view! {
        <div class="dialog__actions">
            <Button on_press=Callback::new(move |()| open.set(false))>{words.say(text::cancel)}</Button>
            <Button kind=ButtonKind::Primary submit=true off=Signal::derive(off)>
                {words.say(text::rename_submit)}
            </Button>
        </div>
    }
}
