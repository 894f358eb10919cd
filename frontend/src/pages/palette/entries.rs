//! What the palette offers: places looked at, bookmarks, acts, pages, buckets.

use leptos::prelude::*;
use locales::{Language, text};

use crate::acts::use_acts;
use crate::components::Icon;
use crate::gateway;
use crate::i18n::Words;
use crate::links;
use crate::model::completion;
use crate::model::look::{Density, Theme};
use crate::navigation::use_location;
use crate::pages::bucket::view_choice::density_words;
use crate::preferences::{place, use_preferences};

/// What a page is called, its icon, and its address.
type Page = (fn(Language) -> &'static str, Icon, String);

#[derive(Clone)]
pub enum Goal {
    Address(String),
    Act(Callback<()>),
    Theme(Theme),
    Density(Density),
}

/// One line.
#[derive(Clone)]
pub struct Entry {
    pub label: String,
    /// What sort of thing it is.
    pub detail: String,
    pub icon: Icon,
    pub goal: Goal,
}

/// An instance that is open to one, a bucket or a dataset, as the gateway lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    icon: Icon,
    label: String,
    detail: [String; 2],
    /// Without a language.
    kept: String,
}

/// Everything, in the order of an empty field.
pub fn entries(words: Words, known: &[Known]) -> Vec<Entry> {
    let language = words.language();
    let mut all = acts(language);
    all.extend(places(language));
    all.extend(known.iter().map(|known| Entry {
        label: known.label.clone(),
        detail: known.detail[usize::from(language.is_french())].clone(),
        icon: known.icon,
        goal: Goal::Address(links::with_language(language, &known.kept)),
    }));
    all.extend(pages(language));
    all.extend(looks(language));
    all
}

/// Of the page that is shown, then of every page.
fn acts(language: Language) -> Vec<Entry> {
    let acts = use_acts().allowed().into_iter().map(|act| Entry {
        label: (act.label)(language).to_owned(),
        detail: text::palette_act(language).to_owned(),
        icon: act.icon,
        goal: Goal::Act(act.run),
    });
    acts.collect()
}

fn places(language: Language) -> Vec<Entry> {
    let preferences = use_preferences();
    let (stars, recent) = (preferences.stars(), preferences.recent());
    let entry = |kept: &String, icon: Icon, sort: fn(Language) -> &'static str| {
        Some(Entry {
            label: completion::path(&place(kept)?),
            detail: sort(language).to_owned(),
            icon,
            goal: Goal::Address(links::with_language(language, kept)),
        })
    };
    let starred = stars.iter().filter_map(|kept| entry(kept, Icon::Star, text::bookmark_one));
    let others = recent.iter().filter(|kept| !stars.contains(kept));
    starred.chain(others.filter_map(|kept| entry(kept, Icon::Clock, text::recent_one))).collect()
}

fn pages(language: Language) -> Vec<Entry> {
    let pages: [Page; 7] = [
        (text::home_title, Icon::Bucket, links::home(language)),
        (text::datasets_title, Icon::Globe, links::datasets(language)),
        (text::shared_title, Icon::Share, links::shared(language)),
        (text::help_title, Icon::Help, links::help(language)),
        (text::missing_title, Icon::Help, links::missing_bucket(language)),
        (text::accessibility, Icon::Info, links::accessibility(language)),
        (text::privacy, Icon::Info, links::privacy(language)),
    ];
    let entry = |(label, icon, address): Page| Entry {
        label: label(language).to_owned(),
        detail: text::palette_page(language).to_owned(),
        icon,
        goal: Goal::Address(address),
    };
    pages.into_iter().map(entry).collect()
}

/// Language, colours and density.
fn looks(language: Language) -> Vec<Entry> {
    let preferences = use_preferences();
    let location = use_location();
    let other = if language.is_french() { Language::En } else { Language::FrCa };
    let address = links::in_language(other, &location.pathname.get(), &location.search.get());
    let look = |label: String, icon: Icon, goal: Goal| Entry {
        label,
        detail: text::palette_look(language).to_owned(),
        icon,
        goal,
    };
    let theme = |theme: Theme| {
        let words = match theme {
            Theme::System => text::theme_system,
            Theme::Light => text::theme_light,
            Theme::Dark => text::theme_dark,
        };
        look(words(language).to_owned(), Icon::Eye, Goal::Theme(theme))
    };
    let density = |density: Density| {
        let label = format!(
            "{}{}{}",
            text::density(language),
            text::separator(language),
            density_words(density)(language)
        );
        look(label, Icon::Eye, Goal::Density(density))
    };
    let (now, tall) = (preferences.theme(), preferences.density());
    let turn = look(text::other_language(language).to_owned(), Icon::Globe, Goal::Address(address));
    std::iter::once(turn)
        .chain(Theme::ALL.into_iter().filter(|theme| *theme != now).map(theme))
        .chain(Density::ALL.into_iter().filter(|density| *density != tall).map(density))
        .collect()
}

/// Asks for what can be gone to; what does not answer is left out.
pub async fn known() -> Vec<Known> {
    let mut found = Vec::new();
    let list = gateway::instances().await.map(|list| list.instances).unwrap_or_default();
    let open = list.into_iter().filter(|instance| instance.creation.is_some());
    for instance in open.collect::<Vec<_>>() {
        let kept = links::instance(Language::En, &instance.id);
        let name = [instance.name.en, instance.name.fr];
        let buckets = gateway::buckets(&instance.id).await;
        let buckets = buckets.map(|list| list.buckets).unwrap_or_default();
        found.extend(buckets.into_iter().map(|bucket| Known {
            icon: Icon::Bucket,
            kept: keep(&links::bucket(Language::En, &instance.id, &bucket.name, "")),
            label: bucket.name,
            detail: name.clone(),
        }));
        found.push(Known {
            icon: Icon::Folder,
            label: name[0].clone(),
            detail: [Language::En, Language::FrCa]
                .map(|language| text::palette_instance(language).to_owned()),
            kept: keep(&kept),
        });
    }
    let datasets = gateway::datasets().await.map(|list| list.datasets).unwrap_or_default();
    found.extend(datasets.into_iter().map(|dataset| {
        Known {
            icon: Icon::Globe,
            kept: keep(&links::dataset(Language::En, &dataset.bucket, &dataset.prefix)),
            label: if dataset.prefix.is_empty() {
                dataset.bucket
            } else {
                format!("{}/{}", dataset.bucket, dataset.prefix)
            },
            detail: [Language::En, Language::FrCa]
                .map(|language| text::palette_dataset(language).to_owned()),
        }
    }));
    found
}

fn keep(address: &str) -> String {
    links::without_language(address).to_owned()
}
