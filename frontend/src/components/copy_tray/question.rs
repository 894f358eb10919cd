use leptos::prelude::*;
use locales::text;

use crate::components::{Button, Icon, unique_id};
use crate::copying::Jobs;
use crate::i18n::use_words;
use crate::model::collision::Answer;

/// An object has the target's key already: what should become of the two?
#[component]
pub fn CopyQuestion(jobs: Jobs, number: u32) -> impl IntoView {
    let words = use_words();
    let asking = Memo::new(move |_| {
        jobs.works().with(|works| {
            let job = &works.iter().find(|work| work.number == number)?.job;
            let id = job.asking()?;
            Some((id, job.items().get(id)?.target.clone()))
        })
    });
    let several = Memo::new(move |_| {
        jobs.works().with(|works| {
            works
                .iter()
                .find(|work| work.number == number)
                .is_some_and(|work| 1 < work.job.totals().open)
        })
    });
    let (title, check) = (unique_id("question"), unique_id("all"));
    let for_all = RwSignal::new(false);
    let answer = move |answer: Answer| {
        Callback::new(move |()| {
            let Some((id, _)) = asking.get_untracked() else { return };
            jobs.answer(number, id, answer, for_all.get_untracked());
            for_all.set(false);
        })
    };
    let key = move || asking.with(|it| it.as_ref().map(|(_, key)| key.clone()).unwrap_or_default());
    view! {
        <div class="upload-question" role="group" aria-labelledby=title.clone() hidden=move || asking.read().is_none()>
            <p class="upload-question__title" id=title.clone()>
                {Icon::Help.view()}
                <span>{move || text::upload_exists(words.language(), &key())}</span>
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
