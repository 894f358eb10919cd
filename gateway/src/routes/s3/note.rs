//! What is recorded of a request: what is written and what is refused always, of the reads a part.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::response::Response;
use gateway_api::{Act, Way};
use http::StatusCode;
use jiff::Timestamp;

use crate::activity::{Activity, Entry};
use crate::policy::{Caller, Owner};
use crate::s3::call::Call;
use crate::s3::operation::Action;

/// The code of a refusal, beside the answer that tells it: borrowed where it is ours, owned where an instance told it.
#[derive(Clone, Debug)]
pub struct Told(pub Cow<'static, str>);

/// What is known so far of a request; nothing before its signature was proved.
#[derive(Debug, Default)]
pub struct Note {
    entry: Option<Entry>,
    /// As the S3 API Reference calls what is asked.
    pub call: Option<&'static str>,
}

impl Note {
    /// Now it is known who asks for what.
    pub fn fill(&mut self, caller: &Caller, call: &Call, from: IpAddr, now: Timestamp) {
        self.call = Some(call.spec().title);
        let Caller::AccessKey(key) = caller else { return };
        let one = (call.keys.len() == 1).then(|| call.key()).flatten();
        let (person, by_team) = match key.owner.id() {
            Owner::Person(person) => (Some(person), None),
            Owner::Team(team) => (None, Some(team)),
        };
        self.entry = Some(Entry {
            person,
            by_team,
            access_key: Some(key.id.clone()),
            instance: Some(key.scope.instance.as_str().to_owned()),
            bucket: call.bucket.as_ref().map(|bucket| bucket.as_str().to_owned()),
            key: one.map(|key| key.as_str().to_owned()),
            call: Some(call.spec().title),
            from: Some(from),
            ..Entry::of(act(call.action()), Way::Key, now)
        });
    }

    /// Now it is known what was answered.
    pub fn record(self, activity: &Activity, answered: &Response) {
        let Some(mut entry) = self.entry else { return };
        let status = answered.status();
        if status.is_client_error() || status.is_server_error() {
            let told = answered.extensions().get::<Told>();
            entry.refusal =
                Some(told.map_or_else(
                    || status.as_u16().to_string(),
                    |told| told.0.clone().into_owned(),
                ));
        }
        let reads = matches!(entry.act, Act::Read | Act::List | Act::InspectBucket);
        if !reads || status == StatusCode::FORBIDDEN || activity.samples_read() {
            activity.record(entry);
        }
    }
}

fn act(action: Action) -> Act {
    match action {
        Action::ListBuckets | Action::List => Act::List,
        Action::InspectBucket => Act::InspectBucket,
        Action::CreateBucket => Act::CreateBucket,
        Action::DeleteBucket => Act::DeleteBucket,
        Action::ConfigureBucket | Action::Share | Action::Manage => Act::ConfigureBucket,
        Action::Read => Act::Read,
        Action::Add | Action::Write => Act::Write,
        Action::Delete | Action::Purge => Act::Delete,
    }
}
