//! Word of what others sent through one's upload requests, until one says that one knows. The gateway keeps what one
//! knows, so that it is told once, in whichever browser.

use std::time::Duration;

use gateway_api::LinkArrivals;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use crate::components::{Button, Notice, NoticeKind, use_toasts};
use crate::failure::sentence;
use crate::gateway;
use crate::i18n::use_words;
use crate::links;
use crate::watching::watched;

/// While the page is looked at, what arrives is told by itself.
const ASKED_EVERY: Duration = Duration::from_secs(10);

/// Instance and bucket that the word is about.
pub type NewsPlace = Option<(String, String)>;

/// What is new, each upload request by itself; nothing is said while there is nothing, or nothing known.
pub fn arrival_news(place: NewsPlace) -> AnyView {
    let news = watched(ASKED_EVERY, move || {
        let place = place.clone();
        async move {
            let place = place.as_ref().map(|(instance, bucket)| (&**instance, &**bucket));
            Ok(gateway::arrival_news(place).await?.links)
        }
    });
    let notices = move || news.get().into_iter().map(|it| notice(news, it)).collect_view();
    let words = use_words();
    view! {
        <div class="arrival-news" aria-live="polite">
            <ul
                class="arrival-news__list"
                role="list"
                aria-label=words.say(text::arrived_label)
                hidden=move || news.read().is_empty()
            >
                {notices}
            </ul>
        </div>
    }
    .into_any()
}

fn notice(news: RwSignal<Vec<LinkArrivals>>, arrived: LinkArrivals) -> AnyView {
    let words = use_words();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let arrived = StoredValue::new(arrived);
    let title = Signal::derive(move || {
        arrived.with_value(|it| Some(text::arrived_title(words.language(), it.files)))
    });
    let facts = move || arrived.with_value(|it| facts(words.language(), it));
    let address = move || {
        arrived
            .with_value(|it| links::bucket(words.language(), &it.instance, &it.bucket, &it.prefix))
    };
    let place = arrived.with_value(|it| format!("{}/{}", it.bucket, it.prefix));
    let see = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (id, upto) = arrived.with_value(|it| (it.link.clone(), it.upto));
        spawn_local(async move {
            match gateway::see_arrivals(&id, upto).await {
                Ok(()) => {
                    news.try_update(|news| {
                        news.retain(|it| it.link != id || upto < it.upto);
                    });
                }
                Err(error) => {
                    toasts.show(NoticeKind::Danger, sentence(words.language_untracked(), &error));
                }
            }
            busy.try_set(false);
        });
    });
    view! {
        <li>
            <Notice kind=NoticeKind::Success title>
                <p>{facts}</p>
                <div class="notice__actions">
                    <a class="button" href=address>
                        {move || text::arrived_open(words.language(), &place)}
                    </a>
                    <Button busy on_press=see>{words.say(text::arrived_known)}</Button>
                </div>
            </Notice>
        </li>
    }
    .into_any()
}

/// Through which request, by whom as they call themselves, and how much.
fn facts(language: Language, arrived: &LinkArrivals) -> String {
    let senders = arrived.senders.join(", ");
    let by = match (senders.is_empty(), arrived.more_senders) {
        (true, _) => None,
        (false, false) => Some(text::arrived_by(language, &senders)),
        (false, true) => Some(text::arrived_by_more(language, &senders)),
    };
    let through = (!arrived.label.is_empty()).then(|| arrived.label.clone());
    let parts = [through, by, Some(locales::size(language, arrived.bytes))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language))
}
