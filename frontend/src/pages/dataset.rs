//! `/{lang}/d/{bucket}?prefix=`: a folder of a public dataset, open to everybody.

use columns::sort::Sort;
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::bucket::actions::{absolute, copy_action};
use super::bucket::browser::{Browser, FolderPlace, follow_links};
use super::bucket::checking::CheckOffer;
use super::bucket::folder::to_details;
use super::bucket::listing::FolderListing;
use super::bucket::loading_line::loading_line;
use super::bucket::preview::{ObjectPanel, object_preview, use_close};
use super::bucket::readme::FolderReadme;
use super::bucket::{
    CountLine, ListingTools, PathField, RowActions, TakingOut, TakingOutDialogs, folder_name,
    open_beside, place_star, siblings_menu, trail, use_place,
};
use crate::components::{
    Badge, BadgeKind, Breadcrumb, Button, Crumb, Heading, Icon, Notice, NoticeKind, ObjectMenu,
    SideMenu,
};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;

#[component]
pub fn DatasetPage() -> impl IntoView {
    let words = use_words();
    follow_links();
    let place = use_place();
    let folder = Memo::new(move |_| place.with(FolderPlace::of));
    let object = Memo::new(move |_| place.with(|place| place.key.clone()));
    let sort = RwSignal::new(None::<Sort>);
    let beside = SideMenu::new();
    // Known once the folder is there.
    let root = RwSignal::new(String::new());
    let crumbs = move || {
        let FolderPlace { source, prefix } = folder.get();
        let language = words.language();
        let start = [Crumb::link(text::datasets_title(language), links::datasets(language))];
        let address = |prefix: &str| source.folder_address(language, prefix);
        let crumbs = trail(start, source.bucket(), &prefix, address);
        root.with(|root| from_root(crumbs, root, address(root)))
    };
    let open = open_beside(beside);
    let on_beside = Callback::new(move |(step, button)| {
        let above = root.with_untracked(|root| root.matches('/').count());
        open.run((if 1 < step { step + above } else { step }, button));
    });
    let title = move || place.with(|place| folder_name(&place.bucket, &place.prefix));
    view! {
        <Breadcrumb crumbs=Signal::derive(crumbs) on_beside />
        {siblings_menu(beside, folder)}
        <div class="folder-head">
            <Heading title=Signal::derive(title) />
            <Badge kind=BadgeKind::Public text=Signal::derive(move || text::public_read_only(words.language()).to_owned()) />
            {place_star(folder)}
            <PathField />
        </div>
        <Notice kind=NoticeKind::Public>
            <p>{words.say(text::dataset_banner)}</p>
        </Notice>
        {move || view! { <DatasetFolder place=folder.get() object sort root /> }}
    }
}

/// The way from where the dataset begins: what lies above is closed, and no step leads there.
fn from_root(mut crumbs: Vec<Crumb>, root: &str, address: String) -> Vec<Crumb> {
    if root.is_empty() {
        return crumbs;
    }
    let above = |key: &str| !key.is_empty() && key.len() <= root.len();
    crumbs.retain(|crumb| !crumb.key.as_deref().is_some_and(above));
    let is_last = crumbs.len() == 2;
    if let Some(top) = crumbs.get_mut(1) {
        top.label = format!("{}/{root}", top.label);
        top.address = (!is_last).then_some(address);
    }
    crumbs
}

#[component]
fn DatasetFolder(
    place: FolderPlace,
    object: Memo<Option<String>>,
    sort: RwSignal<Option<Sort>>,
    root: RwSignal<String>,
) -> impl IntoView {
    let words = use_words();
    let browser = Browser::open(place, sort);
    effect(move |_| {
        let begins = browser.rows.table.with(|table| table.folder.root.clone());
        if *root.read_untracked() != begins {
            root.set(begins);
        }
    });
    let menu = ObjectMenu::new();
    let taking = TakingOut::new(browser);
    view! {
        <div class="folder" data-details=move || object.read().is_some().then_some("")>
            <div class="folder__list">
                <div class="folder__bar" hidden=move || browser.has_failed()>
                    <CountLine browser />
                    {loading_line(browser)}
                    <ListingTools browser />
                </div>
                {move || {
                    let destinations = to_details(browser, words.language());
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
            {move || {
                let key = object.get()?;
                Some(lazy(move || public_file(browser, object, key.clone())))
            }}
        </div>
        <RowActions browser menu taking />
        <TakingOutDialogs taking />
    }
}

/// A file beside the list, for everybody to look into.
#[wasm_split(acts, fallible)]
fn public_file(browser: Browser, object: Memo<Option<String>>, key_shown: String) -> Part {
    let on_close = use_close(browser, object);
    let words = use_words();
    let download = browser.source().download_address(&key_shown);
    let copied = copy_action();
    let address = download.clone();
    let copy = Callback::new(move |()| copied.run(absolute(&address)));
    let inside = object_preview(browser, &key_shown);
    let checked = key_shown.clone();
    let panel = view! {
        <ObjectPanel browser key_shown on_close>
            <div class="details__actions">
                <a class="button button--primary" href=download rel="external" download="">
                    {Icon::Download.view()}
                    <span>{words.say(text::download)}</span>
                </a>
                <Button icon=Icon::Link on_press=copy>
                    {words.say(text::copy_address)}
                </Button>
                <CheckOffer browser key_shown=checked />
            </div>
            {inside}
        </ObjectPanel>
    };
    Ok(panel.into_any())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_begins_where_the_dataset_does() {
        let check = |root: &str, prefix: &str, expected: &[(&str, Option<&str>)]| {
            let start = [Crumb::link("Datasets", "/d".to_owned())];
            let crumbs = trail(start, "anne.roy", prefix, str::to_owned);
            let crumbs = from_root(crumbs, root, root.to_owned());
            let found: Vec<_> = crumbs
                .iter()
                .skip(1)
                .map(|it| (it.label.as_str(), it.address.as_deref()))
                .collect();
            assert_eq!(found, expected, "{root} {prefix}");
        };
        check("", "a/", &[("anne.roy", Some("")), ("a", None)]);
        check("a/", "a/", &[("anne.roy/a/", None)]);
        check("a/b/", "a/b/c/", &[("anne.roy/a/b/", Some("a/b/")), ("c", None)]);
        // Not known yet, or of the folder before.
        check("", "a/b/", &[("anne.roy", Some("")), ("a", Some("a/")), ("b", None)]);
    }
}
