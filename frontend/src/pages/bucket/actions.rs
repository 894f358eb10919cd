//! What can be done with one row.

use gateway_api::{Kind, Right};
use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use super::moving::{Act, Moving};
use super::taking_out::TakingOut;
use crate::components::{Icon, MenuItem, MenuLink, ObjectMenu, ObjectMenuItems, use_announcer};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::key;
use crate::pages::sharing::{ShareTarget, Sharing, presigned_off, share_off};
use crate::pages::using::{Target, Using};
use crate::preferences::use_preferences;

/// The row a menu was opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    id: u32,
    name: String,
    key: String,
    folder: bool,
}

impl Chosen {
    fn of(browser: Browser, id: u32) -> Self {
        browser.rows.table.with_untracked(|table| {
            let entry = table.folder.entry(id);
            Self {
                id,
                name: entry.name.to_owned(),
                key: table.folder.key(id),
                folder: entry.kind == Kind::Folder,
            }
        })
    }
}

#[component]
pub fn RowActions(
    browser: Browser,
    menu: ObjectMenu,
    taking: TakingOut,
    #[prop(optional, into)] moving: Option<Moving>,
    #[prop(optional, into)] using: Option<Using>,
    #[prop(optional, into)] sharing: Option<Sharing>,
    #[prop(optional, into)] on_delete: Option<Callback<u32>>,
) -> impl IntoView {
    let words = use_words();
    let chosen = Memo::new(move |_| menu.id.get().map(|id| Chosen::of(browser, id)));
    let label = move || {
        let name = chosen
            .with(|chosen| chosen.as_ref().map(|chosen| chosen.name.clone()).unwrap_or_default());
        text::opens_menu(words.language(), &name)
    };
    view! {
        <ObjectMenuItems menu label=Signal::derive(label)>
            {move || {
                let chosen = chosen.get()?;
                Some(lazy(move || items(browser, chosen.clone(), taking, moving, using, sharing, on_delete)))
            }}
        </ObjectMenuItems>
    }
}

#[wasm_split(acts, fallible)]
fn items(
    browser: Browser,
    chosen: Chosen,
    taking: TakingOut,
    moving: Option<Moving>,
    using: Option<Using>,
    sharing: Option<Sharing>,
    on_delete: Option<Callback<u32>>,
) -> Part {
    Ok(view! { <Items browser chosen taking moving using sharing on_delete /> }.into_any())
}

#[component]
fn Items(
    browser: Browser,
    chosen: Chosen,
    taking: TakingOut,
    moving: Option<Moving>,
    using: Option<Using>,
    sharing: Option<Sharing>,
    on_delete: Option<Callback<u32>>,
) -> impl IntoView {
    let words = use_words();
    let source = browser.source();
    let closed = key::has_dot_segment(&chosen.key);
    let Chosen { id, key, folder, .. } = chosen;
    let delete_off = move || {
        if closed {
            return Some(text::dot_segment_reason(words.language()).to_owned());
        }
        (!browser.may(Right::Delete))
            .then(|| text::missing_right_delete(words.language()).to_owned())
    };
    let address = {
        let (source, key) = (source.clone(), key.clone());
        move || place_address(&source, words.language(), &key, folder)
    };
    let download = source.download_address(&key);
    let uri = format!("s3://{}/{key}", source.bucket());
    let target = Target::of(&source, &key);
    let shared = ShareTarget::of(&source, &key);
    let open = if folder { text::open_folder } else { text::details };
    let in_page = folder || matches!(source, Source::Bucket { .. });
    let copied = copy_action();
    let preferences = use_preferences();
    let (starred, star) = star_action(&source, &key, folder);
    let copy_address = {
        let address = address.clone();
        Callback::new(move |()| copied.run(absolute(&address())))
    };
    view! {
        {(in_page && !closed)
            .then(|| {
                let icon = if folder { Icon::Folder } else { Icon::Info };
                view! { <MenuLink icon address=Signal::derive(address.clone())>{words.say(open)}</MenuLink> }
            })}
        {(!folder && !closed)
            .then(|| {
                view! {
                    <MenuLink icon=Icon::Download address=download download=true>
                        {words.say(text::download)}
                    </MenuLink>
                }
            })}
        {(folder && !closed).then(|| view! { <Takes taking id /> })}
        {moving.map(|moving| view! { <Moves moving id closed /> })}
        {(!closed)
            .then(|| {
                view! {
                    <Show when=move || preferences.can_star()>
                        <MenuItem icon=Icon::Star on_select=star>
                            {move || if starred.get() { words.say(text::star_remove)() } else { words.say(text::star_add)() }}
                        </MenuItem>
                    </Show>
                }
            })}
        {(!closed)
            .then(|| view! { <MenuItem icon=Icon::Link on_select=copy_address>{words.say(text::copy_address)}</MenuItem> })}
        <MenuItem icon=Icon::Copy on_select=Callback::new(move |()| copied.run(uri.clone()))>
            {words.say(text::copy_s3_uri)}
        </MenuItem>
        {sharing.zip(shared.filter(|_| !closed)).map(|(sharing, target)| view! { <Shares browser sharing target /> })}
        {using.zip(target.filter(|_| !closed)).map(|(using, target)| view! { <Uses using target /> })}
        {on_delete
            .map(|on_delete| {
                view! {
                    <MenuItem icon=Icon::Trash danger=true off=Signal::derive(delete_off) on_select=Callback::new(move |()| on_delete.run(id))>
                        {words.say(text::delete)}
                    </MenuItem>
                }
            })}
    }
}

/// A folder as one zip, or as a list for programs.
#[component]
fn Takes(taking: TakingOut, id: u32) -> impl IntoView {
    let words = use_words();
    view! {
        <MenuItem icon=Icon::Download on_select=Callback::new(move |()| taking.archive(&[id]))>
            {words.say(text::download_zip)}
        </MenuItem>
        <MenuItem icon=Icon::List on_select=Callback::new(move |()| taking.manifest(&[id]))>
            {words.say(text::manifest)}
        </MenuItem>
    }
}

/// An address for programs, and a link; to what is public there are others.
#[component]
fn Shares(browser: Browser, sharing: Sharing, target: ShareTarget) -> impl IntoView {
    let words = use_words();
    let off = Signal::derive(move || share_off(browser, words.language()));
    let presigned = target.is_object().then(|| {
        let off = Signal::derive(move || presigned_off(browser, words.language()));
        let presign = presign_action(browser, sharing, target.clone());
        view! { <MenuItem icon=Icon::Clock off on_select=presign>{words.say(text::presigned)}</MenuItem> }
    });
    let ask = Callback::new(move |()| sharing.ask(target.clone()));
    view! {
        {presigned}
        <MenuItem icon=Icon::Share off on_select=ask>{words.say(text::share)}</MenuItem>
    }
}

#[component]
fn Uses(using: Using, target: Target) -> impl IntoView {
    let words = use_words();
    let ask = Callback::new(move |()| using.ask(target.clone()));
    view! { <MenuItem icon=Icon::Code on_select=ask>{words.say(text::use_it_from)}</MenuItem> }
}

/// Move, copy and rename; each says why it is off.
#[component]
fn Moves(moving: Moving, id: u32, closed: bool) -> impl IntoView {
    let words = use_words();
    let item = move |act: Act| {
        let off = Signal::derive(move || moving.off(act, closed, words.language()));
        let ask = Callback::new(move |()| moving.ask(&[id], act.how()));
        view! { <MenuItem icon=act.icon() off on_select=ask>{words.say(act.words())}</MenuItem> }
    };
    Act::ALL.map(item).into_iter().collect_view()
}

/// Whether a folder or an object is a bookmark, and what turns that round. A public file has no page of its own, and is
/// marked by its folder.
fn star_action(source: &Source, key: &str, folder: bool) -> (Memo<bool>, Callback<()>) {
    let preferences = use_preferences();
    let address = match source {
        Source::Dataset { .. } if !folder => source.folder_address(Language::En, key::parent(key)),
        source => place_address(source, Language::En, key, folder),
    };
    let kept = StoredValue::new(links::without_language(&address).to_owned());
    let starred = Memo::new(move |_| kept.with_value(|kept| preferences.is_starred(kept)));
    let turn = Callback::new(move |()| {
        let now = !starred.get_untracked();
        preferences.set_starred(kept.get_value(), now);
    });
    (starred, turn)
}

/// The address to send to a colleague: of the folder, of the object's details, or of a public file.
fn place_address(source: &Source, language: Language, key: &str, folder: bool) -> String {
    match source {
        _ if folder => source.folder_address(language, key),
        Source::Bucket { instance, bucket } => {
            links::object(language, instance, bucket, key::parent(key), key)
        }
        Source::Dataset { bucket } => links::public_file(bucket, key),
    }
}

/// Opens what makes an address for programs.
pub fn presign_action(browser: Browser, sharing: Sharing, target: ShareTarget) -> Callback<()> {
    Callback::new(move |()| {
        let may_share = untrack(|| !browser.lacks(Right::Share));
        sharing.ask_presigned(target.clone(), may_share);
    })
}

pub fn absolute(address: &str) -> String {
    format!("{}{address}", window().location().origin().unwrap_or_default())
}

/// Copies, and says so.
pub fn copy_action() -> Callback<String> {
    let words = use_words();
    let announcer = use_announcer();
    Callback::new(move |text: String| {
        let _ = window().navigator().clipboard().write_text(&text);
        announcer.say(text::copied(words.language_untracked()));
    })
}
