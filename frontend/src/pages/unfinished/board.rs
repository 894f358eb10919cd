//! What is unfinished in a folder, as far as it was listed, and how much has arrived of each.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use gateway_api::{ArrivedPart, NextUploads, ProblemKind, Right, UnfinishedUpload};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};

use super::discarding::Wish;
use crate::gateway::{self, Error};
use crate::upload::queue::Target;
use crate::upload::{self, Cancel, Uploads, use_uploads};

/// How many are asked at once what has arrived of them.
const ASKED_AT_ONCE: usize = 4;

/// The folder that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub instance: String,
    pub bucket: String,
    pub prefix: String,
}

impl Place {
    /// Under each reading of its key.
    fn targets(&self, upload: &UnfinishedUpload) -> Vec<Target> {
        let keys = [&upload.key].into_iter().chain(&upload.other_key);
        let target = |key: &String| Target {
            instance: self.instance.as_str().into(),
            bucket: self.bucket.as_str().into(),
            key: key.clone(),
        };
        keys.map(target).collect()
    }
}

/// How much has arrived of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    Known {
        parts: u64,
        bytes: u64,
        /// When the last part came.
        last: Option<String>,
    },
    /// It was ended meanwhile.
    Gone,
    Unknown,
}

#[derive(Clone, Copy)]
pub struct Board {
    pub place: Memo<Place>,
    /// `None` before the first answer.
    pub rows: RwSignal<Option<Vec<UnfinishedUpload>>>,
    /// By the store's names for the uploads; what was not asked yet is missing.
    pub amounts: RwSignal<HashMap<String, Amount>>,
    /// Where the next page begins; `None` when all are listed.
    pub next: RwSignal<Option<NextUploads>>,
    pub failure: RwSignal<Option<Error>>,
    pub asking: RwSignal<bool>,
    /// After how many days the portal discards by itself.
    pub days: RwSignal<Option<u64>>,
    /// What this tab has in hand: the store's names.
    pub here: RwSignal<HashSet<String>>,
    /// What the person is asked to confirm.
    pub wish: RwSignal<Option<Wish>>,
    rights: RwSignal<Vec<Right>>,
    uploads: Uploads,
    /// Ends what was asked for another folder.
    cancel: StoredValue<Cancel, LocalStorage>,
}

impl Board {
    pub fn new(place: Memo<Place>) -> Self {
        let uploads = use_uploads();
        let board = Self {
            place,
            rows: RwSignal::new(None),
            amounts: RwSignal::default(),
            next: RwSignal::new(None),
            failure: RwSignal::new(None),
            asking: RwSignal::new(false),
            days: RwSignal::new(None),
            here: RwSignal::default(),
            wish: RwSignal::new(None),
            rights: RwSignal::default(),
            uploads,
            cancel: StoredValue::new_local(Cancel::default()),
        };
        on_cleanup(move || {
            board.cancel.try_with_value(Cancel::cancel);
        });
        // What this tab goes on with is ended once it is stored.
        uploads.when_stored(move |target, _| {
            let (Some(place), Some(here)) =
                (board.place.try_get_untracked(), board.here.try_get_untracked())
            else {
                return;
            };
            if *place.instance != *target.instance || *place.bucket != *target.bucket {
                return;
            }
            let is_it =
                |row: &UnfinishedUpload| row.key == target.key && here.contains(&row.upload);
            board.rows.try_update(|rows| {
                if let Some(rows) = rows {
                    rows.retain(|row| !is_it(row));
                }
            });
        });
        board
    }

    /// From the first page on.
    pub fn begin(self) {
        self.cancel.update_value(|before| std::mem::take(before).cancel());
        self.rows.set(None);
        self.amounts.set(HashMap::new());
        self.next.set(None);
        self.asking.set(false);
        self.ask();
    }

    /// For the next page.
    pub fn ask(self) {
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        self.failure.set(None);
        let (place, next) = (self.place.get_untracked(), self.next.get_untracked());
        let cancel = self.cancel.get_value();
        spawn_local(async move {
            let Place { instance, bucket, prefix } = &place;
            let page = gateway::unfinished_uploads(instance, bucket, prefix, next.as_ref());
            let Some(answer) = cancel.unless(page).await else { return };
            match answer {
                Ok(page) => {
                    self.here.update(|here| here.extend(self.uploads.begun_here()));
                    self.days.set(page.given_up_after_days.map(u64::from));
                    self.next.set(page.next);
                    let asks = page.rights.contains(&Right::Add);
                    self.rights.set(page.rights);
                    self.rows.update(|rows| {
                        rows.get_or_insert_default().extend(page.uploads.iter().cloned());
                    });
                    if asks {
                        self.ask_amounts(&cancel, place, page.uploads);
                    }
                }
                Err(error) => self.failure.set(Some(error)),
            }
            self.asking.set(false);
        });
    }

    /// One after the other, a few at once.
    fn ask_amounts(self, cancel: &Cancel, place: Place, uploads: Vec<UnfinishedUpload>) {
        let waiting = Rc::new(RefCell::new(VecDeque::from(uploads)));
        for _ in 0..ASKED_AT_ONCE {
            let (waiting, cancel, place) = (Rc::clone(&waiting), cancel.clone(), place.clone());
            spawn_local(async move {
                let course = async {
                    loop {
                        let Some(upload) = waiting.borrow_mut().pop_front() else { return };
                        let amount = amount(&place, &upload).await;
                        self.amounts.update(|known| drop(known.insert(upload.upload, amount)));
                    }
                };
                cancel.unless(course).await;
            });
        }
    }

    /// It is not unfinished any more.
    pub fn drop_row(self, upload: &str) {
        self.rows.try_update(|rows| {
            if let Some(rows) = rows {
                rows.retain(|row| row.upload != upload);
            }
        });
        self.amounts.try_update(|amounts| amounts.remove(upload));
    }

    /// Why nothing can be gone on with or discarded.
    pub fn off(self, language: Language) -> Option<String> {
        let may = self.rights.with(|rights| rights.contains(&Right::Add));
        (!may).then(|| text::unfinished_missing_right(language).to_owned())
    }

    pub fn counted(self, language: Language) -> Option<String> {
        let count = self.rows.with(|rows| rows.as_ref().map(Vec::len))?;
        if count == 0 {
            return None;
        }
        let counted = text::unfinished_count(language, count as u64);
        let more = self.next.read().is_some().then(|| text::unfinished_more(language).to_owned());
        Some(
            [Some(counted), more]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(text::separator(language)),
        )
    }

    /// How much arrived of all that is listed, as far as it is known.
    pub fn arrived(self, language: Language) -> Option<String> {
        let bytes = self.amounts.with(|amounts| {
            let known = amounts.values().filter_map(|amount| match amount {
                Amount::Known { bytes, .. } => Some(*bytes),
                Amount::Gone | Amount::Unknown => None,
            });
            known.sum::<u64>()
        });
        (bytes != 0).then(|| text::unfinished_arrived_in_all(language, bytes))
    }

    /// All that this tab has in hand, also what it took up since the list was read.
    pub fn in_hand(self) -> HashSet<String> {
        self.uploads.begun_here().into_iter().chain(self.here.get_untracked()).collect()
    }
}

async fn amount(place: &Place, upload: &UnfinishedUpload) -> Amount {
    match held(place, upload).await {
        Ok((_, parts)) => Amount::Known {
            parts: parts.len() as u64,
            bytes: parts.iter().map(|part| part.size).sum(),
            // RFC 3339 in UTC, as the gateway writes it: the order of the texts is that of the moments.
            last: parts.into_iter().filter_map(|part| part.arrived).max(),
        },
        Err(error) if error.is(ProblemKind::NoSuchUpload) => Amount::Gone,
        Err(_) => Amount::Unknown,
    }
}

/// What the store has of an upload, and under which reading of its key.
pub async fn held(
    place: &Place,
    upload: &UnfinishedUpload,
) -> Result<(Target, Vec<ArrivedPart>), Error> {
    let mut last = Error::Unreadable;
    for target in place.targets(upload) {
        match upload::arrived(&target, &upload.upload).await {
            Ok(parts) => return Ok((target, parts)),
            Err(error) if error.is(ProblemKind::NoSuchUpload) => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Discards it under each reading of its key: to discard what is not there does no harm.
pub async fn discard(place: &Place, upload: &UnfinishedUpload) -> Result<(), Error> {
    for Target { instance, bucket, key } in place.targets(upload) {
        gateway::abort_upload(&instance, &bucket, &key, &upload.upload).await?;
    }
    Ok(())
}
