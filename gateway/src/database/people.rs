//! People: bound once to (`iss`, `sub`), with a handle that is theirs for good.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, Transaction, params};

use super::rows::Seconds;
use super::{Database, Error, access_keys, grants, links, teams};
use crate::policy::{Handle, Person, PersonId};

/// Longest handle made for a new person, so that `<handle>` and `<handle>.<name>` with a name of up to 14 characters
/// are bucket names (63 at most).
pub const HANDLE_BYTES_MAX: usize = 48;
/// Namesakes told apart by a number before a new person is refused.
const NAMESAKES_MAX: u32 = 9_999;

/// Everything recorded of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    pub person: Person,
    pub issuer: String,
    pub subject: String,
    pub groups_confirmed_at: Option<Timestamp>,
    /// When the provider vouched for them last: confirmed their groups, or let them in where it names none.
    pub vouched_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Somebody recorded before their first sign-in, with a handle chosen by the operator.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub handle: Handle,
    pub name: String,
    pub issuer: String,
    pub subject: String,
}

/// What the identity provider says of a person, replaced at each sign-in and refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// `None` when the provider did not say: the name recorded last stays.
    pub name: Option<String>,
    /// Only when verified.
    pub email: Option<String>,
    pub groups: Vec<String>,
    /// Whether the provider named the groups; when it was silent there are none, and the time of the last
    /// confirmation stays.
    pub groups_confirmed: bool,
}

/// What ended with a person who was shut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disabled {
    pub sessions: usize,
    pub access_keys: usize,
    pub links: usize,
    /// Keys of teams that they made and that may be used: these are the teams' and live on, but they saw the secrets.
    pub keys_of_teams: usize,
}

/// Whether somebody whom the identity provider knows may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    Welcome(Person),
    /// Recorded just now: nobody of this identity was here before.
    Newcomer(Person),
    /// An operator shut the person out.
    Disabled,
}

impl Database {
    /// Records that (`issuer`, `subject`) signed in. On the first time the person is bound to `wish` or, when that is
    /// taken, to the next free `wish-2`, `wish-3`…; later the handle stays, whatever the name becomes.
    pub async fn sign_in(
        &self,
        issuer: &str,
        subject: &str,
        wish: &Handle,
        profile: Profile,
        now: Timestamp,
    ) -> Result<SignIn, Error> {
        let (issuer, subject, wish) = (issuer.to_owned(), subject.to_owned(), wish.clone());
        self.write(move |transaction| enter(transaction, (&issuer, &subject), &wish, &profile, now))
            .await
    }

    /// Records somebody before their first sign-in. Asking again for the same handle and identity changes nothing.
    pub async fn add_person(&self, person: NewPerson) -> Result<PersonRecord, Error> {
        self.write(move |transaction| {
            let bound =
                find(transaction, "iss = ?1 AND sub = ?2", params![person.issuer, person.subject])?;
            if let Some(record) = bound {
                return if record.person.handle == person.handle {
                    Ok(record)
                } else {
                    Err(Error::AlreadyBound(record.person.handle))
                };
            }
            if by_handle(transaction, &person.handle)?.is_some() {
                return Err(Error::HandleTaken(person.handle));
            }
            insert(transaction, &person, Timestamp::now())?;
            by_handle(transaction, &person.handle)?.ok_or(Error::Unreadable("person"))
        })
        .await
    }

    /// The provider changed its name: those who were bound to (`from`, `sub`) are bound to (`to`, `sub`) and keep
    /// handle and buckets. Only by the operator's word, who knows that both are the same provider. Whoever is bound
    /// under the new name already stays as they are. Answers how many moved.
    pub async fn change_issuer(&self, from: &str, to: &str) -> Result<usize, Error> {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.write(move |transaction| {
            Ok(transaction.execute(
                "UPDATE people SET iss = ?2 WHERE iss = ?1 AND NOT EXISTS \
                 (SELECT 1 FROM people AS other WHERE other.iss = ?2 AND other.sub = people.sub)",
                params![from, to],
            )?)
        })
        .await
    }

    pub async fn person_by_handle(&self, handle: &Handle) -> Result<Option<PersonRecord>, Error> {
        let handle = handle.clone();
        self.look_up(move |connection| by_handle(connection, &handle)).await
    }

    /// Everybody, by handle: for the operator's command.
    pub async fn list_people(&self) -> Result<Vec<PersonRecord>, Error> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("{SELECT} FROM people ORDER BY handle"))?;
            let rows = statement.query_map([], |row| Ok(read_person(row)))?;
            rows.map(|row| row?).collect()
        })
        .await
    }

    /// Shuts a person out: no sign-in any more, every session ends now, and every access key and share link is
    /// revoked for good.
    pub async fn disable_person(&self, handle: &Handle) -> Result<Disabled, Error> {
        let handle = handle.clone();
        self.write(move |transaction| {
            let id = by_handle(transaction, &handle)?
                .ok_or_else(|| Error::NoSuchPerson(handle.clone()))?
                .person
                .id;
            let now = Timestamp::now();
            transaction.execute(
                "UPDATE people SET disabled_at = ?2 WHERE id = ?1 AND disabled_at IS NULL",
                params![id, Seconds(now)],
            )?;
            let sessions =
                transaction.execute("DELETE FROM sessions WHERE person = ?1", params![id])?;
            let access_keys = access_keys::revoke_of(transaction, id.into(), false, now)?.len();
            let keys_of_teams = access_keys::made_for_teams(transaction, id, now)?;
            let links = links::revoke_all(transaction, id, now)?;
            Ok(Disabled { sessions, access_keys, links, keys_of_teams })
        })
        .await
    }

    /// Lets a person in again; they sign in anew and make new access keys.
    pub async fn enable_person(&self, handle: &Handle) -> Result<(), Error> {
        let handle = handle.clone();
        self.write(move |transaction| {
            let changed = transaction.execute(
                "UPDATE people SET disabled_at = NULL WHERE handle = ?1",
                params![handle.as_str()],
            )?;
            if changed == 0 { Err(Error::NoSuchPerson(handle)) } else { Ok(()) }
        })
        .await
    }
}

/// See [`Database::sign_in`]; the identity is issuer and subject.
pub(super) fn enter(
    transaction: &Transaction<'_>,
    identity: (&str, &str),
    wish: &Handle,
    profile: &Profile,
    now: Timestamp,
) -> Result<SignIn, Error> {
    let known = find(transaction, "iss = ?1 AND sub = ?2", identity)?;
    let newcomer = known.is_none();
    let id = match known {
        Some(record) if record.disabled_at.is_some() => return Ok(SignIn::Disabled),
        Some(record) => record.person.id,
        None => {
            let person = NewPerson {
                handle: free_handle(transaction, wish)?,
                name: profile.name.clone().unwrap_or_else(|| wish.to_string()),
                issuer: identity.0.to_owned(),
                subject: identity.1.to_owned(),
            };
            insert(transaction, &person, now)?
        }
    };
    update_profile(transaction, id, profile, now)?;
    let record = find(transaction, "id = ?1", params![id])?;
    let person = record.ok_or(Error::Unreadable("person"))?.person;
    Ok(if newcomer { SignIn::Newcomer(person) } else { SignIn::Welcome(person) })
}

/// Columns that [`read_person`] reads, by name.
const SELECT: &str = "SELECT id, iss, sub, handle, name, email, group_claims, \
                      groups_confirmed_at, disabled_at, \
                      COALESCE(groups_confirmed_at, vouched_at) AS vouched_at, people.created_at AS joined_at";

pub(super) fn by_handle(
    connection: &Connection,
    handle: &Handle,
) -> Result<Option<PersonRecord>, Error> {
    find(connection, "handle = ?1", params![handle.as_str()])
}

pub(super) fn update_profile(
    transaction: &Transaction<'_>,
    id: PersonId,
    profile: &Profile,
    now: Timestamp,
) -> Result<(), Error> {
    let groups = serde_json::to_string(&profile.groups).map_err(|_| Error::Unreadable("groups"))?;
    transaction.execute(
        "UPDATE people SET name = COALESCE(?2, name), email = ?3, group_claims = ?4, \
         groups_confirmed_at = COALESCE(?5, groups_confirmed_at), vouched_at = ?6 WHERE id = ?1",
        params![
            id,
            profile.name,
            profile.email,
            groups,
            profile.groups_confirmed.then_some(Seconds(now)),
            Seconds(now)
        ],
    )?;
    if profile.groups_confirmed {
        teams::note_named(transaction, &profile.groups, now)?;
    }
    match &profile.email {
        Some(email) => grants::bind_email(transaction, email, id),
        None => Ok(()),
    }
}

/// Reads the person's own columns, wherever they are joined.
pub(super) fn read_own(row: &Row<'_>) -> Result<Person, Error> {
    read_at(row, ["id", "handle", "name", "email", "group_claims"])
}

/// The same where they stand first, in that order: for what each request asks, since looking for columns by their names
/// takes longer than asking for the row.
pub(super) fn read_first(row: &Row<'_>) -> Result<Person, Error> {
    read_from(row, 0)
}

/// The same where the first of them stands at `first`.
pub(super) fn read_from(row: &Row<'_>, first: usize) -> Result<Person, Error> {
    read_at(row, [0, 1, 2, 3, 4].map(|column| first + column))
}

fn read_at<I: RowIndex>(
    row: &Row<'_>,
    [id, handle, name, email, groups]: [I; 5],
) -> Result<Person, Error> {
    let handle: String = row.get(handle)?;
    let groups: String = row.get(groups)?;
    Ok(Person {
        id: row.get(id)?,
        handle: Handle::parse(&handle).ok_or(Error::Unreadable("handle"))?,
        name: row.get(name)?,
        email: row.get(email)?,
        groups: serde_json::from_str(&groups).map_err(|_| Error::Unreadable("groups"))?,
    })
}

pub(super) fn find(
    connection: &Connection,
    condition: &'static str,
    values: impl rusqlite::Params,
) -> Result<Option<PersonRecord>, Error> {
    connection
        .prepare_cached(&format!("{SELECT} FROM people WHERE {condition}"))?
        .query_row(values, |row| Ok(read_person(row)))
        .optional()?
        .transpose()
}

fn read_person(row: &Row<'_>) -> Result<PersonRecord, Error> {
    let time = |column: &'static str| -> Result<Option<Timestamp>, Error> {
        Ok(row.get::<_, Option<Seconds>>(column)?.map(|seconds| seconds.0))
    };
    Ok(PersonRecord {
        person: read_own(row)?,
        issuer: row.get("iss")?,
        subject: row.get("sub")?,
        groups_confirmed_at: time("groups_confirmed_at")?,
        vouched_at: time("vouched_at")?,
        disabled_at: time("disabled_at")?,
        created_at: row.get::<_, Seconds>("joined_at")?.0,
    })
}

fn insert(
    transaction: &Transaction<'_>,
    person: &NewPerson,
    now: Timestamp,
) -> Result<PersonId, Error> {
    Ok(transaction.query_row(
        "INSERT INTO people (iss, sub, handle, name, group_claims, created_at) \
         VALUES (?1, ?2, ?3, ?4, '[]', ?5) RETURNING id",
        params![person.issuer, person.subject, person.handle.as_str(), person.name, Seconds(now)],
        |row| row.get(0),
    )?)
}

/// The wish itself, or with the first free number; shortened where the number would make it too long.
fn free_handle(connection: &Connection, wish: &Handle) -> Result<Handle, Error> {
    let numbers = (2..=NAMESAKES_MAX).map(Some);
    for number in std::iter::once(None).chain(numbers) {
        let candidate = match number {
            None => Some(wish.clone()),
            Some(number) => numbered(wish, number),
        };
        let candidate = candidate.ok_or_else(|| Error::HandlesExhausted(wish.clone()))?;
        if by_handle(connection, &candidate)?.is_none() {
            return Ok(candidate);
        }
    }
    Err(Error::HandlesExhausted(wish.clone()))
}

fn numbered(wish: &Handle, number: u32) -> Option<Handle> {
    let suffix = format!("-{number}");
    let room = HANDLE_BYTES_MAX - suffix.len();
    // Handles are ASCII, so any cut is one between characters.
    let kept = wish.as_str().get(..wish.as_str().len().min(room))?.trim_end_matches('-');
    Handle::parse(&format!("{kept}{suffix}"))
}
