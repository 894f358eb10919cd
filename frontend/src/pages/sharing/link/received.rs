use gateway_api::{Arrival, ArrivalList};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use crate::components::moment;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::key;

/// What arrived through an upload request, newest first.
pub fn received(id: String) -> AnyView {
    let words = use_words();
    let answer = RwSignal::new(None::<Result<ArrivalList, Error>>);
    spawn_local(async move {
        answer.try_set(Some(gateway::arrivals(&id).await));
    });
    let line = move |arrival: Arrival| {
        let Arrival { key, size, sender, note, at } = arrival;
        let name = key::name(key::parent(&key), &key).to_owned();
        let told = move || {
            let language = words.language();
            if sender.is_empty() {
                name.clone()
            } else {
                text::share_link_arrival(language, &name, &sender)
            }
        };
        view! {
            <li>
                <span title=key>{told}</span>
                <span class="hint">
                    {move || locales::size(words.language(), size)}
                    {move || text::separator(words.language())}
                    {moment(at)}
                </span>
                {(!note.is_empty()).then(|| view! { <span class="links__note">{note}</span> })}
            </li>
        }
    };
    let lines = move || {
        let arrived = answer.get().and_then(Result::ok).map(|list| list.arrivals);
        arrived.unwrap_or_default().into_iter().map(line).collect_view()
    };
    view! { <ul class="links__received" role="list">{lines}</ul> }.into_any()
}
