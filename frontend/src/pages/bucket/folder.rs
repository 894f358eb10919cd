//! A folder of a bucket with everything that can be done in it.

use columns::sort::Sort;
use gateway_api::Right;
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::actions::RowActions;
use super::browser::{Browser, FolderPlace, Source};
use super::counting::count_below;
use super::deleting::{Asking, DeleteDialog};
use super::details::Details;
use super::dragging::follow_dragging;
use super::everything::EverythingOffer;
use super::listing::{FolderListing, destinations};
use super::loading_line::loading_line;
use super::moving::{Moving, follow_keys};
use super::new_folder::{NewFolderDialog, NewFolderOffer};
use super::readme::FolderReadme;
use super::selection_bar::SelectionBar;
use super::taking_out::{TakingOut, TakingOutDialogs};
use super::tools::{CountLine, ListingTools};
use super::unfinished_offer::unfinished_offer;
use super::upload_area::{DropArea, Intake, UploadButtons};
use crate::acts::{Act, offer, use_acts};
use crate::components::{Badge, BadgeKind, Destination, Icon, Menu, MenuItem, ObjectMenu};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy, lazy_aside};
use crate::pages::arrival_news::arrival_news;
use crate::pages::sharing::{Publicity, ShareOffer, Sharing, public_banner, show_marks};
use crate::pages::using::Using;
use crate::pages::{HelpTip, Question};
use crate::upload::use_uploads;

#[component]
pub fn BucketFolder(
    place: FolderPlace,
    object: Memo<Option<String>>,
    sort: RwSignal<Option<Sort>>,
    using: Using,
    sharing: Sharing,
) -> impl IntoView {
    let words = use_words();
    let browser = Browser::open(place, sort);
    let intake = Intake::new(browser);
    let menu = ObjectMenu::new();
    let asking = Asking::new(browser);
    let moving = Moving::new(browser);
    let taking = TakingOut::new(browser);
    let naming = RwSignal::new(false);
    let reload = Callback::new(move |()| browser.reload());
    offer(Act {
        label: text::listing_reload,
        icon: Icon::Retry,
        off: Signal::stored(None),
        run: reload,
        secondary: false,
    });
    let destinations =
        Memo::new_with_compare(move |_| to_details(browser, words.language()), |_, _| true);
    let delete_selected = Callback::new(move |()| {
        let ids =
            browser.rows.selection.with_untracked(|selection| selection.ids().collect::<Vec<_>>());
        asking.ask(ids);
    });
    let delete_one = Callback::new(move |id| asking.ask(vec![id]));
    let on_menu = Callback::new(move |(id, button)| menu.open(id, button));
    view! {
        <div class="folder" data-details=move || object.read().is_some().then_some("")>
            <div class="folder__list">
                {move || {
                    let public = sharing.public.get()?;
                    Some(lazy_aside(move || banner(browser, sharing, public.clone())))
                }}
                <div class="folder__bar" hidden=move || browser.has_failed() && !browser.adds.get()>
                    <UploadButtons intake />
                    <SecondaryActs />
                    <HelpTip question=Question::Large />
                    <NewFolderOffer browser open=naming />
                    <ReadOnlyBadge browser />
                    {lazy_aside(move || marks(browser, sharing))}
                    <ShareOffer browser sharing />
                    <ListingTools browser />
                </div>
                <div class="folder__line">
                    <CountLine browser />
                    {loading_line(browser)}
                    {count_below(browser)}
                    {unfinished_offer(browser)}
                    <SelectionBar moving taking sharing on_delete=delete_selected />
                </div>
                <EverythingOffer browser />
                {lazy_aside(move || arrived(browser))}
                {move || {
                    let destinations = destinations.get();
                    view! {
                        <FolderListing
                            browser
                            destinations
                            selectable=true
                            on_menu
                            on_delete=delete_selected
                            empty=move || view! { <EmptyFolder browser /> }
                        />
                    }
                }}
                <FolderReadme browser />
            </div>
            <Details browser object using sharing on_delete=delete_one />
        </div>
        <RowActions browser menu taking moving using sharing on_delete=delete_one />
        <DeleteDialog asking />
        <TakingOutDialogs taking />
        <NewFolderDialog browser open=naming />
        {lazy_aside(move || handling(moving, intake))}
    }
}

/// What comes and goes by uploads, copies and moves; what keys, clipboard and dragging do to rows, and what is dropped
/// on the page.
#[wasm_split(acts, fallible)]
fn handling(moving: Moving, intake: Intake) -> Part {
    show_uploads(moving.browser);
    moving.show_changes();
    follow_keys(moving);
    follow_dragging(moving);
    Ok(view! { <DropArea intake /> }.into_any())
}

/// With whom what is shared.
#[wasm_split(acts, fallible)]
fn marks(browser: Browser, sharing: Sharing) -> Part {
    Ok(show_marks(browser, sharing))
}

/// What others sent into this bucket.
#[wasm_split(acts, fallible)]
fn arrived(browser: Browser) -> Part {
    let place = match browser.source() {
        Source::Bucket { instance, bucket } => Some((instance, bucket)),
        Source::Dataset { .. } => return Ok(().into_any()),
    };
    Ok(arrival_news(place))
}

/// That everybody reads it.
#[wasm_split(acts, fallible)]
fn banner(browser: Browser, sharing: Sharing, public: Publicity) -> Part {
    Ok(public_banner(browser, sharing, public))
}

/// The name of an object opens it beside the list.
pub fn to_details(
    browser: Browser,
    language: locales::Language,
) -> crate::components::Destinations {
    let (source, prefix) = (browser.source(), browser.prefix());
    destinations(browser, language, move |key| {
        let address = source.object_address(language, &prefix, key);
        Destination { address, external: false, same_page: true }
    })
}

/// Objects that the store confirms appear by themselves.
fn show_uploads(browser: Browser) {
    let Source::Bucket { instance, bucket } = browser.source() else { return };
    use_uploads().when_stored(move |target, bytes| {
        if *target.instance == *instance && *target.bucket == *bucket {
            browser.stored_soon(&target.key, bytes);
        }
    });
}

/// Where there is little room: what else can be done here, behind one button.
#[component]
fn SecondaryActs() -> impl IntoView {
    let words = use_words();
    let opened = RwSignal::new(false);
    let label = Signal::derive(move || text::more_actions(words.language()).to_owned());
    view! {
        <div class="folder__tight">
            <Menu label icon=Icon::More icon_only=true on_open=Callback::new(move |()| opened.set(true))>
                {move || opened.get().then(|| lazy(secondary_acts))}
            </Menu>
        </div>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn secondary_acts() -> Part {
    let words = use_words();
    let acts = use_acts();
    let item = move |Act { label, icon, off, run, .. }: Act| {
        view! {
            <MenuItem icon off on_select=run>
                {words.say(label)}
            </MenuItem>
        }
    };
    Ok((move || acts.secondary().into_iter().map(item).collect_view()).into_any())
}

#[component]
fn ReadOnlyBadge(browser: Browser) -> impl IntoView {
    let words = use_words();
    let loaded = move || browser.rows.table.with(|table| !table.folder.rights.is_empty());
    let read_only = move || loaded() && !browser.may(Right::Write) && !browser.may(Right::Delete);
    view! {
        <Show when=read_only>
            <Badge kind=BadgeKind::ReadOnly text=Signal::derive(move || text::read_only(words.language()).to_owned()) />
            <HelpTip question=Question::ReadOnly />
        </Show>
    }
}

#[component]
fn EmptyFolder(browser: Browser) -> impl IntoView {
    let words = use_words();
    let at_top = browser.prefix().is_empty();
    let title = if at_top { text::empty_bucket } else { text::empty_folder };
    let hint = move || {
        let words_of =
            if browser.may(Right::Write) { text::empty_writable } else { text::empty_read_only };
        words_of(words.language())
    };
    view! {
        <div class="empty">
            <div class="empty__words">
                <p class="empty__title">{words.say(title)}</p>
                <p>{hint}</p>
            </div>
        </div>
    }
}
