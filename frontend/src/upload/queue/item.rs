//! One upload and the state it is in.

use std::sync::Arc;

use gateway_api::{Problem, ProblemKind};

use crate::model::totals::Totals;
use crate::upload::plan::Refusal;

/// Where a file goes. Instance and bucket are shared by all that go there: a queue may hold a hundred thousand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub instance: Arc<str>,
    pub bucket: Arc<str>,
    pub key: String,
}

/// Why an upload failed; the page words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    Refused(Refusal),
    /// What the gateway answered.
    Problem(Box<Problem>),
    /// The line broke, or the gateway cannot be reached.
    Offline,
    /// The browser cannot read the file any more (moved, changed, or no right).
    Unreadable,
    /// The answer was no answer of the gateway's.
    Unintelligible,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// An object of this key exists: the person has to say.
    Asking,
    Sending {
        sent: u64,
    },
    /// All bytes are sent; the store has not confirmed yet.
    Confirming,
    /// The person wants it to wait; `sent` bytes are with the store.
    Paused {
        sent: u64,
    },
    /// Of an earlier visit: the file is not at hand. `sent` bytes are with the store.
    Interrupted {
        sent: u64,
    },
    Done,
    /// It was there before: chosen again after a visit that had stored it.
    Already,
    Failed(Failure),
    Skipped,
    Cancelled,
}

impl State {
    /// Holds one of the places of [`RUNNING_MAX`](super::RUNNING_MAX).
    pub const fn runs(&self) -> bool {
        matches!(self, Self::Sending { .. } | Self::Confirming)
    }

    pub const fn is_paused(&self) -> bool {
        matches!(self, Self::Paused { .. })
    }

    pub const fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted { .. })
    }

    /// It failed because the storage is full.
    pub fn lacked_room(&self) -> bool {
        matches!(self, Self::Failed(Failure::Problem(problem)) if problem.kind == ProblemKind::OutOfSpace)
    }

    /// Nobody has to hear of it again: it is stored, or was given up, or never can be stored.
    pub const fn is_settled(&self) -> bool {
        matches!(
            self,
            Self::Done
                | Self::Already
                | Self::Skipped
                | Self::Cancelled
                | Self::Failed(Failure::Refused(_))
        )
    }

    /// Nothing more will happen by itself, and nothing would be lost.
    pub const fn is_over(&self) -> bool {
        matches!(
            self,
            Self::Interrupted { .. }
                | Self::Done
                | Self::Already
                | Self::Failed(_)
                | Self::Skipped
                | Self::Cancelled
        )
    }
}

/// One file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub target: Target,
    pub bytes: u64,
    pub state: State,
    /// The person allowed to replace what is there.
    pub overwrite: bool,
    /// The entity tag of what is there, as it was when the person was asked: nothing else is replaced. `None` where
    /// nobody could say.
    pub seen: Option<Box<str>>,
    /// What the store has was compared with a checksum of the file's on its way.
    pub verified: bool,
    /// Its folder was chosen again: what is there may be the file itself.
    pub again: bool,
    /// Counted up while a free name beside the first is looked for; zero when the first is wanted.
    pub(super) beside: u32,
    /// The key that was chosen first, once it is another: names beside it are made from it.
    pub(super) first_key: Option<Box<str>>,
}

impl Item {
    /// What is there is not any more what the person allowed to replace.
    pub fn changed(&self) -> bool {
        self.overwrite && self.state == State::Asking
    }

    /// What it adds to the totals.
    pub(super) fn share(&self) -> Totals {
        let (bytes, carried) = match self.state {
            State::Waiting | State::Asking => (self.bytes, 0),
            State::Sending { sent } | State::Paused { sent } => (self.bytes, sent),
            State::Confirming | State::Done | State::Already => (self.bytes, self.bytes),
            State::Interrupted { .. } | State::Failed(_) | State::Skipped | State::Cancelled => {
                (0, 0)
            }
        };
        Totals {
            objects: 1,
            done: usize::from(matches!(self.state, State::Done | State::Already)),
            failed: usize::from(matches!(self.state, State::Failed(_))),
            asking: usize::from(self.state == State::Asking),
            open: usize::from(!self.state.is_over()),
            bytes,
            carried,
        }
    }
}
