//! Teams, and what others sent.

use gateway_api::{
    ArrivalNews, Bucket, BucketSettings, ChangeMember, CreateTeamBucket, Member, MemberList,
    SeeArrivals, Team, TeamList, TeamRole,
};

use super::Error;
use super::send::{read, replace, submit};
use crate::links::api;

/// The teams one is in, with their buckets.
pub async fn teams() -> Result<Vec<Team>, Error> {
    let list: TeamList = read(api::TEAMS).await?;
    Ok(list.teams)
}

pub async fn create_team_bucket(team: &str, instance: &str) -> Result<Bucket, Error> {
    submit(&api::team_buckets(team), &CreateTeamBucket { instance: instance.to_owned() }).await
}

/// Who is in one of one's teams, as far as is known here.
pub async fn members(team: &str) -> Result<Vec<Member>, Error> {
    let list: MemberList = read(&api::members(team)).await?;
    Ok(list.members)
}

/// What a member is from now on; without a role, what the groups say.
pub async fn change_member(
    team: &str,
    handle: &str,
    role: Option<TeamRole>,
) -> Result<Member, Error> {
    replace(&api::member(team, handle), &ChangeMember { role }).await
}

pub async fn change_settings(
    instance: &str,
    bucket: &str,
    wanted: &BucketSettings,
) -> Result<BucketSettings, Error> {
    replace(&api::settings(instance, bucket), wanted).await
}

/// What arrived through one's upload requests and was not seen; into one bucket (instance, name), or any.
pub async fn arrival_news(place: Option<(&str, &str)>) -> Result<ArrivalNews, Error> {
    read(&api::arrival_news(place)).await
}

/// One knows what arrived through the upload request so far.
pub async fn see_arrivals(id: &str, upto: i64) -> Result<(), Error> {
    replace(&api::arrivals_seen(id), &SeeArrivals { upto }).await
}
