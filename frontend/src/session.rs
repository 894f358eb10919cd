//! Who is signed in, as the gateway says. The page holds no token and decides nothing.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

use gateway_api::{Person, ProblemKind, S3Side, Session};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::Language;

use crate::effects::effect;
use crate::tabs::{self, News};
use crate::{gateway, links};

/// An answer that did not come is asked for again after so long.
const RETRY_SECONDS: u64 = 30;

/// The session, asked once and again whenever it may have changed.
#[derive(Clone, Copy)]
pub struct SessionContext {
    session: RwSignal<Option<Result<Session, gateway::Error>>>,
    /// Somebody was signed in here and is not any more: how often that was noticed since, zero while it is not so.
    ended: RwSignal<u32>,
    /// What waits for that to be over.
    waiting: StoredValue<Vec<Waker>>,
    /// The person chose to sign out: the gateway may have forgotten them already.
    leaving: RwSignal<bool>,
}

impl SessionContext {
    /// `None` while it is being asked.
    pub fn get(self) -> Option<Result<Session, gateway::Error>> {
        self.session.get()
    }

    pub fn person(self) -> Option<Person> {
        self.session.with(|session| session.as_ref()?.as_ref().ok()?.person.clone())
    }

    /// How long the session still lasted when the answer was given, and whether it can be made to last longer. Tells
    /// its readers of every answer, also of one that says the same.
    pub fn left(self) -> Option<(u64, bool)> {
        self.session.with(|session| {
            let session = session.as_ref()?.as_ref().ok()?;
            Some((session.ends_in_seconds?, session.renewable))
        })
    }

    /// Whether somebody is signed in here and means to stay.
    pub fn is_staying(self) -> bool {
        self.person().is_some() && !self.leaving.get()
    }

    /// To be told before signing out is asked for, and taken back where that failed: a page that went on asking would be
    /// refused.
    pub fn set_leaving(self, leaving: bool) {
        self.leaving.set(leaving);
    }

    pub fn is_known(self) -> bool {
        self.session.with(Option::is_some)
    }

    /// Whether signing in can be begun now; assumed until the gateway says otherwise.
    pub fn sign_in_available(self) -> bool {
        self.session.with(|session| {
            session.as_ref().and_then(|s| s.as_ref().ok()).is_none_or(|s| s.sign_in_available)
        })
    }

    /// Which French the operator chose: `CA` until it is known.
    pub fn french(self) -> String {
        self.session.with(|session| {
            let session = session.as_ref().and_then(|session| session.as_ref().ok());
            session.map_or_else(|| "CA".to_owned(), |session| session.french.clone())
        })
    }

    /// Where programs go.
    pub fn s3(self) -> Option<S3Side> {
        self.session.with(|session| session.as_ref()?.as_ref().ok()?.s3.clone())
    }

    pub fn version(self) -> Option<String> {
        self.session.with(|session| Some(session.as_ref()?.as_ref().ok()?.version.clone()))
    }

    /// Somebody was signed in and is not any more: what is on screen stays, with an offer to sign in again.
    pub fn has_ended(self) -> bool {
        self.ended.get() != 0
    }

    /// How often that was noticed: whoever put the offer aside, and then asks for something, is offered it again.
    pub fn ended_times(self) -> u32 {
        self.ended.get()
    }

    /// Asks, and asks again as often as nobody was signed in any more but then is: what is under way when the session
    /// ends waits for the person to come back. Whoever was never signed in here gets the refusal.
    pub async fn signed_in<T, F: Future<Output = Result<T, gateway::Error>>>(
        self,
        request: impl Fn() -> F,
    ) -> Result<T, gateway::Error> {
        loop {
            let answer = request().await;
            let refused = matches!(&answer, Err(error) if error.is(ProblemKind::NotSignedIn));
            if !refused || self.ended.try_get_untracked().is_none_or(|ended| ended == 0) {
                return answer;
            }
            poll_fn(|context| match self.ended.try_get_untracked() {
                Some(ended) if ended != 0 => {
                    let waker = context.waker().clone();
                    self.waiting.try_update_value(|waiting| waiting.push(waker));
                    Poll::Pending
                }
                _ => Poll::Ready(()),
            })
            .await;
        }
    }

    /// Asks who is signed in and until when; asking does not make it last longer.
    pub fn ask_again(self) {
        spawn_local(async move {
            let answer = gateway::session().await;
            let known = self.session.try_with_untracked(|known| matches!(known, Some(Ok(_))));
            if answer.is_err() && known == Some(true) {
                // Without a line nobody is signed out: asked again when there may be one.
                set_timeout(move || self.ask_again(), Duration::from_secs(RETRY_SECONDS));
            } else {
                self.session.set(Some(answer));
            }
        });
    }

    /// Makes the session last longer, here and in the other tabs.
    pub fn renew(self) {
        spawn_local(async move {
            // A refusal ends the session here too; silence leaves things as they are, and is asked about again.
            let renewed = gateway::renew_session().await;
            self.ask_again();
            if renewed.is_ok() {
                tabs::tell(News::Session);
            }
        });
    }
}

/// Provides the session; before the router, whose language depends on it.
pub fn provide_session() -> SessionContext {
    let session = RwSignal::new(None);
    let ended = RwSignal::new(0_u32);
    let (waiting, leaving) = (StoredValue::default(), RwSignal::new(false));
    let context = SessionContext { session, ended, waiting, leaving };
    gateway::when_signed_out(move || {
        let was_signed_in = context.session.with_untracked(|session| {
            session.as_ref().and_then(|s| s.as_ref().ok()).is_some_and(|s| s.person.is_some())
        });
        if was_signed_in || ended.get_untracked() != 0 {
            ended.update(|times| *times = times.saturating_add(1));
        }
    });
    let mut first = None::<String>;
    effect(move |_| {
        let Some(Ok(session)) = session.get() else { return };
        let now = session.person.map(|person| person.handle);
        match (&first, &now) {
            // What is on screen is another person's: nothing of it may stay.
            (Some(first), Some(now)) if first != now => {
                let _ = window().location().reload();
            }
            (Some(_), None) if ended.get_untracked() == 0 => ended.set(1),
            (_, Some(_)) => ended.set(0),
            (_, None) => {}
        }
        first = first.take().or(now);
    });
    tabs::listen(move |news| {
        if news == News::Session {
            context.ask_again();
        }
    });
    effect(move |_| {
        if !context.has_ended() {
            let waiting = context.waiting.try_update_value(std::mem::take).unwrap_or_default();
            waiting.into_iter().for_each(Waker::wake);
        }
    });
    provide_context(context);
    context.ask_again();
    context
}

#[expect(clippy::expect_used, reason = "the application provides the session before anything else")]
pub fn use_session() -> SessionContext {
    use_context().expect("the session is provided")
}

/// The address that signs in and leads back to this very place.
pub fn sign_in_here(language: Language) -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let search = location.search().unwrap_or_default();
    links::sign_in(language, &format!("{path}{search}"))
}

/// Signs in in a window of its own, so that this page stays as it is. `false` where the browser opened none: the link
/// that was pressed leads to a new tab then.
pub fn sign_in_beside(language: Language) -> bool {
    let address = links::sign_in(language, &links::signed_in(language));
    let features = "popup,width=520,height=720";
    let opened =
        window().open_with_url_and_target_and_features(&address, "cellier-sign-in", features);
    opened.ok().flatten().is_some()
}
