//! The review: what would become readable by everybody, what that means, and the name to type.

use gateway_api::{PublicationReview, Publish, to_confirm};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::{Wanted, focus};
use crate::components::{Button, ButtonKind, Field, Icon, NoticeKind, use_toasts};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::key;
use crate::pages::bucket::folder_name;
use crate::upload::Cancel;

/// Where the review begins, for the focus.
const TITLE: &str = ".review__title";

const MEANINGS: [fn(locales::Language) -> &'static str; 4] = [
    text::public_means_anybody,
    text::public_means_search,
    text::public_means_later,
    text::public_means_back,
];

/// What is counted, and how that goes.
#[derive(Clone, Copy)]
struct Counting {
    wanted: StoredValue<Wanted>,
    seen: RwSignal<PublicationReview>,
    /// Why it could not be counted, or may not be made public.
    failed: RwSignal<Option<Error>>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

impl Counting {
    fn begin(wanted: StoredValue<Wanted>) -> Self {
        let counting = Self {
            wanted,
            seen: RwSignal::default(),
            failed: RwSignal::new(None),
            cancel: StoredValue::new_local(Cancel::default()),
        };
        counting.count();
        on_cleanup(move || {
            counting.cancel.try_with_value(Cancel::cancel);
        });
        counting
    }

    fn count(self) {
        self.seen.set(PublicationReview::default());
        self.failed.set(None);
        let Wanted { instance, bucket, prefix } = self.wanted.get_value();
        let cancel = self.cancel.get_value();
        spawn_local(async move {
            let hear = |news: Vec<PublicationReview>| {
                if let Some(last) = news.into_iter().last() {
                    self.seen.try_set(last);
                }
            };
            let counted = gateway::review_publication(&instance, &bucket, &prefix, hear);
            let Some(answer) = cancel.unless(counted).await else { return };
            let problem = self.seen.try_with_untracked(|seen| seen.problem.clone()).flatten();
            let ended = self.seen.try_with_untracked(|seen| seen.complete || seen.more);
            self.failed.try_set(match answer.err().or(problem.map(Error::Problem)) {
                Some(error) => Some(error),
                None if ended == Some(true) => None,
                // It broke off before its end.
                None => Some(Error::Offline),
            });
        });
    }

    /// All is counted that will be.
    fn has_ended(self) -> bool {
        self.seen.with(|seen| seen.complete || seen.more)
    }
}

/// `done` hears whether it became public.
pub(super) fn review(wanted: StoredValue<Wanted>, done: Callback<bool>) -> AnyView {
    let words = use_words();
    let toasts = use_toasts();
    let counting = Counting::begin(wanted);
    let typed = RwSignal::new(String::new());
    let name =
        wanted.with_value(|wanted| to_confirm(&wanted.bucket, &wanted.prefix).trim().to_owned());
    let matches = {
        let name = name.clone();
        Memo::new(move |_| typed.read().trim() == name)
    };
    let publish = Action::new_local(move |wanted: &Publish| {
        let wanted = wanted.clone();
        async move {
            let made = gateway::publish(&wanted).await?;
            let place = folder_name(&made.bucket, &made.prefix);
            let said = text::public_made(words.language_untracked(), &place);
            toasts.show(NoticeKind::Success, said);
            done.try_run(true);
            Ok::<(), Error>(())
        }
    });
    let off = Signal::derive(move || {
        let language = words.language();
        if !counting.has_ended() || counting.failed.read().is_some() {
            return Some(text::public_counting_off(language).to_owned());
        }
        (!matches.get()).then(|| text::public_mismatch(language).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if off.read_untracked().is_some() || publish.pending().get_untracked() {
            return;
        }
        let Wanted { instance, bucket, prefix } = wanted.get_value();
        let confirmation = typed.get_untracked();
        publish.dispatch(Publish { instance, bucket, prefix, confirmation });
    };
    let label = Signal::derive(move || text::public_type(words.language()).to_owned());
    let hint = Signal::stored(Some(name));
    let again = Callback::new(move |()| counting.count());
    focus(TITLE);
    view! {
        <form class="form review" on:submit=submit>
            <h4 class="sharing__subtitle review__title" tabindex="-1">
                {words.say(text::public_review)}
            </h4>
            <Contents counting />
            {move || counting.failed.get().map(|error| view! { <Failure error retry=again /> })}
            <h4 class="sharing__subtitle">{words.say(text::public_means)}</h4>
            <ul class="review__means">
                {MEANINGS.map(|meaning| view! { <li>{words.say(meaning)}</li> }).into_iter().collect_view()}
            </ul>
            <Field label hint value=typed verbatim=true />
            {move || publish.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Danger icon=Icon::Globe submit=true off busy=publish.pending()>
                    {words.say(text::public_submit)}
                </Button>
                <Button on_press=move |()| done.run(false)>{words.say(text::cancel)}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// How many and how large, and the first by name.
#[component]
fn Contents(counting: Counting) -> impl IntoView {
    let words = use_words();
    let line = move || {
        let language = words.language();
        counting.seen.with(|seen| {
            let size = locales::size(language, seen.bytes);
            match (seen.complete, seen.more) {
                (true, _) if seen.objects == 0 => text::public_counted_none(language).to_owned(),
                (true, _) => text::public_counted(language, seen.objects, &size),
                (_, true) => text::public_counted_more(language, seen.objects, &size),
                _ => text::public_counting(language, seen.objects, &size),
            }
        })
    };
    let first = Memo::new(move |_| counting.seen.with(|seen| seen.first.clone()));
    let named = move || {
        let below = counting.wanted.with_value(|wanted| wanted.prefix.clone());
        let name =
            |key: String| view! { <li><code>{key::name(&below, &key).to_owned()}</code></li> };
        first.get().into_iter().map(name).collect_view()
    };
    view! {
        <p role="status" hidden=move || counting.failed.read().is_some()>
            <strong>{line}</strong>
        </p>
        <div class="review__first" hidden=move || first.read().is_empty()>
            <p>{words.say(text::public_first)}</p>
            <ul>{named}</ul>
        </div>
    }
    .into_any()
}
