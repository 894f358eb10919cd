use leptos::prelude::*;

use crate::components::CollisionQuestion;
use crate::model::collision::Answer;
use crate::upload::Runner;
use crate::upload::queue::Queue;

/// An object of an upload's key exists.
#[component]
pub fn Question(runner: Runner) -> impl IntoView {
    let queue = runner.queue();
    let asking = Memo::new(move |_| {
        queue.with(|queue| {
            let id = queue.asking()?;
            Some((id, queue.items().get(id)?.target.key.clone()))
        })
    });
    let several = Signal::derive(move || {
        let totals = queue.with(Queue::totals);
        1 < totals.asking || 1 < totals.open
    });
    let key = Signal::derive(move || asking.get().map(|(_, key)| key));
    let on_answer = Callback::new(move |(answer, for_all): (Answer, bool)| {
        let Some((id, _)) = asking.get_untracked() else { return };
        if for_all {
            runner.answer_all(answer);
        } else {
            runner.answer(id, answer);
        }
    });
    view! { <CollisionQuestion key several on_answer /> }
}
