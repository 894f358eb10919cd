//! `cellier explain`: may they, and by which rule? What the page, programs and links are decided by, asked by the
//! operator; nothing is done.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;

use super::{Error, Place, owner, person};
use crate::app;
use crate::database::{Database, GrantRecord};
use crate::policy::{AccessKey, AccessKeyId, Caller, KeyOwner, KeyScope, Policy, Rule, TeamName};
use crate::s3::call::TABLE;
use crate::s3::names::{Bucket, BucketName, InstanceId, Key, Prefix};
use crate::s3::operation::{
    Action, Deletion, ListPage, ObjectHeaders, ObjectVersion, Operation, ReadConditions, VersionId,
    WriteCondition,
};

/// Whoever did not sign in.
const ANONYMOUS: &str = "anonymous";

#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    place: Place,
    /// The person's handle, with the groups on record; the name of a team, for its keys; an access key, CELL…; or
    /// `anonymous`
    asker: String,
    /// list, read, add (put where nothing is), write, delete, purge, inspect-bucket, create-bucket, delete-bucket; or a
    /// call as S3 names it, such as `GetObject`
    operation: String,
    /// INSTANCE/BUCKET/KEY; of a list the beginning of keys, of a bucket nothing after it
    target: String,
}

impl Explain {
    pub async fn run(self) -> Result<(), Error> {
        let operation = operation(&self.operation, &self.target)?;
        let config = self.place.config()?;
        let policy = app::policy(&config)?;
        let database = super::open(&config.database_file).await?;
        let told = match caller(&policy, &database, &self.asker, &operation).await? {
            Ok(caller) => told(&policy, &database, &caller, &operation).await?,
            Err(why) => format!("denied: {why}"),
        };
        writeln!(std::io::stdout().lock(), "{told}")?;
        Ok(())
    }
}

/// Who asks; or why whoever was named asks nothing any more.
async fn caller(
    policy: &Policy,
    database: &Database,
    asker: &str,
    operation: &Operation,
) -> Result<Result<Caller, &'static str>, Error> {
    if asker == ANONYMOUS {
        return Ok(Ok(Caller::Anonymous));
    }
    if let Some(id) = AccessKeyId::parse(asker) {
        let now = Timestamp::now();
        let usable = database.usable_key(&id, now, policy.vouched_after(now)).await?;
        let over = "there is no such access key, or it may not be used now";
        return Ok(usable.map(|usable| Caller::AccessKey(usable.key)).ok_or(over));
    }
    if TeamName::parse(asker).is_some() {
        let team = KeyOwner::Team(owner::find_team(database, asker).await?);
        let scope = KeyScope::everything(operation.instance().clone());
        return Ok(Ok(Caller::AccessKey(AccessKey::imagined(team, scope))));
    }
    let handle = person::parse(asker)?;
    let record = database.person_by_handle(&handle).await?;
    let record = record.ok_or(crate::database::Error::NoSuchPerson(handle))?;
    Ok(match record.disabled_at {
        Some(_) => Err("the person is disabled"),
        None => Ok(Caller::Person(record.person)),
    })
}

/// One line: allowed or denied, and why.
async fn told(
    policy: &Policy,
    database: &Database,
    caller: &Caller,
    operation: &Operation,
) -> Result<String, Error> {
    let facts = database.facts(caller, operation).await?;
    let ruling = match policy.explain(caller, &facts, operation, Timestamp::now()) {
        Ok(ruling) => ruling,
        Err(denied) => return Ok(format!("denied: {denied}")),
    };
    let (Rule::Grant(id) | Rule::Published(id)) = ruling.rule else {
        return Ok(format!("allowed: {}", ruling.rule));
    };
    let record = database.grant(id).await?;
    let given = record.map_or_else(String::new, |record| given(&record));
    Ok(format!("allowed: {}{given}", ruling.rule))
}

/// `, viewer below team/, by anne.roy, until 2026-12-01T00:00:00Z`
fn given(record: &GrantRecord) -> String {
    let grant = &record.grant;
    let place = grant.prefix.as_ref().map(|prefix| format!(" below {}", prefix.as_str()));
    let until = grant.until.map(|until| format!(", until {}", until.strftime("%FT%TZ")));
    let (place, until) = (place.unwrap_or_default(), until.unwrap_or_default());
    format!(", {}{place}, by {}{until}", grant.role, record.giver.handle)
}

fn operation(word: &str, target: &str) -> Result<Operation, Error> {
    let usage = |text: String| Error::Usage(text);
    let wrong = || usage(format!("`{target}` is not INSTANCE/BUCKET or INSTANCE/BUCKET/KEY"));
    let mut parts = target.splitn(3, '/');
    let (instance, name) = parts.next().zip(parts.next()).ok_or_else(wrong)?;
    let bucket = Bucket {
        instance: InstanceId::parse(instance).map_err(|error| usage(error.to_string()))?,
        name: BucketName::parse(name).map_err(|error| usage(error.to_string()))?,
    };
    let rest = parts.next().unwrap_or_default();
    let key = || Key::parse(rest).map_err(|error| usage(error.to_string()));
    Ok(match action(word).ok_or_else(|| usage(format!("`{word}` is no operation")))? {
        Action::InspectBucket => Operation::HeadBucket { bucket },
        Action::CreateBucket => Operation::CreateBucket { bucket },
        Action::DeleteBucket => Operation::DeleteBucket { bucket },
        Action::List => {
            let prefix = Prefix::parse(rest).map_err(|error| usage(error.to_string()))?;
            let page = ListPage { prefix, folders: true, token: None, after: None, limit: 1 };
            Operation::ListObjects { bucket, page }
        }
        Action::Read => Operation::GetObject {
            bucket,
            key: key()?,
            range: None,
            conditions: ReadConditions::default(),
        },
        action @ (Action::Add | Action::Write) => Operation::PutObject {
            bucket,
            key: key()?,
            condition: match action {
                Action::Add => WriteCondition::Absent,
                _ => WriteCondition::Always,
            },
            headers: ObjectHeaders::default(),
        },
        Action::Delete => {
            Operation::DeleteObject { bucket, key: key()?, deletion: Deletion::Newest }
        }
        Action::Purge => {
            let id = VersionId::parse("null").ok_or_else(wrong)?;
            Operation::DeleteVersions { bucket, versions: vec![ObjectVersion { key: key()?, id }] }
        }
        Action::ListBuckets | Action::ConfigureBucket | Action::Share | Action::Manage => {
            return Err(usage(format!("`{word}` is not explained")));
        }
    })
}

fn action(word: &str) -> Option<Action> {
    let own = match word {
        "list" => Action::List,
        "read" => Action::Read,
        "add" => Action::Add,
        "write" => Action::Write,
        "delete" => Action::Delete,
        "purge" => Action::Purge,
        "inspect-bucket" => Action::InspectBucket,
        "create-bucket" => Action::CreateBucket,
        "delete-bucket" => Action::DeleteBucket,
        call => {
            let spec = TABLE.iter().find(|spec| spec.title.eq_ignore_ascii_case(call));
            return spec.map(|spec| spec.action);
        }
    };
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_an_operation_on_a_place() {
        let check = |word: &str, target: &str, expected: Option<(Action, &str)>| {
            let operation = operation(word, target).ok();
            let told = operation.as_ref().map(|operation| {
                let key = operation.keys().first().map_or("", Key::as_str);
                (operation.action(), operation.listed_prefix().unwrap_or(key))
            });
            assert_eq!(told, expected, "{word} {target}");
        };
        check("read", "minimal/notes/a/b", Some((Action::Read, "a/b")));
        check("GetObject", "minimal/notes/a", Some((Action::Read, "a")));
        check("list", "minimal/notes", Some((Action::List, "")));
        check("list", "minimal/notes/a/", Some((Action::List, "a/")));
        check("add", "minimal/notes/a", Some((Action::Add, "a")));
        check("PutObject", "minimal/notes/a", Some((Action::Write, "a")));
        check("delete-bucket", "minimal/notes", Some((Action::DeleteBucket, "")));
        check("read", "minimal/notes", None);
        check("read", "minimal", None);
        check("own", "minimal/notes/a", None);
    }
}
