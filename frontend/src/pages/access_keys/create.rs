use gateway_api::{AccessKeyBucket, CreateAccessKey, CreatedAccessKey};
use leptos::prelude::*;
use locales::text;

use super::made::Made;
use super::places::Where;
use super::using_made::use_made;
use super::{Board, Limits, life_words};
use crate::components::{Dialog, DialogActions, Field, Options, Radio, Select};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::lazy::lazy;
use crate::model::access_key::{Life, days_default, days_offered, hours_offered, networks, split};

/// Makes a key: everything has an answer already but where to. The secret takes the place of the form.
#[component]
pub fn CreateKey(
    board: Board,
    /// What the address asks for; empty for nothing in particular.
    instance: String,
    bucket: String,
) -> impl IntoView {
    let words = use_words();
    let (open, temporary) = (board.creating, board.temporary);
    let made = RwSignal::new(None::<CreatedAccessKey>);
    let using = RwSignal::new(false);
    Effect::new(move |_| {
        // The secret is not kept longer than it is shown.
        if !open.get() {
            made.set(None);
            using.set(false);
        }
    });
    let title = Signal::derive(move || {
        let title = match (made.read().is_some(), temporary.get()) {
            (true, _) if using.get() => text::use_made_title,
            (true, _) => text::key_made_title,
            (false, false) => text::key_create,
            (false, true) => text::key_create_temporary,
        };
        title(words.language()).to_owned()
    });
    let asked = StoredValue::new((instance, bucket));
    view! {
        <Dialog open title>
            {move || {
                if let Some(made) = made.get() {
                    if !using.get() {
                        return view! { <Made made open using /> }.into_any();
                    }
                    let team = board.team();
                    return lazy(move || use_made(made.clone(), team.clone(), using));
                }
                let (instance, bucket) = asked.get_value();
                view! { <Form board instance bucket made /> }.into_any()
            }}
        </Dialog>
    }
    .into_any()
}

/// What the person chose so far.
#[derive(Clone, Copy)]
pub struct Draft {
    pub instance: RwSignal<String>,
    /// A bucket, or one with the folder of it that was given; empty: all of them.
    pub place: RwSignal<String>,
    pub prefix: RwSignal<String>,
    name: RwSignal<String>,
    writes: RwSignal<bool>,
    /// A [`Life`].
    life: RwSignal<String>,
    sources: RwSignal<String>,
}

impl Draft {
    /// What the key is called when the person calls it nothing.
    fn called(self) -> String {
        let (instance, place) = (self.instance.read(), self.place.read());
        if place.is_empty() { instance.clone() } else { format!("{}/{}", *instance, *place) }
    }

    fn wish(self, name: String) -> Option<CreateAccessKey> {
        let bucket = self.place.with_untracked(|place| split(place).0.to_owned());
        let prefix = self.prefix.read_untracked().trim().to_owned();
        let prefixes = if prefix.is_empty() { Vec::new() } else { vec![prefix] };
        let buckets =
            (!bucket.is_empty()).then(|| vec![AccessKeyBucket { name: bucket, prefixes }]);
        let life = Life::parse(&self.life.read_untracked())?;
        let typed = self.name.read_untracked().trim().to_owned();
        Some(CreateAccessKey {
            name: if typed.is_empty() { name } else { typed },
            instance: self.instance.get_untracked(),
            buckets,
            read_only: !self.writes.get_untracked(),
            sources: networks(&self.sources.read_untracked()),
            days: life.days(),
            seconds: life.seconds(),
        })
    }
}

#[component]
fn Form(
    board: Board,
    instance: String,
    bucket: String,
    made: RwSignal<Option<CreatedAccessKey>>,
) -> impl IntoView {
    let words = use_words();
    let open = board.creating;
    let draft = Draft {
        instance: RwSignal::new(instance),
        place: RwSignal::new(bucket),
        prefix: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        writes: RwSignal::new(false),
        life: chosen_life(board),
        sources: RwSignal::new(String::new()),
    };
    let given_name = move || text::key_name_given(words.language(), &draft.called());
    let create = Action::new_local(move |wish: &CreateAccessKey| {
        let (wish, team) = (wish.clone(), board.team());
        async move {
            let key = gateway::create_access_key(team.as_deref(), &wish).await?;
            board.changed.try_run(());
            made.try_set(Some(key));
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wish = draft.wish(untrack(given_name));
        if let (false, Some(wish)) = (create.pending().get_untracked(), wish) {
            create.dispatch(wish);
        }
    };
    let off = Signal::derive(move || {
        draft.instance.read().is_empty().then(|| text::key_no_instance(words.language()).to_owned())
    });
    // Nothing can be sent before the choices of how long it lives have come.
    let busy = Signal::derive(move || create.pending().get() || draft.life.read().is_empty());
    let hint = Signal::derive(move || Some(text::key_name_hint(words.language(), &given_name())));
    let label = Signal::derive(move || text::key_name(words.language()).to_owned());
    view! {
        <form class="form" on:submit=submit>
            <Where board draft />
            <Rights writes=draft.writes />
            <Select label=text::key_life options=lives(words, board.limits) value=draft.life />
            <Field label value=draft.name hint />
            <Sources sources=draft.sources />
            {move || create.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions submit=text::key_create_submit off busy open />
        </form>
    }
    .into_any()
}

/// The lives to choose from, the shortest first.
fn lives(words: Words, limits: Memo<Limits>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let Limits { days, seconds, .. } = limits.get();
        let hours = seconds.map(hours_offered).unwrap_or_default().into_iter().map(Life::Hours);
        let days = days.map(days_offered).unwrap_or_default().into_iter().map(Life::Days);
        let shown = |life: Life| (life.to_string(), life_words(words, life));
        hours.chain(days).map(shown).collect()
    })
}

/// The one that is chosen until the person chooses: known once the longest one is.
fn chosen_life(board: Board) -> RwSignal<String> {
    let life = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Limits { days, seconds, .. } = board.limits.get();
        let hours = seconds.filter(|_| board.temporary.get_untracked()).map(hours_offered);
        let shortest = hours.and_then(|hours| hours.first().copied()).map(Life::Hours);
        let usual = days.map(|days| Life::Days(days_default(days)));
        if let (true, Some(chosen)) = (life.with_untracked(String::is_empty), shortest.or(usual)) {
            life.set(chosen.to_string());
        }
    });
    life
}

#[component]
fn Rights(writes: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let option = move |writing: bool, label: fn(locales::Language) -> &'static str| {
        let checked = Signal::derive(move || writes.get() == writing);
        view! {
            <Radio name="key-rights" checked on_choose=move |()| writes.set(writing)>
                {words.say(label)}
            </Radio>
        }
    };
    view! {
        <Options legend=text::key_rights>
            {option(false, text::read_only)}
            {option(true, text::key_read_write)}
        </Options>
    }
    .into_any()
}

/// For those who know where their programs run; out of the way of all others.
#[component]
fn Sources(sources: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let label = Signal::derive(move || text::key_sources(words.language()).to_owned());
    let hint = Signal::derive(move || Some(text::key_sources_hint(words.language()).to_owned()));
    view! {
        <details class="made__more">
            <summary>{words.say(text::key_more)}</summary>
            <Field label value=sources hint verbatim=true />
        </details>
    }
    .into_any()
}
