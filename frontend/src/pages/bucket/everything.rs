//! When all that is loaded is selected and there is more: the offer to mean all of the folder, with the count of it.

use gateway_api::Summary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::browser::{Browser, Source};
use crate::components::{Button, ButtonKind, Icon};
use crate::gateway;
use crate::i18n::use_words;
use crate::model::selection::Selection;
use crate::upload::Cancel;

#[component]
pub fn EverythingOffer(browser: Browser) -> impl IntoView {
    let words = use_words();
    let offered = Memo::new(move |_| {
        browser.rows.table.with(|table| {
            let all = browser
                .rows
                .selection
                .with(|selection| !selection.is_empty() && selection.len() == table.shown().len());
            all && table.folder.next.is_some() && table.filter().is_empty()
        })
    });
    let counted = RwSignal::new(Summary::default());
    count(browser, offered, counted);
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
        let counting = total().is_none() && counted.get().objects != 0;
        counting.then(|| text::delete_counting(words.language(), counted.get().objects))
    };
    let mean = Callback::new(move |()| {
        browser.rows.selection.update(Selection::mean_everything);
    });
    view! {
        <div class="everything" hidden=move || !offered.get()>
            <Show when=meant fallback=move || view! { <Button kind=ButtonKind::Quiet icon=Icon::Check on_press=mean>{said}</Button> }>
                <p role="status">{said}</p>
            </Show>
            <span class="hint" aria-live="off">{so_far}</span>
        </div>
    }
}

/// Counts what is in the folder while the offer stands.
fn count(browser: Browser, offered: Memo<bool>, counted: RwSignal<Summary>) {
    Effect::new(move |before: Option<Cancel>| {
        before.as_ref().inspect(|before| before.cancel());
        let cancel = Cancel::default();
        let Source::Bucket { instance, bucket } = browser.source() else { return cancel };
        if !offered.get() {
            return cancel;
        }
        counted.set(Summary::default());
        let (prefix, ends) = (browser.prefix(), cancel.clone());
        spawn_local(async move {
            let hear = |news: Vec<Summary>| {
                if let Some(last) = news.last() {
                    counted.try_set(*last);
                }
            };
            // A count that fails stays without its number; what was offered holds without it.
            let _ = ends.unless(gateway::summary(&instance, &bucket, &prefix, hear)).await;
        });
        cancel
    });
}
