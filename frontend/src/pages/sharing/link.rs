//! Sharing by link: made, copied, photographed, and taken back.

pub mod draft;
pub mod fields;
mod form;
mod qr;
mod received;
mod row;

use gateway_api::{Link, LinkList};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::ShareTarget;
use crate::components::{Skeleton, SkeletonShape};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use form::LinkForm;
use row::LinkRow;

/// The links to what is to be shared, and asking again.
#[derive(Clone, Copy)]
struct Links {
    answer: RwSignal<Option<Result<LinkList, Error>>>,
    ask: Callback<()>,
    target: StoredValue<ShareTarget>,
}

impl Links {
    fn to(target: ShareTarget) -> Self {
        let answer = RwSignal::new(None);
        let (instance, bucket) = (target.instance.clone(), target.bucket.clone());
        let ask = Callback::new(move |()| {
            let (instance, bucket) = (instance.clone(), bucket.clone());
            spawn_local(async move {
                answer.try_set(Some(gateway::links_into(&instance, &bucket).await));
            });
        });
        ask.run(());
        Self { answer, ask, target: StoredValue::new(target) }
    }

    /// Those that are about exactly this, and have not ended.
    fn own(self) -> Vec<Link> {
        self.answer.with(|answer| {
            let Some(Ok(list)) = answer else { return Vec::new() };
            let is_own = |link: &&Link| {
                self.target.with_value(|target| {
                    link.keys == target.keys
                        && link.prefixes == target.prefixes
                        && link.expires_in_seconds != Some(0)
                })
            };
            list.links.iter().filter(is_own).cloned().collect()
        })
    }
}

/// The half of the dialog that is about links.
pub fn link_part(target: ShareTarget) -> AnyView {
    let words = use_words();
    let links = Links::to(target);
    let said = RwSignal::new(String::new());
    let own = Memo::new(move |_| links.own());
    let rows = move || {
        let row = |link| view! { <LinkRow link links said /> };
        own.get().into_iter().map(row).collect_view()
    };
    let terms = Memo::new(move |_| {
        links.answer.with(|answer| match answer {
            Some(Ok(list)) => Some(list.terms),
            _ => None,
        })
    });
    let failure = move || links.answer.get().and_then(Result::err);
    view! {
        <section class="sharing">
            <h3 class="sharing__title">{words.say(text::share_link)}</h3>
            <p>{words.say(text::share_link_lead)}</p>
            {move || failure().map(|error| view! { <Failure error /> })}
            {move || match terms.get() {
                Some(terms) => Some(view! { <LinkForm terms links said /> }.into_any()),
                None if links.answer.read().is_some() => None,
                None => {
                    let text = Signal::derive(move || text::part_loading(words.language()).to_owned());
                    Some(view! { <Skeleton shape=SkeletonShape::Text count=2 text /> }.into_any())
                }
            }}
            <p class="sharing__said" role="status">{move || said.get()}</p>
            <ul
                class="links"
                role="list"
                aria-label=words.say(text::share_link_yours)
                hidden=move || own.read().is_empty()
            >
                {rows}
            </ul>
        </section>
    }
    .into_any()
}
