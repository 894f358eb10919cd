use gateway_api::{CreateLink, LINK_PASSWORD_CHARACTERS_MIN, LinkTerms};
use leptos::prelude::*;
use locales::{Language, text};

use super::Links;
use super::draft::{Draft, life_value, life_words, lives};
use super::fields::{Line, Message, Opening};
use crate::components::{Button, ButtonKind, Check, Options, Radio, Select};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::pages::bucket::actions::copy_action;

/// Everything has an answer already: one press makes a link and copies it.
#[component]
pub fn LinkForm(terms: LinkTerms, links: Links, said: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let draft = Draft::new(terms);
    let copy = copy_action();
    let make = Action::new_local(move |wish: &CreateLink| {
        let wish = wish.clone();
        async move {
            let link = gateway::create_link(&wish).await?;
            copy.try_run(link.url);
            said.try_set(text::share_link_made(words.language_untracked()).to_owned());
            draft.clear();
            links.ask.try_run(());
            Ok::<(), Error>(())
        }
    });
    let options = Signal::derive(move || {
        let shown = |hours| (life_value(hours), life_words(words.language(), hours));
        lives(terms).into_iter().map(shown).collect::<Vec<_>>()
    });
    let off = Signal::derive(move || {
        let typed = draft.password.read().chars().count();
        let short = (1..LINK_PASSWORD_CHARACTERS_MIN).contains(&typed);
        short.then(|| text::share_link_password_hint(words.language()).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !make.pending().get_untracked() && off.get_untracked().is_none() {
            make.dispatch(links.target.with_value(|target| draft.wish(target)));
        }
    };
    let folder = links.target.with_value(|it| it.keys.is_empty() && it.prefixes.len() == 1);
    view! {
        <form class="form" on:submit=submit>
            {folder.then(|| view! { <Purpose draft /> })}
            <Select label=text::share_link_life options value=draft.life />
            <details class="links__more">
                <summary>{words.say(text::share_link_more)}</summary>
                <div class="form">
                    {move || {
                        if draft.receives.get() {
                            view! { <Receiving draft /> }.into_any()
                        } else {
                            view! {
                                <Opening view_only=draft.view_only downloads=draft.downloads />
                            }
                                .into_any()
                        }
                    }}
                    <ForBoth draft />
                </div>
            </details>
            {move || make.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Primary submit=true off busy=make.pending()>
                    {words.say(text::share_link_make)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// A folder can be opened to others, or filled by them.
#[component]
fn Purpose(draft: Draft) -> impl IntoView {
    let words = use_words();
    let option =
        move |receives, label: fn(Language) -> &'static str, hint: fn(Language) -> &'static str| {
            let checked = Signal::derive(move || draft.receives.get() == receives);
            let hint = words.say(hint).into_any();
            view! {
                <Radio
                    name="link-purpose"
                    checked
                    hint
                    on_choose=move |()| draft.receives.set(receives)
                >
                    {words.say(label)}
                </Radio>
            }
        };
    view! {
        <Options legend=text::share_link_kind>
            {option(false, text::share_link_opens, text::share_link_opens_hint)}
            {option(true, text::share_link_receives, text::share_link_receives_hint)}
        </Options>
    }
    .into_any()
}

#[component]
fn Receiving(draft: Draft) -> impl IntoView {
    let words = use_words();
    view! {
        <Line value=draft.files label=text::share_link_files hint=text::share_link_files_hint />
        <Line
            value=draft.megabytes
            label=text::share_link_megabytes
            hint=text::share_link_files_hint
        />
        <Line
            value=draft.endings
            label=text::share_link_endings
            hint=text::share_link_endings_hint
        />
        <Check checked=draft.asks_name>{words.say(text::share_link_asks_name)}</Check>
        <Check checked=draft.asks_note>{words.say(text::share_link_asks_note)}</Check>
    }
    .into_any()
}

#[component]
fn ForBoth(draft: Draft) -> impl IntoView {
    view! {
        <Line
            value=draft.password
            label=text::share_link_password
            hint=text::share_link_password_hint
        />
        <Message label=text::share_link_message_en value=draft.message_en lang="en" />
        <Message label=text::share_link_message_fr value=draft.message_fr lang="fr" />
        <Line value=draft.label label=text::share_link_label hint=text::share_link_label_hint />
    }
    .into_any()
}
