//! The panel of one object beside the list: its name, its neighbours, and what is inside it.

use gateway_api::Kind;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;

use super::browser::{Browser, Source};
use crate::components::{Icon, focus_row};
use crate::i18n::use_words;
use crate::model::key;
use crate::navigation::{NavigateOptions, use_navigate};
use crate::preview::{Object, preview};

/// Arrow keys lead to the next object of the list, except where they already mean something.
const OWN_KEYS: &str = "[data-keys], input, select, textarea, [role=menu]";

#[component]
pub fn ObjectPanel(
    browser: Browser,
    key_shown: String,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let words = use_words();
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(|heading| {
        let _ = heading.focus();
    });
    let name = key::name(key::parent(&key_shown), &key_shown).to_owned();
    let step = use_step(browser, key_shown);
    let press = move |event: KeyboardEvent| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let target_in_dialog =
            target.as_ref().is_some_and(|target| matches!(target.closest("dialog"), Ok(Some(_))));
        let is_free = target.is_none_or(|target| matches!(target.closest(OWN_KEYS), Ok(None)));
        match event.key().as_str() {
            // Of a dialog that stands in here it closes that alone.
            "Escape" if target_in_dialog => {}
            "Escape" => on_close.run(()),
            "ArrowDown" | "ArrowUp" if is_free => {
                event.prevent_default();
                step.run(event.key() == "ArrowDown");
            }
            _ => {}
        }
    };
    let button = move |label: fn(_) -> _, icon: Icon, act: Callback<()>| {
        view! {
            <button
                type="button"
                class="button button--quiet button--icon"
                aria-label=words.say(label)
                on:click=move |_| act.run(())
            >
                {icon.view()}
            </button>
        }
    };
    let to = move |forward| Callback::new(move |()| step.run(forward));
    view! {
        <aside class="details" aria-labelledby="details-title" on:keydown=press>
            <div class="details__head">
                <h2 class="details__title" id="details-title" tabindex="-1" node_ref=heading>
                    {name}
                </h2>
                <div class="details__ways">
                    {button(text::preview_previous_object, Icon::ChevronUp, to(false))}
                    {button(text::preview_next_object, Icon::ChevronDown, to(true))}
                    {button(text::details_close, Icon::Cross, on_close)}
                </div>
            </div>
            {children()}
        </aside>
    }
}

/// What is inside the object.
pub fn object_preview(browser: Browser, key: &str) -> AnyView {
    let (instance, bucket) = match browser.source() {
        Source::Bucket { instance, bucket } => (Some(instance), bucket),
        Source::Dataset { bucket } => (None, bucket),
    };
    preview(Object { instance, bucket, key: key.to_owned() })
}

/// Goes to the object before or after this one in the list, as the list is ordered and filtered. The history keeps
/// one place for all of them, so that going back leads out of the folder's objects.
fn use_step(browser: Browser, key_shown: String) -> Callback<bool> {
    let words = use_words();
    let navigate = use_navigate();
    Callback::new(move |forward: bool| {
        let next = browser.rows.table.with_untracked(|table| {
            let name = key::name(&browser.prefix(), &key_shown).to_owned();
            let here = table.folder.find(&name).and_then(|id| table.row_of(id))?;
            let shown = table.shown();
            let is_object = |id: &&u32| {
                table.folder.entry(**id).kind != Kind::Folder
                    && !key::has_dot_segment(&table.folder.key(**id))
            };
            let id = if forward {
                shown.get(here + 1..)?.iter().find(is_object)
            } else {
                shown.get(..here)?.iter().rev().find(is_object)
            };
            id.map(|id| (*id, table.folder.key(*id)))
        });
        let Some((id, key)) = next else { return };
        browser.rows.cursor.set(Some(id));
        let address =
            browser.source().object_address(words.language_untracked(), &browser.prefix(), &key);
        let options = NavigateOptions { replace: true, scroll: false };
        navigate(&address, options);
    })
}

/// Goes back to the address of the folder alone; the focus returns to the row.
pub fn use_close(browser: Browser, object: Memo<Option<String>>) -> Callback<()> {
    let words = use_words();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let key = object.get_untracked().unwrap_or_default();
        let address =
            browser.source().folder_address(words.language_untracked(), &browser.prefix());
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        let name = key::name(&browser.prefix(), &key).to_owned();
        let id = browser.rows.table.with_untracked(|table| table.folder.find(&name));
        if let Some(id) = id {
            focus_row(browser.rows, id);
        }
    })
}
