//! What is done in a bucket, as lines of the AWS CLI at the foot of the page.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use locales::text;
use snippets::{Act, line};
use wasm_bindgen::JsCast;
use wasm_split_helpers::wasm_split;

use super::actions::copy_action;
use crate::commands;
use crate::components::{Button, ButtonKind, Icon};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;
use crate::preferences::use_preferences;

/// Older lines make room.
const LINES_MAX: usize = 200;

thread_local! {
    /// From page to page, until the person clears them.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The panel, for whoever asked for it.
pub fn command_log() -> AnyView {
    let preferences = use_preferences();
    let shown = Memo::new(move |_| preferences.commands());
    (move || shown.get().then(|| lazy(panel))).into_any()
}

#[wasm_split(acts, fallible)]
fn panel() -> Part {
    let lines = RwSignal::new(LINES.with_borrow(Clone::clone));
    commands::listen(Some(Rc::new(move |bucket: &str, act: Act| {
        let line = line(bucket, &act);
        lines.try_update(|lines| push(lines, line));
    })));
    // Files are saved by links of the browser's own.
    let pressed = window_event_listener(leptos::ev::click, |event| {
        let link = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = link.and_then(|target| target.closest("a[download]").ok().flatten());
        let address = link.and_then(|link| link.get_attribute("href")).unwrap_or_default();
        if let Some((bucket, key)) = links::api::downloaded(&address) {
            commands::note(&bucket, Act::Download { key });
        }
    });
    on_cleanup(move || {
        commands::listen(None);
        pressed.remove();
        LINES.set(lines.try_get_untracked().unwrap_or_default());
    });
    Ok(view! { <Log lines /> }.into_any())
}

fn push(lines: &mut Vec<String>, line: String) {
    // A folder that is loaded again is the same folder.
    if lines.last() != Some(&line) {
        lines.push(line);
    }
    let over = lines.len().saturating_sub(LINES_MAX);
    lines.drain(..over);
}

#[component]
fn Log(lines: RwSignal<Vec<String>>) -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let copied = copy_action();
    let list = NodeRef::<leptos::html::Ol>::new();
    // The last line is in sight.
    Effect::new(move |_| {
        lines.track();
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
    let all = move || lines.with_untracked(|lines| lines.join("\n"));
    let none = move || lines.with(Vec::is_empty);
    let off = move || none().then(|| text::commands_none(words.language()).to_owned());
    let row = move |line: String| {
        let copy = line.clone();
        view! {
            <li class="commands__line">
                <code>{line}</code>
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=words.say(text::commands_copy)
                    on:click=move |_| copied.run(copy.clone())
                >
                    {Icon::Copy.view()}
                </button>
            </li>
        }
    };
    view! {
        <section class="commands" aria-labelledby="commands-title">
            <div class="commands__head">
                <h2 class="commands__title" id="commands-title">{words.say(text::commands_title)}</h2>
                <Button kind=ButtonKind::Quiet icon=Icon::Copy off=Signal::derive(off) on_press=Callback::new(move |()| copied.run(all()))>
                    {words.say(text::commands_copy_all)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Trash off=Signal::derive(off) on_press=Callback::new(move |()| lines.set(Vec::new()))>
                    {words.say(text::commands_clear)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Cross on_press=Callback::new(move |()| preferences.set_commands(false))>
                    {words.say(text::commands_hide)}
                </Button>
            </div>
            <p class="hint" hidden=move || !none()>{words.say(text::commands_hint)}</p>
            <ol class="commands__lines" node_ref=list tabindex="0" aria-label=words.say(text::commands_title) hidden=none>
                {move || lines.get().into_iter().map(row).collect_view()}
            </ol>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_line_twice_is_one_and_old_lines_make_room() {
        let mut lines = Vec::new();
        for _ in 0..2 {
            push(&mut lines, "a".to_owned());
        }
        assert_eq!(lines.len(), 1);
        for number in 0..LINES_MAX {
            push(&mut lines, number.to_string());
        }
        assert_eq!((lines.len(), lines[0].as_str()), (LINES_MAX, "0"));
    }
}
