//! Who is signed in, as the gateway says. The page holds no token and decides nothing.

use gateway_api::{Person, Session};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::Language;

use crate::{gateway, links};

/// The session, asked once and again whenever the gateway says that nobody is signed in.
#[derive(Clone, Copy)]
pub struct SessionContext {
    session: RwSignal<Option<Result<Session, gateway::Error>>>,
    /// Somebody was signed in here and is not any more.
    ended: RwSignal<bool>,
}

impl SessionContext {
    /// `None` while it is being asked.
    pub fn get(self) -> Option<Result<Session, gateway::Error>> {
        self.session.get()
    }

    pub fn person(self) -> Option<Person> {
        self.session.with(|session| session.as_ref()?.as_ref().ok()?.person.clone())
    }

    pub fn ends_at(self) -> Option<String> {
        self.session.with(|session| session.as_ref()?.as_ref().ok()?.ends_at.clone())
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

    pub fn version(self) -> Option<String> {
        self.session.with(|session| Some(session.as_ref()?.as_ref().ok()?.version.clone()))
    }

    /// Somebody was signed in and is not any more: what is on screen stays, with an offer to sign in again.
    pub fn has_ended(self) -> bool {
        self.ended.get()
    }

    pub fn ask_again(self) {
        spawn_local(async move {
            let session = gateway::session().await;
            self.session.set(Some(session));
        });
    }
}

/// Provides the session; before the router, whose language depends on it.
pub fn provide_session() -> SessionContext {
    let session = RwSignal::new(None);
    let ended = RwSignal::new(false);
    let context = SessionContext { session, ended };
    gateway::when_signed_out(move || {
        let was_signed_in = context.session.with_untracked(|session| {
            session.as_ref().and_then(|s| s.as_ref().ok()).is_some_and(|s| s.person.is_some())
        });
        if was_signed_in && !ended.get_untracked() {
            ended.set(true);
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
