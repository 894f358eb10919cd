//! How busy a thread is, and where work is best off. Loads are millionths of a thread's time, moments and times nanoseconds.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Long enough that one long piece of work does not look like many, short enough that a crowd is soon served by all.
const WINDOW: u64 = 50_000_000;

/// More is not for one thread alone: whoever comes while it works waits.
const FULL: u32 = 320_000;

/// What more threads than needed do together fewer do. Below [`FULL`], so that nothing goes back and forth.
const TOGETHER: u32 = 260_000;

/// What is less differs by chance.
const DIFFERENCE: u32 = 60_000;

/// So many windows work stays where it came to, so that what it does is known there before it goes on.
const STAY_WINDOWS: u32 = 2;

const WHOLE: u64 = 1_000_000;

/// What a thread did in the last window, told by itself. Others read it, and reckon with what they send there.
#[derive(Debug, Default)]
pub(super) struct Load {
    /// When the present window began.
    began: AtomicU64,
    /// The thread's processor time by then.
    spent: AtomicU64,
    busy: AtomicU32,
    /// When `busy` was told last.
    told: AtomicU64,
    /// How many worked in the present window.
    working: AtomicU32,
    /// What each of those did who worked in the last one, if all did as much.
    average: AtomicU32,
}

/// What one piece of work did on the thread it is on.
#[derive(Debug, Default)]
pub(super) struct Stint {
    windows: u32,
    /// When the window began that it was last seen in.
    began: u64,
    /// How long it worked since then.
    worked: u64,
}

impl Stint {
    pub(super) fn worked(&mut self, time: u64) {
        self.worked = self.worked.saturating_add(time);
    }
}

impl Load {
    /// What the work is reckoned to do, told once in a window to work that stayed long enough. Only to be asked on the
    /// thread itself; `spent` is its processor time.
    pub(super) fn share_of(
        &self,
        stint: &mut Stint,
        now: u64,
        spent: impl FnOnce() -> u64,
    ) -> Option<u32> {
        let elapsed = now.saturating_sub(self.began.load(Ordering::Relaxed));
        if WINDOW <= elapsed {
            self.measure(now, elapsed, spent());
        }
        let began = self.began.load(Ordering::Relaxed);
        if stint.windows != 0 && stint.began == began {
            return None;
        }
        self.working.fetch_add(1, Ordering::Relaxed);
        let own = part(stint.worked, began.saturating_sub(stint.began));
        let windows = stint.windows.saturating_add(1);
        *stint = Stint { windows, began, worked: 0 };
        (STAY_WINDOWS < windows).then(|| own.max(self.average.load(Ordering::Relaxed)))
    }

    fn measure(&self, now: u64, elapsed: u64, spent: u64) {
        let before = self.spent.swap(spent, Ordering::Relaxed);
        let busy = part(spent.saturating_sub(before), elapsed);
        let working = self.working.swap(0, Ordering::Relaxed).max(1);
        self.average.store(busy / working, Ordering::Relaxed);
        self.busy.store(busy, Ordering::Relaxed);
        self.told.store(now, Ordering::Relaxed);
        self.began.store(now, Ordering::Relaxed);
    }

    /// Nothing, if nobody said anything for long: a thread that has nothing to do does not say so.
    pub(super) fn at(&self, now: u64) -> u32 {
        let age = now.saturating_sub(self.told.load(Ordering::Relaxed));
        if WINDOW * 2 < age { 0 } else { self.busy.load(Ordering::Relaxed) }
    }

    pub(super) fn subtract(&self, share: u32) {
        let busy = self.busy.load(Ordering::Relaxed);
        self.busy.store(busy.saturating_sub(share), Ordering::Relaxed);
    }

    pub(super) fn add(&self, share: u32, now: u64) {
        self.busy.store(self.at(now).saturating_add(share), Ordering::Relaxed);
        self.told.store(now, Ordering::Relaxed);
    }
}

/// Where new work begins: the least busy of as many threads as are needed.
pub(super) fn entrance(loads: &[u32]) -> usize {
    (0..needed(loads, FULL)).min_by_key(|place| loads.get(*place)).unwrap_or_default()
}

/// Where one of those who work `here` had better go on, who does `share`.
pub(super) fn better(here: usize, share: u32, loads: &[u32]) -> Option<usize> {
    let own = *loads.get(here)?;
    let there = entrance(loads);
    let less = *loads.get(there)?;
    let is_superfluous = needed(loads, TOGETHER) <= here;
    let is_better = less.saturating_add(share).saturating_add(DIFFERENCE) <= own;
    (is_superfluous || is_better).then_some(there)
}

/// How many threads, if each does so much.
fn needed(loads: &[u32], each: u32) -> usize {
    let all: u64 = loads.iter().map(|load| u64::from(*load)).sum();
    usize::try_from(all.div_ceil(u64::from(each))).unwrap_or(usize::MAX).max(1).min(loads.len())
}

fn part(time: u64, of: u64) -> u32 {
    let part = time.saturating_mul(WHOLE).checked_div(of).unwrap_or_default();
    u32::try_from(part.min(WHOLE)).unwrap_or(u32::MAX)
}

/// Of this thread (`CLOCK_THREAD_CPUTIME_ID`, `clock_gettime(2)`). Time in which others had the processor does not count:
/// where a storage on the same machine takes it, another thread that is woken in its turn helps neither.
pub(super) fn processor_time() -> u64 {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).map_or(0, nanoseconds)
}

pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const SHARE: u32 = 20_000;

    #[test]
    fn work_begins_on_the_least_busy_of_those_that_are_needed() {
        assert_eq!(entrance(&[0, 0]), 0);
        assert_eq!(entrance(&[FULL, 0]), 0);
        assert_eq!(entrance(&[FULL, 1, 0]), 1);
        assert_eq!(entrance(&[900_000, 600_000, 700_000]), 1);
        assert_eq!(entrance(&[]), 0);
    }

    #[test]
    fn what_is_too_much_for_one_is_done_by_as_many_as_are_needed() {
        assert_eq!(better(0, SHARE, &[FULL, 0]), None);
        assert_eq!(better(0, SHARE, &[FULL + 1, 0]), Some(1));
        assert_eq!(better(0, SHARE, &[220_000, 140_000]), Some(1));
        assert_eq!(better(0, SHARE, &[219_999, 140_000]), None);
        assert_eq!(better(0, SHARE, &[330_000, 90_000, 0]), Some(1));
        assert_eq!(better(0, SHARE, &[900_000, 500_000, 300_000]), Some(2));
    }

    #[test]
    fn what_does_most_by_itself_stays() {
        assert_eq!(better(0, 900_000, &[920_000, 0]), None);
    }

    #[test]
    fn what_fewer_can_do_gathers() {
        assert_eq!(better(1, SHARE, &[TOGETHER - 100, 100]), Some(0));
        assert_eq!(better(1, SHARE, &[TOGETHER - 99, 100]), None);
        assert_eq!(better(0, SHARE, &[100, 0]), None);
        assert_eq!(better(2, SHARE, &[300_000, 100_000, 100_000]), Some(1));
    }

    #[test]
    fn who_was_not_heard_of_for_long_does_nothing() {
        let load = Load::default();
        load.add(300, WINDOW);
        assert_eq!(load.at(WINDOW * 3), 300);
        assert_eq!(load.at(WINDOW * 3 + 1), 0);
        load.add(100, WINDOW * 4);
        load.subtract(30);
        assert_eq!(load.at(WINDOW * 4), 70);
    }

    #[test]
    fn what_work_does_is_told_once_in_a_window_after_it_stayed() {
        let (load, mut stint) = (Load::default(), Stint::default());
        let mut share_at = |now, spent| load.share_of(&mut stint, now, || spent);
        assert_eq!(share_at(0, 0), None);
        assert_eq!(share_at(WINDOW, WINDOW / 2), None);
        assert_eq!(share_at(WINDOW * 2, WINDOW), Some(500_000));
        assert_eq!(share_at(WINDOW * 2 + 1, WINDOW), None);
        assert_eq!(share_at(WINDOW * 3, WINDOW), Some(0));
    }

    #[test]
    fn the_heavy_one_among_light_ones_is_known() {
        let load = Load::default();
        let mut stints: [Stint; 4] = Default::default();
        let mut shares = [None; 4];
        for window in 0..=3 {
            for (stint, share) in stints.iter_mut().zip(&mut shares) {
                *share = load.share_of(stint, WINDOW * window, || WINDOW * window * 8 / 10);
            }
            stints[0].worked(WINDOW * 7 / 10);
        }
        assert_eq!(shares, [Some(700_000), Some(200_000), Some(200_000), Some(200_000)]);
    }

    #[test]
    fn a_crowd_of_whom_each_does_little_does_not_go_back_and_forth() {
        const CROWD: u32 = 1500;
        let mut loads = [450_000, 0];
        let share = loads[0] / CROWD;
        let gone = (0..CROWD).filter(|_| {
            let goes = better(0, share, &loads).is_some();
            if goes {
                loads = [loads[0] - share, loads[1] + share];
            }
            goes
        });
        assert_eq!(gone.count(), 650);
        assert_eq!(better(1, share, &loads), None);
    }

    proptest! {
        #[test]
        fn nobody_goes_straight_back(
            loads in vec(0_u32..=1_000_000, 1..5),
            here in 0_usize..5,
            part in 1_u32..5000,
        ) {
            let Some(own) = loads.get(here) else { return Ok(()) };
            let share = own / part;
            if let Some(there) = better(here, share, &loads) {
                prop_assert_ne!(there, here);
                let mut after = loads.clone();
                after[here] -= share;
                after[there] += share;
                prop_assert_ne!(better(there, share, &after), Some(here));
            }
        }
    }
}
