//! `/{lang}/d`: the public datasets, for everyone.

use gateway_api::{Dataset, DatasetList};
use leptos::prelude::*;
use locales::text;

use crate::components::{
    Badge, BadgeKind, Button, Field, Heading, Icon, Notice, NoticeKind, Skeleton, SkeletonShape,
};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::{gateway, links};

/// From this many on, a filter helps more than it disturbs.
const FILTER_DATASETS_MIN: usize = 8;

#[component]
pub fn DatasetsPage() -> impl IntoView {
    let words = use_words();
    let datasets = LocalResource::new(gateway::datasets);
    // For their names only: without them their ids do.
    let instances = LocalResource::new(gateway::instances);
    let name_of = Callback::new(move |id: String| {
        let list = instances.get().and_then(Result::ok);
        let known = list.and_then(|list| list.instances.into_iter().find(|known| known.id == id));
        known.map_or(id, |known| words.localized(&known.name))
    });
    view! {
        <div class="title-row">
            <Heading title=Signal::derive(move || text::datasets_title(words.language()).to_owned()) />
            <Badge
                kind=BadgeKind::Public
                text=Signal::derive(move || text::public_read_only(words.language()).to_owned())
            />
        </div>
        <p class="lead">{words.say(text::datasets_lead)}</p>
        {move || match datasets.get() {
            None => {
                let text = move || text::datasets_loading(words.language()).to_owned();
                view! { <Skeleton shape=SkeletonShape::Row count=6 text=Signal::derive(text) /> }.into_any()
            }
            Some(Err(error)) => {
                let retry = move |()| datasets.refetch();
                view! { <Failure error retry /> }.into_any()
            }
            Some(Ok(list)) => view! { <Catalogue list name_of /> }.into_any(),
        }}
    }
}

#[component]
fn Catalogue(list: DatasetList, name_of: Callback<String, String>) -> impl IntoView {
    let words = use_words();
    let filter = RwSignal::new(String::new());
    let DatasetList { datasets, unavailable } = list;
    let long = datasets.len() >= FILTER_DATASETS_MIN;
    let empty = datasets.is_empty() && unavailable.is_empty();
    let several = datasets.windows(2).any(|pair| pair[0].instance != pair[1].instance);
    let shown = Memo::new(move |_| matching(&datasets, &filter.read()));
    let label = Signal::derive(move || text::datasets_filter(words.language()).to_owned());
    let count = move || text::datasets_count(words.language(), shown.read().len() as u64);
    view! {
        {unavailable
            .into_iter()
            .map(|instance| {
                let sentence = move || {
                    let name = name_of.run(instance.clone());
                    text::datasets_unavailable(words.language(), &name)
                };
                view! {
                    <Notice kind=NoticeKind::Warning>
                        <p>{sentence}</p>
                    </Notice>
                }
            })
            .collect_view()}
        {long.then(|| view! { <Field label value=filter verbatim=true /> })}
        <p class="count" role="status" hidden=empty>{count}</p>
        <p class="empty" hidden=!empty>{words.say(text::datasets_empty)}</p>
        <ul class="catalogue">
            {move || {
                let shown = shown.get().into_iter();
                shown.map(|dataset| view! { <Item dataset several name_of /> }).collect_view()
            }}
        </ul>
        <Show when=move || shown.read().is_empty() && !filter.read().is_empty()>
            <div class="empty">
                <p>{move || text::datasets_none_match(words.language(), &filter.read())}</p>
                <Button on_press=move |()| filter.set(String::new())>{words.say(text::filter_clear)}</Button>
            </div>
        </Show>
    }
}

#[component]
fn Item(
    dataset: Dataset,
    /// More than one instance has datasets, so that it matters which.
    several: bool,
    name_of: Callback<String, String>,
) -> impl IntoView {
    let words = use_words();
    let label = name(&dataset);
    let Dataset { instance, bucket, prefix } = dataset;
    let address = move || links::dataset(words.language(), &bucket, &prefix);
    view! {
        <li class="catalogue__item">
            {Icon::Bucket.view()}
            <a class="catalogue__link" href=address>{label}</a>
            {several
                .then(|| {
                    let name = move || name_of.run(instance.clone());
                    view! { <span class="catalogue__instance">{name}</span> }
                })}
        </li>
    }
}

/// Of what is a part of its bucket, the folder too.
fn name(Dataset { bucket, prefix, .. }: &Dataset) -> String {
    if prefix.is_empty() { bucket.clone() } else { format!("{bucket}/{prefix}") }
}

/// Those whose name holds `filter`, whatever its case.
fn matching(datasets: &[Dataset], filter: &str) -> Vec<Dataset> {
    let filter = filter.trim().to_ascii_lowercase();
    datasets
        .iter()
        .filter(|dataset| name(dataset).to_ascii_lowercase().contains(&filter))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_ignores_case_and_spaces_around() {
        let dataset = |bucket: &str, prefix: &str| Dataset {
            instance: "public".to_owned(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        };
        let all = [dataset("census-2021", ""), dataset("weather", "Open/")];
        let names = |filter| -> Vec<String> {
            matching(&all, filter).into_iter().map(|dataset| dataset.bucket).collect()
        };
        assert_eq!(names(" Census "), ["census-2021"]);
        assert_eq!(names("open"), ["weather"]);
        assert_eq!(names("").len(), 2);
        assert!(names("x").is_empty());
    }
}
