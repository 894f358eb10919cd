//! The caller's teams: their buckets, and who is what in them. A team that somebody is not in has no address.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use gateway_api::{
    Act, Bucket as BucketView, BucketSettings, ChangeMember, CreateTeamBucket,
    Member as MemberView, MemberList, Team as TeamView, TeamBucket, TeamList, TeamRole,
};
use http::StatusCode;
use http::request::Parts;
use jiff::Timestamp;
use serde::Deserialize;

use super::activity::Scribe;
use super::buckets::{self, Makers};
use super::extract::Json;
use super::gate::Gate;
use super::settings;
use crate::activity::Entry;
use crate::catalog::Catalog;
use crate::database::{Binding, BucketState, Database, Member, SetRole};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::{Caller, Denied, Handle, Owner, Person, Role, Team, TeamName};
use crate::s3::names::{Bucket, InstanceId};

/// `{team}` of the path, and `{handle}` where there is one.
pub struct OfTeam {
    pub(super) name: TeamName,
    handle: Option<Handle>,
}

impl<S: Send + Sync> FromRequestParts<S> for OfTeam {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Segments {
            team: String,
            handle: Option<String>,
        }
        let read = Path::<Segments>::from_request_parts(parts, state).await;
        let Path(Segments { team, handle }) = read.map_err(|_| Error::NoSuchPage)?;
        let name = TeamName::parse(&team).ok_or(Error::NoSuchPage)?;
        let handle =
            handle.map(|text| Handle::parse(&text).ok_or(Error::NoSuchPage)).transpose()?;
        Ok(Self { name, handle })
    }
}

/// Every team of the caller's, with its buckets.
#[utoipa::path(get, path = "/api/teams", tag = "teams", responses((status = 200, body = TeamList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    State(gate): State<Gate>,
    State(catalog): State<Arc<Catalog>>,
    State(database): State<Database>,
) -> Result<Json<TeamList>, Error> {
    let recorded = database.team_buckets_of(person.id, &person.groups, None).await?;
    let set_roles = database.team_roles_of(person.id, &person.groups).await?;
    let caller = Caller::Person(person.clone());
    let mut teams = Vec::new();
    for team in bound_teams(&gate, &database, &person).await? {
        let set = set_roles.get(&team.id).copied();
        let Some(role) = gate.policy().teams().role(&person.groups, &team.group, set) else {
            continue;
        };
        let of_team = recorded.iter().filter(|bucket| bucket.team.id == team.id);
        let mut buckets: Vec<TeamBucket> = of_team
            .map(|bucket| {
                let ready = bucket.record.state == BucketState::Ready;
                let settings = ready.then(|| settings::view(bucket.record.settings));
                place(&bucket.record.bucket, settings)
            })
            .collect();
        let instances = catalog.self_serve().map(|entry| &entry.id);
        for instance in instances.filter(|id| gate.may_enter(&caller, id).is_ok()) {
            let name = gate.policy().team_bucket(instance, &team);
            let wanted = name.map(|name| Bucket { instance: instance.clone(), name });
            let wanted = wanted.map(|bucket| place(&bucket, None));
            buckets.extend(wanted.filter(|wanted| !buckets.iter().any(|held| same(held, wanted))));
        }
        buckets.retain(|bucket| {
            InstanceId::parse(&bucket.instance).is_ok_and(|id| gate.may_enter(&caller, &id).is_ok())
        });
        buckets
            .sort_by(|one, other| (&one.instance, &one.name).cmp(&(&other.instance, &other.name)));
        let title = catalog.team_title(&team);
        teams.push(TeamView { name: team.name.to_string(), title, role: role_view(role), buckets });
    }
    Ok(Json(TeamList { teams }))
}

/// Makes the bucket that bears the team's name: one click, and as often as one likes.
#[utoipa::path(post, path = "/api/teams/{team}/buckets", tag = "teams", params(("team" = String, Path)),
    request_body = CreateTeamBucket,
    responses((status = 201, body = BucketView), (status = 200, body = BucketView),
        (status = 403, body = gateway_api::Problem), (status = 409, body = gateway_api::Problem)))]
pub async fn create_bucket(
    SignedIn(person): SignedIn,
    OfTeam { name, .. }: OfTeam,
    makers: Makers,
    Json(wanted): Json<CreateTeamBucket>,
) -> Result<Response, Error> {
    let Makers { gate, catalog, database, upstream, scribe } = makers;
    let instance = InstanceId::parse(&wanted.instance).map_err(|_| Denied::NoSuchInstance)?;
    let team = team_of(&gate, &database, &person, &name).await?.0;
    let caller = Caller::Person(person.clone());
    let name = gate.policy().team_bucket(&instance, &team).ok_or(Denied::NameNotAllowed)?;
    let bucket = Bucket { instance, name };
    let provide = async {
        let set = database.team_role(team.id, person.id).await?;
        gate.policy().may_found(&caller, &team, set, &bucket)?;
        let owner = Owner::Team(team.id);
        buckets::provide(&gate, &database, &upstream, &caller, owner, &bucket).await
    };
    let provided = provide.await;
    if !matches!(provided, Ok((_, false))) {
        scribe.record(Act::CreateBucket, person.id, &provided, |entry| {
            buckets::about(&bucket)(entry);
            entry.team = Some(team.id);
        });
    }
    let (record, created) = provided?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let view = buckets::view(&gate, &catalog, &person, record, Some(Role::Manager)).await?;
    Ok((status, Json(view)).into_response())
}

/// Who signed in as a member, and those who left with a role that was set. For every member: whoever works in a team
/// may know with whom.
#[utoipa::path(get, path = "/api/teams/{team}/members", tag = "teams", params(("team" = String, Path)),
    responses((status = 200, body = MemberList), (status = 404, body = gateway_api::Problem)))]
pub async fn members(
    SignedIn(person): SignedIn,
    OfTeam { name, .. }: OfTeam,
    State(gate): State<Gate>,
    State(database): State<Database>,
) -> Result<Json<MemberList>, Error> {
    let (team, _) = team_of(&gate, &database, &person, &name).await?;
    let members = database.members_of(&team).await?;
    let members = members.into_iter().map(|member| member_view(&gate, &team, member));
    Ok(Json(MemberList { members: members.collect() }))
}

/// A manager says what a member is from now on. What a group makes of somebody stays: roles set here only add to that.
/// A team that has managers keeps one.
#[utoipa::path(put, path = "/api/teams/{team}/members/{handle}", tag = "teams",
    params(("team" = String, Path), ("handle" = String, Path)), request_body = ChangeMember,
    responses((status = 200, body = MemberView), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem), (status = 409, body = gateway_api::Problem)))]
pub async fn change_member(
    SignedIn(person): SignedIn,
    OfTeam { name, handle }: OfTeam,
    State(gate): State<Gate>,
    State(database): State<Database>,
    scribe: Scribe,
    Json(wanted): Json<ChangeMember>,
) -> Result<Json<MemberView>, Error> {
    let handle = handle.ok_or(Error::NoSuchPage)?;
    let set_role = wanted.role.map(role_of);
    let found = team_of(&gate, &database, &person, &name).await;
    // Strangers to a team leave no trace in its record.
    let of_team = found.as_ref().ok().map(|(team, _)| team.id);
    let change = async {
        let team = managed(found?)?;
        let of_handle = |member: &Member| member.person.handle == handle;
        let members = database.members_of(&team).await?;
        let member = members.into_iter().find(of_handle).ok_or(Error::NoSuchPage)?;
        let stands = {
            let (teams, group) = (gate.policy().teams().clone(), team.group.clone());
            move |members: &[Member]| {
                members.iter().any(|member| {
                    let set = member.set.as_ref().map(|set| set.role);
                    teams.role(&member.person.groups, &group, set) == Some(Role::Manager)
                })
            }
        };
        let (who, by, now) = (member.person.id, Some(person.id), Timestamp::now());
        if !database.set_team_role(&team, who, set_role, by, now, stands).await? {
            return Err(Error::LastManager);
        }
        let set = set_role.map(|role| SetRole { role, by: Some(person.name.clone()), at: now });
        Ok(member_view(&gate, &team, Member { set, ..member }))
    };
    let changed = change.await;
    scribe.record(Act::SetRole, person.id, &changed, |entry: &mut Entry| {
        let role = set_role.map_or("by group", Role::as_str);
        entry.team = of_team;
        entry.key = Some(format!("{name}/{handle}: {role}"));
    });
    Ok(Json(changed?))
}

/// The teams of the person's groups, each bound to its group. Two groups that would be one team are told to the
/// operator, and the second is none.
pub(super) async fn bound_teams(
    gate: &Gate,
    database: &Database,
    person: &Person,
) -> Result<Vec<Team>, Error> {
    let teams = gate.policy().teams();
    let named = |group: &String| Some((teams.name_of(group)?, group.clone()));
    let wanted: Vec<_> = person.groups.iter().filter_map(named).collect();
    let bindings = database.bind_teams(wanted).await?;
    let bound = bindings.into_iter().filter_map(|binding| match binding {
        Binding::Bound(team) => Some(team),
        Binding::Alike { name, group, bound } => {
            tracing::error!(
                team = name.as_str(), group, bound,
                "two groups have the same name as a team: the second is none until [[team]] names it apart"
            );
            None
        }
    });
    Ok(bound.collect())
}

/// The team of this name, if the person is in it, and what they are there.
pub(super) async fn team_of(
    gate: &Gate,
    database: &Database,
    person: &Person,
    name: &TeamName,
) -> Result<(Team, Role), Error> {
    let teams = bound_teams(gate, database, person).await?;
    let team = teams.into_iter().find(|team| team.name == *name).ok_or(Error::NoSuchPage)?;
    let set = database.team_role(team.id, person.id).await?;
    let role = gate.policy().teams().role(&person.groups, &team.group, set);
    Ok((team, role.ok_or(Error::NoSuchPage)?))
}

/// The team of this name, where the person manages it; of one they are not in, not even that it is there.
pub(super) async fn managed_by(
    gate: &Gate,
    database: &Database,
    person: &Person,
    name: &TeamName,
) -> Result<Team, Error> {
    managed(team_of(gate, database, person, name).await?)
}

pub(super) fn managed((team, role): (Team, Role)) -> Result<Team, Error> {
    if role == Role::Manager { Ok(team) } else { Err(Denied::Role.into()) }
}

fn member_view(gate: &Gate, team: &Team, member: Member) -> MemberView {
    let Member { person, set } = member;
    let role = |set| gate.policy().teams().role(&person.groups, &team.group, set).map(role_view);
    let (in_force, by_groups) = (role(set.as_ref().map(|set| set.role)), role(None));
    MemberView {
        handle: person.handle.to_string(),
        role: in_force,
        group_role: by_groups,
        set_role: set.as_ref().map(|set| role_view(set.role)),
        set_at: set.as_ref().map(|set| set.at.to_string()),
        set_by: set.and_then(|set| set.by),
        name: person.name,
    }
}

fn place(bucket: &Bucket, settings: Option<BucketSettings>) -> TeamBucket {
    TeamBucket {
        instance: bucket.instance.to_string(),
        name: bucket.name.to_string(),
        exists: settings.is_some(),
        settings,
    }
}

fn same(one: &TeamBucket, other: &TeamBucket) -> bool {
    (&one.instance, &one.name) == (&other.instance, &other.name)
}

/// Teams have no uploaders.
pub(super) fn role_view(role: Role) -> TeamRole {
    match role {
        Role::Uploader | Role::Viewer => TeamRole::Viewer,
        Role::Contributor => TeamRole::Contributor,
        Role::Manager => TeamRole::Manager,
    }
}

fn role_of(role: TeamRole) -> Role {
    match role {
        TeamRole::Viewer => Role::Viewer,
        TeamRole::Contributor => Role::Contributor,
        TeamRole::Manager => Role::Manager,
    }
}
