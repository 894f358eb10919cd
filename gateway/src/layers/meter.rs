//! How often one address, or one access key, may ask: a bucket of tokens for each, in memory of a known size.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Askers remembered at a time, each in less than 128 bytes: 8 MB at most.
const ASKERS_MAX: usize = 64 * 1024;

/// Askers come by their hash into as many parts, so that they seldom wait for each other.
const PARTS: usize = 16;

/// A minute's requests may come at once; afterwards they come back one by one. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Meter<K = IpAddr> {
    /// How long one request costs, and how much may be owed.
    pause: Duration,
    burst: Duration,
    askers_max: usize,
    hasher: RandomState,
    /// When each asker owes nothing any more (the generic cell rate algorithm: one moment says it all).
    paid: Arc<[Mutex<HashMap<K, Instant>>; PARTS]>,
}

impl<K: Eq + Hash + Clone> Meter<K> {
    /// `per_minute` is at least 1.
    pub fn per_minute(per_minute: u32) -> Self {
        let pause = Duration::from_mins(1) / per_minute.max(1);
        Self {
            pause,
            burst: Duration::from_mins(1),
            askers_max: ASKERS_MAX,
            hasher: RandomState::new(),
            paid: Arc::new(std::array::from_fn(|_| Mutex::default())),
        }
    }

    /// Counts one request of the asker at `now`.
    ///
    /// # Errors
    /// How long to wait when there were too many.
    pub fn count(&self, asker: K, now: Instant) -> Result<(), Duration> {
        let part = &self.paid[self.part_of(&asker)];
        let mut paid = part.lock().unwrap_or_else(PoisonError::into_inner);
        let owes_until = paid.get(&asker).copied().unwrap_or(now).max(now);
        let next = owes_until + self.pause;
        if let Some(excess) = next.checked_duration_since(now + self.burst)
            && !excess.is_zero()
        {
            return Err(excess);
        }
        if !paid.contains_key(&asker) && paid.len() >= self.askers_max / PARTS {
            make_room(&mut paid, now);
        }
        paid.insert(asker, next);
        Ok(())
    }

    fn part_of(&self, asker: &K) -> usize {
        // The low bits are as good as any, and the remainder fits.
        usize::try_from(self.hasher.hash_one(asker) % PARTS as u64).unwrap_or(0)
    }
}

/// Forgets those who owe nothing, and where all owe something whoever owes least.
fn make_room<K: Eq + Hash + Clone>(paid: &mut HashMap<K, Instant>, now: Instant) {
    let before = paid.len();
    paid.retain(|_, owes_until| *owes_until > now);
    if paid.len() == before
        && let Some((least, _)) = paid.iter().min_by_key(|(_, owes_until)| **owes_until)
    {
        let least = least.clone();
        paid.remove(&least);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_one_by_one() {
        let (meter, now) = (Meter::per_minute(60), Instant::now());
        for _ in 0..60 {
            meter.count(address(1), now).unwrap();
        }
        assert_eq!(meter.count(address(1), now), Err(Duration::from_secs(1)));
        let later = now + Duration::from_millis(1100);
        meter.count(address(1), later).unwrap();
        meter.count(address(1), later).unwrap_err();
        let much_later = now + Duration::from_mins(10);
        for _ in 0..60 {
            meter.count(address(1), much_later).unwrap();
        }
        meter.count(address(1), much_later).unwrap_err();
    }

    #[test]
    fn one_addresss_requests_are_nobody_elses() {
        let (meter, now) = (Meter::per_minute(1), Instant::now());
        meter.count(address(1), now).unwrap();
        meter.count(address(1), now).unwrap_err();
        meter.count(address(2), now).unwrap();
    }

    #[test]
    fn being_refused_costs_nothing() {
        let (meter, now) = (Meter::per_minute(60), Instant::now());
        for _ in 0..1000 {
            let _ = meter.count(address(1), now);
        }
        meter.count(address(1), now + Duration::from_secs(1)).unwrap();
    }

    #[test]
    fn memory_is_bounded_and_the_busiest_stay_known() {
        let (meter, now) = (Meter { askers_max: 64, ..Meter::per_minute(2) }, Instant::now());
        let noisy = address(7);
        meter.count(noisy, now).unwrap();
        meter.count(noisy, now).unwrap();
        for index in 0..10_000_u32 {
            let _ = meter.count(IpAddr::from(index.to_be_bytes()), now);
        }
        let known: usize = meter.paid.iter().map(|part| part.lock().unwrap().len()).sum();
        assert!(known <= 64, "{known}");
        meter.count(noisy, now).unwrap_err();
    }
}
