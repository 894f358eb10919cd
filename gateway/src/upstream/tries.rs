//! Trying writes again that may succeed a moment later, where doing them twice is the same as doing them once. Reads
//! are repeated where they are sent (`exchange`).

use std::time::Duration;

use super::{Error, Wait};

/// The first included. With the waits between them an instance that restarts within three seconds is not noticed.
const TRIES_MAX: u32 = 6;

/// Before the second try, doubled before each further one, each with as much again at random.
const TRY_WAIT_MILLISECONDS: u64 = 50;

/// How often something was tried.
#[derive(Debug, Default)]
pub(super) struct Tries {
    failed: u32,
}

impl Tries {
    /// Something failed before, of which it is not known whether it was done after all.
    pub(super) fn is_repeated(&self) -> bool {
        0 < self.failed
    }

    /// Whether to try once more, after a wait that is over when this answers.
    pub(super) async fn again(&mut self, error: &Error) -> bool {
        self.failed += 1;
        if self.failed == TRIES_MAX || !may_pass(error) {
            return false;
        }
        let least = TRY_WAIT_MILLISECONDS << (self.failed - 1);
        // Without randomness all would come back at once: bad, and no reason to fail.
        let jitter = getrandom::u64().unwrap_or_default() % least;
        tokio::time::sleep(Duration::from_millis(least + jitter)).await;
        true
    }
}

/// Between two instances the sender of a body is one of them, so that its failure may pass too. Who was waited for in
/// vain until an answer was due has used up the patience there is.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::BodyInterrupted { .. } => true,
        Error::TimedOut { wait, .. } => matches!(wait, Wait::SendBody | Wait::TakeBody),
        Error::Refused { code, .. } if code == "RequestTimeout" => true,
        other => other.may_pass(),
    }
}
