//! `/{lang}/d/{bucket}?prefix=`: a folder of a public dataset, open to everybody.

mod readme;

use leptos::prelude::*;
use locales::text;

use super::bucket::browser::{Browser, FolderPlace, follow_links};
use super::bucket::listing::{FolderListing, destinations};
use super::bucket::{
    CountLine, ListingTools, RowActions, TakingOut, TakingOutDialogs, folder_name, go_there, trail,
    use_place,
};
use crate::components::{
    Badge, BadgeKind, Breadcrumb, Crumb, Destination, Heading, Notice, NoticeKind, ObjectMenu,
    PathBar,
};
use crate::i18n::use_words;
use crate::links;
use crate::model::arrangement::Sort;
use readme::FolderReadme;

#[component]
pub fn DatasetPage() -> impl IntoView {
    let words = use_words();
    follow_links();
    let place = use_place();
    let folder = Memo::new(move |_| place.with(FolderPlace::of));
    let sort = RwSignal::new(Sort::default());
    let crumbs = move || {
        let FolderPlace { source, prefix } = folder.get();
        let language = words.language();
        let start = [Crumb::link(text::datasets_title(language), links::datasets(language))];
        trail(start, source.bucket(), &prefix, |prefix| source.folder_address(language, prefix))
    };
    let title = move || place.with(|place| folder_name(&place.bucket, &place.prefix));
    view! {
        <Breadcrumb crumbs=Signal::derive(crumbs) />
        <div class="folder-head">
            <Heading title=Signal::derive(title) />
            <Badge kind=BadgeKind::Public text=Signal::derive(move || text::public_read_only(words.language()).to_owned()) />
            <PathBar on_go=go_there() />
        </div>
        <Notice kind=NoticeKind::Public>
            <p>{words.say(text::dataset_banner)}</p>
        </Notice>
        {move || view! { <DatasetFolder place=folder.get() sort /> }}
    }
}

#[component]
fn DatasetFolder(place: FolderPlace, sort: RwSignal<Sort>) -> impl IntoView {
    let words = use_words();
    let browser = Browser::open(place, sort);
    let menu = ObjectMenu::new();
    let taking = TakingOut::new(browser);
    let source = browser.source();
    let files = move |key: &str| Destination {
        address: source.download_address(key),
        external: true,
        same_page: false,
    };
    view! {
        <div class="folder">
            <div class="folder__list">
                <div class="folder__bar" hidden=move || browser.has_failed()>
                    <CountLine browser />
                    <ListingTools browser />
                </div>
                {move || {
                    let destinations = destinations(browser, words.language(), files.clone());
                    view! {
                        <FolderListing
                            browser
                            destinations
                            selectable=false
                            on_menu=Callback::new(move |(id, button)| menu.open(id, button))
                            empty=|| view! { <EmptyDataset /> }
                        />
                    }
                }}
                <FolderReadme browser />
            </div>
        </div>
        <RowActions browser menu taking />
        <TakingOutDialogs taking />
    }
}

#[component]
fn EmptyDataset() -> impl IntoView {
    let words = use_words();
    view! {
        <div class="empty">
            <p class="empty__title">{words.say(text::dataset_empty)}</p>
        </div>
    }
}
