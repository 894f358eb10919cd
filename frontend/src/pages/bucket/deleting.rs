//! Deleting: counts everything first, folders by listing what is below them; then deletes in batches and reports
//! what could not be.

use gateway_api::{Kind, Problem, ProblemKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use snippets::Act;
use wasm_split_helpers::wasm_split;

use super::browser::{Browser, Source};
use crate::commands;
use crate::components::{
    Button, ButtonKind, Dialog, Icon, NoticeKind, Progress, ToastContext, WaitsForSignIn,
    focus_heading, focus_row, use_toasts,
};
use crate::failure::{Failure, line, sentence};
use crate::gateway::{self, Error};
use crate::i18n::{Words, use_words};
use crate::lazy::{Part, lazy};
use crate::model::deletion::{BATCH_LEN, Deletion, Outcome, Root};
use crate::session::{SessionContext, use_session};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Counting,
    /// Everything is counted; the person has to confirm.
    Ready,
    Deleting,
    /// Something is left, by name.
    Reported,
    /// What is below a folder could not be listed: nothing is deleted.
    Uncounted(Error),
}

/// What no row is called: the folder itself stands for all that is in it.
const EVERYTHING: u32 = u32::MAX;

/// The question whether to delete, of a folder. What answers it is fetched when it is asked.
#[derive(Clone, Copy)]
pub struct Asking {
    browser: Browser,
    open: RwSignal<bool>,
    ids: RwSignal<Vec<u32>>,
    /// All of the folder, also what is not loaded.
    everything: RwSignal<bool>,
    /// Raised by each question, so that the work of one that was closed stops.
    turn: StoredValue<u32>,
    /// Of the folder: deleting goes on when the dialog is closed.
    owner: StoredValue<Owner>,
}

/// One question, from counting to the report.
#[derive(Clone, Copy)]
struct Deleting {
    browser: Browser,
    asking: Asking,
    turn: u32,
    step: RwSignal<Step>,
    deletion: RwSignal<Deletion>,
    outcome: RwSignal<Outcome>,
    session: SessionContext,
}

impl Asking {
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            open: RwSignal::new(false),
            ids: RwSignal::default(),
            everything: RwSignal::new(false),
            turn: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Opens the question about these rows.
    pub fn ask(self, ids: Vec<u32>) {
        if ids.is_empty() || !self.browser.may_untracked(gateway_api::Right::Delete) {
            return;
        }
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let everything = self.browser.rows.selection.with_untracked(|selection| {
            selection.is_everything() && ids.iter().all(|id| selection.contains(*id))
        });
        self.everything.set(everything);
        self.ids.set(ids);
        self.open.set(true);
    }
}

impl Deleting {
    fn begin(asking: Asking) -> Self {
        let browser = asking.browser;
        let ids = asking.ids.get_untracked();
        let deletion = browser.rows.table.with_untracked(|table| {
            if asking.everything.get_untracked() {
                let key = table.folder.prefix.clone();
                return Deletion::new(vec![Root { id: EVERYTHING, key, folder: true }], 0);
            }
            let bytes = ids.iter().map(|id| table.folder.entry(*id).size).sum();
            let root = |id: &u32| {
                let folder = table.folder.entry(*id).kind == Kind::Folder;
                Root { id: *id, key: table.folder.key(*id), folder }
            };
            Deletion::new(ids.iter().map(root).collect(), bytes)
        });
        let deleting = Self {
            browser,
            asking,
            turn: asking.turn.get_value(),
            step: RwSignal::new(Step::Counting),
            deletion: RwSignal::new(deletion),
            outcome: RwSignal::default(),
            session: use_session(),
        };
        spawn_local(async move {
            let counted = deleting.count().await;
            if deleting.is_wanted() {
                deleting.step.set(counted.map_or_else(Step::Uncounted, |()| Step::Ready));
            }
        });
        deleting
    }

    /// Whether this is still the question on screen.
    fn is_wanted(self) -> bool {
        self.asking.turn.try_get_value() == Some(self.turn)
            && self.asking.open.try_get_untracked() == Some(true)
    }

    async fn count(self) -> Result<(), Error> {
        let Source::Bucket { instance, bucket } = self.browser.source() else { return Ok(()) };
        for prefix in self.deletion.with_untracked(Deletion::folders) {
            let mut token = None::<String>;
            loop {
                let page = || gateway::listing(&instance, &bucket, &prefix, token.as_deref(), true);
                let page = self.session.signed_in(page).await?;
                if !self.is_wanted() {
                    return Ok(());
                }
                self.deletion.update(|deletion| deletion.add(page.entries));
                token = page.next;
                let enough = self.deletion.try_with_untracked(|deletion| deletion.too_many);
                if token.is_none() || enough != Some(false) {
                    break;
                }
            }
        }
        Ok(())
    }

    fn confirm(self, words: Words, toasts: ToastContext) {
        let Source::Bucket { instance, bucket } = self.browser.source() else { return };
        if self.step.get_untracked() != Step::Ready
            || self.deletion.with_untracked(|deletion| deletion.too_many)
        {
            return;
        }
        self.step.set(Step::Deleting);
        self.deletion.with_untracked(|deletion| {
            for root in &deletion.roots {
                commands::note(&bucket, Act::Delete { key: root.key.clone() });
            }
        });
        let keys = self.deletion.with_untracked(|deletion| deletion.keys.clone());
        spawn_local(async move {
            for batch in keys.chunks(BATCH_LEN) {
                let delete = || gateway::delete_objects(&instance, &bucket, batch.to_vec());
                let report = self.session.signed_in(delete).await;
                let written = self.outcome.try_update(|outcome| match report {
                    Ok(report) => outcome.add(report),
                    Err(error) => outcome.fail_all(batch, &as_problem(words, &error)),
                });
                if written.is_none() {
                    return;
                }
            }
            self.finish(words, toasts);
        });
    }

    /// Takes the rows away of which nothing is left; the focus goes to the next one.
    fn finish(self, words: Words, toasts: ToastContext) {
        let gone = self.deletion.with_untracked(|deletion| {
            self.outcome.with_untracked(|outcome| outcome.gone(&deletion.roots))
        });
        let rows = self.browser.rows;
        let next = rows.table.with_untracked(|table| table.neighbour(&gone));
        rows.selection.update(|selection| gone.iter().for_each(|id| selection.remove(*id)));
        rows.cursor.set(next);
        rows.table.update(|table| table.remove(&gone));
        let deleted = self.outcome.with_untracked(|outcome| outcome.deleted) as u64;
        if deleted != 0 {
            let told = text::deleted_notice(words.language_untracked(), deleted);
            toasts.show(NoticeKind::Success, told);
        }
        if self.asking.everything.get_untracked() {
            self.browser.reload();
        }
        if self.outcome.with_untracked(|outcome| outcome.failed) != 0 {
            self.step.set(Step::Reported);
            return;
        }
        if !self.is_wanted() {
            return;
        }
        self.asking.open.set(false);
        match next {
            // After the dialog has given the focus back to an opener that is gone.
            Some(id) => request_animation_frame(move || {
                request_animation_frame(move || focus_row(rows, id))
            }),
            None => request_animation_frame(|| request_animation_frame(focus_heading)),
        }
    }
}

#[component]
pub fn DeleteDialog(asking: Asking) -> impl IntoView {
    let words = use_words();
    let title = move || {
        if asking.everything.get() {
            let name = asking
                .browser
                .place
                .with_value(|place| super::folder_name(place.source.bucket(), &place.prefix));
            return text::delete_everything_title(words.language(), &name);
        }
        text::delete_title(words.language(), asking.ids.read().len() as u64)
    };
    view! {
        <Dialog open=asking.open title=Signal::derive(title)>
            {lazy(move || question(asking))}
        </Dialog>
    }
}

#[wasm_split(acts, fallible)]
fn question(asking: Asking) -> Part {
    let deleting = asking.owner.with_value(|owner| owner.with(|| Deleting::begin(asking)));
    Ok(view! { <Question deleting /> }.into_any())
}

#[component]
fn Question(deleting: Deleting) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let reported = move || deleting.step.with(|step| *step == Step::Reported);
    let off = move || {
        let language = words.language();
        match deleting.step.get() {
            Step::Counting => Some(text::delete_counting_off(language).to_owned()),
            Step::Uncounted(_) => Some(text::delete_uncounted_off(language).to_owned()),
            _ if deleting.deletion.with(|deletion| deletion.too_many) => {
                Some(text::delete_too_many(language, crate::model::deletion::KEYS_MAX as u64))
            }
            _ => None,
        }
    };
    let close = Callback::new(move |()| deleting.asking.open.set(false));
    let busy = Signal::derive(move || deleting.step.with(|step| *step == Step::Deleting));
    view! {
        <Chosen deleting />
        <Count deleting />
        <Report deleting />
        <div class="dialog__actions">
            <Button on_press=close>{move || if reported() { text::close(words.language()) } else { text::cancel(words.language()) }}</Button>
            <Show when=move || !reported()>
                <Button
                    kind=ButtonKind::Danger
                    icon=Icon::Trash
                    off=Signal::derive(off)
                    busy
                    on_press=Callback::new(move |()| deleting.confirm(words, toasts))
                >
                    {words.say(text::delete_submit)}
                </Button>
            </Show>
        </div>
    }
}

/// The first of what was chosen, by name.
#[component]
fn Chosen(deleting: Deleting) -> impl IntoView {
    const NAMED_MAX: usize = 5;
    let words = use_words();
    let names = move || {
        let prefix = deleting.browser.prefix();
        if deleting.asking.everything.get() {
            return Vec::new();
        }
        deleting.deletion.with(|deletion| {
            let name = |root: &Root| crate::model::key::name(&prefix, &root.key).to_owned();
            deletion.roots.iter().take(NAMED_MAX).map(name).collect::<Vec<_>>()
        })
    };
    let rest =
        move || deleting.deletion.with(|deletion| deletion.roots.len().saturating_sub(NAMED_MAX));
    view! {
        <ul class="deleting__names">
            {move || names().into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}
            <li hidden=move || rest() == 0>{move || text::and_more(words.language(), rest() as u64)}</li>
        </ul>
    }
}

/// How much it is, while it is counted and after; how far deleting is.
#[component]
fn Count(deleting: Deleting) -> impl IntoView {
    let words = use_words();
    let total = move || deleting.deletion.with(|deletion| deletion.keys.len());
    let line = move || {
        let (language, count) = (words.language(), total() as u64);
        let size = locales::size(language, deleting.deletion.with(|deletion| deletion.bytes));
        match deleting.step.get() {
            Step::Counting => text::delete_counting(language, count),
            _ => text::delete_count(language, count, &size),
        }
    };
    let done = move || deleting.outcome.with(|outcome| outcome.deleted + outcome.failed);
    let value = move || match deleting.step.get() {
        Step::Counting => Some(None),
        Step::Deleting => Some(Some(share(done(), total()))),
        _ => None,
    };
    let label = move || line();
    view! {
        <p role="status">{line}</p>
        <p class="hint">{words.say(text::delete_irreversible)}</p>
        <Show when=move || value().is_some()>
            <Progress label=Signal::derive(label) per_mille=Signal::derive(move || value().flatten()) />
        </Show>
        <WaitsForSignIn open=Signal::derive(move || value().is_some()) />
        {move || match deleting.step.get() {
            Step::Uncounted(error) => Some(view! { <Failure error=error /> }),
            _ => None,
        }}
    }
}

#[component]
fn Report(deleting: Deleting) -> impl IntoView {
    let words = use_words();
    let failed = move || deleting.outcome.with(|outcome| outcome.failed);
    let named = move || {
        let named = deleting.outcome.with(|outcome| outcome.named.clone());
        let row = |(key, problem): (String, Problem)| {
            let error = Error::Problem(Box::new(problem));
            view! {
                <li>
                    <code>{key}</code>
                    <span>{move || line(words.language(), &error)}</span>
                </li>
            }
        };
        named.into_iter().map(row).collect_view()
    };
    view! {
        <div class="deleting__report" role="alert" hidden=move || failed() == 0>
            <p>{move || text::delete_failures(words.language(), failed() as u64)}</p>
            <ul>{named}</ul>
        </div>
    }
}

/// In thousandths.
fn share(part: usize, whole: usize) -> u16 {
    (part * 1000).checked_div(whole).and_then(|share| u16::try_from(share).ok()).unwrap_or(1000)
}

/// A whole batch that failed is told as the problem of each of its keys.
fn as_problem(words: Words, error: &Error) -> Problem {
    error.problem().cloned().unwrap_or_else(|| {
        Problem::new(ProblemKind::Unknown, 0, sentence(words.language_untracked(), error))
    })
}
