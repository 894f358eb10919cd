//! The API's own description, made from its types and handlers.

use axum::Json;
use utoipa::OpenApi;

use super::{
    access_keys, activity, archives, arrivals, buckets, copies, datasets, details, emptying,
    grants, instances, links, manifests, objects, preferences, presigned, publications, rendering,
    search, session, settings, sharing, summary, tags, teams, uploads,
};

/// `OpenAPI` 3.1; conventions are in docs/api.md.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Cellier",
        description = "The portal's own API. Signed in by cookie; whatever changes something carries `x-cellier-request: 1`. Every failure is an RFC 9457 problem document."
    ),
    paths(
        session::show,
        session::renew,
        preferences::show,
        preferences::change,
        access_keys::list,
        access_keys::create,
        access_keys::change,
        access_keys::revoke,
        access_keys::of_team::list,
        access_keys::of_team::create,
        access_keys::of_team::change,
        access_keys::of_team::revoke,
        grants::list,
        grants::create,
        grants::change,
        grants::take_back,
        publications::review,
        publications::publish,
        sharing::with_me,
        sharing::people,
        sharing::who::show,
        links::list,
        links::create,
        links::change,
        links::revoke,
        links::arrivals,
        arrivals::news,
        arrivals::see,
        activity::show,
        activity::export,
        instances::list,
        buckets::list,
        buckets::create,
        buckets::create_personal,
        buckets::delete,
        settings::show,
        settings::change,
        teams::list,
        teams::create_bucket,
        teams::members,
        teams::change_member,
        emptying::empty,
        objects::list,
        summary::count,
        search::search,
        details::show,
        details::edit,
        tags::show,
        tags::replace,
        presigned::create,
        objects::download,
        objects::head,
        objects::upload,
        objects::delete,
        objects::delete_many,
        uploads::unfinished,
        uploads::start,
        uploads::part,
        uploads::arrived,
        uploads::complete,
        uploads::abort,
        copies::copy,
        datasets::list,
        datasets::listing,
        datasets::readme,
        datasets::rendering,
        rendering::show,
        rendering::readme,
        archives::create,
        archives::fetch,
        archives::describe,
        manifests::create,
        show,
    ),
    components(schemas(gateway_api::Problem))
)]
pub struct Description;

#[utoipa::path(get, path = "/api/openapi.json", tag = "description", responses((status = 200)))]
pub async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
