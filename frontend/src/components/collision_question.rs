use leptos::prelude::*;
use locales::text;

use super::{Button, Icon, unique_id};
use crate::i18n::use_words;
use crate::model::collision::Answer;

/// An object of this key exists: what should become of the two? Hidden while nothing is asked.
#[component]
pub fn CollisionQuestion(
    /// The key that is there already, while that is asked.
    #[prop(into)]
    key: Signal<Option<String>>,
    /// Whether more may be asked, so that one answer can do for all.
    #[prop(into)]
    several: Signal<bool>,
    /// Whether it is another than the one that was allowed to be replaced.
    #[prop(into, optional)]
    changed: Signal<bool>,
    /// Takes the answer, and whether it is for all.
    on_answer: Callback<(Answer, bool)>,
) -> impl IntoView {
    let words = use_words();
    let (title, check) = (unique_id("question"), unique_id("all"));
    let for_all = RwSignal::new(false);
    let answer = move |answer: Answer| {
        Callback::new(move |()| {
            on_answer.run((answer, for_all.get_untracked()));
            for_all.set(false);
        })
    };
    let says = move || {
        let says = if changed.get() { text::upload_changed } else { text::upload_exists };
        says(words.language(), &key.get().unwrap_or_default())
    };
    view! {
        <div class="upload-question" role="group" aria-labelledby=title.clone() hidden=move || key.read().is_none()>
            <p class="upload-question__title" id=title.clone()>
                {Icon::Help.view()}
                <span>{says}</span>
            </p>
            <p class="upload-question__all" hidden=move || !several.get()>
                <input
                    type="checkbox"
                    id=check.clone()
                    prop:checked=move || for_all.get()
                    on:change=move |event| for_all.set(event_target_checked(&event))
                />
                <label for=check>{words.say(text::upload_answer_all)}</label>
            </p>
            <div class="upload-question__answers">
                <Button on_press=answer(Answer::Replace)>{words.say(text::upload_replace)}</Button>
                <Button on_press=answer(Answer::KeepBoth)>{words.say(text::upload_keep_both)}</Button>
                <Button on_press=answer(Answer::Skip)>{words.say(text::upload_skip)}</Button>
            </div>
        </div>
    }
}
