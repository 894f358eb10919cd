//! The identity provider's word for somebody who is not at a browser: it lets them in, and never gives them more than is
//! recorded.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::rows::Seconds;
use super::{Database, Error, Profile, SignIn, people, teams};
use crate::policy::{Handle, Person};

/// What a verified token says.
#[derive(Clone, Debug)]
pub struct Voucher {
    pub issuer: String,
    pub subject: String,
    /// For somebody who is new.
    pub wish: Handle,
    pub profile: Profile,
    pub issued_at: Timestamp,
}

/// Whether somebody for whom the provider vouched may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vouched {
    /// With the groups on record.
    Person { person: Person, newcomer: bool },
    /// An operator shut them out.
    Disabled,
    /// The provider did not confirm what is recorded of them lately, and does not now.
    Unconfirmed,
}

impl Database {
    /// Finds the person a token speaks for. Somebody of whom the provider never spoke before is recorded as at sign-in.
    /// Of others the record stays: a token may be older than it, or made for a program that is told less. It confirms
    /// the groups on record where it names every one of them, as of when it was issued.
    pub async fn vouch(
        &self,
        word: Voucher,
        vouched_after: Timestamp,
        now: Timestamp,
    ) -> Result<Vouched, Error> {
        self.write(move |transaction| {
            let Voucher { issuer, subject, wish, profile, issued_at } = word;
            let known = transaction
                .prepare_cached(
                    "SELECT id, handle, name, email, group_claims, disabled_at, \
                     groups_confirmed_at, vouched_at \
                     FROM people WHERE iss = ?1 AND sub = ?2 AND vouched_at IS NOT NULL",
                )?
                .query_row(params![issuer, subject], |row| {
                    let time = |column: &str| row.get::<_, Option<Seconds>>(column);
                    let disabled = time("disabled_at")?.is_some();
                    let groups_named = time("groups_confirmed_at")?;
                    let last = groups_named.or(time("vouched_at")?).map(|seconds| seconds.0);
                    Ok((people::read_own(row), disabled, groups_named.is_some(), last))
                })
                .optional()?;
            let Some((person, disabled, groups_named, last)) = known else {
                let entered =
                    people::enter(transaction, (&issuer, &subject), &wish, &profile, now)?;
                return Ok(match entered {
                    SignIn::Welcome(person) => Vouched::Person { person, newcomer: false },
                    SignIn::Newcomer(person) => Vouched::Person { person, newcomer: true },
                    SignIn::Disabled => Vouched::Disabled,
                });
            };
            let person = person?;
            if disabled {
                return Ok(Vouched::Disabled);
            }
            let names = |group: &String| profile.groups.contains(group);
            // A provider that never named groups vouches by giving tokens.
            let confirms =
                (profile.groups_confirmed || !groups_named) && person.groups.iter().all(names);
            let last = last.unwrap_or(Timestamp::MIN);
            if confirms && last < issued_at {
                transaction.execute(
                    "UPDATE people SET groups_confirmed_at = COALESCE(?3, groups_confirmed_at), \
                     vouched_at = MAX(vouched_at, ?2) WHERE id = ?1",
                    params![
                        person.id,
                        Seconds(issued_at),
                        profile.groups_confirmed.then_some(Seconds(issued_at))
                    ],
                )?;
                if profile.groups_confirmed {
                    teams::note_named(transaction, &person.groups, issued_at)?;
                }
            }
            if last < vouched_after && !(confirms && issued_at >= vouched_after) {
                return Ok(Vouched::Unconfirmed);
            }
            Ok(Vouched::Person { person, newcomer: false })
        })
        .await
    }
}
