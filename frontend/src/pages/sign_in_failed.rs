use crate::navigation::use_location;
use leptos::prelude::*;
use locales::{Language, text};

use crate::components::{Heading, Notice, NoticeKind};
use crate::i18n::use_words;
use crate::links;

/// `/{lang}/sign-in-failed?why=`: where the gateway leads when a sign-in could not be completed.
#[component]
pub fn SignInFailedPage() -> impl IntoView {
    let words = use_words();
    let search = use_location().search;
    let title = move || text::sign_in_failed_title(words.language()).to_owned();
    let why = move || reason(&links::query_value(&search.read(), "why").unwrap_or_default());
    view! {
        <Heading title=Signal::derive(title) />
        <Notice kind=NoticeKind::Warning>
            <p>{move || why()(words.language())}</p>
            <p>{words.say(text::sign_in_failed_next)}</p>
        </Notice>
        <p class="actions">
            <a
                class="button button--primary"
                rel="external"
                href=move || links::sign_in(words.language(), &links::home(words.language()))
            >
                {words.say(text::sign_in)}
            </a>
            <a class="button" href=move || links::datasets(words.language())>
                {words.say(text::datasets_browse)}
            </a>
        </p>
    }
}

fn reason(why: &str) -> fn(Language) -> &'static str {
    match why {
        "expired" => text::sign_in_failed_expired,
        "replayed" => text::sign_in_failed_replayed,
        "mixed-up" => text::sign_in_failed_mixed_up,
        "refused" => text::sign_in_failed_refused,
        "provider-down" => text::sign_in_failed_provider_down,
        "groups" => text::sign_in_failed_groups,
        _ => text::sign_in_failed_other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_own_words() {
        let reasons =
            ["expired", "replayed", "mixed-up", "refused", "provider-down", "groups", "?"];
        let mut words: Vec<_> = reasons.iter().map(|why| reason(why)(Language::En)).collect();
        words.dedup();
        assert_eq!(words.len(), reasons.len());
    }
}
