//! Extractors of our own, so that what is malformed is a problem document like every other failure.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, header};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::policy::Denied;
use crate::s3::encode;
use crate::s3::names::{Bucket, BucketName, InstanceId, Key};

/// A JSON body (of `application/json`, so that no form can send it) or answer.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let axum::Json(value) = axum::Json::<T>::from_request(request, state)
            .await
            .map_err(|rejection| Error::Malformed(rejection.body_text()))?;
        Ok(Self(value))
    }
}

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        // axum's own writes into a buffer that grows from nothing.
        match serde_json::to_vec(&self.0) {
            Ok(json) => {
                let json_type = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json_type)], json).into_response()
            }
            Err(_) => Error::Panicked.into_response(),
        }
    }
}

/// The query, decoded as forms are (`+` is a space). What is not UTF-8 then is refused: replaced, it would be another
/// key.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        if parts.uri.query().is_some_and(|query| encode::decode(query).is_none()) {
            return Err(Error::Malformed("the query is not UTF-8, percent-encoded".to_owned()));
        }
        let axum::extract::Query(value) =
            axum::extract::Query::<T>::from_request_parts(parts, state)
                .await
                .map_err(|rejection| Error::Malformed(rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// `{instance}` of the path. One that cannot exist is simply not there.
pub struct OnInstance(pub InstanceId);

impl<S: Send + Sync> FromRequestParts<S> for OnInstance {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Segments {
            instance: String,
        }
        let Segments { instance } = segments(parts, state).await?;
        Ok(Self(InstanceId::parse(&instance).map_err(|_| Denied::NoSuchInstance)?))
    }
}

/// `{instance}` and `{bucket}` of the path.
pub struct InBucket(pub Bucket);

impl<S: Send + Sync> FromRequestParts<S> for InBucket {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Segments {
            instance: String,
            bucket: String,
        }
        let Segments { instance, bucket } = segments(parts, state).await?;
        bucket_of(&instance, &bucket).map(Self)
    }
}

/// `{bucket}` of the path, where it names a dataset: its instance is still to be found.
pub struct OfDataset(pub BucketName);

impl<S: Send + Sync> FromRequestParts<S> for OfDataset {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Segments {
            bucket: String,
        }
        let Segments { bucket } = segments(parts, state).await?;
        Ok(Self(BucketName::parse(&bucket).map_err(|_| Denied::NoSuchBucket)?))
    }
}

/// What a path names by `{id}`.
pub trait Identified: Sized {
    /// # Errors
    /// There is none of this id: what cannot be one is simply not there.
    fn identified(id: &str) -> Result<Self, Error>;
}

/// `{id}` of the path.
pub struct OfId<T>(pub T);

impl<S: Send + Sync, T: Identified> FromRequestParts<S> for OfId<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Default, Deserialize)]
        struct Segments {
            id: String,
        }
        // Nothing has an empty id.
        let Segments { id } = segments(parts, state).await.unwrap_or_default();
        T::identified(&id).map(Self)
    }
}

/// `?key=` of the query: one whole key, checked.
pub struct OfKey(pub Key);

impl<S: Send + Sync> FromRequestParts<S> for OfKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Fields {
            key: String,
        }
        let Query(Fields { key }) = Query::from_request_parts(parts, state).await?;
        Ok(Self(Key::parse(key).map_err(Error::KeyName)?))
    }
}

/// The bucket that a path or a body names by these. One that cannot exist is simply not there.
pub fn bucket_of(instance: &str, name: &str) -> Result<Bucket, Error> {
    let instance = InstanceId::parse(instance).map_err(|_| Denied::NoSuchInstance)?;
    let name = BucketName::parse(name).map_err(|_| Denied::NoSuchBucket)?;
    Ok(Bucket { instance, name })
}

/// A field of a query that is a moment; empty is none.
pub fn moment(name: &str, text: Option<String>) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let parsed = text.parse().map(Some);
    parsed.map_err(|_| Error::Malformed(format!("`{name}` is no moment such as 2026-12-31T00:00Z")))
}

async fn segments<S: Send + Sync, T: DeserializeOwned + Send>(
    parts: &mut Parts,
    state: &S,
) -> Result<T, Error> {
    let Path(segments) =
        Path::<T>::from_request_parts(parts, state).await.map_err(|_| Error::NoSuchPage)?;
    Ok(segments)
}
