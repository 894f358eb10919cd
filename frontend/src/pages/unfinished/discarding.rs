//! Discarding one of the uploads, or all that is unfinished in the folder and below, also what is not listed yet.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};

use gateway_api::UnfinishedUpload;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::board::{Board, Place, discard};
use crate::components::{
    Button, ButtonKind, Dialog, Notice, NoticeKind, focus_heading, opened_by, use_toasts,
};
use crate::failure::{Failure, line};
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::session::{SessionContext, use_session};
use crate::upload::{self, Cancel, Course};

/// How many are discarded at once.
const DISCARDED_AT_ONCE: usize = 4;

/// Uploads listed by name that could not be discarded; the others are counted.
const FAILURES_NAMED_MAX: usize = 20;

/// What the person wants to be rid of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    One(UnfinishedUpload),
    All,
}

/// What came of it so far.
#[derive(Clone, Debug, Default)]
struct Report {
    discarded: u64,
    failed: u64,
    /// The first of them.
    failures: Vec<(String, Error)>,
    /// What ended it before its end.
    broken: Option<Error>,
}

#[component]
pub fn Discarding(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.wish);
    let all = Memo::new(move |_| about.with(|wish| *wish == Some(Wish::All)));
    let title = move || {
        let title = if all.get() {
            text::unfinished_discard_all_title
        } else {
            text::unfinished_discard_title
        };
        title(words.language()).to_owned()
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            <Question board about open />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Question(board: Board, about: Memo<Option<Wish>>, open: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let report = RwSignal::new(Report::default());
    let cancel = StoredValue::new_local(Cancel::default());
    on_cleanup(move || {
        cancel.try_with_value(Cancel::cancel);
    });
    let press = Callback::new(move |()| {
        let Some(wish) = about.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        report.set(Report::default());
        let work = Work {
            place: board.place.get_untracked(),
            kept: board.in_hand(),
            board,
            session,
            report,
        };
        let cancel = cancel.get_value();
        spawn_local(async move {
            let ended = cancel.unless(work.carry_out(wish)).await;
            let Some(Report { discarded, failed, .. }) = report.try_get_untracked() else { return };
            busy.try_set(false);
            if let Some(Err(error)) = ended {
                report.try_update(|report| report.broken = Some(error));
            } else if failed == 0 {
                let told = text::unfinished_discarded(words.language_untracked(), discarded);
                toasts.show(NoticeKind::Success, told);
                open.try_set(false);
                request_animation_frame(focus_heading);
            }
        });
    });
    let lead = move || match about.get() {
        Some(Wish::All) => {
            text::unfinished_discard_all_lead(words.language(), &board.place.with(Place::name))
        }
        _ => text::unfinished_discard_lead(words.language()).to_owned(),
    };
    let named = move || match about.get() {
        Some(Wish::One(upload)) => {
            Some(view! { <p class="unfinished__name"><strong>{upload.key}</strong></p> })
        }
        _ => None,
    };
    let so_far = move || {
        let discarded = report.with(|report| report.discarded);
        (discarded != 0).then(|| text::unfinished_discarded(words.language(), discarded))
    };
    view! {
        <div class="form">
            {named}
            <p>{lead}</p>
            <p role="status">{so_far}</p>
            {move || failures(report.get())}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Danger busy on_press=press>
                    {words.say(text::unfinished_discard_now)}
                </Button>
                <Button on_press=move |()| open.set(false)>
                    {move || {
                        let label = if busy.get() { text::unfinished_stop } else { text::cancel };
                        label(words.language())
                    }}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

fn failures(report: Report) -> Option<AnyView> {
    let words = use_words();
    let Report { failed, failures, broken, .. } = report;
    if let Some(error) = broken {
        return Some(view! { <Failure error /> }.into_any());
    }
    let named = move || {
        let language = words.language();
        let named = failures.clone().into_iter();
        named
            .map(|(key, error)| view! { <li><strong>{key}</strong> " " {line(language, &error)}</li> })
            .collect_view()
    };
    (failed != 0).then(|| {
        view! {
            <Notice kind=NoticeKind::Danger>
                <p>{move || text::unfinished_left(words.language(), failed)}</p>
                <ul>{named}</ul>
            </Notice>
        }
        .into_any()
    })
}

/// Discarding under way.
#[derive(Clone)]
struct Work {
    place: Place,
    /// What this tab has in hand stays.
    kept: HashSet<String>,
    board: Board,
    session: SessionContext,
    report: RwSignal<Report>,
}

impl Work {
    async fn carry_out(self, wish: Wish) -> Result<(), Error> {
        if let Wish::One(upload) = wish {
            return self.discard(vec![upload]).await;
        }
        let mut next = None;
        loop {
            let Place { instance, bucket, prefix } = &self.place;
            let ask = || gateway::unfinished_uploads(instance, bucket, prefix, next.as_ref());
            let page = self.session.signed_in(&ask).await?;
            let uploads = page.uploads.into_iter();
            let uploads = uploads.filter(|upload| !self.kept.contains(&upload.upload));
            self.discard(uploads.collect()).await?;
            if page.next.is_none() || page.next == next {
                self.board.next.try_set(None);
                return Ok(());
            }
            next = page.next;
        }
    }

    /// A few at once; one that fails does not keep the others.
    async fn discard(&self, uploads: Vec<UnfinishedUpload>) -> Result<(), Error> {
        let waiting = RefCell::new(VecDeque::from(uploads));
        let course = async || {
            loop {
                let Some(upload) = waiting.borrow_mut().pop_front() else { return Ok(()) };
                let answer = self.session.signed_in(&|| discard(&self.place, &upload)).await;
                match answer {
                    Ok(()) => {
                        self.board.drop_row(&upload.upload);
                        self.report.try_update(|report| report.discarded += 1);
                    }
                    Err(Error::Offline) => return Err(Error::Offline),
                    Err(error) => {
                        self.report.try_update(|report| {
                            report.failed += 1;
                            if report.failures.len() < FAILURES_NAMED_MAX {
                                report.failures.push((upload.key, error));
                            }
                        });
                    }
                }
            }
        };
        let courses = (0..DISCARDED_AT_ONCE).map(|_| Box::pin(course()) as Course<'_>);
        upload::all(courses.collect()).await
    }
}
