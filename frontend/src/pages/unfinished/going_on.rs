//! Going on with an upload that another browser or a program began: its file is chosen, what arrived is compared with it, and
//! the uploads of this tab send the rest.

use gateway_api::{ProblemKind, UnfinishedUpload};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use web_sys::File;

use super::board::{Board, held};
use crate::components::{NoticeKind, ToastContext, focus_heading, use_toasts};
use crate::failure::sentence;
use crate::gateway::Error;
use crate::i18n::{Words, use_words};
use crate::model::key;
use crate::upload::{Cancel, Compared, Resumed, Uploads, compare, use_uploads};

/// What is said in the row of an upload that somebody wants to go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Comparing {
        done: usize,
        count: usize,
    },
    /// Nothing that arrived could be shown to be of this file.
    Other {
        file: String,
    },
    Unreadable {
        file: String,
    },
    Failed(Error),
}

#[derive(Clone, Copy)]
pub struct GoingOn {
    board: Board,
    /// The upload whose file is being chosen or compared, and how far that is.
    pub chosen: RwSignal<Option<UnfinishedUpload>>,
    pub step: RwSignal<Option<Step>>,
    uploads: Uploads,
    toasts: ToastContext,
    words: Words,
    field: NodeRef<html::Input>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

impl GoingOn {
    pub fn new(board: Board) -> Self {
        let going_on = Self {
            board,
            chosen: RwSignal::new(None),
            step: RwSignal::new(None),
            uploads: use_uploads(),
            toasts: use_toasts(),
            words: use_words(),
            field: NodeRef::new(),
            cancel: StoredValue::new_local(Cancel::default()),
        };
        on_cleanup(move || {
            going_on.cancel.try_with_value(Cancel::cancel);
        });
        going_on
    }

    /// One field for all rows, opened by their buttons.
    pub fn input(self) -> AnyView {
        let words = self.words;
        let chosen = move |_| {
            let Some(input) = self.field.get_untracked() else { return };
            let file = input.files().and_then(|files| files.get(0));
            // So that the same file can be chosen again.
            input.set_value("");
            if let (Some(file), Some(upload)) = (file, self.chosen.get_untracked()) {
                self.compare(upload, file);
            }
        };
        view! {
            <input
                node_ref=self.field
                type="file"
                class="visually-hidden"
                tabindex="-1"
                aria-hidden="true"
                aria-label=words.say(text::unfinished_go_on)
                on:change=chosen
            />
        }
        .into_any()
    }

    /// Asks for the file.
    pub fn choose(self, upload: UnfinishedUpload) {
        self.stop();
        self.chosen.set(Some(upload));
        if let Some(input) = self.field.get_untracked() {
            input.click();
        }
    }

    /// Ends comparing.
    pub fn stop(self) {
        self.cancel.update_value(|before| std::mem::take(before).cancel());
        self.step.set(None);
    }

    fn compare(self, upload: UnfinishedUpload, file: File) {
        self.stop();
        let cancel = self.cancel.get_value();
        let place = self.board.place.get_untracked();
        self.step.set(Some(Step::Comparing { done: 0, count: 0 }));
        spawn_local(async move {
            let hear = |done, count| drop(self.step.try_set(Some(Step::Comparing { done, count })));
            let work = async {
                // What arrived since the list was read counts as well.
                let (target, arrived) = held(&place, &upload).await?;
                let name = upload.upload.clone();
                Ok::<_, Error>(compare(target, name, &arrived, &file, hear).await)
            };
            let Some(compared) = cancel.unless(work).await else { return };
            let name = file.name();
            let step = match compared {
                Ok(Compared::Same(begun)) => {
                    return self.take_up(&upload, Resumed { begun: *begun, file });
                }
                Ok(Compared::Other) => Step::Other { file: name },
                Ok(Compared::Unreadable) => Step::Unreadable { file: name },
                Err(error) => Step::Failed(error),
            };
            self.step.try_set(Some(step));
        });
    }

    fn take_up(self, upload: &UnfinishedUpload, resumed: Resumed) {
        self.step.set(None);
        self.chosen.set(None);
        self.board.here.update(|here| {
            here.insert(upload.upload.clone());
        });
        self.uploads.resume(resumed);
        let name = key::name(key::parent(&upload.key), &upload.key);
        let told = text::unfinished_goes_on(self.words.language_untracked(), name);
        self.toasts.show(NoticeKind::Success, told);
        // The button that was pressed is gone.
        request_animation_frame(focus_heading);
    }
}

impl Step {
    /// Comparing is under way.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Comparing { .. })
    }

    pub fn said(&self, language: Language) -> String {
        match self {
            Self::Comparing { count: 0, .. } => text::unfinished_comparing(language).to_owned(),
            Self::Comparing { done, count } => {
                text::unfinished_compared(language, *done as u64, *count as u64)
            }
            Self::Other { file } => text::unfinished_other(language, file),
            Self::Unreadable { file } => text::unfinished_unreadable(language, file),
            Self::Failed(error) if error.is(ProblemKind::NoSuchUpload) => {
                text::unfinished_gone(language).to_owned()
            }
            Self::Failed(error) => sentence(language, error),
        }
    }
}
