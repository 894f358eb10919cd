use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Icon, unique_id};
use crate::i18n::use_words;
use crate::model::collision::Answer;
use crate::upload::Runner;
use crate::upload::queue::Queue;

/// An object of this key exists: what should become of the two?
#[component]
pub fn Question(runner: Runner) -> impl IntoView {
    let words = use_words();
    let queue = runner.queue();
    let asking = Memo::new(move |_| {
        queue.with(|queue| {
            let id = queue.asking()?;
            Some((id, queue.items().get(id)?.target.key.clone()))
        })
    });
    let several =
        move || 1 < queue.with(Queue::totals).asking || 1 < queue.with(Queue::totals).open;
    let (title, check) = (unique_id("question"), unique_id("all"));
    let for_all = RwSignal::new(false);
    let answer = move |answer: Answer| {
        Callback::new(move |()| {
            let Some((id, _)) = asking.get_untracked() else { return };
            if for_all.get_untracked() {
                runner.answer_all(answer);
                for_all.set(false);
            } else {
                runner.answer(id, answer);
            }
        })
    };
    let key = move || {
        asking.with(|asking| asking.as_ref().map(|(_, key)| key.clone()).unwrap_or_default())
    };
    view! {
        <div class="upload-question" role="group" aria-labelledby=title.clone() hidden=move || asking.read().is_none()>
            <p class="upload-question__title" id=title.clone()>
                {Icon::Help.view()}
                <span>{move || text::upload_exists(words.language(), &key())}</span>
            </p>
            <p class="upload-question__all" hidden=move || !several()>
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
