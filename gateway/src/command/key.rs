//! `cellier key`: access keys by the operator's word, on the records of a gateway that may be running.

use std::io::Write;

use clap::{ArgGroup, Args, Subcommand};
use gateway_api::{Act, Way};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::json;

use super::owner::{self, Whose};
use super::{Error, Place};
use crate::activity::Entry;
use crate::app;
use crate::config::{Config, Kind};
use crate::database::{AccessKeyRecord, Database, KeyChange, ListedKey};
use crate::identity::{AccessKeys, MadeKey, Wish};
use crate::policy::{
    AccessKey, AccessKeyId, Caller, KeyOwner, KeyPrefix, KeyScope, Owner, Reach, Team,
};
use crate::s3::names::{BucketName, InstanceId};
use crate::sealing::SealingKey;

/// How long a key lives when nothing is said, if the operator allows keys to live so long.
const DAYS_DEFAULT: i64 = 90;

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make an access key for a person or a team; its secret is printed once.
    Create(Create),
    /// Every access key, one a line.
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        whose: Whose,
        #[arg(long)]
        json: bool,
    },
    /// End an access key for good.
    Revoke {
        #[command(flatten)]
        place: Place,
        /// The access key, CELL…
        #[arg(required_unless_present = "Whose", conflicts_with = "Whose")]
        id: Option<String>,
        /// All keys of a person or a team instead of one.
        #[command(flatten)]
        whose: Whose,
        /// Of these keys only the temporary ones.
        #[arg(long, requires = "Whose")]
        temporary: bool,
    },
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("owner").required(true).args(["person", "team"]))]
pub struct Create {
    #[command(flatten)]
    place: Place,
    /// Whose key it is: it never opens more than they may at that moment.
    #[command(flatten)]
    whose: Whose,
    #[arg(long, value_name = "ID")]
    instance: String,
    /// Only this bucket, or several; left out, all of the owner's on the instance.
    #[arg(long, value_name = "BUCKET")]
    bucket: Vec<String>,
    /// Only what lies below this prefix of the bucket, or several.
    #[arg(long, value_name = "PREFIX")]
    prefix: Vec<String>,
    /// Nothing is written, deleted or created with it.
    #[arg(long)]
    read_only: bool,
    /// How long it lives, in days or hours, such as 90d or 12h; 90d unless the settings allow less.
    #[arg(long, value_name = "TIME", value_parser = parse_life)]
    expires: Option<SignedDuration>,
    /// What it is for, as its list shows it.
    #[arg(long, default_value = "cellier key create")]
    name: String,
    #[arg(long)]
    json: bool,
}

impl Key {
    pub async fn run(self) -> Result<(), Error> {
        match self {
            Self::Create(create) => create.run().await,
            Self::List { place, whose, json } => list(&place, &whose, json).await,
            Self::Revoke { place, id: Some(id), .. } => revoke(&place, &id).await,
            Self::Revoke { place, whose, temporary, .. } => {
                revoke_all(&place, &whose, temporary).await
            }
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), Error> {
        let scope = self.scope()?;
        let config = self.place.config()?;
        check_instance(&config, &scope.instance)?;
        let database = super::open(&config.database_file).await?;
        let owner = self.whose.find_or_bind(&config, &database).await?.ok_or_else(nobody)?;
        if let Owner::Team(_) = owner {
            let team = owner::find_team(&database, self.whose.name()).await?;
            check_team(&config, team, &scope.instance)?;
        }
        let keys = access_keys(&config, database.clone())?;
        let life = self
            .expires
            .unwrap_or_else(|| SignedDuration::from_hours(24 * DAYS_DEFAULT).min(keys.life_max()));
        let now = Timestamp::now();
        let expires_at =
            now.checked_add(life).map_err(|_| Error::Usage("--expires is too far".to_owned()))?;
        let (name, sources) = (self.name, Vec::new());
        let wish = Wish { owner, made_by: None, name, scope, sources, expires_at };
        let made = keys.make(wish, now).await?;
        record_act(&database, Act::CreateKey, &made.record).await?;
        print_made(&made, &config.s3_endpoint(), self.json)
    }

    fn scope(&self) -> Result<KeyScope, Error> {
        let instance =
            InstanceId::parse(&self.instance).map_err(|error| Error::Usage(error.to_string()))?;
        let prefix = |text: &String| {
            KeyPrefix::parse(text).map_err(|error| Error::Usage(format!("`{text}`: {error}")))
        };
        let prefixes = self.prefix.iter().map(prefix).collect::<Result<Vec<_>, _>>()?;
        if !prefixes.is_empty() && self.bucket.len() != 1 {
            return Err(Error::Usage("--prefix needs exactly one --bucket".to_owned()));
        }
        let bucket = |text: &String| match BucketName::parse(text) {
            Ok(name) => Ok((name, prefixes.clone())),
            Err(error) => Err(Error::Usage(format!("`{text}`: {error}"))),
        };
        let reach = if self.bucket.is_empty() {
            Reach::Everything
        } else {
            Reach::Buckets(self.bucket.iter().map(bucket).collect::<Result<_, _>>()?)
        };
        Ok(KeyScope { instance, reach, read_only: self.read_only })
    }
}

/// Keys work where people keep buckets of their own; what is public is read without one.
fn check_instance(config: &Config, id: &InstanceId) -> Result<(), Error> {
    let known = config.instances.iter().find(|instance| instance.id == id.as_str());
    match known.map(|instance| instance.kind) {
        Some(Kind::SelfServe) => Ok(()),
        Some(Kind::Public) => {
            Err(Error::Usage(format!("instance `{id}` is public: it is read without a key")))
        }
        None => Err(Error::Usage(format!("there is no instance `{id}`"))),
    }
}

/// A key of a team that may not be on the instance would open nothing; of a person that may change with each sign-in.
fn check_team(config: &Config, team: Team, instance: &InstanceId) -> Result<(), Error> {
    let name = team.name.clone();
    let scope = KeyScope::everything(instance.clone());
    let key = Caller::AccessKey(AccessKey::imagined(KeyOwner::Team(team), scope));
    app::policy(config)?.may_enter(&key, instance).map_err(|_| {
        let text = format!("by the settings, instance `{instance}` is not open to team `{name}`");
        Error::Usage(text)
    })
}

/// The command line does not let this happen.
fn nobody() -> Error {
    Error::Usage("name --person HANDLE or --team TEAM".to_owned())
}

fn access_keys(config: &Config, database: Database) -> Result<AccessKeys, Error> {
    let sealing_key = SealingKey::load(&config.sealing_key_file)?;
    Ok(AccessKeys::new(database, sealing_key, config.access_keys.rules(&config.sts)))
}

fn print_made(made: &MadeKey, endpoint: &str, as_json: bool) -> Result<(), Error> {
    let MadeKey { record, secret } = made;
    let mut out = std::io::stdout().lock();
    let instance = record.scope.instance.as_str();
    if as_json {
        let told = json!({
            "access_key": record.id.as_str(),
            "secret_key": secret.expose_secret(),
            "endpoint": endpoint,
            "instance": instance,
            "expires": text(record.expires_at),
        });
        writeln!(out, "{told}")?;
    } else {
        writeln!(out, "access key\t{}", record.id)?;
        writeln!(out, "secret key\t{}", secret.expose_secret())?;
        writeln!(out, "endpoint\t{endpoint}")?;
        writeln!(out, "instance\t{instance}")?;
        writeln!(out, "expires\t{}", text(record.expires_at))?;
    }
    Ok(())
}

async fn list(place: &Place, whose: &Whose, as_json: bool) -> Result<(), Error> {
    let config = place.config()?;
    let database = super::open(&config.database_file).await?;
    let owner = whose.find(&database).await?;
    let now = Timestamp::now();
    let keys = access_keys(&config, database.clone())?;
    let listed = database.list_access_keys(owner, keys.vouched_after(now)).await?;
    let mut out = std::io::stdout().lock();
    if as_json {
        let told: Vec<_> = listed.iter().map(|key| as_object(key, now)).collect();
        writeln!(out, "{}", serde_json::Value::from(told))?;
        return Ok(());
    }
    for key in listed {
        let record = &key.record;
        let access = if record.scope.read_only { "read" } else { "write" };
        let used = record.last_used.map_or_else(
            || "never used".to_owned(),
            |(at, from)| format!("{} from {from}", text(at)),
        );
        writeln!(
            out,
            "{}\t{}\t{}\t{access}\t{}\tuntil {}\t{used}\t{}",
            record.id,
            key.owner_name,
            place_of(record),
            state(&key, now),
            text(record.expires_at),
            record.name,
        )?;
    }
    Ok(())
}

async fn revoke(place: &Place, id: &str) -> Result<(), Error> {
    let unknown = || Error::Usage(format!("there is no access key `{id}`, or it was revoked"));
    let parsed = AccessKeyId::parse(id).ok_or_else(unknown)?;
    let database = place.database().await?;
    let changed =
        database.change_access_key(None, &parsed, KeyChange::Revoke, Timestamp::now()).await?;
    let record = changed.ok_or_else(unknown)?;
    record_act(&database, Act::RevokeKey, &record).await?;
    writeln!(std::io::stdout().lock(), "{id} is revoked")?;
    Ok(())
}

async fn revoke_all(place: &Place, whose: &Whose, temporary: bool) -> Result<(), Error> {
    let database = place.database().await?;
    let owner = whose.find(&database).await?.ok_or_else(nobody)?;
    let revoked = database.revoke_access_keys_of(owner, temporary, Timestamp::now()).await?;
    for record in &revoked {
        record_act(&database, Act::RevokeKey, record).await?;
    }
    let (count, name) = (revoked.len(), whose.name());
    writeln!(std::io::stdout().lock(), "{count} access keys of {name} are revoked")?;
    Ok(())
}

/// The person sees what the operator did with their keys, a team's managers what was done with the team's.
pub(super) async fn record_act(
    database: &Database,
    act: Act,
    record: &AccessKeyRecord,
) -> Result<(), Error> {
    let (person, team) = match record.owner {
        Owner::Person(person) => (Some(person), None),
        Owner::Team(team) => (None, Some(team)),
    };
    let entry = Entry {
        person,
        team,
        access_key: Some(record.id.clone()),
        instance: Some(record.scope.instance.to_string()),
        ..Entry::of(act, Way::Command, Timestamp::now())
    };
    Ok(database.record_activity(vec![entry]).await?)
}

fn as_object(key: &ListedKey, now: Timestamp) -> serde_json::Value {
    let record = &key.record;
    let buckets = match &record.scope.reach {
        Reach::Everything => None,
        Reach::Buckets(buckets) => {
            let bucket = |(name, prefixes): (&BucketName, &Vec<KeyPrefix>)| {
                let prefixes: Vec<_> = prefixes.iter().map(KeyPrefix::as_str).collect();
                (name.to_string(), json!(prefixes))
            };
            Some(buckets.iter().map(bucket).collect::<serde_json::Map<_, _>>())
        }
        Reach::Object(name, _) => Some([(name.to_string(), json!([]))].into_iter().collect()),
    };
    let object = match &record.scope.reach {
        Reach::Object(_, key) => Some(key.as_str()),
        Reach::Everything | Reach::Buckets(_) => None,
    };
    let (last_used, last_used_from) = record.last_used.unzip();
    let (person, team) = match record.owner {
        Owner::Person(_) => (Some(&key.owner_name), None),
        Owner::Team(_) => (None, Some(&key.owner_name)),
    };
    json!({
        "access_key": record.id.as_str(),
        "person": person,
        "team": team,
        "made_by": record.made_by,
        "name": record.name,
        "instance": record.scope.instance.as_str(),
        "buckets": buckets,
        "object": object,
        "read_only": record.scope.read_only,
        "sources": record.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "state": state(key, now),
        "created": text(record.created_at),
        "expires": text(record.expires_at),
        "last_used": last_used.map(text),
        "last_used_from": last_used_from.map(|address| address.to_string()),
    })
}

/// `minimal`, `minimal/notes`, `minimal/notes/team/` or `minimal/notes/a.csv`, several with commas.
fn place_of(record: &AccessKeyRecord) -> String {
    let instance = &record.scope.instance;
    let buckets = match &record.scope.reach {
        Reach::Everything => return instance.to_string(),
        Reach::Object(name, key) => return format!("{instance}/{name}/{}", key.as_str()),
        Reach::Buckets(buckets) => buckets,
    };
    let mut places = Vec::new();
    for (name, prefixes) in buckets {
        if prefixes.is_empty() {
            places.push(format!("{instance}/{name}"));
        }
        places
            .extend(prefixes.iter().map(|prefix| format!("{instance}/{name}/{}", prefix.as_str())));
    }
    places.join(",")
}

fn state(key: &ListedKey, now: Timestamp) -> &'static str {
    let record = &key.record;
    if record.revoked_at.is_some() {
        "revoked"
    } else if record.expires_at <= now {
        "expired"
    } else if record.disabled_at.is_some() {
        "disabled"
    } else if key.paused {
        "paused"
    } else {
        "active"
    }
}

/// RFC 3339, UTC, whole seconds: as it is recorded.
fn text(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn parse_life(text: &str) -> Result<SignedDuration, &'static str> {
    let wrong = "a number of days or hours, such as 90d or 12h";
    let (number, hours) = match text.strip_suffix('d') {
        Some(days) => (days, 24),
        None => (text.strip_suffix('h').ok_or(wrong)?, 1),
    };
    let number: u32 = number.parse().map_err(|_| wrong)?;
    Ok(SignedDuration::from_hours(i64::from(number) * hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_told_in_days_or_hours() {
        let check = |text: &str, hours: Option<i64>| {
            assert_eq!(parse_life(text).ok().map(|life| life.as_hours()), hours, "{text}");
        };
        check("90d", Some(90 * 24));
        check("12h", Some(12));
        check("0d", Some(0));
        for text in ["", "d", "90", "-1d", "1.5d", "90 d", "9w", "99999999999d"] {
            check(text, None);
        }
    }
}
