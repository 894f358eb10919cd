//! Parts of the page that are fetched when they are first needed. What a `#[wasm_split(part, fallible)]` function
//! makes, and all that only such functions use, is cut out of the main file (scripts/page/split.mjs); here is what is
//! shown until it is there, and what is said when it cannot be.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use locales::text;
use wasm_split_helpers::SplitLoaderError;

use crate::components::{
    Button, Icon, Notice, NoticeKind, Skeleton, SkeletonShape, focus_late_content, focus_late_items,
};
use crate::effects::effect;
use crate::gateway;
use crate::i18n::use_words;

/// What a `#[wasm_split(…, fallible)]` function returns.
pub type Part = Result<AnyView, SplitLoaderError>;

/// The page answers and draws first.
const PREFETCH_AFTER: Duration = Duration::from_secs(1);

thread_local! {
    /// Tries again what failed in silence.
    static ASIDE: RefCell<Vec<Callback<()>>> = const { RefCell::new(Vec::new()) };
}

type Fetching = Pin<Box<dyn Future<Output = Part>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fetching,
    Here,
    /// The line failed: trying again may help.
    Failed,
    /// The gateway was upgraded and has other files now: only reloading the page helps.
    Gone,
}

/// Shows what `make` makes: at once when its part was fetched before, else an outline until it is.
///
/// `make` is called again when the person tries again. It calls a `#[wasm_split]` function, whose future is otherwise
/// of no use: `lazy(move || panel(browser, key.clone()))`.
pub fn lazy<F: Future<Output = Part> + 'static>(make: impl Fn() -> F + 'static) -> AnyView {
    lazy_boxed(Box::new(move || Box::pin(make())), true)
}

/// Shows what `make` makes once it can: for what comes to the help of something that is there and does without, as
/// the proposals for a field. Nothing is said of waiting or failing; where its part cannot be fetched, it is tried again
/// when another one could.
pub fn lazy_aside<F: Future<Output = Part> + 'static>(make: impl Fn() -> F + 'static) -> AnyView {
    lazy_boxed(Box::new(move || Box::pin(make())), false)
}

/// Compiled once.
fn lazy_boxed(make: Box<dyn Fn() -> Fetching>, told: bool) -> AnyView {
    let make = move || -> Fetching { Box::pin(ScopedFuture::new_untracked(make())) };
    let mut fetching = make();
    let first = match fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(view)) => return view,
        Poll::Ready(Err(_)) => State::Failed,
        Poll::Pending => State::Fetching,
    };
    let state = RwSignal::new(first);
    let here = StoredValue::new_local(None::<AnyView>);
    if first == State::Fetching {
        follow(fetching, state, here);
    }
    let owner = Owner::current();
    let make = StoredValue::new_local(make);
    let again = Callback::new(move |()| {
        if state.try_set(State::Fetching).is_some() {
            return;
        }
        let make = || make.with_value(|make| make());
        let fetching = owner.as_ref().map_or_else(make, |owner| owner.with(make));
        follow(fetching, state, here);
    });
    if !told {
        effect(move |_| {
            if state.get() == State::Failed {
                ASIDE.with_borrow_mut(|aside| aside.push(again));
            }
        });
    }
    let words = use_words();
    let reload = Callback::new(|()| {
        let _ = window().location().reload();
    });
    (move || match state.get() {
        State::Here => here.try_update_value(Option::take).flatten().into_any(),
        _ if !told => ().into_any(),
        State::Fetching => {
            let loading = Signal::derive(move || text::part_loading(words.language()).to_owned());
            view! { <Skeleton shape=SkeletonShape::Text count=3 text=loading /> }.into_any()
        }
        failed => {
            let gone = failed == State::Gone;
            let (sentence, action, act): (fn(_) -> _, fn(_) -> _, _) = if gone {
                (text::portal_updated, text::reload, reload)
            } else {
                (text::part_failed, text::retry, again)
            };
            view! {
                <Notice kind=NoticeKind::Danger>
                    <p>{words.say(sentence)}</p>
                    <div class="notice__actions">
                        <Button icon=Icon::Retry on_press=act>
                            {words.say(action)}
                        </Button>
                    </div>
                </Notice>
            }
            .into_any()
        }
    })
    .into_any()
}

/// Fetches a part before anybody asks for it, a moment after what is on screen came. Failing is told when it is needed.
pub fn prefetch<F: Future<Output = Result<(), SplitLoaderError>> + 'static>(fetch: fn() -> F) {
    let fetch = move || {
        if window().navigator().on_line() {
            spawn_local(async move { drop(fetch().await) });
        }
    };
    set_timeout(fetch, PREFETCH_AFTER);
}

/// Waits for the part. Whoever went on meanwhile is not followed: nothing is made for a place that is gone.
fn follow(
    mut fetching: Fetching,
    state: RwSignal<State>,
    here: StoredValue<Option<AnyView>, LocalStorage>,
) {
    spawn_local(async move {
        let part = poll_fn(|context| match state.try_get_untracked() {
            Some(_) => fetching.as_mut().poll(context).map(Some),
            None => Poll::Ready(None),
        });
        let next = match part.await {
            None => return,
            Some(Ok(view)) => {
                here.try_update_value(|here| *here = Some(view));
                let aside = ASIDE.with_borrow_mut(std::mem::take);
                for again in aside {
                    again.try_run(());
                }
                focus_late_content();
                focus_late_items();
                State::Here
            }
            Some(Err(_)) if gateway::page_is_gone().await => State::Gone,
            Some(Err(_)) => State::Failed,
        };
        state.try_set(next);
    });
}
