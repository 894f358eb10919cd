//! Whose keys: one's own, or those of a team. What is done with them is the same, and is written down alike.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use gateway_api::{
    AccessKey as AccessKeyView, AccessKeyBucket, AccessKeyList, Act, ChangeAccessKey,
    CreateAccessKey, CreatedAccessKey,
};
use http::StatusCode;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

use super::scope;
use crate::activity::{Activity, Entry};
use crate::app::Portal;
use crate::catalog::Catalog;
use crate::database::{AccessKeyRecord, Database, KeyChange};
use crate::error::Error;
use crate::identity::{AccessKeys, MadeKey, TemporaryWish, Wish};
use crate::layers::Limits;
use crate::policy::{
    AccessKey, AccessKeyId, Caller, Denied, KeyOwner, KeyPrefix, KeyScope, Owner, Person, Reach,
    Team,
};
use crate::routes::activity::Scribe;
use crate::routes::extract::Json;
use crate::routes::gate::Gate;
use crate::routes::teams::{self, OfTeam};
use crate::s3::names::{BucketName, InstanceId};
use crate::sts::DURATION_SECONDS_MIN;

/// The keys of one owner, in the hands of whoever may make, change and end them.
pub struct Keyring {
    person: Person,
    /// Whose keys they are, where they are not the person's own.
    team: Option<Team>,
}

/// What it takes to make a key.
pub struct Locksmith {
    pub(in crate::routes) gate: Gate,
    catalog: Arc<Catalog>,
    database: Database,
    pub(in crate::routes) access_keys: AccessKeys,
    pub(in crate::routes) portal: Portal,
    pub(in crate::routes) scribe: Scribe,
}

impl<S> FromRequestParts<S> for Locksmith
where
    Gate: FromRef<S>,
    Arc<Catalog>: FromRef<S>,
    Database: FromRef<S>,
    AccessKeys: FromRef<S>,
    Portal: FromRef<S>,
    Activity: FromRef<S>,
    Limits: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        Ok(Self {
            gate: Gate::from_ref(state),
            catalog: Arc::<Catalog>::from_ref(state),
            database: Database::from_ref(state),
            access_keys: AccessKeys::from_ref(state),
            portal: Portal::from_ref(state),
            scribe: Scribe::from_request_parts(parts, state).await?,
        })
    }
}

impl Keyring {
    pub fn own(person: Person) -> Self {
        Self { person, team: None }
    }

    /// That of a team, for whoever manages it now. That a member tried to do more than look, its managers read.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`] for whoever is not in the team, or where there is none; [`Denied::Role`] for other members.
    pub async fn of_team(
        person: Person,
        team: &OfTeam,
        locksmith: &Locksmith,
        act: Option<Act>,
    ) -> Result<Self, Error> {
        let Locksmith { gate, database, scribe, .. } = locksmith;
        let (team, role) = teams::team_of(gate, database, &person, &team.name).await?;
        let of_team = Some(team.id);
        let managed = teams::managed((team, role));
        if let (Err(_), Some(act)) = (&managed, act) {
            scribe.record(act, person.id, &managed, |entry| entry.team = of_team);
        }
        Ok(Self { team: Some(managed?), person })
    }

    pub async fn list(&self, locksmith: &Locksmith) -> Result<Json<AccessKeyList>, Error> {
        let now = Timestamp::now();
        let keys = locksmith.database.access_keys_of(self.owner()).await?;
        let keys = keys.iter().map(|record| view(record, now)).collect();
        let days_max = locksmith.access_keys.life_max().as_hours() / 24;
        let instances = locksmith.catalog.self_serve().map(|entry| &entry.id);
        let instances = instances.filter(|id| self.may_enter(&locksmith.gate, id).is_ok());
        Ok(Json(AccessKeyList {
            keys,
            days_max: u32::try_from(days_max).unwrap_or(u32::MAX),
            seconds_max: locksmith.access_keys.temporary_seconds_max(),
            instances: instances.map(ToString::to_string).collect(),
        }))
    }

    /// A key opens nothing by itself, so that making one asks only whether its owner may look at what it names; and, of a
    /// team's, whether who makes it may enter the instance too.
    pub async fn make(
        &self,
        locksmith: &Locksmith,
        wanted: CreateAccessKey,
    ) -> Result<(StatusCode, Json<CreatedAccessKey>), Error> {
        let Locksmith { gate, access_keys, portal, scribe, .. } = locksmith;
        let now = Timestamp::now();
        let instance = InstanceId::parse(&wanted.instance).map_err(|_| Denied::NoSuchInstance)?;
        self.may_enter(gate, &instance)?;
        let asker = self.asker(&instance);
        let scope = scope::scope(gate, &asker, instance, wanted.buckets, wanted.read_only).await?;
        let sources = scope::sources(&wanted.sources)?;
        let made_by = self.team.is_some().then(|| self.person.clone());
        let (owner, name) = (self.owner(), wanted.name);
        let (act, made) = match (wanted.days, wanted.seconds) {
            (Some(days), None) => {
                let expires_at = after_days(now, days);
                let wish = Wish { owner, made_by, name, scope, sources, expires_at };
                let made = access_keys.make(wish, now).await;
                (Act::CreateKey, made.map(|MadeKey { record, secret }| (record, secret, None)))
            }
            (None, Some(seconds)) => {
                check_temporary(seconds, access_keys.temporary_seconds_max())?;
                let groups = None;
                let wish = TemporaryWish { owner, made_by, name, scope, sources, groups, seconds };
                let made = access_keys.issue(wish, now).await;
                (Act::IssueKey, made.map(|key| (key.record, key.secret, Some(key.session_token))))
            }
            _ => {
                return Err(Error::Malformed("a key lives either `days` or `seconds`".to_owned()));
            }
        };
        let made = made.map_err(Error::from);
        scribe.record(act, self.person.id, &made, |entry| {
            entry.team = self.team.as_ref().map(|team| team.id);
            if let Ok((record, ..)) = &made {
                entry.access_key = Some(record.id.clone());
                entry.instance = Some(record.scope.instance.to_string());
            }
        });
        let (record, secret, session_token) = made?;
        let made = CreatedAccessKey {
            key: view(&record, now),
            secret_key: secret.expose_secret().to_owned(),
            session_token: session_token.map(|token| token.expose_secret().to_owned()),
            endpoint: portal.s3_endpoint.clone(),
            region: portal.s3_region.clone(),
        };
        Ok((StatusCode::CREATED, Json(made)))
    }

    pub async fn change(
        &self,
        locksmith: &Locksmith,
        id: &AccessKeyId,
        wanted: &ChangeAccessKey,
    ) -> Result<Json<AccessKeyView>, Error> {
        let Locksmith { database, access_keys, scribe, .. } = locksmith;
        let (owner, now) = (self.owner(), Timestamp::now());
        let mut changed = None;
        if let Some(days) = wanted.days {
            let renewed = access_keys.renew(owner, id, after_days(now, days), now).await;
            let renewed =
                renewed.map_err(Error::from).and_then(|it| it.ok_or(Error::NoSuchAccessKey));
            scribe.record(Act::RenewKey, self.person.id, &renewed, self.about(id));
            changed = Some(renewed?);
        }
        if let Some(disabled) = wanted.disabled {
            let change = if disabled { KeyChange::Disable } else { KeyChange::Enable };
            let found = database.change_access_key(Some(owner), id, change, now).await?;
            let found = found.ok_or(Error::NoSuchAccessKey);
            let act = if disabled { Act::DisableKey } else { Act::EnableKey };
            scribe.record(act, self.person.id, &found, self.about(id));
            changed = Some(found?);
        }
        let record = changed.ok_or_else(|| Error::Malformed("nothing to change".to_owned()))?;
        Ok(Json(view(&record, now)))
    }

    pub async fn revoke(
        &self,
        locksmith: &Locksmith,
        id: &AccessKeyId,
    ) -> Result<StatusCode, Error> {
        let (owner, now) = (Some(self.owner()), Timestamp::now());
        let revoked =
            locksmith.database.change_access_key(owner, id, KeyChange::Revoke, now).await?;
        let revoked = revoked.map(|_| StatusCode::NO_CONTENT).ok_or(Error::NoSuchAccessKey);
        locksmith.scribe.record(Act::RevokeKey, self.person.id, &revoked, self.about(id));
        revoked
    }

    fn owner(&self) -> Owner {
        match &self.team {
            Some(team) => team.id.into(),
            None => self.person.id.into(),
        }
    }

    /// Both may: whose key it would be, and who makes it.
    fn may_enter(&self, gate: &Gate, instance: &InstanceId) -> Result<(), Error> {
        gate.may_enter(&Caller::Person(self.person.clone()), instance)?;
        gate.may_enter(&self.asker(instance), instance)
    }

    /// Who would ask with a key for everything on the instance.
    fn asker(&self, instance: &InstanceId) -> Caller {
        match &self.team {
            None => Caller::Person(self.person.clone()),
            Some(team) => Caller::AccessKey(AccessKey::imagined(
                KeyOwner::Team(team.clone()),
                KeyScope::everything(instance.clone()),
            )),
        }
    }

    /// What an entry of the activity says of a key.
    fn about(&self, id: &AccessKeyId) -> impl FnOnce(&mut Entry) {
        let (id, team) = (id.clone(), self.team.as_ref().map(|team| team.id));
        move |entry| (entry.access_key, entry.team) = (Some(id), team)
    }
}

/// `days` after `now`, or the end of time: whether that is too long, making and renewing say.
fn after_days(now: Timestamp, days: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// As STS gives them.
pub(in crate::routes) fn check_temporary(seconds: u32, seconds_max: u32) -> Result<(), Error> {
    if (DURATION_SECONDS_MIN..=seconds_max).contains(&seconds) {
        return Ok(());
    }
    let bounds = format!("seconds must be {DURATION_SECONDS_MIN} to {seconds_max}");
    Err(Error::Malformed(bounds))
}

fn view(record: &AccessKeyRecord, now: Timestamp) -> AccessKeyView {
    let bucket = |(name, prefixes): (&BucketName, &Vec<KeyPrefix>)| AccessKeyBucket {
        name: name.to_string(),
        prefixes: prefixes.iter().map(|prefix| prefix.as_str().to_owned()).collect(),
    };
    let left = record.expires_at.duration_since(now).max(SignedDuration::ZERO);
    AccessKeyView {
        id: record.id.to_string(),
        name: record.name.clone(),
        instance: record.scope.instance.to_string(),
        buckets: match &record.scope.reach {
            Reach::Everything => None,
            Reach::Buckets(buckets) => Some(buckets.iter().map(bucket).collect()),
            Reach::Object(name, _) => {
                Some(vec![AccessKeyBucket { name: name.to_string(), prefixes: Vec::new() }])
            }
        },
        object: match &record.scope.reach {
            Reach::Object(_, key) => Some(key.as_str().to_owned()),
            Reach::Everything | Reach::Buckets(_) => None,
        },
        read_only: record.scope.read_only,
        sources: record.sources.iter().map(ToString::to_string).collect(),
        created_at: record.created_at.to_string(),
        expires_at: record.expires_at.to_string(),
        expires_in_seconds: u64::try_from(left.as_secs()).unwrap_or(0),
        disabled: record.disabled_at.is_some(),
        temporary: record.temporary,
        last_used_at: record.last_used.map(|(at, _)| at.to_string()),
        last_used_from: record.last_used.map(|(_, from)| from.to_string()),
        made_by: record.made_by.clone(),
    }
}
