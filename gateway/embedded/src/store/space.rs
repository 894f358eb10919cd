//! How many bytes of bodies the store holds, and how many it may.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::failure::Failure;

/// The count of body bytes, recorded and on their way in.
pub struct Space {
    bytes_max: Option<u64>,
    recorded: AtomicU64,
    reserved: AtomicU64,
}

impl Space {
    /// Starts from what the records say is held.
    pub fn new(bytes_max: Option<u64>, recorded: u64) -> Arc<Self> {
        let (recorded, reserved) = (AtomicU64::new(recorded), AtomicU64::new(0));
        Arc::new(Self { bytes_max, recorded, reserved })
    }

    /// Counts what a commit added or took away.
    pub fn record(&self, delta: i64) {
        let apply = |bytes: u64| Some(bytes.saturating_add_signed(delta));
        // The closure always answers, so the update cannot fail.
        let _ = self.recorded.fetch_update(Ordering::Relaxed, Ordering::Relaxed, apply);
    }

    /// A reservation of nothing yet.
    pub fn reservation(self: &Arc<Self>) -> Reservation {
        Reservation { space: Arc::clone(self), bytes: 0 }
    }
}

/// Bytes on their way in, counted until they are recorded or given up.
pub struct Reservation {
    space: Arc<Space>,
    bytes: u64,
}

impl Reservation {
    /// Asks for more bytes; refused when the store would outgrow its limit.
    pub fn grow(&mut self, bytes: u64) -> Result<(), Failure> {
        self.bytes += bytes;
        let reserved = self.space.reserved.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let recorded = self.space.recorded.load(Ordering::Relaxed);
        match self.space.bytes_max {
            Some(bytes_max) if bytes_max < recorded + reserved => Err(Failure::StorageFull),
            _ => Ok(()),
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.space.reserved.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reservation_given_up_makes_room_again() {
        let space = Space::new(Some(100), 40);
        let mut first = space.reservation();
        first.grow(60).unwrap();
        assert!(space.reservation().grow(1).is_err());
        drop(first);
        space.reservation().grow(60).unwrap();
        space.record(1);
        assert!(space.reservation().grow(60).is_err());
    }
}
