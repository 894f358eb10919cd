//! A portal with nothing but its sign-in, a provider, a clock that tests move, and browsers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use cellier::activity::{Activity, Rules};
use cellier::adoption::Adoption;
use cellier::database::Database;
use cellier::error::as_problem;
use cellier::identity::{Clock, Error, Identity, Session, Settings, SignedIn, csrf};
use cellier::layers::{Limits, Meter, Proxies};
use cellier::policy::{Caller, Handle};
use cellier::routes::sign_in;
use cellier::sealing::SealingKey;
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;

use super::provider::{CLIENT_ID, CLIENT_SECRET, Provider};

pub const PORTAL: &str = "https://portal.example";

pub struct World {
    pub provider: Provider,
    pub database: Database,
    pub identity: Identity,
    pub router: Router,
    pub folder: TempDir,
    now: Arc<AtomicI64>,
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let now = Arc::new(AtomicI64::new(1_800_000_000));
        let provider = Provider::start(Arc::clone(&now)).await;
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
        let mut settings = Settings::new(&provider.issuer, CLIENT_ID, PORTAL);
        settings.client_secret = Some(CLIENT_SECRET.into());
        change(&mut settings);
        let ticking = Arc::clone(&now);
        let clock =
            Clock::new(move || Timestamp::from_second(ticking.load(Ordering::Relaxed)).unwrap());
        let key = SealingKey::random().unwrap();
        let identity = Identity::with_clock(&settings, database.clone(), key, clock).unwrap();
        let router = router(identity.clone(), Adoption::default(), database.clone());
        Self { provider, database, identity, router, folder, now }
    }

    /// From now on newcomers are welcomed so.
    pub fn adopt(&mut self, adoption: Adoption) {
        self.router = router(self.identity.clone(), adoption, self.database.clone());
    }

    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new() }
    }

    /// A browser in which the provider's person has signed in.
    pub async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let query = self.begin(&mut browser).await;
        let back = browser.get(&format!("/auth/callback?{query}")).await;
        assert_eq!(back.location(), "/en/", "the sign-in failed");
        browser
    }

    /// Goes to the provider and comes back with the query of the callback.
    pub async fn begin(&self, browser: &mut Browser) -> String {
        let gone = browser.get("/auth/sign-in").await;
        self.provider.authorize(&gone.location())
    }

    /// A whole sign-in; answers where the person ends up.
    pub async fn try_sign_in(&self, browser: &mut Browser) -> String {
        let query = self.begin(browser).await;
        browser.get(&format!("/auth/callback?{query}")).await.location()
    }

    pub async fn groups_of(&self, handle: &str) -> Vec<String> {
        let handle = Handle::parse(handle).unwrap();
        self.database.person_by_handle(&handle).await.unwrap().unwrap().person.groups
    }

    /// Posts a logout token as the provider does, without cookies or marks.
    pub async fn post_logout(&self, token: &str) -> Answer {
        let request = Request::post("/auth/back-channel-logout")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("logout_token={token}")))
            .unwrap();
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

#[derive(Clone, FromRef)]
struct Parts {
    identity: Identity,
    adoption: Adoption,
    activity: Activity,
    limits: Limits,
}

fn router(identity: Identity, adoption: Adoption, database: Database) -> Router {
    let activity = Activity::new(database, Rules::default());
    let limits = Limits {
        proxies: Proxies::default(),
        sign_in: Meter::per_minute(600),
        provider_calls: Meter::per_minute(600),
        public: Meter::per_minute(600),
        downloads: Meter::per_minute(600),
    };
    Router::new()
        .route("/auth/sign-in", get(sign_in::begin))
        .route("/auth/callback", get(sign_in::callback))
        .route("/auth/sign-out", post(sign_in::sign_out))
        .route("/auth/leave", get(sign_in::leave))
        .route("/who", get(who))
        .route("/mine", get(mine))
        .route("/look", get(look))
        .route("/renew", post(renew))
        .layer(from_fn_with_state(identity.clone(), guard))
        .route("/auth/back-channel-logout", post(sign_in::back_channel_logout))
        .layer(map_response(async |response: Response<Body>| as_problem(None, response)))
        .with_state(Parts { identity, adoption, activity, limits })
}

async fn guard(
    State(identity): State<Identity>,
    request: Request<Body>,
    next: Next,
) -> Response<Body> {
    if csrf::is_ours(request.method(), request.headers(), identity.origin()) {
        next.run(request).await
    } else {
        Error::Forged.into_response()
    }
}

async fn who(caller: Caller) -> String {
    match caller {
        Caller::Person(person) => person.handle.to_string(),
        Caller::AccessKey(key) => key.id.to_string(),
        Caller::ShareLink(_) => "a link".to_owned(),
        Caller::Anonymous => "anonymous".to_owned(),
        Caller::Cellier => "cellier".to_owned(),
    }
}

/// Seconds the session still lasts, without using it.
async fn look(headers: HeaderMap, State(identity): State<Identity>) -> String {
    left(&identity, identity.look_at_session(&headers).await.unwrap())
}

async fn renew(headers: HeaderMap, State(identity): State<Identity>) -> String {
    left(&identity, identity.renew_session(&headers).await.unwrap())
}

fn left(identity: &Identity, session: Option<Session>) -> String {
    let left = session.map(|session| session.idle_ends_at.min(session.ends_at));
    left.map_or_else(|| "over".to_owned(), |end| identity.seconds_until(end).to_string())
}

async fn mine(SignedIn(person): SignedIn) -> String {
    format!("{} {}", person.name, person.email.unwrap_or_default())
}

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, &[]).await
    }

    pub async fn post(&mut self, address: &str) -> Answer {
        let marks = [("sec-fetch-site", "same-origin"), (gateway_api::CSRF_HEADER, "1")];
        self.send(Method::POST, address, &marks).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        address: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut request =
            Request::builder().method(method).uri(address).header(header::COOKIE, cookies);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = Answer::read(self.router.clone().oneshot(request).await.unwrap()).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Handle of who is signed in, or `anonymous`.
    pub async fn who(&mut self) -> String {
        self.get("/who").await.body
    }

    pub fn session_cookie(&self) -> Option<&String> {
        self.cookies.get("__Host-cellier")
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status: head.status, headers: head.headers, body }
    }

    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        assert_eq!(self.headers[header::CACHE_CONTROL], "no-store");
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}
