//! Over all objects of a job.

use super::item::State;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub objects: usize,
    pub done: usize,
    /// Failed, or its source was kept.
    pub failed: usize,
    pub asking: usize,
    /// Waiting, asking or running.
    pub open: usize,
    /// Of what is neither skipped, stopped nor failed.
    pub bytes: u64,
    pub copied: u64,
}

impl Totals {
    /// In thousandths of the bytes, or of the objects where all are empty.
    pub fn per_mille(self) -> u16 {
        let (part, whole) = if self.bytes == 0 {
            ((self.objects - self.open) as u64, self.objects as u64)
        } else {
            (self.copied, self.bytes)
        };
        let share = (u128::from(part) * 1000).checked_div(u128::from(whole)).unwrap_or(1000);
        u16::try_from(share).unwrap_or(1000).min(1000)
    }

    pub(super) fn count_in(&mut self, state: &State, bytes: u64) {
        let share = Self::share(state, bytes);
        self.done += share.done;
        self.failed += share.failed;
        self.asking += share.asking;
        self.open += share.open;
        self.bytes += share.bytes;
        self.copied += share.copied;
    }

    pub(super) fn count_out(&mut self, state: &State, bytes: u64) {
        let share = Self::share(state, bytes);
        self.done -= share.done;
        self.failed -= share.failed;
        self.asking -= share.asking;
        self.open -= share.open;
        self.bytes -= share.bytes;
        self.copied -= share.copied;
    }

    /// What one object adds.
    fn share(state: &State, bytes: u64) -> Self {
        let (bytes, copied) = match state {
            State::Waiting | State::Asking => (bytes, 0),
            State::Running { bytes: copied } => (bytes, *copied),
            State::Done { .. } | State::KeptSource(_) => (bytes, bytes),
            State::Failed(_) | State::Skipped | State::Stopped => (0, 0),
        };
        Self {
            objects: 1,
            done: usize::from(matches!(state, State::Done { .. })),
            failed: usize::from(matches!(state, State::Failed(_) | State::KeptSource(_))),
            asking: usize::from(*state == State::Asking),
            open: usize::from(!state.is_over()),
            bytes,
            copied,
        }
    }
}
