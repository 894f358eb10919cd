//! How many requests send bytes at once, over all files: whoever sends takes a lane first. First come, first served.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Clones share one state.
#[derive(Clone, Debug)]
pub struct Lanes(Rc<RefCell<State>>);

/// May send until it is dropped.
#[derive(Debug)]
pub struct Lane(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    limit: usize,
    taken: usize,
    waiting: VecDeque<(u64, Waker)>,
    last: u64,
}

/// A place among those that wait; given back also by who gave up.
struct Place {
    state: Rc<RefCell<State>>,
    number: u64,
}

impl Lanes {
    pub fn new(limit: usize) -> Self {
        let waiting = VecDeque::new();
        Self(Rc::new(RefCell::new(State { limit, taken: 0, waiting, last: 0 })))
    }

    /// From now on so many; who sends already goes on.
    pub fn open(&self, limit: usize) {
        self.0.borrow_mut().limit = limit;
        wake(&self.0);
    }

    /// All are taken, and somebody waits.
    pub fn are_full(&self) -> bool {
        let state = self.0.borrow();
        state.limit <= state.taken && !state.waiting.is_empty()
    }

    /// Ends once a lane is free for the caller.
    pub async fn take(&self) -> Lane {
        let number = {
            let mut state = self.0.borrow_mut();
            state.last += 1;
            let number = state.last;
            state.waiting.push_back((number, Waker::noop().clone()));
            number
        };
        let place = Place { state: Rc::clone(&self.0), number };
        poll_fn(|context| {
            let mut state = place.state.borrow_mut();
            let first = state.waiting.front().is_some_and(|(first, _)| *first == place.number);
            if first && state.taken < state.limit {
                state.taken += 1;
                return Poll::Ready(());
            }
            let own = state.waiting.iter_mut().find(|(number, _)| *number == place.number);
            if let Some((_, waker)) = own {
                waker.clone_from(context.waker());
            }
            Poll::Pending
        })
        .await;
        Lane(Rc::clone(&self.0))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.0.borrow_mut().taken -= 1;
        wake(&self.0);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.state.borrow_mut().waiting.retain(|(number, _)| *number != self.number);
        wake(&self.state);
    }
}

/// Whoever is first looks whether there is a lane; the others after.
fn wake(state: &RefCell<State>) {
    let waker = {
        let state = state.borrow();
        let first = state.waiting.front().filter(|_| state.taken < state.limit);
        first.map(|(_, waker)| waker.clone())
    };
    waker.into_iter().for_each(Waker::wake);
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    fn is_ready<T>(future: &mut std::pin::Pin<&mut impl Future<Output = T>>) -> Option<T> {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    #[test]
    fn lanes_are_taken_in_the_order_in_which_they_were_asked_for() {
        let lanes = Lanes::new(1);
        let (mut one, mut two, mut three) =
            (pin!(lanes.take()), pin!(lanes.take()), pin!(lanes.take()));
        let first = is_ready(&mut one).unwrap();
        assert!(is_ready(&mut two).is_none());
        assert!(is_ready(&mut three).is_none());
        assert!(lanes.are_full());
        drop(first);
        assert!(is_ready(&mut three).is_none(), "two was there before");
        let second = is_ready(&mut two).unwrap();
        lanes.open(2);
        let third = is_ready(&mut three).unwrap();
        assert!(!lanes.are_full());
        drop((second, third));
    }

    #[test]
    fn whoever_gives_up_waiting_keeps_nobody_waiting() {
        let lanes = Lanes::new(1);
        let mut one = pin!(lanes.take());
        let held = is_ready(&mut one).unwrap();
        let mut gone = Box::pin(lanes.take());
        assert!(is_ready(&mut gone.as_mut()).is_none());
        let mut last = pin!(lanes.take());
        assert!(is_ready(&mut last).is_none());
        drop(gone);
        drop(held);
        assert!(is_ready(&mut last).is_some());
    }
}
