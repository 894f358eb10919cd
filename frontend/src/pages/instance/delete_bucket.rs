//! Deleting a bucket with all that is in it: counted first, its name typed, since there is no way back.

use gateway_api::{Emptied, ProblemKind, Summary};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{
    Button, ButtonKind, Dialog, Field, Icon, Notice, NoticeKind, Progress, opened_by,
};
use crate::failure::{Failure, line};
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::upload::Cancel;

/// Objects listed by name that could not be removed; the others are counted.
const FAILURES_NAMED_MAX: usize = 50;

#[component]
pub fn DeleteBucket(
    instance: String,
    /// The bucket in question; `None` closes the dialog.
    bucket: RwSignal<Option<String>>,
    /// Hears the name of the bucket that is gone.
    changed: Callback<String>,
) -> impl IntoView {
    let words = use_words();
    let instance = StoredValue::new(instance);
    let (open, about) = opened_by(bucket);
    let title =
        move || text::bucket_delete_title(words.language(), &about.get().unwrap_or_default());
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || {
                let instance = instance.get_value();
                let name = about.get_untracked().unwrap_or_default();
                lazy(move || deleting(instance.clone(), name.clone(), open, changed))
            }}
        </Dialog>
    }
}

#[wasm_split(acts, fallible)]
fn deleting(
    instance: String,
    bucket: String,
    open: RwSignal<bool>,
    changed: Callback<String>,
) -> Part {
    let deletion = Deletion {
        instance: StoredValue::new(instance),
        bucket: StoredValue::new(bucket),
        open,
        changed,
        step: RwSignal::new(Step::Counting),
        counted: RwSignal::new(Summary::default()),
        emptied: RwSignal::new(Emptied::default()),
        cancel: StoredValue::new_local(Cancel::default()),
    };
    deletion.count(false);
    on_cleanup(move || {
        deletion.cancel.try_with_value(Cancel::cancel);
    });
    Ok(view! { <Form deletion /> }.into_any())
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Counting,
    Uncounted(Error),
    /// Counted; the person has to confirm. `hidden`: more is in it than lists show.
    Ready {
        hidden: bool,
    },
    Emptying,
    Stopped,
    /// Something could not be removed.
    Left,
    Deleting,
    Failed(Error),
}

#[derive(Clone, Copy)]
struct Deletion {
    instance: StoredValue<String>,
    bucket: StoredValue<String>,
    open: RwSignal<bool>,
    changed: Callback<String>,
    step: RwSignal<Step>,
    counted: RwSignal<Summary>,
    /// Removed so far, and what could not be.
    emptied: RwSignal<Emptied>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

impl Deletion {
    /// `hidden`: the storage says that an empty bucket is not.
    fn count(self, hidden: bool) {
        let Some((instance, bucket)) = self.place() else { return };
        let cancel = self.renew();
        self.step.set(Step::Counting);
        self.counted.set(Summary::default());
        spawn_local(async move {
            let hear = |news: Vec<Summary>| {
                if let Some(last) = news.last() {
                    self.counted.try_set(last.clone());
                }
            };
            let Some(answer) = cancel.unless(gateway::summary(&instance, &bucket, "", hear)).await
            else {
                return;
            };
            let Some(Summary { complete, problem, .. }) = self.counted.try_get_untracked() else {
                return;
            };
            self.step.try_set(match answer.err().or(problem.map(Error::Problem)) {
                Some(error) => Step::Uncounted(error),
                None if complete => Step::Ready { hidden },
                // It broke off before its end.
                None => Step::Uncounted(Error::Offline),
            });
        });
    }

    fn confirm(self) {
        let Step::Ready { hidden } = self.step.get_untracked() else { return };
        let full = self.counted.with_untracked(|counted| counted.objects != 0);
        let Some((instance, bucket)) = self.place() else { return };
        let cancel = self.renew();
        spawn_local(async move {
            if !full && !hidden {
                return self.delete(&instance, bucket).await;
            }
            self.emptied.set(Emptied::default());
            self.step.set(Step::Emptying);
            let hear = |news: Vec<Emptied>| {
                self.emptied.try_update(|emptied| {
                    for news in news {
                        emptied.removed = news.removed;
                        emptied.complete = news.complete;
                        emptied.problem = news.problem;
                        emptied.failed.extend(news.failed);
                    }
                });
            };
            let answer = cancel.unless(gateway::empty_bucket(&instance, &bucket, hear)).await;
            let Some(emptied) = self.emptied.try_get_untracked() else { return };
            match answer {
                None => drop(self.step.try_set(Step::Stopped)),
                Some(Err(error)) => drop(self.step.try_set(Step::Failed(error))),
                Some(Ok(())) if emptied.problem.is_some() => {
                    let problem = emptied.problem.map(Error::Problem);
                    drop(self.step.try_set(Step::Failed(problem.unwrap_or(Error::Offline))));
                }
                Some(Ok(())) if !emptied.failed.is_empty() => drop(self.step.try_set(Step::Left)),
                Some(Ok(())) if !emptied.complete => {
                    drop(self.step.try_set(Step::Failed(Error::Offline)));
                }
                Some(Ok(())) => self.delete(&instance, bucket).await,
            }
        });
    }

    async fn delete(self, instance: &str, bucket: String) {
        self.step.set(Step::Deleting);
        match gateway::delete_bucket(instance, &bucket).await {
            Ok(()) => {
                self.open.try_set(false);
                self.changed.try_run(bucket);
            }
            // Something came since it was counted, or lists do not show it: counted again, asked again.
            Err(error) if error.is(ProblemKind::BucketNotEmpty) => self.count(true),
            Err(error) => drop(self.step.try_set(Step::Failed(error))),
        }
    }

    /// Instance and bucket; `None` once the dialog is gone.
    fn place(self) -> Option<(String, String)> {
        Some((self.instance.try_get_value()?, self.bucket.try_get_value()?))
    }

    fn stop(self) {
        self.cancel.with_value(Cancel::cancel);
    }

    /// Ends what runs and gives what ends the next.
    fn renew(self) -> Cancel {
        let cancel = Cancel::default();
        self.cancel.update_value(|before| {
            before.cancel();
            *before = cancel.clone();
        });
        cancel
    }
}

#[component]
fn Form(deletion: Deletion) -> impl IntoView {
    let words = use_words();
    let typed = RwSignal::new(String::new());
    let matches = move || deletion.bucket.with_value(|bucket| *typed.read() == *bucket);
    let ready = move || deletion.step.with(|step| matches!(step, Step::Ready { .. }));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if matches() && untrack(ready) {
            deletion.confirm();
        }
    };
    let off = Signal::derive(move || {
        let language = words.language();
        match deletion.step.get() {
            Step::Counting => Some(text::delete_counting_off(language).to_owned()),
            Step::Uncounted(_) => Some(text::delete_uncounted_off(language).to_owned()),
            _ => (!matches()).then(|| text::bucket_delete_mismatch(language).to_owned()),
        }
    });
    let emptying = move || deletion.step.with(|step| *step == Step::Emptying);
    let working = Signal::derive(move || {
        deletion.step.with(|step| matches!(step, Step::Emptying | Step::Deleting))
    });
    let over = move || {
        deletion.step.with(|step| matches!(step, Step::Stopped | Step::Left | Step::Failed(_)))
    };
    let label = Signal::derive(move || text::bucket_delete_type(words.language()).to_owned());
    let hint = Signal::derive(move || Some(deletion.bucket.get_value()));
    let close = Callback::new(move |()| deletion.open.set(false));
    view! {
        <form class="form" on:submit=submit>
            <Contents deletion />
            <Field label hint value=typed first=true verbatim=true />
            <Outcome deletion />
            <div class="dialog__actions">
                <Show
                    when=over
                    fallback=move || {
                        view! {
                            <Button kind=ButtonKind::Danger submit=true off busy=working>
                                {words.say(text::bucket_delete_submit)}
                            </Button>
                        }
                    }
                >
                    <Button icon=Icon::Retry on_press=Callback::new(move |()| deletion.count(false))>
                        {words.say(text::retry)}
                    </Button>
                </Show>
                <Show
                    when=emptying
                    fallback=move || view! { <Button on_press=close>{words.say(text::cancel)}</Button> }
                >
                    <Button icon=Icon::Cross on_press=Callback::new(move |()| deletion.stop())>
                        {words.say(text::copies_stop)}
                    </Button>
                </Show>
            </div>
        </form>
    }
}

/// What would be lost, counted honestly.
#[component]
fn Contents(deletion: Deletion) -> impl IntoView {
    let words = use_words();
    let full = move || deletion.counted.get().objects != 0;
    let line = move || {
        let (language, counted) = (words.language(), deletion.counted.get());
        let size = locales::size(language, counted.bytes);
        match deletion.step.get() {
            Step::Counting => text::delete_counting(language, counted.objects),
            Step::Uncounted(_) => text::bucket_delete_uncounted(language).to_owned(),
            _ if full() => text::bucket_delete_full(language, counted.objects, &size),
            Step::Ready { hidden: true } => text::bucket_delete_hidden(language).to_owned(),
            _ => text::bucket_delete_empty(language).to_owned(),
        }
    };
    let warns =
        move || full() || deletion.step.with(|step| matches!(step, Step::Ready { hidden: true }));
    let uncounted = move || match deletion.step.get() {
        Step::Uncounted(error) => Some(error),
        _ => None,
    };
    let again = Callback::new(move |()| deletion.count(false));
    view! {
        <div class="contents" role="status" data-warning=move || warns().then_some("")>
            {move || warns().then(|| Icon::Warning.view())}
            <p>
                <strong>{line}</strong>
                " "
                {words.say(text::bucket_delete_irreversible)}
            </p>
        </div>
        {move || uncounted().map(|error| view! { <Failure error retry=again /> })}
    }
}

/// How far emptying is, and what could not be removed.
#[component]
fn Outcome(deletion: Deletion) -> impl IntoView {
    let words = use_words();
    let removed = move || {
        text::bucket_emptying(words.language(), deletion.emptied.with(|emptied| emptied.removed))
    };
    let share = move || {
        let whole = deletion.counted.get().objects;
        let removed = deletion.emptied.with(|emptied| emptied.removed);
        (removed * 1000).checked_div(whole).and_then(|share| u16::try_from(share).ok())
    };
    let failures = move || {
        let emptied = deletion.emptied.get();
        let count = emptied.failed.len();
        let named = emptied.failed.into_iter().take(FAILURES_NAMED_MAX).map(|object| {
            let why = object.problem.map(|problem| Error::Problem(Box::new(problem)));
            let why = move || why.as_ref().map(|error| line(words.language(), error));
            view! {
                <li>
                    <code>{object.key}</code>
                    <span>{why}</span>
                </li>
            }
        });
        let named = named.collect_view();
        view! {
            <div class="deleting__report" role="alert">
                <p>{move || text::bucket_delete_failures(words.language(), count as u64)}</p>
                <ul>{named}</ul>
            </div>
        }
    };
    move || match deletion.step.get() {
        Step::Emptying => view! {
            <p role="status">{removed}</p>
            <Progress label=Signal::derive(removed) per_mille=Signal::derive(share) />
        }
        .into_any(),
        Step::Stopped => view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words.say(text::bucket_delete_stopped)}</p>
            </Notice>
        }
        .into_any(),
        Step::Left => failures().into_any(),
        Step::Failed(error) => view! { <Failure error /> }.into_any(),
        _ => ().into_any(),
    }
}
