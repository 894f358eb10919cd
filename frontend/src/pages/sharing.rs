//! « Share… »: who may use a folder, and the dialog that gives and takes back.

pub mod giving;
pub mod link;
mod marks;
mod presigned;
mod public;
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
use presigned::presigned_body;
use who::WhoList;

pub use marks::{ShareOffer, presigned_off, share_off, show_marks};
pub use public::public_banner;

/// What is to be shared, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareTarget {
    pub instance: String,
    pub bucket: String,
    pub keys: Vec<String>,
    /// Each ends in `/`; the empty one is the whole bucket.
    pub prefixes: Vec<String>,
}

/// What the dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Share,
    /// An address for programs, of one object; whoever may share is offered a link instead.
    Presign {
        may_share: bool,
    },
}

/// The dialog, what it is about, and what the page says of what is shared.
#[derive(Clone, Copy)]
pub struct Sharing {
    open: RwSignal<bool>,
    aim: RwSignal<Aim>,
    target: RwSignal<Option<ShareTarget>>,
    /// What steps of the breadcrumb say.
    pub marks: RwSignal<Vec<Mark>>,
    /// What makes the folder that is shown public, or did.
    pub public: RwSignal<Option<Publicity>>,
    /// Counts what was given or taken back here: whoever shows it asks anew.
    changes: RwSignal<u32>,
}

/// That a folder is public, or part of one that is: as the page of the folder says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// The number by which it is taken back.
    grant: i64,
    /// What is public; the folder lies in it.
    prefix: String,
    /// Who made it so.
    by: String,
    /// RFC 3339.
    since: String,
    /// It is so no more.
    lapsed: bool,
}

impl Sharing {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            aim: RwSignal::new(Aim::Share),
            target: RwSignal::new(None),
            marks: RwSignal::default(),
            public: RwSignal::new(None),
            changes: RwSignal::new(0),
        }
    }

    /// Something was given or taken back: what the page says of it is asked anew.
    fn note_change(self) {
        self.changes.try_update(|changes| *changes += 1);
    }

    pub fn ask(self, target: ShareTarget) {
        self.ask_for(Aim::Share, target);
    }

    /// Offers an address of the one object of `target`.
    pub fn ask_presigned(self, target: ShareTarget, may_share: bool) {
        self.ask_for(Aim::Presign { may_share }, target);
    }

    fn ask_for(self, aim: Aim, target: ShareTarget) {
        self.aim.set(aim);
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

    /// Whether it is one object alone.
    pub fn is_object(&self) -> bool {
        self.keys.len() == 1 && self.prefixes.is_empty()
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
    /// Hears that something was given or taken back here.
    changed: Callback<()>,
}

impl Known {
    fn of(sharing: Sharing, target: &ShareTarget, prefix: &str) -> Self {
        let answer = RwSignal::new(None);
        // Of a single object it is asked who sees that, though people are given its folder.
        let place = target.keys.first().map_or(prefix, String::as_str).to_owned();
        let place = (target.instance.clone(), target.bucket.clone(), place);
        let ask = Callback::new(move |()| {
            let (instance, bucket, place) = place.clone();
            spawn_local(async move {
                answer.try_set(Some(gateway::who_sees(&instance, &bucket, &place).await));
            });
        });
        ask.run(());
        let changed = Callback::new(move |()| {
            ask.try_run(());
            sharing.note_change();
        });
        Self { answer, ask, changed }
    }
}

#[component]
pub fn SharingDialog(sharing: Sharing) -> impl IntoView {
    let words = use_words();
    let title = move || {
        let name = sharing.target.with(|target| target.as_ref().map(ShareTarget::name));
        let title = match sharing.aim.get() {
            Aim::Share => text::share_title,
            Aim::Presign { .. } => text::presigned_title,
        };
        title(words.language(), &name.unwrap_or_default())
    };
    view! {
        <Dialog open=sharing.open title=Signal::derive(title)>
            {move || {
                let target = sharing.target.get()?;
                Some(match sharing.aim.get() {
                    Aim::Share => lazy(move || body(sharing, target.clone())),
                    Aim::Presign { may_share } => {
                        lazy(move || presigned_body(sharing, target.clone(), may_share))
                    }
                })
            }}
        </Dialog>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn body(sharing: Sharing, target: ShareTarget) -> Part {
    let words = use_words();
    let known = target.prefix().map(|prefix| Known::of(sharing, &target, prefix));
    let people = match (target.prefix(), known) {
        (Some(prefix), Some(known)) => with_people(&target, prefix, known),
        _ => view! { <p>{words.say(text::share_several_lead)}</p> }.into_any(),
    };
    let public = match (target.prefixes.as_slice(), known) {
        ([prefix], Some(known)) => Some(public::public_part(&target, prefix, known)),
        _ => None,
    };
    Ok(view! {
        <section class="sharing">
            <h3 class="sharing__title">{words.say(text::share_people)}</h3>
            {people}
        </section>
        {link::link_part(target.clone())}
        {public}
    }
    .into_any())
}

/// Giving a folder to people and teams, and who has it.
fn with_people(target: &ShareTarget, prefix: &str, known: Known) -> AnyView {
    let words = use_words();
    let lead = match (target.keys.is_empty(), prefix.is_empty()) {
        (false, _) => text::share_object_lead,
        (true, true) => text::share_bucket_lead,
        (true, false) => text::share_folder_lead,
    };
    let name = folder_name(&target.bucket, prefix);
    let place =
        StoredValue::new((target.instance.clone(), target.bucket.clone(), prefix.to_owned()));
    let said = RwSignal::new(String::new());
    let changed = known.changed;
    view! {
        <p>{move || lead(words.language(), &name)}</p>
        <Giving place said changed />
        <p class="sharing__said" role="status">{move || said.get()}</p>
        <WhoList place known told=said changed />
    }
    .into_any()
}
