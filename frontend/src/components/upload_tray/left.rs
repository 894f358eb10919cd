use leptos::html;
use leptos::prelude::*;
use locales::text;
use web_sys::FileList;

use crate::components::{Button, ButtonKind, FileInput, Icon, choosing, unique_id, use_announcer};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::links;
use crate::upload::{Given, Left, Lot, Runner};

/// What earlier visits left of folders and of many files: each goes on once it is chosen again, or is forgotten.
#[component]
pub fn LeftLots(runner: Runner) -> impl IntoView {
    let left = runner.left();
    view! {
        <For each=move || left.get() key=|left| (left.lot.name.clone(), left.looking) let:left>
            <LeftLot runner left />
        </For>
    }
}

#[component]
fn LeftLot(runner: Runner, left: Left) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let Left { lot, looking } = left;
    let title = unique_id("left");
    let lot = StoredValue::new(lot);
    // The folder that was chosen and is another.
    let other = RwSignal::new(None::<String>);
    let says = move || {
        let language = words.language();
        lot.with_value(|lot| {
            let (left, files) = (lot.left() as u64, lot.files as u64);
            match &lot.folder {
                Some(folder) => text::uploads_left_folder(language, left, files, folder),
                None => text::uploads_left_files(language, left, files),
            }
        })
    };
    effect(move |is_first| {
        if is_first {
            let line = if looking {
                text::uploads_left_looking(words.language_untracked()).to_owned()
            } else {
                untrack(says)
            };
            announcer.say(line);
        }
    });
    let input = NodeRef::<html::Input>::new();
    let is_folder = lot.with_value(|lot| lot.folder.is_some());
    input.on_load(move |input| input.set_webkitdirectory(is_folder));
    let chosen = Callback::new(move |files: FileList| {
        let given = Given::listed(&files);
        other.set(lot.with_value(|lot| runner.choose_lot(lot, given)).err());
    });
    let wrong = move || {
        let wanted = lot.with_value(|lot| lot.folder.clone()).unwrap_or_default();
        other.get().map(|other| match &*other {
            "" => text::uploads_left_none(words.language(), &wanted),
            other => text::uploads_left_other(words.language(), other, &wanted),
        })
    };
    let address = move || {
        lot.with_value(|Lot { instance, bucket, prefix, .. }| {
            links::bucket(words.language(), instance, bucket, prefix)
        })
    };
    let place = lot.with_value(|Lot { bucket, prefix, .. }| format!("{bucket}/{prefix}"));
    let forget = Callback::new(move |()| runner.forget_lot(lot.with_value(|lot| lot.name.clone())));
    view! {
        <div class="upload-question upload-question--left" role="group" aria-labelledby=title.clone()>
            <p class="upload-question__title" id=title.clone()>
                {Icon::Warning.view()} <span>{says}</span>
            </p>
            <a class="upload-question__place" href=address>
                {place}
            </a>
            <p role="alert" hidden=move || other.read().is_none()>
                {wrong}
            </p>
            <p class="hint" hidden=!looking>
                {words.say(text::uploads_left_looking)}
            </p>
            <div class="upload-question__answers" hidden=looking>
                <Button icon=Icon::Upload on_press=choosing(input)>
                    {words.say(text::uploads_choose_again)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Trash on_press=forget>
                    {words.say(text::uploads_left_forget)}
                </Button>
            </div>
            <FileInput input label=text::uploads_choose_again on_chosen=chosen />
        </div>
    }
}
