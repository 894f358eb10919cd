//! One object of a job: where it is, where it goes, how it fares.

use gateway_api::Problem;

use crate::model::totals::Totals;

/// Why an object is not where it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The target would be longer than S3's 1,024 bytes.
    TooLong,
    DotSegment,
    /// Another object of this job goes there.
    Twice,
    Problem(Box<Problem>),
    /// The line broke before it was known what became of it.
    Offline,
    Unreadable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// An object has the target's key already: the person has to say.
    Asking,
    Running {
        bytes: u64,
    },
    /// There, and gone from where it was when it was moved. The entity tag of the copy.
    Done {
        etag: Option<String>,
    },
    /// Moved half way: the copy is there, the source could not be removed.
    KeptSource(Option<Box<Problem>>),
    Failed(Failure),
    Skipped,
    Stopped,
}

impl State {
    pub const fn is_over(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Asking | Self::Running { .. })
    }

    /// Trying again may succeed.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Stopped
                | Self::Failed(Failure::Problem(_) | Failure::Offline | Failure::Unreadable)
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub key: String,
    pub target: String,
    pub bytes: u64,
    pub state: State,
    pub(super) etag: Option<String>,
    /// The person allowed to replace what is there.
    pub(super) replace: bool,
    /// Counted up while a free name beside the first is looked for; zero when the first is wanted.
    pub(super) beside: u32,
    pub(super) first_target: String,
}

impl Item {
    /// What it adds to the totals.
    pub fn share(&self) -> Totals {
        let (bytes, carried) = match self.state {
            State::Waiting | State::Asking => (self.bytes, 0),
            State::Running { bytes } => (self.bytes, bytes),
            State::Done { .. } | State::KeptSource(_) => (self.bytes, self.bytes),
            State::Failed(_) | State::Skipped | State::Stopped => (0, 0),
        };
        Totals {
            objects: 1,
            done: usize::from(matches!(self.state, State::Done { .. })),
            failed: usize::from(matches!(self.state, State::Failed(_) | State::KeptSource(_))),
            asking: usize::from(self.state == State::Asking),
            open: usize::from(!self.state.is_over()),
            bytes,
            carried,
        }
    }
}
