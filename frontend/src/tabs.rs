//! What the tabs of one browser tell each other, so that none shows what another has changed.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// What another tab did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Somebody signed in or out, or stays signed in for longer: the session is to be asked for again.
    Session,
    /// Preferences were written.
    Preferences,
}

impl News {
    const ALL: [Self; 2] = [Self::Session, Self::Preferences];

    const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Preferences => "preferences",
        }
    }
}

thread_local! {
    /// One a tab: a channel does not hear itself.
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Tells the other tabs. A browser without channels tells nobody; the next request finds out then.
pub fn tell(news: News) {
    if let Some(channel) = channel() {
        let _ = channel.post_message(&news.word().into());
    }
}

/// Hears what other tabs tell, for as long as the page lives.
pub fn listen(listener: impl Fn(News) + 'static) {
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let word = event.data().as_string().unwrap_or_default();
        if let Some(news) = News::ALL.into_iter().find(|news| news.word() == word) {
            listener(news);
        }
    });
    if let Some(channel) = channel() {
        let listens =
            channel.add_event_listener_with_callback("message", heard.as_ref().unchecked_ref());
        if listens.is_ok() {
            heard.forget();
        }
    }
}

fn channel() -> Option<BroadcastChannel> {
    CHANNEL.with_borrow_mut(|channel| {
        if channel.is_none() {
            *channel = BroadcastChannel::new("cellier").ok();
        }
        channel.clone()
    })
}
