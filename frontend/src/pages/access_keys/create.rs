use gateway_api::{AccessKeyBucket, CreateAccessKey, CreatedAccessKey, InstanceKind, Right};
use leptos::prelude::*;
use locales::text;

use super::made::Made;
use super::{LivesMax, life_words};
use crate::components::{Button, ButtonKind, Dialog, Field, Options, Radio, Select};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::model::access_key::{Life, days_default, days_offered, hours_offered, networks};

/// Makes a key: everything has an answer already but where to. The secret takes the place of the form.
#[component]
pub fn CreateKey(
    open: RwSignal<bool>,
    /// What the address asks for; empty for nothing in particular.
    instance: String,
    bucket: String,
    /// It is to be a temporary one, until the person chooses otherwise.
    temporary: RwSignal<bool>,
    lives_max: Memo<LivesMax>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let made = RwSignal::new(None::<CreatedAccessKey>);
    Effect::new(move |_| {
        // The secret is not kept longer than it is shown.
        if !open.get() {
            made.set(None);
        }
    });
    let title = Signal::derive(move || {
        let title = match (made.read().is_some(), temporary.get()) {
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
                    return view! { <Made made open /> }.into_any();
                }
                let (instance, bucket) = asked.get_value();
                view! { <Form open instance bucket temporary lives_max made changed /> }.into_any()
            }}
        </Dialog>
    }
    .into_any()
}

/// What the person chose so far.
#[derive(Clone, Copy)]
struct Draft {
    instance: RwSignal<String>,
    /// Empty: all of them.
    bucket: RwSignal<String>,
    prefix: RwSignal<String>,
    name: RwSignal<String>,
    writes: RwSignal<bool>,
    /// A [`Life`].
    life: RwSignal<String>,
    sources: RwSignal<String>,
}

impl Draft {
    /// What the key is called when the person calls it nothing.
    fn place(self) -> String {
        let (instance, bucket) = (self.instance.read(), self.bucket.read());
        if bucket.is_empty() { instance.clone() } else { format!("{}/{}", *instance, *bucket) }
    }

    fn wish(self, name: String) -> Option<CreateAccessKey> {
        let bucket = self.bucket.get_untracked();
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
    open: RwSignal<bool>,
    instance: String,
    bucket: String,
    temporary: RwSignal<bool>,
    lives_max: Memo<LivesMax>,
    made: RwSignal<Option<CreatedAccessKey>>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let draft = Draft {
        instance: RwSignal::new(instance),
        bucket: RwSignal::new(bucket),
        prefix: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        writes: RwSignal::new(false),
        life: chosen_life(lives_max, temporary),
        sources: RwSignal::new(String::new()),
    };
    let given_name = move || text::key_name_given(words.language(), &draft.place());
    let create = Action::new_local(move |wish: &CreateAccessKey| {
        let wish = wish.clone();
        async move {
            let key = gateway::create_access_key(&wish).await?;
            changed.try_run(());
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
            <Where draft />
            <Rights writes=draft.writes />
            <Select label=text::key_life options=lives(words, lives_max) value=draft.life />
            <Field label value=draft.name hint />
            <Sources sources=draft.sources />
            {move || create.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Primary submit=true off busy>
                    {words.say(text::key_create_submit)}
                </Button>
                <Button on_press=move |()| open.set(false)>{words.say(text::cancel)}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// The lives to choose from, the shortest first.
fn lives(words: Words, lives_max: Memo<LivesMax>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let LivesMax { days, seconds } = lives_max.get();
        let hours = seconds.map(hours_offered).unwrap_or_default().into_iter().map(Life::Hours);
        let days = days.map(days_offered).unwrap_or_default().into_iter().map(Life::Days);
        let shown = |life: Life| (life.to_string(), life_words(words, life));
        hours.chain(days).map(shown).collect()
    })
}

/// The one that is chosen until the person chooses: known once the longest one is.
fn chosen_life(lives_max: Memo<LivesMax>, temporary: RwSignal<bool>) -> RwSignal<String> {
    let life = RwSignal::new(String::new());
    Effect::new(move |_| {
        let LivesMax { days, seconds } = lives_max.get();
        let hours = seconds.filter(|_| temporary.get_untracked()).map(hours_offered);
        let shortest = hours.and_then(|hours| hours.first().copied()).map(Life::Hours);
        let usual = days.map(|days| Life::Days(days_default(days)));
        if let (true, Some(chosen)) = (life.with_untracked(String::is_empty), shortest.or(usual)) {
            life.set(chosen.to_string());
        }
    });
    life
}

/// Instance, bucket and folder; the first instance that is open is chosen already.
#[component]
fn Where(draft: Draft) -> impl IntoView {
    let words = use_words();
    let instances = LocalResource::new(gateway::instances);
    let open_ones = Memo::new(move |_| {
        let list = instances.get().and_then(Result::ok).map(|list| list.instances);
        let mut list = list.unwrap_or_default();
        list.retain(|it| it.accessible && it.kind == InstanceKind::SelfServe);
        list
    });
    Effect::new(move |_| {
        let first = open_ones.with(|list| list.first().map(|instance| instance.id.clone()));
        let unset = draft.instance.with_untracked(String::is_empty);
        if let Some(first) = first.filter(|_| unset) {
            draft.instance.set(first);
        }
    });
    let instance_options = Signal::derive(move || {
        let named = open_ones.get().into_iter();
        named.map(|it| (it.id.clone(), words.localized(&it.name))).collect::<Vec<_>>()
    });
    let buckets = LocalResource::new(move || {
        let instance = draft.instance.get();
        async move {
            if instance.is_empty() {
                return Vec::new();
            }
            let list = gateway::buckets(&instance).await.map(|list| list.buckets);
            list.unwrap_or_default()
        }
    });
    // A bucket of another instance is not one of this.
    Effect::new(move |before: Option<String>| {
        let now = draft.instance.get();
        if before.is_some_and(|before| !before.is_empty() && before != now) {
            draft.bucket.set(String::new());
        }
        now
    });
    let bucket_options = Signal::derive(move || {
        let all = (String::new(), text::key_all_buckets(words.language()).to_owned());
        let mut names: Vec<String> = buckets
            .get()
            .unwrap_or_default()
            .into_iter()
            .filter(|bucket| bucket.rights.contains(&Right::Read))
            .map(|bucket| bucket.name)
            .collect();
        let chosen = draft.bucket.get();
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.push(chosen);
        }
        let named = names.into_iter().map(|name| (name.clone(), name));
        std::iter::once(all).chain(named).collect::<Vec<_>>()
    });
    let error = move || {
        let error = instances.get()?.err()?;
        Some(view! { <Failure error retry=move |()| instances.refetch() /> })
    };
    let folder = Signal::derive(move || text::key_prefix(words.language()).to_owned());
    let folder_hint =
        Signal::derive(move || Some(text::key_prefix_hint(words.language()).to_owned()));
    let one_bucket = Memo::new(move |_| !draft.bucket.read().is_empty());
    view! {
        {error}
        <Select label=text::key_instance options=instance_options value=draft.instance first=true />
        <Select label=text::key_bucket options=bucket_options value=draft.bucket />
        <Show when=move || one_bucket.get()>
            <Field label=folder value=draft.prefix hint=folder_hint verbatim=true />
        </Show>
    }
    .into_any()
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
