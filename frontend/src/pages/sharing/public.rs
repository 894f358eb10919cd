//! Making a folder public, carefully: what would become readable is shown first, and its name typed. And what its page
//! says from then on.

mod review;

use gateway_api::{Grant, Publishing, Right, WhoSees};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Known, Publicity, ShareTarget, Sharing};
use crate::components::{Button, ButtonKind, Icon, Notice, NoticeKind, use_toasts};
use crate::failure::sentence;
use crate::gateway;
use crate::i18n::{date_time, use_words};
use crate::links;
use crate::pages::bucket::actions::{absolute, copy_action};
use crate::pages::bucket::browser::{Browser, Source};
use crate::pages::bucket::folder_name;
use review::review;

/// Where the focus goes when what had it is gone.
const TITLE: &str = ".publishing__title";

/// A prefix of a bucket that may become public.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    instance: String,
    bucket: String,
    prefix: String,
}

/// The part of the dialog that is about everybody.
pub fn public_part(target: &ShareTarget, prefix: &str, known: Known) -> AnyView {
    let words = use_words();
    let reviewing = RwSignal::new(false);
    let wanted = StoredValue::new(Wanted {
        instance: target.instance.clone(),
        bucket: target.bucket.clone(),
        prefix: prefix.to_owned(),
    });
    let done = Callback::new(move |changed: bool| {
        reviewing.set(false);
        if changed {
            known.changed.run(());
        }
        focus(TITLE);
    });
    let standing = Memo::new(move |_| {
        known.answer.with(|answer| match answer {
            Some(Ok(who)) => wanted.with_value(|wanted| Some(standing(who, &wanted.prefix))),
            _ => None,
        })
    });
    view! {
        <section class="sharing" hidden=move || standing.read().is_none()>
            <h3 class="sharing__title publishing__title" tabindex="-1">
                {words.say(text::public_title)}
            </h3>
            {move || {
                if reviewing.get() {
                    return Some(review(wanted, done));
                }
                let standing = standing.get()?;
                Some(offer(wanted, standing, reviewing, done))
            }}
        </section>
    }
    .into_any()
}

/// What is public of it, and whether it could be made so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    /// It is public by this.
    public: Option<Grant>,
    publishing: Publishing,
}

fn standing(who: &WhoSees, prefix: &str) -> Standing {
    let holds = |it: &&Grant| !it.lapsed && prefix.starts_with(&it.prefix);
    Standing { public: who.published.iter().find(holds).cloned(), publishing: who.publishing }
}

fn offer(
    wanted: StoredValue<Wanted>,
    standing: Standing,
    reviewing: RwSignal<bool>,
    done: Callback<bool>,
) -> AnyView {
    let words = use_words();
    let Standing { public, publishing } = standing;
    if let Some(grant) = public {
        return wanted.with_value(|wanted| since(wanted, grant, publishing, done));
    }
    let name = wanted.with_value(|wanted| folder_name(&wanted.bucket, &wanted.prefix));
    let off = Signal::derive(move || match publishing {
        Publishing::Allowed => None,
        Publishing::Off => Some(text::public_off(words.language()).to_owned()),
        Publishing::NotYours => Some(text::public_not_yours(words.language()).to_owned()),
    });
    view! {
        <p>{move || text::public_lead(words.language(), &name)}</p>
        <div class="sharing__actions">
            <Button icon=Icon::Globe off on_press=move |()| reviewing.set(true)>
                {words.say(text::public_start)}
            </Button>
        </div>
    }
    .into_any()
}

/// It is public: since when, where, and the way back.
fn since(wanted: &Wanted, grant: Grant, publishing: Publishing, done: Callback<bool>) -> AnyView {
    let words = use_words();
    let here = grant.prefix == wanted.prefix;
    let place = folder_name(&wanted.bucket, &grant.prefix);
    let said = {
        let place = place.clone();
        move || {
            let language = words.language();
            let around = (!here).then(|| text::public_around(language, &place));
            let moment = date_time(language, &grant.created_at);
            let since = text::public_since(language, &grant.by.name, &moment);
            around.map_or_else(|| since.clone(), |around| format!("{around}. {since}"))
        }
    };
    let bucket = wanted.bucket.clone();
    let busy = RwSignal::new(false);
    let undo = undo(grant.id, place, busy, Callback::new(move |()| done.run(true)));
    view! {
        <p>{said}</p>
        {address(&bucket, &wanted.prefix)}
        <div class="sharing__actions" hidden=publishing != Publishing::Allowed>
            <Button icon=Icon::Lock busy on_press=undo>{words.say(text::public_undo)}</Button>
        </div>
    }
    .into_any()
}

/// The public address, to follow and to copy.
fn address(bucket: &str, prefix: &str) -> AnyView {
    let words = use_words();
    let (bucket, prefix) = (bucket.to_owned(), prefix.to_owned());
    let place = Signal::derive(move || links::dataset(words.language(), &bucket, &prefix));
    let copied = copy_action();
    let copy = move |()| copied.run(absolute(&place.get_untracked()));
    view! {
        <p class="public-address">
            <span>{words.say(text::public_address)}</span>
            <a href=move || place.get()>{move || absolute(&place.get())}</a>
            <Button kind=ButtonKind::Quiet icon=Icon::Copy on_press=copy>
                {words.say(text::copy_address)}
            </Button>
        </p>
    }
    .into_any()
}

/// Takes back with one click, and says how it went.
fn undo(grant: i64, place: String, busy: RwSignal<bool>, done: Callback<()>) -> Callback<()> {
    let words = use_words();
    let toasts = use_toasts();
    Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let place = place.clone();
        spawn_local(async move {
            let taken = gateway::take_back(grant).await;
            let language = words.language_untracked();
            match &taken {
                Ok(()) => toasts.show(NoticeKind::Success, text::public_unmade(language, &place)),
                Err(error) => toasts.show(NoticeKind::Danger, sentence(language, error)),
            }
            busy.try_set(false);
            if taken.is_ok() {
                done.try_run(());
            }
        });
    })
}

/// On the page of a folder that is public, for all who see it; and where it is so no more, for those who decide.
pub fn public_banner(browser: Browser, sharing: Sharing, public: Publicity) -> AnyView {
    let words = use_words();
    let Source::Bucket { bucket, .. } = browser.source() else { return ().into_any() };
    let Publicity { grant, prefix, by, since, lapsed } = public;
    let manages = move || browser.may(Right::Manage);
    let place = folder_name(&bucket, &prefix);
    let busy = RwSignal::new(false);
    let undo = undo(
        grant,
        place.clone(),
        busy,
        Callback::new(move |()| {
            sharing.note_change();
            request_animation_frame(crate::components::focus_heading);
        }),
    );
    if lapsed {
        let name = place.clone();
        let title = move || Some(text::public_lapsed_title(words.language(), &name));
        return view! {
            <div hidden=move || !manages()>
                <Notice kind=NoticeKind::Warning title=Signal::derive(title)>
                    <p>{move || text::public_lapsed(words.language(), &by)}</p>
                    <div class="notice__actions">
                        <Button busy on_press=undo>{words.say(text::public_forget)}</Button>
                    </div>
                </Notice>
            </div>
        }
        .into_any();
    }
    let shown = browser.prefix();
    let title = {
        let here = prefix == shown;
        let whole: fn(Language) -> &'static str =
            if prefix.is_empty() { text::public_bucket_here } else { text::public_here };
        move || {
            let language = words.language();
            Some(if here {
                whole(language).to_owned()
            } else {
                text::public_around(language, &place)
            })
        }
    };
    let said = move || {
        let language = words.language();
        text::public_since(language, &by, &date_time(language, &since))
    };
    view! {
        <Notice kind=NoticeKind::Public title=Signal::derive(title)>
            <p>{said}</p>
            {address(&bucket, &shown)}
            <div class="notice__actions" hidden=move || !manages()>
                <Button icon=Icon::Lock busy on_press=undo>{words.say(text::public_undo)}</Button>
            </div>
        </Notice>
    }
    .into_any()
}

/// Once the page shows what it is about to show.
fn focus(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
}
