//! What people wrote, as safe HTML: Markdown, notebooks, and the README of a folder.

use axum::extract::State;
use futures_util::StreamExt;
use gateway_api::{
    MARKDOWN_BYTES_MAX, NOTEBOOK_BYTES_MAX, Readme, Rendering, RenderingKind, Truncated,
};
use http::header;
use http_body_util::BodyExt;
use locales::Language;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::extract::{InBucket, Json, OfKey, Query};
use super::gate::Gate;
use crate::error::Error;
use crate::page::rendering::{self, Home, Place, Rendered};
use crate::policy::Caller;
use crate::s3::names::{Bucket, InstanceId, Key, Prefix};
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
use crate::upstream::{self, Download, Upstream};

/// Texts that are rendered at the same time: a notebook takes several times its size in memory while it is.
const RENDERINGS_AT_ONCE_MAX: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(RENDERINGS_AT_ONCE_MAX);

/// `?lang=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageQuery {
    lang: String,
}

/// `?prefix=&lang=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReadmeQuery {
    pub prefix: String,
    lang: String,
}

impl LanguageQuery {
    pub fn language(&self) -> Language {
        Language::parse(&self.lang, "").unwrap_or_default()
    }
}

impl ReadmeQuery {
    pub fn language(&self) -> Language {
        Language::parse(&self.lang, "").unwrap_or_default()
    }
}

/// A text or notebook, as safe HTML.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/rendering", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query),
        ("lang" = Option<String>, Query)),
    responses((status = 200, body = Rendering), (status = 404, body = gateway_api::Problem),
        (status = 413, body = gateway_api::Problem), (status = 415, body = gateway_api::Problem),
        (status = 422, body = gateway_api::Problem)))]
pub async fn show(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<LanguageQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<Rendering>, Error> {
    let instance = Some(bucket.instance.clone());
    let place = place(instance, &bucket, folder_of(&key), query.language());
    render(&gate, &upstream, &caller, bucket, key, place).await.map(Json)
}

/// The README of a folder, rendered and made safe.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/readme", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query),
        ("lang" = Option<String>, Query)),
    responses((status = 200, body = Readme), (status = 404, body = gateway_api::Problem)))]
pub async fn readme(
    caller: Caller,
    InBucket(bucket): InBucket,
    Query(query): Query<ReadmeQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<Readme>, Error> {
    let prefix = Prefix::parse(query.prefix.as_str()).map_err(Error::KeyName)?;
    let place = place(Some(bucket.instance.clone()), &bucket, prefix, query.language());
    read_readme(&gate, &upstream, &caller, &bucket, place).await.map(Json)
}

/// Where a text lies, for its links. `instance`: `None` where the bucket is a dataset.
pub fn place(
    instance: Option<InstanceId>,
    bucket: &Bucket,
    prefix: Prefix,
    language: Language,
) -> Place {
    let home = instance.map_or(Home::Dataset, Home::Bucket);
    Place { home, bucket: bucket.name.clone(), prefix, language }
}

/// The folder an object is in.
pub fn folder_of(key: &Key) -> Prefix {
    let end = key.as_str().rfind('/').map_or(0, |index| index + 1);
    // The beginning of a key is no longer than the key.
    Prefix::parse(&key.as_str()[..end]).unwrap_or_default()
}

/// Renders for whoever asks; shared with public datasets.
pub async fn render(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
    place: Place,
) -> Result<Rendering, Error> {
    let kind = RenderingKind::of(key.as_str());
    let limit = match kind {
        Some(RenderingKind::Notebook) => NOTEBOOK_BYTES_MAX,
        _ => MARKDOWN_BYTES_MAX,
    };
    let Some(kind) = kind else {
        // Whether it is there, and may be read, comes before what it is.
        let operation = Operation::HeadObject { bucket, key: key.clone() };
        let permit = gate.permit(caller, operation).await?;
        upstream.head_object(&permit).await?;
        return Err(Error::NotRenderable(key));
    };
    let operation = beginning(bucket, key.clone(), limit);
    let permit = gate.permit(caller, operation).await?;
    let read = read(upstream.get_object(&permit).await, limit).await?;
    let size = read.size;
    let rendered = match kind {
        RenderingKind::Markdown => made(move || Ok(read.markdown(&place))).await?,
        RenderingKind::Notebook if read.size > limit => {
            return Err(Error::TooLarge { what: "bytes of a notebook", limit });
        }
        RenderingKind::Notebook => {
            let damaged = key.clone();
            made(move || {
                rendering::notebook(&read.bytes, &place)
                    .map_err(|source| Error::Damaged { key: damaged, source: source.into() })
            })
            .await?
        }
    };
    Ok(Rendering {
        lang: language_of(&key).map(str::to_owned),
        key: key.as_str().to_owned(),
        kind,
        html: rendered.html,
        title: rendered.title,
        code_language: rendered.code_language,
        size,
        truncated: rendered.truncated,
    })
}

/// Finds and renders the README of a folder: the reader's language first, then the plain one, then the other language.
pub async fn read_readme(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: &Bucket,
    place: Place,
) -> Result<Readme, Error> {
    let names = if place.language.is_french() {
        ["README.fr.md", "LISEZMOI.md", "README.md", "README.en.md"]
    } else {
        ["README.en.md", "README.md", "README.fr.md", "LISEZMOI.md"]
    };
    for name in names {
        let name = format!("{}{name}", place.prefix.as_str());
        let key = Key::parse(name).map_err(Error::KeyName)?;
        let operation = beginning(bucket.clone(), key.clone(), MARKDOWN_BYTES_MAX);
        let permit = gate.permit(caller, operation).await?;
        let read = match read(upstream.get_object(&permit).await, MARKDOWN_BYTES_MAX).await {
            Err(Error::Upstream(upstream::Error::NoSuchKey { .. })) => continue,
            other => other?,
        };
        let rendered = made(move || Ok(read.markdown(&place))).await?;
        return Ok(Readme {
            lang: language_of(&key).map(str::to_owned),
            key: key.as_str().to_owned(),
            html: rendered.html,
            truncated: rendered.truncated.any(),
        });
    }
    Err(Error::NoSuchPage)
}

fn beginning(bucket: Bucket, key: Key, bytes: u64) -> Operation {
    let range = Some(ByteRange::Bounded { first: 0, last: bytes - 1 });
    Operation::GetObject { bucket, key, range, conditions: ReadConditions::default() }
}

/// The language that a name ends in.
fn language_of(key: &Key) -> Option<&'static str> {
    let name = key.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
    match stem.rsplit_once('.').map(|(_, code)| code) {
        Some("fr") => Some("fr"),
        Some("en") => Some("en"),
        _ if stem == "lisezmoi" => Some("fr"),
        _ => None,
    }
}

/// Rendering is work without a pause: it has threads of its own, and few of them. The turn lasts as long as the work,
/// even when nobody waits for it any more.
async fn made(
    work: impl FnOnce() -> Result<Rendered, Error> + Send + 'static,
) -> Result<Rendered, Error> {
    let turn = TURNS.acquire().await.map_err(|_| Error::Panicked)?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    working.await.map_err(|_| Error::Panicked)?
}

/// The beginning of an object.
struct Read {
    bytes: Vec<u8>,
    /// Of the whole object.
    size: u64,
}

/// Reads at most `limit` bytes, whatever the upstream makes of the range.
async fn read(answer: Result<Download, upstream::Error>, limit: u64) -> Result<Read, Error> {
    let download = match answer {
        Ok(download) => download,
        // An empty object has no first byte.
        Err(upstream::Error::RangeNotSatisfiable { .. }) => {
            return Ok(Read { bytes: Vec::new(), size: 0 });
        }
        Err(error) => return Err(error.into()),
    };
    let text = |name| download.headers.get(name).and_then(|value| value.to_str().ok());
    let whole = text(header::CONTENT_RANGE)
        .and_then(|range| range.rsplit_once('/'))
        .and_then(|(_, size)| size.parse().ok());
    let size: Option<u64> =
        whole.or_else(|| text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    let mut body = download.body.into_data_stream();
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() >= limit {
            bytes.truncate(limit);
            break;
        }
    }
    let size = size.unwrap_or(bytes.len() as u64);
    Ok(Read { bytes, size })
}

impl Read {
    fn markdown(self, place: &Place) -> Rendered {
        let unread = self.size.saturating_sub(self.bytes.len() as u64);
        let mut rendered = rendering::markdown(&decoded(&self.bytes, unread > 0), place);
        rendered.truncated =
            Truncated { bytes: rendered.truncated.bytes + unread, ..rendered.truncated };
        rendered
    }
}

/// UTF-8, or UTF-16 that says so in its first bytes. `cut`: the last character may be half a one.
fn decoded(bytes: &[u8], cut: bool) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let mut text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    };
    if cut && text.ends_with(char::REPLACEMENT_CHARACTER) {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_say_its_language() {
        let check = |key: &str, expected: Option<&str>| {
            assert_eq!(language_of(&Key::parse(key).unwrap()), expected, "{key}");
        };
        check("a/README.fr.md", Some("fr"));
        check("guide.EN.md", Some("en"));
        check("LISEZMOI.md", Some("fr"));
        check("README.md", None);
        check("fr.md", None);
    }

    #[test]
    fn texts_are_read_in_the_encodings_they_announce() {
        let check = |bytes: &[u8], cut, expected: &str| {
            assert_eq!(decoded(bytes, cut), expected, "{bytes:?}");
        };
        check("été".as_bytes(), false, "été");
        check(b"\xef\xbb\xbf# x", false, "# x");
        check(b"\xff\xfeh\x00\xe9\x00", false, "hé");
        check(b"\xfe\xff\x00h\x00\xe9", false, "hé");
        check(b"a\xc3", true, "a");
        check(b"a\xc3", false, "a\u{fffd}");
    }

    #[test]
    fn the_folder_of_an_object_ends_in_a_slash() {
        let check = |key: &str, expected: &str| {
            assert_eq!(folder_of(&Key::parse(key).unwrap()).as_str(), expected, "{key}");
        };
        check("a/b.md", "a/");
        check("b.md", "");
        check("a//b", "a//");
    }
}
