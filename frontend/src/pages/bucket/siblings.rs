//! What stands beside a step of the breadcrumb: other instances, buckets, datasets, folders. Asked for when it is opened.

use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use super::browser::{FolderPlace, Source};
use crate::components::{Icon, MenuLink, MenuList, SideMenu, SideMenuPanel};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::key;

/// The menu of a breadcrumb whose steps lead to `place`.
pub fn siblings_menu(menu: SideMenu, place: Memo<FolderPlace>) -> AnyView {
    view! {
        <SideMenuPanel menu>
            {move || {
                let step = menu.asked.get()?;
                let place = place.get_untracked();
                Some(lazy(move || siblings(place.clone(), step)))
            }}
        </SideMenuPanel>
    }
    .into_any()
}

/// One of those side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sibling {
    label: String,
    address: String,
    /// On the way to where one is.
    current: bool,
}

#[wasm_split(acts, fallible)]
fn siblings(place: FolderPlace, step: usize) -> Part {
    let words = use_words();
    let asked = LocalResource::new(move || {
        let (place, language) = (place.clone(), words.language());
        async move { find(&place, step, language).await }
    });
    let label = move || text::breadcrumb_menu(words.language()).to_owned();
    Ok((move || match asked.get() {
        None => view! { <p class="menu__note" role="status">{words.say(text::loading)}</p> }.into_any(),
        Some(Err(error)) => {
            view! { <Failure error retry=Callback::new(move |()| asked.refetch()) /> }.into_any()
        }
        Some(Ok((found, more))) => {
            let only_here = found.iter().all(|sibling| sibling.current);
            let item = |sibling: Sibling| {
                let Sibling { label, address, current } = sibling;
                view! {
                    <MenuLink icon=Icon::Folder address=Signal::stored(address) current>
                        {label}
                    </MenuLink>
                }
            };
            view! {
                <MenuList label=Signal::derive(label)>{found.into_iter().map(item).collect_view()}</MenuList>
                <p class="menu__note" hidden=!only_here>{words.say(text::breadcrumb_alone)}</p>
                <p class="menu__note" hidden=!more>{words.say(text::breadcrumb_more)}</p>
            }
            .into_any()
        }
    })
    .into_any())
}

/// Those beside the step, and whether there are more than were asked for.
async fn find(
    place: &FolderPlace,
    step: usize,
    language: locales::Language,
) -> Result<(Vec<Sibling>, bool), Error> {
    let FolderPlace { source, prefix } = place;
    match (step, source) {
        (0, Source::Bucket { instance, .. }) => {
            let list = gateway::instances().await?.instances.into_iter();
            let open = list.filter(|other| other.accessible && other.creation.is_some());
            let french = language.is_french();
            let found = open.map(|other| Sibling {
                label: if french { other.name.fr } else { other.name.en },
                address: links::instance(language, &other.id),
                current: other.id == *instance,
            });
            Ok((found.collect(), false))
        }
        (0, Source::Dataset { .. }) => Ok((Vec::new(), false)),
        (1, Source::Bucket { instance, bucket }) => {
            let list = gateway::buckets(instance).await?.buckets.into_iter();
            let found = list.map(|other| Sibling {
                address: links::bucket(language, instance, &other.name, ""),
                current: other.name == *bucket,
                label: other.name,
            });
            Ok((found.collect(), false))
        }
        (1, Source::Dataset { bucket }) => {
            let list = gateway::datasets().await?.datasets.into_iter();
            let found = list.map(|other| Sibling {
                address: links::dataset(language, &other.bucket, &other.prefix),
                current: other.bucket == *bucket && prefix.starts_with(&other.prefix),
                label: if other.prefix.is_empty() {
                    other.bucket
                } else {
                    format!("{}/{}", other.bucket, other.prefix)
                },
            });
            Ok((found.collect(), false))
        }
        (step, source) => {
            let here = key::crumbs(prefix).into_iter().nth(step - 2);
            let here = here.map(|crumb| crumb.prefix).unwrap_or_default();
            let parent = key::parent(&here);
            let page = source.page(parent, None).await?;
            let folders = page.entries.into_iter().filter(|entry| entry.folder);
            let found = folders.map(|entry| Sibling {
                label: key::name(parent, &entry.key).to_owned(),
                address: source.folder_address(language, &entry.key),
                current: entry.key == here,
            });
            Ok((found.collect(), page.next.is_some()))
        }
    }
}
