//! `/{lang}/b/{instance}/{bucket}?prefix=&key=`: a folder of a bucket, and the details of an object in it.

pub mod actions;
mod arrivals;
pub mod browser;
pub mod checking;
mod command_log;
mod counting;
mod deleting;
mod details;
mod dragging;
mod editing;
mod everything;
pub mod folder;
pub mod listing;
mod loading;
pub mod loading_line;
mod memory;
mod moving;
mod new_folder;
mod ordering;
mod path_field;
pub mod preview;
pub mod readme;
mod seeking;
mod selection_bar;
mod siblings;
mod staying;
pub mod taking_out;
mod tools;
mod unfinished_offer;
mod upload_area;
mod view_address;
pub mod view_choice;

use crate::navigation::{NavigateOptions, use_location, use_navigate};
use columns::sort::Sort;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use web_sys::HtmlElement;

use super::sharing::{Sharing, SharingDialog};
use super::using::{Target, Using, UsingDialog};
use super::{HelpTip, Question, SignedIn};
use crate::acts::{Act, offer};
use crate::components::{
    Badge, Breadcrumb, Button, ButtonKind, Crumb, Heading, Icon, SideMenu, Star,
};
use crate::gateway::{self, NamedInstance};
use crate::i18n::use_words;
use crate::links;
use crate::model::key;
use crate::model::path::{self, Place};
use browser::{FolderPlace, follow_links};
use folder::BucketFolder;

pub use actions::RowActions;
pub use arrivals::now_seconds;
pub use path_field::PathField;
pub use siblings::siblings_menu;
pub use taking_out::{TakingOut, TakingOutDialogs};
pub use tools::{CountLine, ListingTools};

#[component]
pub fn BucketPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Inside />
        </SignedIn>
    }
}

#[component]
fn Inside() -> impl IntoView {
    let words = use_words();
    follow_links();
    let place = use_place();
    let folder = Memo::new(move |_| place.with(FolderPlace::of));
    let object = Memo::new(move |_| place.with(|place| place.key.clone()));
    let sort = RwSignal::new(None::<Sort>);
    let beside = SideMenu::new();
    let using = Using::new();
    let sharing = Sharing::new();
    let instances = RwSignal::new(Vec::<NamedInstance>::new());
    spawn_local(async move {
        // Without the list the instance goes by its id.
        if let Ok(known) = gateway::named_instances().await {
            instances.try_set(known);
        }
    });
    let instance = Memo::new(move |_| {
        let id = place.with(|place| place.instance.clone());
        instances.with(|known| known.iter().find(|known| Some(&known.id) == id.as_ref()).cloned())
    });
    let crumbs = move || {
        let Place { instance: id, bucket, prefix, .. } = place.get();
        let (language, id) = (words.language(), id.unwrap_or_default());
        let name = instance.with(|known| known.as_ref().map(|known| words.localized(&known.name)));
        let start =
            [Crumb::link(name.unwrap_or_else(|| id.clone()), links::instance(language, &id))];
        trail(start, &bucket, &prefix, |prefix| links::bucket(language, &id, &bucket, prefix))
    };
    let title = move || place.with(|place| folder_name(&place.bucket, &place.prefix));
    let classification = move || {
        let text = instance.with(|known| known.as_ref()?.classification.clone())?;
        let text = Signal::derive(move || words.localized(&text));
        Some(view! { <Badge text /> })
    };
    view! {
        <Breadcrumb crumbs=Signal::derive(crumbs) on_beside=open_beside(beside) marks=sharing.marks />
        {siblings_menu(beside, folder)}
        <div class="folder-head">
            <Heading title=Signal::derive(title) />
            {classification}
            {place_star(folder)}
            <HelpTip question=Question::Folder />
            {use_offer(folder, using)}
            <PathField />
        </div>
        {move || view! { <BucketFolder place=folder.get() object sort using sharing /> }}
        <UsingDialog using />
        <SharingDialog sharing />
        {command_log::command_log()}
    }
}

/// How programs reach the folder that is shown.
fn use_offer(folder: Memo<FolderPlace>, using: Using) -> AnyView {
    let words = use_words();
    let run = Callback::new(move |()| {
        let target = folder.with_untracked(|place| Target::of(&place.source, &place.prefix));
        if let Some(target) = target {
            using.ask(target);
        }
    });
    let off = Signal::stored(None);
    offer(Act { label: text::use_it_from, icon: Icon::Code, off, run, secondary: true });
    view! {
        <div class="folder__roomy">
            <Button kind=ButtonKind::Quiet icon=Icon::Code on_press=run>{words.say(text::use_it_from)}</Button>
        </div>
    }
    .into_any()
}

/// The person goes to this address by other means than a link.
pub fn note_going(address: &str) {
    if let Ok(place) = path::parse(address, "") {
        memory::go(&place);
    }
}

/// Opens what stands beside a step of the breadcrumb.
pub fn open_beside(menu: SideMenu) -> Callback<(usize, HtmlElement)> {
    Callback::new(move |(step, button): (usize, HtmlElement)| menu.open(step, &button))
}

/// The bookmark of the folder that is shown.
pub fn place_star(folder: Memo<FolderPlace>) -> AnyView {
    let kept = move || {
        folder.with(|FolderPlace { source, prefix }| {
            links::without_language(&source.folder_address(Language::En, prefix)).to_owned()
        })
    };
    let name = move || folder.with(|place| folder_name(place.source.bucket(), &place.prefix));
    view! { <Star kept=Signal::derive(kept) name=Signal::derive(name) /> }.into_any()
}

/// The place that the address names; it stays what it was while the address leads elsewhere, so that a page on its
/// way out asks for nothing.
pub fn use_place() -> Memo<Place> {
    let location = use_location();
    Memo::new(move |before: Option<&Place>| {
        let address = format!("{}{}", location.pathname.get(), location.search.get());
        let place = path::parse(&address, "").ok();
        place.or_else(|| before.cloned()).unwrap_or_else(Place::nowhere)
    })
}

/// Goes where the path bar says: another folder, a dataset, or an object's details.
pub fn go_there() -> Callback<Place> {
    let words = use_words();
    let navigate = use_navigate();
    let here = use_place();
    Callback::new(move |place: Place| {
        let language = words.language_untracked();
        let here = here.get_untracked();
        let public = place.public || (place.instance.is_none() && here.public);
        let place = Place {
            public,
            instance: place.instance.or(here.instance).filter(|_| !public),
            ..place
        };
        memory::go(&place);
        let instance = place.instance.unwrap_or_default();
        let address = match &place.key {
            None if public => links::dataset(language, &place.bucket, &place.prefix),
            Some(key) if public => {
                links::dataset_object(language, &place.bucket, &place.prefix, key)
            }
            None => links::bucket(language, &instance, &place.bucket, &place.prefix),
            Some(key) => links::object(language, &instance, &place.bucket, &place.prefix, key),
        };
        navigate(&address, NavigateOptions::default());
    })
}

/// What a folder is called in a title: its own name, at the top that of the bucket.
pub fn folder_name(bucket: &str, prefix: &str) -> String {
    let name = key::crumbs(prefix).pop().map(|crumb| crumb.label).unwrap_or_default();
    if name.is_empty() {
        format!("{bucket}{}", if prefix.is_empty() { "" } else { "/" })
    } else {
        name
    }
}

/// The breadcrumb from `start` through the bucket down to the folder, which is where one is.
pub fn trail(
    start: [Crumb; 1],
    bucket: &str,
    prefix: &str,
    address: impl Fn(&str) -> String,
) -> Vec<Crumb> {
    let mut crumbs = Vec::from(start);
    crumbs.push(Crumb { key: Some(String::new()), ..Crumb::link(bucket, address("")) });
    // A part without a name stands between two slashes of the key.
    let named = |label: String| if label.is_empty() { "/".to_owned() } else { label };
    crumbs.extend(key::crumbs(prefix).into_iter().map(|crumb| {
        let address = address(&crumb.prefix);
        Crumb { key: Some(crumb.prefix), ..Crumb::link(named(crumb.label), address) }
    }));
    if let Some(last) = crumbs.last_mut() {
        last.address = None;
    }
    crumbs
}

impl Place {
    fn nowhere() -> Self {
        Self {
            instance: None,
            public: false,
            bucket: String::new(),
            prefix: String::new(),
            key: None,
        }
    }
}
