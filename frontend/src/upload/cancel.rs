//! Giving up work that is under way: whoever holds a [`Cancel`] can end the future that runs under it.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    cancelled: bool,
    waker: Option<Waker>,
}

impl Cancel {
    pub fn cancel(&self) {
        let waker = {
            let mut state = self.0.borrow_mut();
            state.cancelled = true;
            state.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    /// Some work may still run under it.
    pub fn is_shared(&self) -> bool {
        1 < Rc::strong_count(&self.0)
    }

    /// The work's result, or `None` once it is given up; the work is dropped then, which aborts its request.
    pub async fn unless<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        poll_fn(|context| {
            {
                let mut state = self.0.borrow_mut();
                if state.cancelled {
                    return Poll::Ready(None);
                }
                state.waker = Some(context.waker().clone());
            }
            work.as_mut().poll(context).map(Some)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::task::Context;

    use super::*;

    #[test]
    fn work_ends_by_itself_or_by_being_given_up() {
        let mut context = Context::from_waker(Waker::noop());
        let cancel = Cancel::default();
        let mut finished = pin!(cancel.unless(std::future::ready(7)));
        assert_eq!(finished.as_mut().poll(&mut context), Poll::Ready(Some(7)));
        let mut endless = pin!(cancel.unless(std::future::pending::<()>()));
        assert_eq!(endless.as_mut().poll(&mut context), Poll::Pending);
        cancel.cancel();
        assert_eq!(endless.as_mut().poll(&mut context), Poll::Ready(None));
    }
}
