//! What is done in a bucket, told to whoever shows it as commands; nobody, unless the person asked for it.

use std::cell::RefCell;
use std::rc::Rc;

use snippets::Act;

/// Hears the bucket and what was done in it.
type Listener = Rc<dyn Fn(&str, Act)>;

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Tells what is being done.
pub fn note(bucket: &str, act: Act) {
    let listener = LISTENER.with_borrow(Clone::clone);
    if let Some(listener) = listener {
        listener(bucket, act);
    }
}

/// From now on `listener` hears; nobody does without one.
pub fn listen(listener: Option<Listener>) {
    LISTENER.set(listener);
}
