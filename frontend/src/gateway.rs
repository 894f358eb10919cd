//! The only module that fetches. One function an endpoint, one line each; how a request is sent, and what an answer
//! means, is in [`send`].

mod bytes;
mod flow;
mod json;
mod lines;
mod searching;
mod send;
mod teams;
mod transfer;
mod uploads;

use gateway_api::{
    AccessKey, AccessKeyList, ActivityPage, Archive, ArrivalList, Bucket, BucketList,
    ChangeAccessKey, ChangeGrant, ChangeLink, ChangePreferences, CopyNews, CopyObjects,
    CreateAccessKey, CreateArchive, CreateBucket, CreateGrant, CreateLink, CreateManifest,
    CreatePresigned, CreatedAccessKey, DatasetList, DeleteObjects, DeleteReport, EditDetails,
    Emptied, Found, Grant, GrantList, InstanceList, Link, LinkList, Listing, LocalizedText,
    ObjectDetails, Preferences, Presigned, Problem, PublicationReview, Publish, Readme, Rendering,
    Session, SharedPlaces, Summary, Tags, UploadChecksum, WhoSees,
};
use gloo_net::http::RequestBuilder;
use leptos::prelude::document;
use serde::Deserialize;

use crate::links::api;
use lines::lines;
use send::{Method, change, changing, read, submit, to_json};

pub use bytes::{Piece, bytes};
pub use flow::flow;
pub use json::read as read_json;
pub use searching::search;
pub use send::when_signed_out;
pub use teams::{
    arrival_news, change_member, change_settings, create_team_bucket, members, see_arrivals, teams,
};
pub use transfer::{Checksum, Over, put_folder, put_object, put_part};
pub use uploads::{abort_upload, arrived_parts, complete_upload, start_upload, unfinished_uploads};

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The gateway said what is wrong.
    Problem(Box<Problem>),
    /// Nothing answered: no connection, or no answer in time.
    Offline,
    /// Something answered, but not as the gateway does: a proxy in between, or another version.
    Unreadable,
}

impl Error {
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::Offline | Self::Unreadable => None,
        }
    }

    pub fn is(&self, kind: gateway_api::ProblemKind) -> bool {
        self.problem().is_some_and(|problem| problem.kind == kind)
    }
}

/// Where the browser goes after signing out: the identity provider's own sign-out, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SignedOut {
    pub redirect: Option<String>,
}

/// What an object list says of the instance it is on: reading all of an instance would weigh more than the list's own
/// answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedInstance {
    pub id: String,
    pub name: LocalizedText,
    pub classification: Option<LocalizedText>,
}

#[derive(Deserialize)]
struct TakingInstance {
    id: String,
    #[serde(default)]
    upload_checksum: UploadChecksum,
}

#[derive(Deserialize)]
struct TakingInstances {
    instances: Vec<TakingInstance>,
}

#[derive(Deserialize)]
struct NamedInstances {
    instances: Vec<NamedInstance>,
}

pub async fn session() -> Result<Session, Error> {
    read(api::SESSION).await
}

/// Keeps the session from going idle.
pub async fn renew_session() -> Result<Session, Error> {
    change(Method::Post, api::RENEWAL).await
}

pub async fn preferences() -> Result<Preferences, Error> {
    read(api::PREFERENCES).await
}

/// Writes the named values and no other, even where the page is left meanwhile; answers all.
pub async fn change_preferences(change: &ChangePreferences) -> Result<Preferences, Error> {
    send::replace_lastingly(api::PREFERENCES, change).await
}

pub async fn sign_out() -> Result<SignedOut, Error> {
    change(Method::Post, api::SIGN_OUT).await
}

/// One's own access keys; with `team`, here as below, those of a team that one manages.
pub async fn access_keys(team: Option<&str>) -> Result<AccessKeyList, Error> {
    read(&api::access_keys(team)).await
}

pub async fn create_access_key(
    team: Option<&str>,
    wanted: &CreateAccessKey,
) -> Result<CreatedAccessKey, Error> {
    submit(&api::access_keys(team), wanted).await
}

pub async fn change_access_key(
    team: Option<&str>,
    id: &str,
    wanted: &ChangeAccessKey,
) -> Result<AccessKey, Error> {
    send::replace(&api::access_key(team, id), wanted).await
}

pub async fn revoke_access_key(team: Option<&str>, id: &str) -> Result<(), Error> {
    change(Method::Delete, &api::access_key(team, id)).await
}

/// What one gave.
pub async fn grants(before: Option<i64>) -> Result<GrantList, Error> {
    read(&api::grants(before)).await
}

pub async fn give(wanted: &CreateGrant) -> Result<Grant, Error> {
    submit(api::GRANTS, wanted).await
}

pub async fn change_grant(id: i64, wanted: &ChangeGrant) -> Result<Grant, Error> {
    send::replace(&api::grant(id), wanted).await
}

pub async fn take_back(id: i64) -> Result<(), Error> {
    change(Method::Delete, &api::grant(id)).await
}

/// Links that one gave out, before the link named or up to now.
pub async fn links(before: Option<&str>) -> Result<LinkList, Error> {
    read(&api::links(before)).await
}

pub async fn revoke_link(id: &str) -> Result<(), Error> {
    change(Method::Delete, &api::link(id)).await
}

/// The first of what others let one use; of one bucket, or of all.
pub async fn shared_with_me(
    place: Option<(&str, &str)>,
    limit: usize,
) -> Result<SharedPlaces, Error> {
    read(&api::shared_with_me(place, limit)).await
}

/// Whom somebody may mean by what they type.
pub async fn people(typed: &str) -> Result<Found, Error> {
    read(&api::people(typed)).await
}

/// Who can see what lies below a prefix.
pub async fn who_sees(instance: &str, bucket: &str, place: &str) -> Result<WhoSees, Error> {
    read(&api::sharing(instance, bucket, place)).await
}

/// Counts what would become public with a prefix; `hear` is told what was counted so far. Dropping the future stops.
pub async fn review_publication(
    instance: &str,
    bucket: &str,
    prefix: &str,
    hear: impl FnMut(Vec<PublicationReview>),
) -> Result<(), Error> {
    lines(RequestBuilder::new(&api::publication(instance, bucket, prefix)), None, hear).await
}

/// Makes a prefix public.
pub async fn publish(wanted: &Publish) -> Result<Grant, Error> {
    submit(api::PUBLICATIONS, wanted).await
}

/// The links that one gave out into a bucket.
pub async fn links_into(instance: &str, bucket: &str) -> Result<LinkList, Error> {
    read(&api::links_into(instance, bucket)).await
}

pub async fn create_link(wanted: &CreateLink) -> Result<Link, Error> {
    submit(api::LINKS, wanted).await
}

/// What arrived through an upload request.
pub async fn arrivals(id: &str) -> Result<ArrivalList, Error> {
    read(&api::arrivals(id)).await
}

/// Another end, another password, other words: what is not said stays.
pub async fn change_link(id: &str, wanted: &ChangeLink) -> Result<Link, Error> {
    send::amend(&api::link(id), wanted).await
}

/// What was done, before the entry named or up to now; `wanted` says in whose name, and narrows it.
pub async fn activity(wanted: &[(&str, &str)], before: Option<i64>) -> Result<ActivityPage, Error> {
    read(&api::activity(wanted, before)).await
}

pub async fn instances() -> Result<InstanceList, Error> {
    read(api::INSTANCES).await
}

pub async fn named_instances() -> Result<Vec<NamedInstance>, Error> {
    let named: NamedInstances = read(api::INSTANCES).await?;
    Ok(named.instances)
}

/// The instances whose objects are announced with an MD5.
pub async fn instances_of_md5() -> Result<Vec<String>, Error> {
    let list: TakingInstances = read(api::INSTANCES).await?;
    let of_md5 = |instance: &TakingInstance| instance.upload_checksum == UploadChecksum::Md5;
    Ok(list.instances.into_iter().filter(of_md5).map(|instance| instance.id).collect())
}

pub async fn buckets(instance: &str) -> Result<BucketList, Error> {
    read(&api::buckets(instance)).await
}

pub async fn create_bucket(instance: &str, name: String) -> Result<Bucket, Error> {
    submit(&api::buckets(instance), &CreateBucket { name }).await
}

pub async fn create_personal_bucket(instance: &str) -> Result<Bucket, Error> {
    change(Method::Post, &api::personal_bucket(instance)).await
}

pub async fn delete_bucket(instance: &str, bucket: &str) -> Result<(), Error> {
    change(Method::Delete, &api::bucket(instance, bucket)).await
}

/// One page of a folder, or with `recursive` of everything below it.
pub async fn listing(
    instance: &str,
    bucket: &str,
    prefix: &str,
    token: Option<&str>,
    recursive: bool,
) -> Result<Listing, Error> {
    read(&api::listing(instance, bucket, prefix, token, recursive)).await
}

pub async fn details(instance: &str, bucket: &str, key: &str) -> Result<ObjectDetails, Error> {
    read(&api::details(instance, bucket, key)).await
}

/// Writes what is stored beside the bytes anew; `precondition` when the object changed since it was read.
pub async fn edit_details(
    instance: &str,
    bucket: &str,
    key: &str,
    edited: &EditDetails,
) -> Result<ObjectDetails, Error> {
    send::replace(&api::details(instance, bucket, key), edited).await
}

pub async fn tags(instance: &str, bucket: &str, key: &str) -> Result<Tags, Error> {
    read(&api::tags(instance, bucket, key)).await
}

/// Replaces all tags of an object.
pub async fn set_tags(instance: &str, bucket: &str, key: &str, tags: &Tags) -> Result<Tags, Error> {
    send::replace(&api::tags(instance, bucket, key), tags).await
}

/// Makes an address that reads an object for so many seconds.
pub async fn presign(
    instance: &str,
    bucket: &str,
    key: &str,
    seconds: u32,
) -> Result<Presigned, Error> {
    submit(&api::presigned(instance, bucket, key), &CreatePresigned { seconds }).await
}

/// Copies or moves at most 1,000 objects; `hear` is told how each fares. Dropping the future stops.
pub async fn copy_objects(
    request: &CopyObjects,
    hear: impl FnMut(Vec<CopyNews>),
) -> Result<(), Error> {
    lines(changing(Method::Post, api::COPIES), Some(to_json(request)?), hear).await
}

/// Counts what lies below a prefix; `hear` is told what was counted so far. Dropping the future stops.
pub async fn summary(
    instance: &str,
    bucket: &str,
    prefix: &str,
    hear: impl FnMut(Vec<Summary>),
) -> Result<(), Error> {
    lines(RequestBuilder::new(&api::summary(instance, bucket, prefix)), None, hear).await
}

/// Removes everything in a bucket; `hear` is told how far it is. Dropping the future stops.
pub async fn empty_bucket(
    instance: &str,
    bucket: &str,
    hear: impl FnMut(Vec<Emptied>),
) -> Result<(), Error> {
    lines(changing(Method::Post, &api::empty(instance, bucket)), None, hear).await
}

/// Prepares a zip of what is selected, to be fetched once; refused with what stands in the way.
pub async fn archive(wanted: &CreateArchive) -> Result<Archive, Error> {
    submit(api::ARCHIVES, wanted).await
}

/// A list of what is selected, for programs. All of it, or an error.
pub async fn manifest(wanted: &CreateManifest) -> Result<web_sys::Blob, Error> {
    lines::whole(changing(Method::Post, api::MANIFESTS), to_json(wanted)?).await
}

/// At most 1,000 keys at once; the report says what became of each.
pub async fn delete_objects(
    instance: &str,
    bucket: &str,
    keys: Vec<String>,
) -> Result<DeleteReport, Error> {
    submit(&api::delete_objects(instance, bucket), &DeleteObjects { keys }).await
}

pub async fn datasets() -> Result<DatasetList, Error> {
    read(api::DATASETS).await
}

pub async fn dataset_listing(
    bucket: &str,
    prefix: &str,
    token: Option<&str>,
) -> Result<Listing, Error> {
    read(&api::dataset_listing(bucket, prefix, token)).await
}

/// Whether the gateway has no more the files of this very page, because it was upgraded since. Unknown is no.
pub async fn page_is_gone() -> bool {
    let meta = document().query_selector("meta[name='wasm-app']").ok().flatten();
    match meta.and_then(|meta| meta.get_attribute("data-js")) {
        Some(script) => send::is_missing(&script).await,
        None => false,
    }
}

/// The rendered README; `None` when the folder has none. Without an instance, of a public dataset.
pub async fn readme(
    instance: Option<&str>,
    bucket: &str,
    prefix: &str,
    language: &str,
) -> Result<Option<Readme>, Error> {
    match read(&api::readme(instance, bucket, prefix, language)).await {
        Ok(readme) => Ok(Some(readme)),
        Err(error) if error.problem().is_some_and(|problem| problem.status == 404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Markdown or a notebook as safe HTML. Without an instance, of a public dataset.
pub async fn rendering(
    instance: Option<&str>,
    bucket: &str,
    key: &str,
    language: &str,
) -> Result<Rendering, Error> {
    read(&api::rendering(instance, bucket, key, language)).await
}
