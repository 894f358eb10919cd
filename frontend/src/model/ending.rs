//! When to warn that the session ends: from what the gateway said is left of it, by its own clock.

/// How long before the end the person is told (WCAG 2.2.1 asks for 20 s at least).
const WARNING_MS: f64 = 120_000.0;

/// Two answers that differ by less mean the same end.
const SAME_END_MS: f64 = 5_000.0;

/// Browsers hold a timer in 31 bits of milliseconds, and sleep through them: looked at again this often.
const LOOK_MS_MAX: f64 = 3_600_000.0;

/// The end as it is known; times are the browser's, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ending {
    pub end_ms: f64,
    warn_ms: f64,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing to say yet; look again after so many milliseconds.
    Wait(u32),
    /// Tell the person, and look again after so many milliseconds, when it should be over.
    Warn(u32),
}

impl Ending {
    /// From the seconds left, as answered at `now_ms`. Hearing of the same end again moves nothing, so that what was
    /// warned of stays warned of. A session shorter than twice the warning warns at half.
    pub fn heard(before: Option<Self>, left_seconds: f64, now_ms: f64) -> Self {
        let end_ms = now_ms + left_seconds * 1_000.0;
        match before {
            Some(before) if (before.end_ms - end_ms).abs() < SAME_END_MS => before,
            _ => {
                let lead = WARNING_MS.min(left_seconds * 500.0);
                Self { end_ms, warn_ms: end_ms - lead }
            }
        }
    }

    pub fn step(self, now_ms: f64) -> Step {
        if now_ms < self.warn_ms {
            Step::Wait(whole((self.warn_ms - now_ms).min(LOOK_MS_MAX)))
        } else {
            // A second later the gateway agrees that it is over.
            Step::Warn(whole((self.end_ms - now_ms).clamp(0.0, LOOK_MS_MAX) + 1_000.0))
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between nothing and an hour"
)]
fn whole(milliseconds: f64) -> u32 {
    milliseconds as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_comes_two_minutes_before_the_end() {
        let ending = Ending::heard(None, 600.0, 0.0);
        assert_eq!(ending.step(0.0), Step::Wait(480_000));
        assert_eq!(ending.step(480_000.0), Step::Warn(121_000));
        assert_eq!(ending.step(700_000.0), Step::Warn(1_000));
    }

    #[test]
    fn a_short_session_warns_at_half() {
        let ending = Ending::heard(None, 60.0, 0.0);
        assert_eq!(ending.step(0.0), Step::Wait(30_000));
        // Asked again then: the same end, and now it is time.
        let ending = Ending::heard(Some(ending), 29.0, 30_100.0);
        assert_eq!(ending.step(30_100.0), Step::Warn(30_900));
    }

    #[test]
    fn a_session_that_was_used_meanwhile_is_warned_of_later() {
        let ending = Ending::heard(None, 600.0, 0.0);
        let ending = Ending::heard(Some(ending), 500.0, 480_000.0);
        assert_eq!(ending.step(480_000.0), Step::Wait(380_000));
    }

    #[test]
    fn a_long_session_is_looked_at_in_between() {
        assert_eq!(Ending::heard(None, 86_400.0, 0.0).step(0.0), Step::Wait(3_600_000));
    }
}
