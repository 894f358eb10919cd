//! `/s/{link}` and what lies below it: what a share link opens, to whoever holds it. People get a page, programs the
//! bytes. Sessions are not looked at.
//!
//! Invariants: everything is asked of the policy as the link, at each request; nothing of a link that is over, or beyond
//! its reach, is told; user content is protected as everywhere ([`content`](super::content)).

mod asked;
mod bytes;
mod door;
mod pages;
mod preview;
mod reach;
mod receive;
mod refusal;

use std::net::IpAddr;

use axum::Form;
use axum::body::Body;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use gateway_api::{Act, Way};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use self::asked::Asked;
use self::reach::{Reach, Thing};
use super::activity::{Pending, Whence, refusal_word};
use super::walk::Source;
use crate::activity::{Activity, Entry};
use crate::app::{App, Portal};
use crate::database::{Database, UsableLink};
use crate::error::Error;
use crate::identity::Identity;
use crate::links::{Links, Visitor};
use crate::policy::{Caller, LinkId, PersonId};
use crate::turns::Turns;
use crate::{identity, policy};

/// What answers for links are made with.
#[derive(Clone)]
pub struct Shared {
    links: Links,
    source: Source,
    database: Database,
    turns: Turns,
    activity: Activity,
    portal: Portal,
}

impl FromRef<App> for Shared {
    fn from_ref(app: &App) -> Self {
        Self {
            links: app.links.clone(),
            source: Source::from_ref(app),
            database: app.database.clone(),
            turns: app.turns.clone(),
            activity: app.activity.clone(),
            portal: app.portal.clone(),
        }
    }
}

/// Somebody with a link that is good, and past its password.
struct Visit<'a> {
    shared: &'a Shared,
    link: Box<UsableLink>,
    caller: Caller,
    reach: Reach,
    visitor: Visitor,
    from: IpAddr,
    asked: &'a Asked,
    headers: &'a HeaderMap,
    method: &'a Method,
    now: Timestamp,
}

/// What a link opens: a page for people, bytes for programs.
pub async fn open(
    method: Method,
    asked: Asked,
    headers: HeaderMap,
    Whence(from): Whence,
    State(shared): State<Shared>,
) -> Response {
    let answer = async {
        let visit = Visit::enter(&shared, &asked, &headers, &method, from).await?;
        visit.answer().await
    };
    unkept(answer.await.unwrap_or_else(|error| refusal::tell(error, &asked)))
}

/// Takes a file in through an upload request; `Content-Length` is required.
pub async fn receive(
    method: Method,
    asked: Asked,
    headers: HeaderMap,
    Whence(from): Whence,
    State(shared): State<Shared>,
    body: Body,
) -> Response {
    let answer = async {
        let visit = Visit::enter(&shared, &asked, &headers, &method, from).await?;
        let Some(terms) = &visit.link.upload else {
            return Ok(StatusCode::METHOD_NOT_ALLOWED.into_response());
        };
        match receive::file(&visit, terms, body).await {
            Ok(response) => Ok(response),
            Err(error) => {
                Err(visit.refused(refusal::hidden(error, &visit.reach, &Thing::All)).await)
            }
        }
    };
    unkept(answer.await.unwrap_or_else(Error::into_response))
}

/// The field of the page that asks for a password.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    password: String,
}

/// Takes the password from the page; the browser then comes back with a cookie that is good for this link alone.
pub async fn unlock(
    asked: Asked,
    headers: HeaderMap,
    Whence(from): Whence,
    State(shared): State<Shared>,
    State(identity): State<Identity>,
    Form(form): Form<PasswordForm>,
) -> Response {
    let now = Timestamp::now();
    let answer = async {
        // Whoever has the password may use it where they like; but no other site sends people through here.
        let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
        let sender = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or_default());
        let ours = sender.is_none_or(|sender| sender == identity.origin() || sender == "null");
        if !ours || site.is_some_and(|site| site != "same-origin") {
            return Err(identity::Error::Forged.into());
        }
        let link = door::find(&shared, &asked.id, from, now).await?;
        let visitor = door::visitor(&link, from);
        let password = SecretString::from(form.password);
        door::unlock(&shared, &link, visitor, password, from, now).await?;
        let (token, seconds) = shared.links.give_pass(link.link.id, now).await?;
        let cookie = door::cookie(&asked.id, &token, seconds, shared.portal.https);
        let here = [(header::LOCATION, HeaderValue::try_from(asked.here()).ok())];
        let mut response = StatusCode::SEE_OTHER.into_response();
        for (name, value) in here.into_iter().chain([(header::SET_COOKIE, cookie)]) {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
        Ok(response)
    };
    let answer = answer.await.unwrap_or_else(|error| match error {
        Error::LinkPassword if asked.page => refusal::wrong_password(&asked),
        error => refusal::tell(error, &asked),
    });
    unkept(answer)
}

/// Neither kept nor found: what is open now may be closed at the next moment.
fn unkept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    response
}

impl<'a> Visit<'a> {
    /// Lets in whoever holds a link that is good, and knows its password where it has one.
    async fn enter(
        shared: &'a Shared,
        asked: &'a Asked,
        headers: &'a HeaderMap,
        method: &'a Method,
        from: IpAddr,
    ) -> Result<Self, Error> {
        let now = Timestamp::now();
        let link = door::find(shared, &asked.id, from, now).await?;
        let visitor = door::visitor(&link, from);
        door::pass(shared, &link, visitor, headers, from, now).await?;
        let (caller, reach) = (Caller::ShareLink(link.link.clone()), Reach::of(&link.link));
        Ok(Self { shared, link, caller, reach, visitor, from, asked, headers, method, now })
    }

    async fn answer(&self) -> Result<Response, Error> {
        if self.is_used_up().await? {
            return Err(self.refused(Error::LinkOver).await);
        }
        if let Some(terms) = &self.link.upload {
            return match pages::receiving(self, terms).await {
                Ok(response) => Ok(response),
                Err(error) => {
                    Err(self.refused(refusal::hidden(error, &self.reach, &Thing::All)).await)
                }
            };
        }
        let thing = self.reach.thing(&self.asked.below)?;
        let query = &self.asked.query;
        let raw = query.download.is_some() || query.show.is_some() || query.zip.is_some();
        let answer = match &thing {
            _ if self.asked.page && !raw => pages::show(self, &thing).await,
            Thing::Object(key) => bytes::object(self, key).await,
            Thing::All | Thing::Folder(_) => bytes::zip(self, &thing).await,
        };
        match answer {
            Ok(response) => Ok(response),
            Err(error) => Err(self.refused(refusal::hidden(error, &self.reach, &thing)).await),
        }
    }

    /// As many were taken as may be; who took one lately may finish.
    async fn is_used_up(&self) -> Result<bool, Error> {
        let link = &self.link;
        let used = link.face.downloads_max.is_some_and(|max| link.downloads >= u64::from(max));
        Ok(used && !self.shared.links.has_taken(link.link.id, self.visitor, self.now).await?)
    }

    /// Whether looking is free: where downloads are counted, nothing is shown that would have to be counted.
    fn may_show(&self) -> bool {
        self.link.face.downloads_max.is_none()
    }

    /// Writes down what was done by the link.
    fn record(&self, act: Act, key: Option<&str>) {
        let mut entry = self.entry(act);
        entry.key = key.map(str::to_owned);
        self.shared.activity.record(entry);
    }

    /// What is written down when that which was begun has ended.
    fn begin(&self, act: Act, place: &str) -> Pending {
        let mut entry = self.entry(act);
        entry.key = Some(place.to_owned()).filter(|place| !place.is_empty());
        Pending::of(self.shared.activity.clone(), entry)
    }

    /// Writes down that something was refused, once an hour.
    async fn refused(&self, error: Error) -> Error {
        let id = self.link.link.id;
        let first = self.shared.links.count_refusal(id, self.visitor, self.now).await;
        if first.unwrap_or_default() {
            let mut entry = self.entry(Act::OpenLink);
            entry.refusal = Some(refusal_word(&error));
            self.shared.activity.record(entry);
        }
        error
    }

    fn entry(&self, act: Act) -> Entry {
        let policy::ShareLink { id, bucket, sharer, .. } = &self.link.link;
        let mut entry = entry(act, *id, sharer.id, self.from, self.now);
        entry.instance = Some(bucket.instance.to_string());
        entry.bucket = Some(bucket.name.to_string());
        entry
    }
}

/// What is written down is done in the sharer's name.
fn entry(act: Act, link: LinkId, sharer: PersonId, from: IpAddr, now: Timestamp) -> Entry {
    Entry {
        person: Some(sharer),
        link: Some(link),
        from: Some(from),
        ..Entry::of(act, Way::Link, now)
    }
}
