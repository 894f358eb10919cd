//! « Share… »: who may use a folder, and the dialog that gives and takes back.

pub mod giving;
pub mod link;
mod marks;
mod to_field;
pub mod until;
mod who;
pub mod words;

use gateway_api::WhoSees;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::bucket::browser::Source;
use super::bucket::folder_name;
use crate::components::{Dialog, Mark};
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::key;
use giving::Giving;
use who::WhoList;

pub use marks::{ShareOffer, share_off, show_marks};

/// What is to be shared, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareTarget {
    pub instance: String,
    pub bucket: String,
    pub keys: Vec<String>,
    /// Each ends in `/`; the empty one is the whole bucket.
    pub prefixes: Vec<String>,
}

/// The dialog, what it is about, and what the page says of what is shared.
#[derive(Clone, Copy)]
pub struct Sharing {
    open: RwSignal<bool>,
    target: RwSignal<Option<ShareTarget>>,
    /// What steps of the breadcrumb say.
    pub marks: RwSignal<Vec<Mark>>,
    /// Counts what was given or taken back here: whoever shows it asks anew.
    changes: RwSignal<u32>,
}

impl Sharing {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            target: RwSignal::new(None),
            marks: RwSignal::default(),
            changes: RwSignal::new(0),
        }
    }

    pub fn ask(self, target: ShareTarget) {
        self.target.set(Some(target));
        self.open.set(true);
    }
}

impl ShareTarget {
    /// All of a bucket.
    pub fn bucket(instance: &str, bucket: &str) -> Self {
        let (instance, bucket) = (instance.to_owned(), bucket.to_owned());
        Self { instance, bucket, keys: Vec::new(), prefixes: vec![String::new()] }
    }

    /// One key of a bucket: a folder, which ends in `/`, an object, or with the empty key the bucket itself. `None` for
    /// public data, which everybody has.
    pub fn of(source: &Source, key: &str) -> Option<Self> {
        Self::of_all(source, [key.to_owned()])
    }

    pub fn of_all(source: &Source, chosen: impl IntoIterator<Item = String>) -> Option<Self> {
        let Source::Bucket { instance, bucket } = source else { return None };
        let is_prefix = |key: &String| key.is_empty() || key.ends_with('/');
        let (prefixes, keys) = chosen.into_iter().partition(is_prefix);
        Some(Self { instance: instance.clone(), bucket: bucket.clone(), keys, prefixes })
    }

    /// What people and teams can be given of it: its folder, or that of its only object.
    fn prefix(&self) -> Option<&str> {
        match (self.prefixes.as_slice(), self.keys.as_slice()) {
            ([prefix], []) => Some(prefix),
            ([], [object]) => Some(key::parent(object)),
            _ => None,
        }
    }

    fn name(&self) -> String {
        match (self.prefixes.as_slice(), self.keys.as_slice()) {
            ([], [object]) => key::name(key::parent(object), object).to_owned(),
            ([prefix], []) => folder_name(&self.bucket, prefix),
            _ => self.bucket.clone(),
        }
    }
}

/// Who can see what is asked about, and asking again.
#[derive(Clone, Copy)]
struct Known {
    answer: RwSignal<Option<Result<WhoSees, Error>>>,
    ask: Callback<()>,
}

impl Known {
    fn of(instance: String, bucket: String, prefix: String) -> Self {
        let answer = RwSignal::new(None);
        let ask = Callback::new(move |()| {
            let (instance, bucket, prefix) = (instance.clone(), bucket.clone(), prefix.clone());
            spawn_local(async move {
                answer.try_set(Some(gateway::who_sees(&instance, &bucket, &prefix).await));
            });
        });
        ask.run(());
        Self { answer, ask }
    }
}

#[component]
pub fn SharingDialog(sharing: Sharing) -> impl IntoView {
    let words = use_words();
    let title = move || {
        let name = sharing.target.with(|target| target.as_ref().map(ShareTarget::name));
        text::share_title(words.language(), &name.unwrap_or_default())
    };
    view! {
        <Dialog open=sharing.open title=Signal::derive(title)>
            {move || {
                let target = sharing.target.get()?;
                Some(lazy(move || body(sharing, target.clone())))
            }}
        </Dialog>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn body(sharing: Sharing, target: ShareTarget) -> Part {
    let words = use_words();
    let people = target.prefix().map(|prefix| with_people(sharing, &target, prefix));
    let people =
        people.unwrap_or_else(|| view! { <p>{words.say(text::share_several_lead)}</p> }.into_any());
    Ok(view! {
        <section class="sharing">
            <h3 class="sharing__title">{words.say(text::share_people)}</h3>
            {people}
        </section>
        {link::link_part(target.clone())}
    }
    .into_any())
}

/// Giving a folder to people and teams, and who has it.
fn with_people(sharing: Sharing, target: &ShareTarget, prefix: &str) -> AnyView {
    let words = use_words();
    let lead = match (target.keys.is_empty(), prefix.is_empty()) {
        (false, _) => text::share_object_lead,
        (true, true) => text::share_bucket_lead,
        (true, false) => text::share_folder_lead,
    };
    let name = folder_name(&target.bucket, prefix);
    let place =
        StoredValue::new((target.instance.clone(), target.bucket.clone(), prefix.to_owned()));
    let known = Known::of(target.instance.clone(), target.bucket.clone(), prefix.to_owned());
    let said = RwSignal::new(String::new());
    let changed = Callback::new(move |()| {
        known.ask.run(());
        sharing.changes.update(|changes| *changes += 1);
    });
    view! {
        <p>{move || lead(words.language(), &name)}</p>
        <Giving place said changed />
        <p class="sharing__said" role="status">{move || said.get()}</p>
        <WhoList place known told=said changed />
    }
    .into_any()
}
