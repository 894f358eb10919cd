//! An answer that is kept for a while.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// Of readers who come together one asks anew; the others take what was known before, and wait only where nothing was.
/// Whoever does not answer keeps no more than one of them waiting.
#[derive(Debug)]
pub struct Kept<T> {
    known: RwLock<Option<Known<T>>>,
    /// Held by whoever asks.
    asking: Mutex<()>,
}

#[derive(Debug)]
struct Known<T> {
    since: Instant,
    answer: Arc<T>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { known: RwLock::new(None), asking: Mutex::new(()) }
    }
}

impl<T> Kept<T> {
    /// What is known, if it is younger than `age_max`; else what `ask` answers, which hears what was known before. What
    /// fails is not kept.
    pub async fn get<E>(
        &self,
        age_max: Duration,
        ask: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let _asking = match self.known(age_max) {
            (Some(answer), true) => return Ok(answer),
            (Some(answer), false) => match self.asking.try_lock() {
                Ok(asking) => asking,
                Err(_) => return Ok(answer),
            },
            (None, _) => self.asking.lock().await,
        };
        // Who was here first may have asked.
        let before = match self.known(age_max) {
            (Some(answer), true) => return Ok(answer),
            (before, _) => before,
        };
        let answer = Arc::new(ask(before).await?);
        let known = Known { since: Instant::now(), answer: answer.clone() };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(answer)
    }

    /// And whether it is younger than that.
    fn known(&self, age_max: Duration) -> (Option<Arc<T>>, bool) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = known.as_ref().is_some_and(|known| known.since.elapsed() < age_max);
        (known.as_ref().map(|known| known.answer.clone()), fresh)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::pending;

    use super::*;

    const LONG: Duration = Duration::from_hours(1);

    async fn says(kept: &Kept<u32>, age_max: Duration, answer: u32) -> u32 {
        let ask = async |_| Ok::<_, Infallible>(answer);
        *kept.get(age_max, ask).await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_asked_for_once_while_it_is_young_and_again_when_it_is_old() {
        let kept = Kept::default();
        assert_eq!(says(&kept, LONG, 1).await, 1);
        assert_eq!(says(&kept, LONG, 2).await, 1);
        assert_eq!(says(&kept, Duration::ZERO, 3).await, 3);
    }

    #[tokio::test]
    async fn whoever_comes_while_somebody_asks_takes_what_was_known_before() {
        let kept = Kept::default();
        says(&kept, LONG, 1).await;
        let hangs = kept.get(Duration::ZERO, async |before: Option<Arc<u32>>| {
            assert_eq!(before.as_deref(), Some(&1));
            pending::<Result<u32, Infallible>>().await
        });
        tokio::select! {
            biased;
            _ = hangs => unreachable!(),
            answer = says(&kept, Duration::ZERO, 2) => assert_eq!(answer, 1),
        }
        // Who asked went away: the next one asks.
        assert_eq!(says(&kept, Duration::ZERO, 3).await, 3);
    }

    #[tokio::test]
    async fn what_fails_is_not_kept() {
        let kept = Kept::default();
        assert_eq!(kept.get(LONG, async |_| Err::<u32, _>("away")).await, Err("away"));
        assert_eq!(says(&kept, LONG, 1).await, 1);
        let again = kept.get(Duration::ZERO, async |_| Err::<u32, _>("away")).await;
        assert_eq!(again, Err("away"));
        assert_eq!(says(&kept, LONG, 2).await, 1);
    }
}
