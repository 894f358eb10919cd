//! When all that is loaded is selected and there is more: the offer to mean all of the folder, with the count of it.

use gateway_api::Summary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use crate::components::{Button, ButtonKind, Icon};
use crate::gateway;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::selection::Selection;
use crate::upload::Cancel;

#[component]
pub fn EverythingOffer(browser: Browser) -> impl IntoView {
    let offered = Memo::new(move |_| {
        browser.rows.table.with(|table| {
            let all = browser
                .rows
                .selection
                .with(|selection| !selection.is_empty() && selection.len() == table.shown().len());
            all && table.folder.next.is_some() && table.filter().is_empty()
        })
    });
    move || offered.get().then(|| lazy(move || offer(browser)))
}

#[wasm_split(acts, fallible)]
fn offer(browser: Browser) -> Part {
    Ok(view! { <Offer browser /> }.into_any())
}

#[component]
fn Offer(browser: Browser) -> impl IntoView {
    let words = use_words();
    let counted = RwSignal::new(Summary::default());
    let failed = RwSignal::new(false);
    let cancel = Cancel::default();
    count(browser, counted, failed, cancel.clone());
    let ends = StoredValue::new_local(cancel);
    on_cleanup(move || {
        ends.try_with_value(Cancel::cancel);
    });
    let meant = move || browser.rows.selection.with(Selection::is_everything);
    let total = move || Some(counted.get()).filter(|counted| counted.complete);
    let said = move || {
        let language = words.language();
        match (meant(), total()) {
            (false, None) => text::select_everything_counting(language).to_owned(),
            (false, Some(total)) => text::select_everything(language, total.objects),
            (true, None) => text::selected_everything_counting(language).to_owned(),
            (true, Some(total)) => {
                let size = locales::size(language, total.bytes);
                let said = text::selected_everything(language, total.objects);
                [said, size].join(text::separator(language))
            }
        }
    };
    let so_far = move || {
        if failed.get() {
            return Some(text::everything_uncounted(words.language()).to_owned());
        }
        let counting = total().is_none() && counted.get().objects != 0;
        counting.then(|| text::delete_counting(words.language(), counted.get().objects))
    };
    let mean = Callback::new(move |()| {
        browser.rows.selection.update(Selection::mean_everything);
    });
    view! {
        <div class="everything">
            <Show when=meant fallback=move || view! { <Button kind=ButtonKind::Quiet icon=Icon::Check on_press=mean>{said}</Button> }>
                <p role="status">{said}</p>
            </Show>
            <span class="hint" aria-live=move || if failed.get() { "polite" } else { "off" }>{so_far}</span>
        </div>
    }
}

/// Counts what is in the folder and below, until it is given up.
pub fn count(browser: Browser, counted: RwSignal<Summary>, failed: RwSignal<bool>, cancel: Cancel) {
    let Source::Bucket { instance, bucket } = browser.source() else { return };
    let prefix = browser.prefix();
    spawn_local(async move {
        let hear = |news: Vec<Summary>| {
            if let Some(last) = news.last() {
                counted.try_set(last.clone());
            }
        };
        let answer = cancel.unless(gateway::summary(&instance, &bucket, &prefix, hear)).await;
        // What was offered holds without its number.
        let complete = counted.try_with_untracked(|counted| counted.complete);
        if answer.is_some() && complete != Some(true) {
            failed.try_set(true);
        }
    });
}
