use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{NoticeKind, UploadTray, use_toasts};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::upload::source::{Batch, FILES_MAX};
use crate::upload::{provide_runner, use_uploads};

/// The place of the uploads at the foot of every page. What sends them comes with the first files; they wait for it
/// here, and its failing is told here.
#[component]
pub fn UploadPlace() -> impl IntoView {
    let words = use_words();
    let uploads = use_uploads();
    let used = Memo::new(move |before| before == Some(&true) || uploads.shown.get());
    move || {
        used.get().then(|| {
            view! {
                <section class="upload-tray" aria-label=words.say(text::uploads) hidden=move || !uploads.shown.get()>
                    {lazy(tray)}
                </section>
            }
        })
    }
}

#[wasm_split(acts, fallible)]
fn tray() -> Part {
    let words = use_words();
    let toasts = use_toasts();
    provide_runner(Callback::new(move |batch: Batch| {
        let language = words.language_untracked();
        if batch.more {
            toasts.show(NoticeKind::Warning, text::upload_too_many(language, FILES_MAX as u64));
        }
        if batch.unreadable != 0 {
            let count = batch.unreadable as u64;
            toasts.show(NoticeKind::Danger, text::upload_unreadable_count(language, count));
        }
    }));
    Ok(view! { <UploadTray /> }.into_any())
}
