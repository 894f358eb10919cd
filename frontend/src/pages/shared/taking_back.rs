use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::Board;
use crate::components::{
    Button, ButtonKind, Dialog, Notice, NoticeKind, focus_heading, opened_by, use_toasts,
};
use crate::failure::sentence;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::shared::{Item, Kind};

/// As many are named in the dialog; the others are counted.
const NAMED_MAX: usize = 10;

/// Asks once, takes back one after another, and tells what could not be.
#[component]
pub fn TakingBack(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.ending);
    let count = move || about.with(|items| items.as_ref().map_or(0, Vec::len)) as u64;
    let title = move || text::shared_take_back_title(words.language(), count());
    view! {
        <Dialog open title=Signal::derive(title)>
            <Question board open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Question(board: Board, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(Vec::<(Item, Error)>::new());
    let press = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(Vec::new());
        let items = board.ending.get_untracked().unwrap_or_default();
        spawn_local(async move {
            let (mut done, mut left) = (0_u64, Vec::new());
            for item in items {
                match take_back(&item).await {
                    Ok(()) => done += 1,
                    Err(error) => left.push((item, error)),
                }
            }
            board.loaded.ask();
            if done != 0 {
                let told = text::shared_taken_back(words.language_untracked(), done);
                toasts.show(NoticeKind::Success, told);
            }
            busy.try_set(false);
            if left.is_empty() {
                open.try_set(false);
                request_animation_frame(focus_heading);
            } else {
                failed.try_set(left);
            }
        });
    };
    let named = move || {
        board.ending.with(|items| {
            let name = |item: &Item| view! { <li>{item.what.clone()} " " <small>{item.with.clone()}</small></li> };
            items.iter().flatten().take(NAMED_MAX).map(name).collect_view()
        })
    };
    let report = move || {
        let language = words.language();
        let failed = failed.get();
        let count = failed.len() as u64;
        let line = move |(item, error): (Item, Error)| {
            view! { <li><strong>{item.what}</strong> " " {sentence(language, &error)}</li> }
        };
        (count != 0).then(|| {
            view! {
                <Notice kind=NoticeKind::Danger>
                    <p>{text::shared_not_taken_back(language, count)}</p>
                    <ul>{failed.into_iter().map(line).collect_view()}</ul>
                </Notice>
            }
        })
    };
    view! {
        <div class="form">
            <p>{words.say(text::shared_take_back_lead)}</p>
            <ul class="shared-table__named">{named}</ul>
            {report}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Danger busy on_press=press>
                    {words.say(text::take_back)}
                </Button>
                <Button on_press=move |()| open.set(false)>{words.say(text::cancel)}</Button>
            </div>
        </div>
    }
    .into_any()
}

async fn take_back(item: &Item) -> Result<(), Error> {
    match item.kind {
        Kind::Grant | Kind::Public => match item.id.parse() {
            Ok(id) => gateway::take_back(id).await,
            Err(_) => Err(Error::Unreadable),
        },
        Kind::Link | Kind::Request => gateway::revoke_link(&item.id).await,
        Kind::Key => gateway::revoke_access_key(None, &item.id).await,
    }
}
