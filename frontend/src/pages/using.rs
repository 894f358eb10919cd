//! « Use it from… »: what to paste into a program so that it reaches a bucket, a folder or an object.

use gateway_api::{CreatedAccessKey, S3Side};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use snippets::{Place, Program, What};
use wasm_split_helpers::wasm_split;

use super::bucket::actions::copy_action;
use super::bucket::browser::Source;
use crate::components::{Button, ButtonKind, Dialog, Icon, unique_id};
use crate::gateway;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::{access_key, key};
use crate::preferences::use_preferences;
use crate::session::use_session;

/// What a program is to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub instance: String,
    pub bucket: String,
    pub what: What,
}

/// The access key that programs are to use, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    Unknown,
    /// A key that was made before: nobody here knows its secret.
    Id {
        id: String,
        name: String,
        temporary: bool,
    },
    /// One that was made a moment ago: its secret is in memory as long as it is shown.
    Whole(Box<CreatedAccessKey>),
}

/// The dialog, and what it is about.
#[derive(Clone, Copy)]
pub struct Using {
    open: RwSignal<bool>,
    target: RwSignal<Option<Target>>,
}

impl Using {
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), target: RwSignal::new(None) }
    }

    pub fn ask(self, target: Target) {
        self.target.set(Some(target));
        self.open.set(true);
    }
}

impl Target {
    /// What has this key in a bucket: a folder, which ends in `/`, an object, or with the empty key the bucket itself.
    /// `None` for public data, which needs no access key.
    pub fn of(source: &Source, key: &str) -> Option<Self> {
        let Source::Bucket { instance, bucket } = source else { return None };
        let what = match key {
            "" => What::Bucket,
            key if key.ends_with('/') => What::Folder(key.to_owned()),
            key => What::Object(key.to_owned()),
        };
        Some(Self { instance: instance.clone(), bucket: bucket.clone(), what })
    }

    /// A bucket, or one with a folder of it: `anne.roy/team/`.
    pub fn of_place(instance: &str, place: &str) -> Self {
        let (bucket, prefix) = access_key::split(place);
        let what = match prefix {
            "" => What::Bucket,
            prefix => What::Folder(prefix.to_owned()),
        };
        Self { instance: instance.to_owned(), bucket: bucket.to_owned(), what }
    }

    fn name(&self) -> String {
        match &self.what {
            What::Bucket => self.bucket.clone(),
            What::Folder(prefix) => {
                key::crumbs(prefix).pop().map(|crumb| crumb.label).unwrap_or_default()
            }
            What::Object(object) => key::name(key::parent(object), object).to_owned(),
        }
    }
}

#[component]
pub fn UsingDialog(using: Using) -> impl IntoView {
    let words = use_words();
    let title = move || {
        let name = using.target.with(|target| target.as_ref().map(Target::name));
        text::use_title(words.language(), &name.unwrap_or_default())
    };
    view! {
        <Dialog open=using.open title=Signal::derive(title)>
            {move || {
                let target = using.target.get()?;
                Some(lazy(move || snippets(target.clone())))
            }}
        </Dialog>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn snippets(target: Target) -> Part {
    let account = RwSignal::new(Account::Unknown);
    let asked = target.clone();
    spawn_local(async move {
        // Without the list the snippet says where a key goes.
        let Ok(list) = gateway::access_keys(None).await else { return };
        let Target { instance, bucket, what } = &asked;
        if let Some(key) = access_key::fitting(&list.keys, instance, bucket, what) {
            let (id, name) = (key.id.clone(), key.name.clone());
            account.try_set(Account::Id { id, name, temporary: key.temporary });
        }
    });
    Ok(view! { <Snippets target account /> }.into_any())
}

#[component]
pub fn Snippets(target: Target, #[prop(into)] account: Signal<Account>) -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let session = use_session();
    let offered = suitable(&target.what);
    let program = Memo::new({
        let offered = offered.clone();
        move |_| {
            let kept = preferences.program().and_then(|id| Program::parse(&id));
            kept.filter(|kept| offered.contains(kept)).unwrap_or(Program::Environment)
        }
    });
    let keys = {
        let target = target.clone();
        move || links::access_keys_for(words.language(), &target.instance, &target.bucket)
    };
    let temporary = Memo::new(move |_| account.with(Account::is_temporary));
    let made = Memo::new(move |_| account.with(|it| matches!(it, Account::Whole(_))));
    let snippet = Memo::new(move |_| {
        let s3 = session.s3();
        let place = account.with(|account| place(words.language(), &target, s3, account));
        program.get().snippet(&place)
    });
    view! {
        <ProgramField offered program />
        {move || {
            let hint = hint(words.language(), program.get(), temporary.get())?;
            Some(view! { <p class="hint">{hint}</p> })
        }}
        <Text snippet />
        <p>
            {move || account.with(|account| said(words.language(), account))} " "
            <Show when=move || !made.get()>
                <a href=keys.clone()>{words.say(text::use_make_key)}</a>
            </Show>
        </p>
        <p class="hint">{words.say(text::use_path_style)}</p>
    }
}

#[component]
fn ProgramField(offered: Vec<Program>, program: Memo<Program>) -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let id = unique_id("program");
    let option = move |it: Program| {
        view! {
            <option value=it.id() prop:selected=move || program.get() == it>
                {move || name(words.language(), it)}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{words.say(text::use_program)}</label>
            <select
                class="field__input"
                id=id
                data-autofocus=""
                on:change=move |event| preferences.set_program(&event_target_value(&event))
            >
                {offered.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// The text, which scrolls where it is wider than the dialog, and its button.
#[component]
fn Text(snippet: Memo<String>) -> impl IntoView {
    let words = use_words();
    let copy = copy_action();
    view! {
        <div class="snippet">
            <pre class="snippet__text" role="region" tabindex="0" aria-label=words.say(text::use_snippet)>
                <code>{move || snippet.get()}</code>
            </pre>
            <Button kind=ButtonKind::Primary icon=Icon::Copy on_press=move |()| copy.run(snippet.get_untracked())>
                {words.say(text::copy)}
            </Button>
        </div>
    }
}

fn suitable(what: &What) -> Vec<Program> {
    Program::ALL.into_iter().filter(|program| program.suits(what)).collect()
}

impl Account {
    fn is_temporary(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Id { temporary, .. } => *temporary,
            Self::Whole(made) => made.key.temporary,
        }
    }
}

/// Which key stands in the snippet, and what has yet to be put in.
fn said(language: Language, account: &Account) -> String {
    match account {
        Account::Unknown => text::use_key_needed(language).to_owned(),
        Account::Id { name, temporary: false, .. } => text::use_key_known(language, name),
        Account::Id { name, .. } => text::use_key_known_temporary(language, name),
        Account::Whole(made) if made.session_token.is_none() => {
            text::use_key_made(language).to_owned()
        }
        Account::Whole(_) => text::use_key_made_temporary(language).to_owned(),
    }
}

/// Where nothing is known yet, words say what goes there.
fn place(language: Language, target: &Target, s3: Option<S3Side>, account: &Account) -> Place {
    let S3Side { endpoint, region } = s3.unwrap_or_else(|| S3Side {
        endpoint: text::use_endpoint(language).to_owned(),
        region: text::use_region(language).to_owned(),
    });
    let token = || text::use_session_token(language).to_owned();
    let mut place = Place {
        endpoint,
        region,
        bucket: target.bucket.clone(),
        what: target.what.clone(),
        access_key: text::use_access_key(language).to_owned(),
        secret_key: text::use_secret_key(language).to_owned(),
        session_token: account.is_temporary().then(token),
    };
    match account {
        Account::Unknown => {}
        Account::Id { id, .. } => place.access_key.clone_from(id),
        Account::Whole(made) => {
            place.access_key.clone_from(&made.key.id);
            place.secret_key.clone_from(&made.secret_key);
            place.session_token.clone_from(&made.session_token);
        }
    }
    place
}

fn name(language: Language, program: Program) -> &'static str {
    match program {
        Program::Environment => text::use_environment(language),
        Program::Presigned => text::use_presigned(language),
        Program::Kubernetes => text::use_kubernetes(language),
        Program::AwsCli => "AWS CLI",
        Program::Boto3 => "Python: boto3",
        Program::Pandas => "Python: s3fs, pandas",
        Program::Polars => "Python: Polars",
        Program::Pyarrow => "Python: PyArrow",
        Program::DuckDb => "DuckDB",
        Program::RArrow => "R: arrow",
        Program::RPaws => "R: paws",
        Program::Rclone => "rclone",
        Program::Mc => "MinIO Client (mc)",
        Program::S5cmd => "s5cmd",
        Program::S3cmd => "s3cmd",
        Program::Curl => "curl",
    }
}

/// What one should know before pasting.
fn hint(language: Language, program: Program, temporary: bool) -> Option<&'static str> {
    Some(match program {
        Program::Environment if temporary => text::use_environment_token_hint(language),
        Program::Mc if temporary => text::use_mc_token_hint(language),
        Program::Environment => text::use_environment_hint(language),
        Program::Polars => text::use_polars_hint(language),
        Program::Rclone | Program::Mc => text::use_kept_hint(language),
        Program::Curl => text::use_curl_hint(language),
        Program::Presigned => text::use_presigned_hint(language),
        Program::Kubernetes => text::use_kubernetes_hint(language),
        _ => return None,
    })
}
