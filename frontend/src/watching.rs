//! What others change is asked for now and every so often, while somebody signed in looks at the page.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::effects::effect;
use crate::gateway::Error;
use crate::session::use_session;

/// A list as the gateway answered it last: empty before the first answer, kept where none comes, and told to its readers
/// only where it differs. `ask` runs later too, when what belongs to the page it was made on may be gone.
pub fn watched<T, F>(every: Duration, ask: impl Fn() -> F + 'static) -> RwSignal<Vec<T>>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<Vec<T>, Error>> + 'static,
{
    let known = RwSignal::new(Vec::new());
    let ask = move || {
        let answer = ask();
        spawn_local(async move {
            if let Ok(answer) = answer.await
                && known.try_with_untracked(|known| *known != answer) == Some(true)
            {
                known.try_set(answer);
            }
        });
    };
    while_looked_at(every, Box::new(ask));
    known
}

/// Apart, since it is the same for all.
fn while_looked_at(every: Duration, ask: Box<dyn Fn()>) {
    let session = use_session();
    let staying = Memo::new(move |_| session.is_staying());
    let ask = StoredValue::new_local(ask);
    let ask = move || {
        if staying.try_get_untracked() == Some(true) && !document().hidden() {
            ask.try_with_value(|ask| ask());
        }
    };
    effect(move |_| {
        staying.track();
        ask();
    });
    let asking = set_interval_with_handle(ask, every);
    on_cleanup(move || {
        if let Ok(asking) = asking {
            asking.clear();
        }
    });
}
