//! What many objects under way come to: uploads, copies and moves are counted alike.

use std::ops::{AddAssign, SubAssign};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub objects: usize,
    pub done: usize,
    /// Failed, also half way.
    pub failed: usize,
    pub asking: usize,
    /// Waiting, asking or running.
    pub open: usize,
    /// Of what is neither given up, skipped nor failed.
    pub bytes: u64,
    /// Of `bytes`, what is on the other side; counted as done only when the store confirmed.
    pub carried: u64,
}

impl Totals {
    /// In thousandths of the bytes, or of the objects where all are empty; 1000 only when nothing is open.
    pub fn per_mille(self) -> u16 {
        let (part, whole) = if self.bytes == 0 {
            ((self.objects - self.open) as u64, self.objects as u64)
        } else {
            (self.carried, self.bytes)
        };
        let share = (u128::from(part) * 1000).checked_div(u128::from(whole)).unwrap_or(1000);
        if self.open == 0 { 1000 } else { u16::try_from(share).unwrap_or(1000).min(999) }
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.objects += other.objects;
        self.done += other.done;
        self.failed += other.failed;
        self.asking += other.asking;
        self.open += other.open;
        self.bytes += other.bytes;
        self.carried += other.carried;
    }
}

impl SubAssign for Totals {
    fn sub_assign(&mut self, other: Self) {
        self.objects -= other.objects;
        self.done -= other.done;
        self.failed -= other.failed;
        self.asking -= other.asking;
        self.open -= other.open;
        self.bytes -= other.bytes;
        self.carried -= other.carried;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_over_is_whole() {
        let check = |totals: Totals, expected| assert_eq!(totals.per_mille(), expected);
        let half =
            Totals { objects: 2, done: 1, open: 1, bytes: 8, carried: 4, ..Totals::default() };
        check(half, 500);
        check(Totals { carried: 8, ..half }, 999);
        check(Totals { open: 0, ..half }, 1000);
        check(Totals { bytes: 0, carried: 0, ..half }, 500);
        check(Totals::default(), 1000);
    }
}
