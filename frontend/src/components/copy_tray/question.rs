use leptos::prelude::*;

use super::with_work;
use crate::components::CollisionQuestion;
use crate::copying::Jobs;
use crate::model::collision::Answer;

/// An object has the target's key already.
#[component]
pub fn CopyQuestion(jobs: Jobs, number: u32) -> impl IntoView {
    let asking = Memo::new(move |_| {
        with_work(jobs, number, |work| {
            let job = &work?.job;
            let id = job.asking()?;
            Some((id, job.items().get(id)?.target.clone()))
        })
    });
    let several = Memo::new(move |_| {
        with_work(jobs, number, |work| work.is_some_and(|work| 1 < work.job.totals().open))
    });
    let key = Signal::derive(move || asking.get().map(|(_, key)| key));
    let on_answer = Callback::new(move |(answer, for_all): (Answer, bool)| {
        let Some((id, _)) = asking.get_untracked() else { return };
        jobs.answer(number, id, answer, for_all);
    });
    view! { <CollisionQuestion key several on_answer /> }
}
