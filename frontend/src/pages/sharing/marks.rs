//! What the page of a folder says of who uses it, and the way to the dialog.

use gateway_api::{Grant, Right, SharingOwner, WhoSees};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use super::words::mark_words;
use super::{Publicity, ShareTarget, Sharing};
use crate::acts::{Act, offer};
use crate::components::{Badge, BadgeKind, Button, ButtonKind, Icon, Mark};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::{Words, date_time, use_words};
use crate::links;
use crate::model::key::has_dot_segment;
use crate::model::sharing::marked;
use crate::pages::bucket::browser::{Browser, Source};

/// Why the person may not share here, if so.
pub fn share_off(browser: Browser, language: Language) -> Option<String> {
    if has_dot_segment(&browser.prefix()) {
        return Some(text::dot_segment_reason(language).to_owned());
    }
    browser.lacks(Right::Share).then(|| text::share_off(language).to_owned())
}

/// Why there is no address for programs to what is here.
pub fn presigned_off(browser: Browser, language: Language) -> Option<String> {
    browser.lacks(Right::Read).then(|| text::missing_right_read(language).to_owned())
}

/// Sharing the folder that is shown: a button, and a line of the palette.
#[component]
pub fn ShareOffer(browser: Browser, sharing: Sharing) -> impl IntoView {
    let words = use_words();
    let off = Signal::derive(move || share_off(browser, words.language()));
    let run = Callback::new(move |()| {
        let target = ShareTarget::of(&browser.source(), &browser.prefix());
        if let Some(target) = target {
            sharing.ask(target);
        }
    });
    offer(Act { label: text::share, icon: Icon::Share, off, run, secondary: true });
    view! {
        <div class="folder__roomy">
            <Button kind=ButtonKind::Quiet icon=Icon::Share off on_press=run>
                {words.say(text::share)}
            </Button>
        </div>
    }
    .into_any()
}

/// Asks who uses the folder, again after each change made here; marks rows and steps, and says at the top whose it is
/// and who gave it. Where it cannot be asked, nothing is said.
pub fn show_marks(browser: Browser, sharing: Sharing) -> AnyView {
    let words = use_words();
    let known = RwSignal::new(None::<WhoSees>);
    effect(move |_| {
        sharing.changes.track();
        let (source, prefix) = (browser.source(), browser.prefix());
        let Source::Bucket { instance, bucket } = source else { return };
        if has_dot_segment(&prefix) {
            return;
        }
        spawn_local(async move {
            if let Ok(who) = gateway::who_sees(&instance, &bucket, &prefix).await {
                known.try_set(Some(who));
            }
        });
    });
    effect(move |_| {
        let marks = known.with(|known| marks_of(words, known.as_ref(), &browser.prefix()));
        browser.rows.marks.set(marks.clone());
        sharing.marks.set(marks);
    });
    effect(move |_| {
        let prefix = browser.prefix();
        sharing.public.set(known.with(|known| publicity(&known.as_ref()?.published, &prefix)));
    });
    on_cleanup(move || {
        sharing.marks.try_set(Vec::new());
        sharing.public.try_set(None);
    });
    let badge = move || {
        let text = known.with(|known| standing(words, known.as_ref()?))?;
        let badge = view! { <Badge kind=BadgeKind::Shared text=Signal::stored(text) /> };
        let Some(team) = known.with(|known| own_team(known.as_ref()?)) else {
            return Some(badge.into_any());
        };
        // The badge leads to who is in the team, and what was decided there.
        let address = move || links::team(words.language(), &team);
        let more = words.say(text::team_link);
        Some(
            view! {
                <a class="badge-link" href=address>
                    {badge}
                    <span class="badge-link__more">{more}</span>
                </a>
            }
            .into_any(),
        )
    };
    badge.into_any()
}

/// The team that the bucket belongs to, where the person is in it.
fn own_team(who: &WhoSees) -> Option<String> {
    match &who.owner {
        SharingOwner::Team { team, .. } if who.role.is_some() => Some(team.clone()),
        SharingOwner::Team { .. } | SharingOwner::Person(_) => None,
    }
}

fn marks_of(words: Words, known: Option<&WhoSees>, prefix: &str) -> Vec<Mark> {
    let Some(who) = known else { return Vec::new() };
    let language = words.language();
    let in_force: Vec<Grant> = who.published.iter().filter(|it| !it.lapsed).cloned().collect();
    let public = marked(&in_force, prefix).into_iter().map(|it| {
        let whole = !it.grants.is_empty();
        let words = if whole { text::mark_public } else { text::mark_public_inside };
        Mark { key: it.prefix.to_owned(), words: words(language).to_owned(), public: true }
    });
    let mut marks: Vec<Mark> = public.collect();
    let mut add = |key: &str, words: &str| match marks.iter_mut().find(|mark| mark.key == key) {
        None => {
            marks.push(Mark { key: key.to_owned(), words: words.to_owned(), public: false });
        }
        Some(mark) if mark.words.ends_with(words) => {}
        Some(mark) => mark.words = [&mark.words, words].join(text::separator(language)),
    };
    if who.complete {
        for it in marked(&who.grants, prefix) {
            add(it.prefix, &mark_words(words, &it.grants));
        }
        for key in who.links.iter().flat_map(|link| link.prefixes.iter().chain(&link.keys)) {
            add(key, text::mark_link(language));
        }
    }
    marks
}

/// What makes the folder public, or else did.
fn publicity(published: &[Grant], prefix: &str) -> Option<Publicity> {
    let holds = |it: &&Grant| prefix.starts_with(&it.prefix);
    let Grant { id, prefix, by, created_at, lapsed, .. } =
        published.iter().filter(holds).min_by_key(|it| it.lapsed)?;
    Some(Publicity {
        grant: *id,
        prefix: prefix.clone(),
        by: by.name.clone(),
        since: created_at.clone(),
        lapsed: *lapsed,
    })
}

/// By what the person is here, where it is not their own bucket.
fn standing(words: Words, who: &WhoSees) -> Option<String> {
    let language = words.language();
    if let Some(given) = &who.given {
        let name = &given.by.name;
        return Some(match &given.until {
            Some(until) => text::mark_given_until(language, name, &date_time(language, until)),
            None => text::mark_given(language, name),
        });
    }
    match &who.owner {
        SharingOwner::Team { name, .. } => Some(text::mark_team(language, &words.localized(name))),
        SharingOwner::Person(_) => None,
    }
}
