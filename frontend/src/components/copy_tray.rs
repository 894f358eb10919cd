//! The copies and moves of this visit, at the foot of every page: how far they are, what they ask, what failed, and the
//! way back.

mod question;
mod words;

use leptos::prelude::*;
use locales::text;

use super::tray_head::{Fold, TrayHead};
use super::tray_news::{COPY_WORDS, WaitsForSignIn, announce};
use super::{Button, ButtonKind, Icon, NoticeKind, Progress, use_toasts};
use crate::copying::{Jobs, Phase, Work};
use crate::i18n::use_words;
use crate::model::totals::Totals;
use question::CopyQuestion;
use words::{item_words, report, summary_words};

pub use words::refusal_words as place_refusal_words;

/// Rows of a job in the tray; the others are counted.
const ROWS_MAX: usize = 8;

#[component]
pub fn CopyTray(jobs: Jobs) -> impl IntoView {
    let words = use_words();
    let numbers = Memo::new(move |_| {
        jobs.works().with(|works| works.iter().map(|work| work.number).collect::<Vec<_>>())
    });
    view! {
        <Show when=move || !numbers.read().is_empty()>
            <section class="upload-tray" aria-label=words.say(text::copies)>
                <For each=move || numbers.get() key=|number| *number let:number>
                    <JobView jobs number />
                </For>
            </section>
        </Show>
    }
}

/// What one job shows, and nothing that it does not: the tray is drawn anew only where this changes.
#[derive(Clone, Debug, PartialEq)]
struct Glance {
    totals: Totals,
    phase: Phase,
    too_many: bool,
    can_undo: bool,
    can_retry: bool,
}

impl Glance {
    fn of(work: &Work) -> Self {
        let over = !work.is_open();
        Self {
            totals: work.job.totals(),
            phase: work.phase.clone(),
            too_many: work.job.too_many,
            can_undo: over && work.job.can_undo(),
            can_retry: over && work.job.can_retry() && !work.job.too_many,
        }
    }
}

#[component]
fn JobView(jobs: Jobs, number: u32) -> impl IntoView {
    let words = use_words();
    let glance = Memo::new(move |_| with_work(jobs, number, |work| work.map(Glance::of)));
    let totals = Memo::new(move |_| {
        glance.with(|glance| glance.as_ref().map(|glance| glance.totals).unwrap_or_default())
    });
    announce(
        COPY_WORDS,
        Signal::derive(move || {
            let glance = glance.get().filter(|glance| glance.phase != Phase::Listing);
            glance.map(|glance| glance.totals)
        }),
    );
    let line = move || {
        glance.track();
        with_work(jobs, number, |work| work.map(|work| summary_words(words.language(), work)))
            .unwrap_or_default()
    };
    let amount = move || {
        let Totals { bytes, carried, .. } = totals.get();
        let language = words.language();
        text::upload_sending(
            language,
            &locales::size(language, carried),
            &locales::size(language, bytes),
        )
    };
    let open = move || {
        glance.with(|glance| {
            glance
                .as_ref()
                .is_some_and(|glance| matches!(glance.phase, Phase::Listing | Phase::Running))
        })
    };
    let listing = move || {
        glance.with(|glance| glance.as_ref().is_some_and(|glance| glance.phase == Phase::Listing))
    };
    let per_mille = move || (!listing()).then(|| totals.get().per_mille());
    let fold = Fold::new(move || totals.get().asking != 0 || totals.get().failed != 0);
    view! {
        <TrayHead
            line=Signal::derive(line)
            failed=Signal::derive(move || totals.get().failed)
            fold
            to_fold=text::copies_fold
            to_unfold=text::copies_unfold
        />
        <Show when=open>
            <Progress label=Signal::derive(line) per_mille=Signal::derive(per_mille) />
            <p class="hint" hidden=move || listing() || !fold.shows()>{amount}</p>
        </Show>
        <WaitsForSignIn open=Signal::derive(open) />
        <Actions jobs number glance />
        <div class="upload-tray__body" hidden=move || !fold.shows()>
            <CopyQuestion jobs number />
            <Rows jobs number totals />
        </div>
    }
}

#[component]
fn Actions(jobs: Jobs, number: u32, glance: Memo<Option<Glance>>) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let is = move |test: fn(&Glance) -> bool| {
        move || glance.with(|glance| glance.as_ref().is_some_and(test))
    };
    let open = is(|glance| matches!(glance.phase, Phase::Listing | Phase::Running));
    let copy_report = Callback::new(move |()| {
        let language = words.language_untracked();
        let lines = with_work(jobs, number, |work| work.map(|work| report(language, work)));
        let _ = window().navigator().clipboard().write_text(&lines.unwrap_or_default());
        toasts.show(NoticeKind::Success, text::copied(language));
    });
    view! {
        <div class="upload-tray__actions">
            <Show when=is(|glance| glance.can_retry)>
                <Button icon=Icon::Retry on_press=Callback::new(move |()| jobs.retry(number))>
                    {words.say(text::copies_retry)}
                </Button>
            </Show>
            <Show when=is(|glance| glance.can_undo)>
                <Button icon=Icon::Retry on_press=Callback::new(move |()| jobs.undo(number))>
                    {words.say(text::copies_undo)}
                </Button>
            </Show>
            <Show
                when=open
                fallback=move || {
                    view! {
                        <Button kind=ButtonKind::Quiet icon=Icon::Copy on_press=copy_report>
                            {words.say(text::copies_report)}
                        </Button>
                        <Button kind=ButtonKind::Quiet icon=Icon::Check on_press=Callback::new(move |()| jobs.clear(number))>
                            {words.say(text::uploads_clear)}
                        </Button>
                    }
                }
            >
                <Button kind=ButtonKind::Quiet icon=Icon::Cross on_press=Callback::new(move |()| jobs.stop(number))>
                    {words.say(text::copies_stop)}
                </Button>
            </Show>
        </div>
    }
}

/// What needs the person, what runs, what is next: by name, and how each fares.
#[component]
fn Rows(jobs: Jobs, number: u32, totals: Memo<Totals>) -> impl IntoView {
    let words = use_words();
    let rows = Memo::new(move |_| {
        let language = words.language();
        with_work(jobs, number, |work| {
            let Some(work) = work else { return Vec::new() };
            let ids = work.job.notable(ROWS_MAX);
            let row = |id: usize| Some(item_words(language, work, work.job.items().get(id)?));
            ids.into_iter().filter_map(row).collect()
        })
    });
    let rest = move || totals.get().objects.saturating_sub(rows.read().len());
    view! {
        <ul class="upload-tray__list">
            {move || {
                rows.get()
                    .into_iter()
                    .map(|row| {
                        view! {
                            <li class="upload-row" data-failed=row.failed.then_some("")>
                                <span class="upload-row__name" title=row.title>
                                    {row.name}
                                </span>
                                <span class="upload-row__state">{row.state}</span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
        <p class="hint" hidden=move || rest() == 0>
            {move || text::and_more(words.language(), rest() as u64)}
        </p>
    }
}

fn with_work<T>(jobs: Jobs, number: u32, read: impl FnOnce(Option<&Work>) -> T) -> T {
    jobs.works().with(|works| read(works.iter().find(|work| work.number == number)))
}
