//! Pages that only explain: help, privacy, the accessibility statement.

use leptos::prelude::*;
use locales::{Language, text};

use crate::components::Heading;
use crate::i18n::use_words;

type Text = fn(Language) -> &'static str;

#[component]
pub fn HelpPage() -> impl IntoView {
    let sections: &[(Text, Text)] = &[
        (text::help_bucket_title, text::help_bucket),
        (text::help_object_title, text::help_object),
        (text::help_prefix_title, text::help_prefix),
        (text::help_instance_title, text::help_instance),
        (text::help_dataset_title, text::help_dataset),
        (text::help_upload_title, text::help_upload),
        (text::help_search_title, text::help_search),
        (text::help_keyboard_title, text::help_keyboard),
        (text::help_problem_title, text::help_problem),
    ];
    view! { <Prose title=text::help_title lead=text::help_lead sections /> }
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    let sections: &[(Text, Text)] = &[
        (text::privacy_cookies_title, text::privacy_cookies),
        (text::privacy_identity_title, text::privacy_identity),
        (text::privacy_records_title, text::privacy_records),
    ];
    view! { <Prose title=text::privacy_title lead=text::privacy_lead sections /> }
}

#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let sections: &[(Text, Text)] = &[
        (text::statement_level_title, text::statement_level),
        (text::statement_measures_title, text::statement_measures),
        (text::statement_known_title, text::statement_known),
        (text::statement_contact_title, text::statement_contact),
    ];
    view! { <Prose title=text::statement_title lead=text::statement_lead sections /> }
}

#[component]
fn Prose(title: Text, lead: Text, sections: &'static [(Text, Text)]) -> impl IntoView {
    let words = use_words();
    view! {
        <article class="prose">
            <Heading title=Signal::derive(move || title(words.language()).to_owned()) />
            <p class="lead">{words.say(lead)}</p>
            {sections
                .iter()
                .map(|(title, body)| {
                    view! {
                        <h2>{words.say(*title)}</h2>
                        <p>{words.say(*body)}</p>
                    }
                })
                .collect_view()}
        </article>
    }
}
