use serde::{Deserialize, Serialize};

/// `GET /api/datasets`: the buckets of every public instance, and what people made public, by bucket and prefix; no
/// sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DatasetList {
    pub datasets: Vec<Dataset>,
    /// Ids of public instances that did not answer: what they hold is missing here.
    pub unavailable: Vec<String>,
}

/// Readable by everyone: a bucket of a public instance, or what somebody made public of a bucket of theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dataset {
    pub instance: String,
    pub bucket: String,
    /// Where it begins (ends in `/`); empty where all of the bucket is public.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// `GET /api/datasets/{bucket}/readme?prefix=&lang=` and
/// `GET /api/instances/{instance}/buckets/{bucket}/readme?prefix=&lang=`: the folder's README, rendered and sanitised by
/// the gateway (`README.fr.md`, or `LISEZMOI.md`, before `README.md` for who reads French); 404 when there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Readme {
    pub key: String,
    /// Language of the text when its name says so: `fr` or `en`.
    pub lang: Option<String>,
    /// Safe HTML: no script, style, form or remote resource.
    pub html: String,
    /// Longer than the gateway reads; the rest is in the file.
    pub truncated: bool,
}
