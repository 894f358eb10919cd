use leptos::html;
use leptos::prelude::*;
use locales::{Language, text};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

use super::{Button, ButtonKind, Icon, focus_heading, is_focus_lost, unique_id};
use crate::effects::effect;
use crate::i18n::use_words;

const TITLE: &str = ".dialog__title";

/// A modal dialog: the native element, which keeps the focus in and gives it back to the opener. What has
/// `data-autofocus` inside is focused first, otherwise the title.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let words = use_words();
    let dialog = NodeRef::<html::Dialog>::new();
    let label = StoredValue::new(unique_id("dialog"));
    effect(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => show(&dialog, open),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // Escape or the way back, said before the browser closes it. Its word afterwards comes late: whoever has pressed the
    // opener again by then has opened it again.
    let cancelled = move |event: web_sys::Event| {
        // A file input in it says so as well.
        if dialog
            .get_untracked()
            .is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()))
        {
            open.set(false);
        }
    };
    let closed = |_| {
        // The opener may be gone, as a deleted row is.
        request_animation_frame(|| {
            if is_focus_lost() {
                focus_heading();
            }
        });
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=label.get_value()
            on:cancel=cancelled
            on:close=closed
        >
            <Show when=move || open.get()>
                <div class="dialog__head">
                    <h2 class="dialog__title" id=label.get_value() tabindex="-1">
                        {move || title.get()}
                    </h2>
                    <button
                        type="button"
                        class="button button--quiet button--icon"
                        aria-label=words.say(text::close)
                        on:click=move |_| open.set(false)
                    >
                        {Icon::Cross.view()}
                    </button>
                </div>
                <div class="dialog__body">{children()}</div>
            </Show>
        </dialog>
    }
}

/// For a dialog that is about what is chosen: whether it is open, and what it is about. It opens when something is chosen
/// and forgets it when it closes; what it is about stays while it closes, and until something else is chosen.
pub fn opened_by<T: Clone + PartialEq + Send + Sync + 'static>(
    chosen: RwSignal<Option<T>>,
) -> (RwSignal<bool>, Memo<Option<T>>) {
    let open = RwSignal::new(false);
    let about = Memo::new(move |before: Option<&Option<T>>| {
        chosen.get().or_else(|| before.cloned().flatten())
    });
    effect(move |_| {
        if chosen.read().is_some() {
            open.set(true);
        }
    });
    effect(move |_| {
        if !open.get() {
            chosen.set(None);
        }
    });
    (open, about)
}

/// The end of a form in a dialog: what does it, and the way out without.
#[component]
pub fn DialogActions(
    submit: fn(Language) -> &'static str,
    /// Why it cannot be done now.
    #[prop(optional, into)]
    off: Signal<Option<String>>,
    #[prop(into)] busy: Signal<bool>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="dialog__actions">
            <Button kind=ButtonKind::Primary submit=true off busy>
                {words.say(submit)}
            </Button>
            <Button on_press=move |()| open.set(false)>{words.say(text::cancel)}</Button>
        </div>
    }
    .into_any()
}

/// Shows it once its content is there, then focuses; unless it was closed meanwhile, and would be an empty one that keeps
/// the page shut.
fn show(dialog: &HtmlDialogElement, open: RwSignal<bool>) {
    let dialog = dialog.clone();
    request_animation_frame(move || {
        let wanted = open.try_get_untracked() == Some(true);
        if wanted && !dialog.open() && dialog.show_modal().is_ok() {
            focus_first(&dialog);
        }
    });
}

/// Focuses the title of the dialog that this stands in, before what has the focus goes.
pub fn focus_title(inside: &Element) {
    let dialog = inside.closest("dialog").ok().flatten();
    let title = dialog.and_then(|dialog| dialog.query_selector(TITLE).ok().flatten());
    if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
        let _ = title.focus();
    }
}

/// Focuses what wants it of a dialog whose content came after it was shown, unless the person went on meanwhile.
pub fn focus_late_content() {
    request_animation_frame(|| {
        let waiting =
            document().active_element().filter(|active| active.matches(TITLE) == Ok(true));
        let dialog = waiting.and_then(|title| title.closest("dialog").ok().flatten());
        if let Some(dialog) = dialog {
            focus_first(&dialog);
        }
    });
}

fn focus_first(dialog: &Element) {
    let find = |selector| dialog.query_selector(selector).ok().flatten();
    let first = find("[data-autofocus]").or_else(|| find(TITLE));
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
