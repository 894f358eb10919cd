//! A folder that is empty: an empty object whose key ends in `/`, as every S3 program makes it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use locales::{Language, text};
use snippets::Act as Command;
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use super::upload_area::write_off;
use crate::acts::{Act, offer};
use crate::commands;
use crate::components::{
    Button, ButtonKind, Dialog, Field, Icon, NoticeKind, focus_row, refusal_words, use_toasts,
};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::upload::plan;

#[component]
pub fn NewFolderOffer(browser: Browser, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let (off, run) = (write_off(browser), Callback::new(move |()| open.set(true)));
    offer(Act { label: text::new_folder, icon: Icon::Plus, off, run, secondary: true });
    view! {
        <div class="folder__roomy">
            <Button icon=Icon::Plus off on_press=run>
                {words.say(text::new_folder)}
            </Button>
        </div>
    }
}

#[component]
pub fn NewFolderDialog(browser: Browser, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let title = move || text::new_folder_title(words.language()).to_owned();
    view! {
        <Dialog open title=Signal::derive(title)>
            {lazy(move || form(browser, open))}
        </Dialog>
    }
}

#[wasm_split(acts, fallible)]
fn form(browser: Browser, open: RwSignal<bool>) -> Part {
    Ok(view! { <NameForm browser open /> }.into_any())
}

#[component]
fn NameForm(browser: Browser, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let name = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let fault =
        move || tried.get().then(|| fault(words.language(), browser, &name.read())).flatten();
    let create = Action::new_local(move |name: &String| {
        let (name, source, prefix) = (format!("{name}/"), browser.source(), browser.prefix());
        async move {
            create(&source, &format!("{prefix}{name}")).await?;
            open.set(false);
            toasts.show(
                NoticeKind::Success,
                text::new_folder_made(words.language_untracked(), name.trim_end_matches('/')),
            );
            browser.stored(&format!("{prefix}{name}"), 0);
            let first = name.split_inclusive('/').next().unwrap_or_default();
            let id = browser.rows.table.try_with_untracked(|table| table.folder.find(first));
            if let Some(Some(id)) = id {
                focus_row(browser.rows, id);
            }
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if fault().is_none() && !create.pending().get_untracked() {
            create.dispatch(name.get_untracked().trim_matches('/').to_owned());
        }
    };
    let error = move || create.value().get().and_then(Result::err);
    view! {
        <form class="form" on:submit=submit>
            <Field
                label=Signal::derive(move || text::new_folder_name(words.language()).to_owned())
                value=name
                hint=Signal::derive(move || Some(text::new_folder_hint(words.language()).to_owned()))
                error=Signal::derive(fault)
                first=true
                verbatim=true
            />
            {move || error().map(|error| view! { <Failure error=error /> })}
            <div class="dialog__actions">
                <Button on_press=Callback::new(move |()| open.set(false))>{words.say(text::cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=create.pending()>
                    {words.say(text::new_folder_submit)}
                </Button>
            </div>
        </form>
    }
}

async fn create(source: &Source, key: &str) -> Result<(), Error> {
    let Source::Bucket { instance, bucket } = source else { return Err(Error::Unreadable) };
    commands::note(bucket, Command::NewFolder { key: key.to_owned() });
    gateway::put_folder(instance, bucket, key).await
}

fn fault(language: Language, browser: Browser, name: &str) -> Option<String> {
    let name = name.trim_matches('/');
    if name.trim().is_empty() {
        return Some(text::new_folder_empty(language).to_owned());
    }
    let taken =
        browser.rows.table.with_untracked(|table| table.folder.find(&format!("{name}/")).is_some());
    if taken {
        return Some(text::new_folder_taken(language, name));
    }
    plan::key(&browser.prefix(), &format!("{name}/"), 0)
        .err()
        .map(|refusal| refusal_words(language, refusal).to_owned())
}
