//! How fast it goes, how long it will take, and how many requests at once are worth it. Pure: time is passed in.

use std::collections::VecDeque;

/// The speed is that of the last so many seconds.
const WINDOW_MS: f64 = 10_000.0;

/// Measured over less it would be a guess.
const SPAN_MS_MIN: f64 = 1_000.0;

/// What goes within so much of each other is one sample.
const SAMPLE_MS: f64 = 250.0;

/// One lane more is tried for so long.
const TRIAL_MS: f64 = 3_000.0;

/// After a trial without success: so many trials' time until the next.
const REST_TRIALS: u32 = 10;

/// Where nothing is known yet.
pub const LANES_USUAL: usize = 3;

/// Browsers open six connections to one host (HTTP/1.1): one is left for what the person does meanwhile.
pub const LANES_MAX: usize = 5;

/// What went lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// When, and how many bytes had gone in all.
    samples: VecDeque<(f64, u64)>,
    gone: u64,
}

impl Pace {
    /// So many more bytes have gone.
    pub fn went(&mut self, now_ms: f64, bytes: u64) {
        if self.samples.is_empty() {
            self.samples.push_back((now_ms, self.gone));
        }
        self.gone += bytes;
        match self.samples.back_mut() {
            Some((at_ms, gone)) if now_ms - *at_ms < SAMPLE_MS && 0 < bytes && *gone != 0 => {
                *gone = self.gone;
            }
            _ => self.samples.push_back((now_ms, self.gone)),
        }
        while 1 < self.samples.len() && self.samples[1].0 < now_ms - WINDOW_MS {
            self.samples.pop_front();
        }
    }

    /// Bytes in all.
    pub fn gone(&self) -> u64 {
        self.gone
    }

    /// Bytes a second; `None` where that cannot be said yet.
    pub fn per_second(&self, now_ms: f64) -> Option<u64> {
        let from = self.samples.iter().find(|(at_ms, _)| now_ms - WINDOW_MS <= *at_ms);
        let (at_ms, gone) = from.or(self.samples.back()).copied()?;
        let span_ms = now_ms - at_ms;
        (SPAN_MS_MIN <= span_ms).then(|| speed(self.gone - gone, span_ms))
    }

    /// What went before says nothing of what comes: after a pause, without a line.
    pub fn rest(&mut self) {
        self.samples.clear();
    }
}

/// `None` where nothing moves.
pub fn seconds_left(bytes: u64, per_second: u64) -> Option<u64> {
    (per_second != 0).then(|| bytes.div_ceil(per_second))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bytes stay below 2^53, and time goes on"
)]
fn speed(bytes: u64, span_ms: f64) -> u64 {
    (bytes as f64 * 1000.0 / span_ms.max(1.0)) as u64
}

/// Finds how many lanes are worth it: one more is tried while all are busy, and kept when a tenth more goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    lanes: usize,
    /// Of the measured time before, with one lane fewer while one is tried.
    best: u64,
    is_trial: bool,
    rest: u32,
    /// When the measured time began, and how many bytes had gone by then.
    since: Option<(f64, u64)>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { lanes: LANES_USUAL, best: 0, is_trial: false, rest: 0, since: None }
    }
}

impl Tuning {
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Hears now and then how many bytes went in all, and whether the lanes are full: else nothing is learned.
    pub fn hear(&mut self, now_ms: f64, gone: u64, are_full: bool) {
        let Some((since_ms, before)) = self.since.filter(|_| are_full) else {
            self.since = are_full.then_some((now_ms, gone));
            return;
        };
        if now_ms - since_ms < TRIAL_MS {
            return;
        }
        let measured = speed(gone.saturating_sub(before), now_ms - since_ms);
        self.since = Some((now_ms, gone));
        if self.is_trial && measured < self.best + self.best / 10 {
            self.lanes -= 1;
            self.rest = REST_TRIALS;
            self.is_trial = false;
            return;
        }
        self.best = measured;
        self.rest = self.rest.saturating_sub(1);
        self.is_trial = self.rest == 0 && self.lanes < LANES_MAX;
        self.lanes += usize::from(self.is_trial);
    }

    /// A request broke: fewer at once may get through.
    pub fn hear_trouble(&mut self) {
        *self =
            Self { lanes: (self.lanes / 2).max(1), best: 0, is_trial: false, rest: 1, since: None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let mut pace = Pace::default();
        assert_eq!(pace.per_second(0.0), None);
        pace.went(0.0, 1_000);
        assert_eq!(pace.per_second(500.0), None, "too early to say");
        for second in 1..=20_u32 {
            pace.went(f64::from(second) * 1000.0, if second <= 10 { 1_000 } else { 5_000 });
        }
        assert_eq!(pace.gone(), 61_000);
        assert_eq!(pace.per_second(20_000.0), Some(5_000));
        assert_eq!(pace.per_second(25_000.0), Some(2_500), "it stands still for five seconds");
        assert_eq!(pace.per_second(60_000.0), Some(0));
        pace.rest();
        assert_eq!(pace.per_second(60_000.0), None);
    }

    #[test]
    fn many_small_steps_take_no_room() {
        let mut pace = Pace::default();
        for step in 0..100_000_u32 {
            pace.went(f64::from(step), 1);
        }
        assert!(pace.samples.len() < 50, "{} samples", pace.samples.len());
        assert_eq!(pace.per_second(100_000.0).unwrap() / 100, 9);
    }

    #[test]
    fn what_is_left_takes_time_unless_nothing_moves() {
        assert_eq!(seconds_left(10, 4), Some(3));
        assert_eq!(seconds_left(10, 0), None);
    }

    /// Ten measured times, in which each lane carries 100 bytes a second, up to what the line takes.
    fn tuned(line: u64) -> Vec<usize> {
        let (mut tuning, mut gone) = (Tuning::default(), 0);
        let mut lanes = Vec::new();
        for step in 0..10_u32 {
            tuning.hear(f64::from(step) * TRIAL_MS, gone, true);
            lanes.push(tuning.lanes());
            gone += 3 * line.min(100 * tuning.lanes() as u64);
        }
        lanes
    }

    #[test]
    fn one_more_is_kept_while_more_goes_through() {
        assert_eq!(tuned(10_000), [3, 4, 5, 5, 5, 5, 5, 5, 5, 5]);
        assert_eq!(tuned(300), [3, 4, 3, 3, 3, 3, 3, 3, 3, 3]);
        assert_eq!(tuned(400), [3, 4, 5, 4, 4, 4, 4, 4, 4, 4]);
    }

    #[test]
    fn trouble_halves_and_idleness_teaches_nothing() {
        let mut tuning = Tuning::default();
        tuning.hear(0.0, 0, true);
        tuning.hear(1_000.0, 0, false);
        tuning.hear(9_000.0, 1_000, true);
        assert_eq!(tuning.lanes(), LANES_USUAL);
        tuning.hear_trouble();
        assert_eq!(tuning.lanes(), 1);
        tuning.hear_trouble();
        assert_eq!(tuning.lanes(), 1);
    }
}
