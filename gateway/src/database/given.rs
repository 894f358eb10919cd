//! Grants with their givers: what was given is worth what its giver may pass on now.

use rusqlite::Row;

use super::grants::read_grant;
use super::rows::{RoleText, Seconds};
use super::{Error, people};
use crate::policy::GrantFacts;

/// Grants of people who are not shut out, in the order in which [`read_given`] reads them; conditions follow with `AND`.
pub(super) const SELECT_GIVEN: &str = "\
    SELECT grants.id AS grant_id, grants.instance AS instance, grants.bucket AS bucket, grantee, \
    prefix, grants.role AS role, until, given_by, people.id AS id, handle, people.name AS name, \
    email, group_claims, COALESCE(groups_confirmed_at, vouched_at) AS vouched_at, \
    team_roles.role AS giver_role \
    FROM grants JOIN people ON people.id = given_by \
    LEFT JOIN buckets ON buckets.instance = grants.instance AND buckets.name = grants.bucket \
    LEFT JOIN team_roles ON team_roles.team = buckets.team AND team_roles.person = given_by \
    WHERE people.disabled_at IS NULL";

/// Reads what [`SELECT_GIVEN`] finds. The group of a grantee is not among it.
pub(super) fn read_given(row: &Row<'_>) -> Result<GrantFacts, Error> {
    let giver_role: Option<RoleText> = row.get(14)?;
    Ok(GrantFacts {
        grant: read_grant(row)?,
        giver: people::read_from(row, 8)?,
        vouched_at: row.get::<_, Option<Seconds>>(13)?.map(|seconds| seconds.0),
        giver_set: giver_role.map(|role| role.0),
        group: None,
    })
}
