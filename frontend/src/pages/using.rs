//! « Use it from… »: what to paste into a program so that it reaches a bucket, a folder or an object.

use gateway_api::S3Side;
use leptos::prelude::*;
use locales::{Language, text};
use snippets::{Place, Program, What};
use wasm_split_helpers::wasm_split;

use super::bucket::actions::copy_action;
use super::bucket::browser::Source;
use crate::components::{Button, ButtonKind, Dialog, Icon, unique_id};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::key;
use crate::preferences::use_preferences;
use crate::session::use_session;

/// What a program is to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub instance: String,
    pub bucket: String,
    pub what: What,
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
    Ok(view! { <Snippets target /> }.into_any())
}

#[component]
fn Snippets(target: Target) -> impl IntoView {
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
    let snippet = Memo::new(move |_| {
        let s3 = session.s3();
        program.get().snippet(&place(words.language(), &target, s3))
    });
    view! {
        <ProgramField offered program />
        {move || hint(words.language(), program.get()).map(|hint| view! { <p class="hint">{hint}</p> })}
        <Text snippet />
        <p>
            {words.say(text::use_key_needed)} " "
            <a href=keys>{words.say(text::use_make_key)}</a>
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

/// Until somebody puts an access key in, its place says so.
fn place(language: Language, target: &Target, s3: Option<S3Side>) -> Place {
    let S3Side { endpoint, region } = s3.unwrap_or_else(|| S3Side {
        endpoint: text::use_endpoint(language).to_owned(),
        region: text::use_region(language).to_owned(),
    });
    Place {
        endpoint,
        region,
        bucket: target.bucket.clone(),
        what: target.what.clone(),
        access_key: text::use_access_key(language).to_owned(),
        secret_key: text::use_secret_key(language).to_owned(),
    }
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
fn hint(language: Language, program: Program) -> Option<&'static str> {
    Some(match program {
        Program::Environment => text::use_environment_hint(language),
        Program::Polars => text::use_polars_hint(language),
        Program::Rclone | Program::Mc => text::use_kept_hint(language),
        Program::Curl => text::use_curl_hint(language),
        Program::Presigned => text::use_presigned_hint(language),
        Program::Kubernetes => text::use_kubernetes_hint(language),
        _ => return None,
    })
}
