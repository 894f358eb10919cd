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
            let item = queue.items().get(id)?;
            Some((id, item.target.key.clone(), item.changed()))
        })
    });
    let several = Signal::derive(move || {
        let totals = queue.with(Queue::totals);
        1 < totals.asking || 1 < totals.open
    });
    let key = Signal::derive(move || asking.get().map(|(_, key, _)| key));
    let changed = Signal::derive(move || asking.get().is_some_and(|(_, _, changed)| changed));
    let on_answer = Callback::new(move |(answer, for_all): (Answer, bool)| {
        let Some((id, ..)) = asking.get_untracked() else { return };
        if for_all {
            runner.answer_all(answer);
        } else {
            runner.answer(id, answer);
        }
    });
    view! { <CollisionQuestion key several changed on_answer /> }
}
