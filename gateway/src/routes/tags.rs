//! Tags of an object.

use axum::extract::State;
use gateway_api::{Problem, TAG_NAME_CHARACTERS_MAX, TAG_VALUE_CHARACTERS_MAX, TAGS_MAX, Tags};

use super::extract::{InBucket, Json, OfKey};
use super::gate::Gate;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::operation::Operation;
use crate::upstream::Upstream;

/// All tags of an object.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/tags", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    responses((status = 200, body = Tags), (status = 404, body = Problem), (status = 501, body = Problem)))]
pub async fn show(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<Tags>, Error> {
    let permit = gate.permit(&caller, Operation::GetTags { bucket, key }).await?;
    Ok(Json(Tags { tags: upstream.tags(&permit).await? }))
}

/// Replaces all tags of an object.
#[utoipa::path(put, path = "/api/instances/{instance}/buckets/{bucket}/tags", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)), request_body = Tags,
    responses((status = 200, body = Tags), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 501, body = Problem)))]
pub async fn replace(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    Json(wanted): Json<Tags>,
) -> Result<Json<Tags>, Error> {
    check(&wanted)?;
    let operation = Operation::PutTags { bucket, key, tags: wanted.tags.clone() };
    let permit = gate.permit(&caller, operation).await?;
    upstream.put_tags(&permit).await?;
    Ok(Json(wanted))
}

/// S3's own limits, before anything is sent: servers word their refusals badly.
fn check(Tags { tags }: &Tags) -> Result<(), Error> {
    let malformed = |text: String| Err(Error::Malformed(text));
    if TAGS_MAX < tags.len() {
        return malformed(format!("an object has at most {TAGS_MAX} tags"));
    }
    for (name, value) in tags {
        if !(1..=TAG_NAME_CHARACTERS_MAX).contains(&name.chars().count()) {
            return malformed(format!(
                "the name of a tag has 1 to {TAG_NAME_CHARACTERS_MAX} characters"
            ));
        }
        if TAG_VALUE_CHARACTERS_MAX < value.chars().count() {
            return malformed(format!(
                "the value of a tag has at most {TAG_VALUE_CHARACTERS_MAX} characters"
            ));
        }
        if name.chars().chain(value.chars()).any(is_unfit) {
            return malformed("a tag holds no control characters".to_owned());
        }
    }
    Ok(())
}

/// XML has no way to write it.
fn is_unfit(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_held_to_the_limits_of_s3() {
        let check = |pairs: &[(&str, &str)], expected: bool| {
            let tags = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            assert_eq!(check(&Tags { tags: tags.collect() }).is_ok(), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("projet", "Énergie"), ("empty", "")], true);
        check(&[("", "a")], false);
        check(&[(&"é".repeat(128), &"é".repeat(256))], true);
        check(&[(&"é".repeat(129), "")], false);
        check(&[("a", &"é".repeat(257))], false);
        check(&[("a", "b\nc")], false);
        let names: Vec<String> = (0..11).map(|number| number.to_string()).collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        check(&pairs[..10], true);
        check(&pairs, false);
    }
}
