//! What the runner holds beside its queue, and what a file on its way asks of it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::Runner;
use super::lots::Tracked;
use crate::gateway::{self, Error};
use crate::proof::Proof;
use crate::session::SessionContext;
use crate::upload::announcing::Announcing;
use crate::upload::begun::Begun;
use crate::upload::cancel::Cancel;
use crate::upload::lanes::Lanes;
use crate::upload::line::Line;
use crate::upload::pace::{LANES_USUAL, Pace, Tuning};
use crate::upload::plan::Way;
use crate::upload::queue::{Queue, Target};
use crate::upload::remembered::Remembered;
use crate::upload::visits;

/// How often speed and time left are worked out anew.
const MEASURED_EVERY: Duration = Duration::from_secs(1);

/// What the pure queue cannot hold.
pub(super) struct Hands {
    /// Until an upload is over for good.
    pub files: HashMap<usize, File>,
    pub running: HashMap<usize, Cancel>,
    /// What the store has of objects in parts, until they are whole or given up.
    pub begun: HashMap<usize, Rc<RefCell<Begun>>>,
    /// What the browser keeps of large ones.
    pub remembered: HashMap<usize, Remembered>,
    /// What the browser keeps of small ones that were handed in together.
    pub lots: Vec<Tracked>,
    pub lots_made: usize,
    /// The next counting of them is under way.
    pub counts: bool,
    /// The name of this visit.
    pub visit: String,
    proof: Proof,
    announcing: Announcing,
    lanes: Lanes,
    pace: Pace,
    tuning: Tuning,
    /// A server in between lets no more pass in one request.
    request_bytes_max: Option<u64>,
    /// The next measuring is under way.
    measures: bool,
}

impl Default for Hands {
    fn default() -> Self {
        Self {
            files: HashMap::new(),
            running: HashMap::new(),
            begun: HashMap::new(),
            remembered: HashMap::new(),
            lots: Vec::new(),
            lots_made: 0,
            counts: false,
            visit: visits::new_visit(),
            proof: Proof::default(),
            announcing: Announcing::default(),
            lanes: Lanes::new(LANES_USUAL),
            pace: Pace::default(),
            tuning: Tuning::default(),
            request_bytes_max: None,
            measures: false,
        }
    }
}

impl Runner {
    /// Works out speed and time left, and how many requests at once are worth it, for as long as something runs.
    pub(super) fn measure_soon(self) {
        let runs = self.runs();
        let begins = self.hands.try_update_value(|hands| {
            let begins = runs && !hands.measures;
            hands.measures |= begins;
            begins
        });
        if begins == Some(true) {
            set_timeout(move || self.measure(), MEASURED_EVERY);
        }
    }

    fn measure(self) {
        let runs = self.runs();
        let speed = self.hands.try_update_value(|hands| {
            let now_ms = js_sys::Date::now();
            hands.measures = false;
            if !runs {
                hands.pace.rest();
            }
            hands.tuning.hear(now_ms, hands.pace.gone(), hands.lanes.are_full());
            hands.lanes.open(hands.tuning.lanes());
            hands.pace.per_second(now_ms)
        });
        if let Some(speed) = speed {
            self.speed.try_set(speed);
            self.measure_soon();
        }
    }

    fn runs(self) -> bool {
        self.queue.try_with_untracked(Queue::running).unwrap_or_default() != 0
    }
}

/// What one file on its way asks of all.
impl Runner {
    pub(in crate::upload) fn lanes(self) -> Lanes {
        self.hands.with_value(|hands| hands.lanes.clone())
    }

    pub(in crate::upload) fn proof(self) -> Proof {
        self.hands.with_value(|hands| hands.proof.clone())
    }

    pub(in crate::upload) fn announcing(self) -> Announcing {
        self.hands.with_value(|hands| hands.announcing.clone())
    }

    pub(in crate::upload) fn line(self) -> Line {
        self.line
    }

    pub(in crate::upload) fn session(self) -> SessionContext {
        self.session
    }

    pub(in crate::upload) fn way(self) -> Way {
        self.hands.with_value(|hands| Way {
            per_second: hands.pace.per_second(js_sys::Date::now()),
            request_bytes_max: hands.request_bytes_max,
        })
    }

    /// A server in between refused a request: the next carry no more than so many bytes of a file.
    pub(in crate::upload) fn carry_less(self, most: u64) {
        self.hands.try_update_value(|hands| {
            let known = hands.request_bytes_max.unwrap_or(u64::MAX);
            hands.request_bytes_max = Some(known.min(most));
        });
    }

    /// So many more bytes have gone.
    pub(in crate::upload) fn went(self, bytes: u64) {
        self.hands.try_update_value(|hands| hands.pace.went(js_sys::Date::now(), bytes));
    }

    /// A request broke.
    pub(in crate::upload) fn trouble(self, error: &Error) {
        let is_news = self.line.failed(error);
        self.hands.try_update_value(|hands| {
            hands.pace.rest();
            if is_news {
                hands.tuning.hear_trouble();
                hands.lanes.open(hands.tuning.lanes());
            }
        });
    }

    /// `sent` bytes of a file have gone; with `all`, only the store's word is missing.
    pub(in crate::upload) fn progress(self, id: usize, sent: u64, all: bool) {
        self.change(|queue| {
            queue.progress(id, sent);
            if all {
                queue.confirming(id);
            }
        });
    }

    /// What the store has of the object; what it has of another, from before the person chose another name, is given up.
    pub(in crate::upload) fn begun(self, id: usize, target: &Target) -> Option<Rc<RefCell<Begun>>> {
        let begun = self.hands.with_value(|hands| hands.begun.get(&id).cloned())?;
        let fits = begun.borrow().target == *target;
        if !fits {
            self.forget(id);
        }
        fits.then_some(begun)
    }

    pub(in crate::upload) fn keep(self, id: usize, begun: Begun) -> Rc<RefCell<Begun>> {
        self.remember_begun(id, &begun);
        let begun = Rc::new(RefCell::new(begun));
        self.hands.update_value(|hands| drop(hands.begun.insert(id, Rc::clone(&begun))));
        begun
    }

    /// Gives the parts of an upload up.
    pub(in crate::upload) fn forget(self, id: usize) {
        let begun = self.hands.try_update_value(|hands| hands.begun.remove(&id)).flatten();
        if let Some(begun) = begun {
            spawn_local(async move {
                let Begun { upload, target, .. } = begun.borrow().clone();
                let Target { instance, bucket, key } = target;
                // Failing costs room until the store's own clean-up, nothing else.
                let _ = gateway::abort_upload(&instance, &bucket, &key, &upload).await;
            });
        }
    }
}
