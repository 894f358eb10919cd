use leptos::prelude::*;
use locales::text;

use crate::components::{Notice, NoticeKind};
use crate::i18n::use_words;
use crate::model::access_key::{State, state};
use crate::session::use_session;
use crate::{gateway, links};

/// Access keys that end soon, before the programs that use them stop. Says nothing while nothing is known.
#[component]
pub fn EndingKeys() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let signed_in = Memo::new(move |_| session.person().is_some());
    let keys = LocalResource::new(move || {
        let signed_in = signed_in.get();
        async move { if signed_in { gateway::access_keys().await.ok() } else { None } }
    });
    let count = Memo::new(move |_| {
        let list = keys.get().flatten()?;
        let soon = list.keys.iter().filter(|key| matches!(state(key), State::EndsSoon(_)));
        u64::try_from(soon.count()).ok().filter(|count| *count > 0)
    });
    move || {
        let count = count.get()?;
        let title = Signal::derive(move || Some(text::keys_ending_title(words.language(), count)));
        Some(view! {
            <Notice kind=NoticeKind::Warning title>
                <p>{words.say(text::keys_ending)}</p>
                <div class="notice__actions">
                    <a class="button" href=move || links::access_keys(words.language())>
                        {words.say(text::keys_ending_open)}
                    </a>
                </div>
            </Notice>
        })
    }
}
