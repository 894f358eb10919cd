//! What of an object is shown on the page of a link: what browsers show and do not run, and texts.

use gateway_api::RenderingKind;
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::Visit;
use crate::error::Error;
use crate::page::quiet::Preview;
use crate::page::rendering::{Home, Place};
use crate::routes::rendering;
use crate::s3::names::{Key, Prefix};
use crate::s3::operation::{ByteRange, Operation, ReadConditions};
use crate::upstream::ObjectHead;

/// Of a text that is shown.
const TEXT_BYTES_MAX: u64 = 64 * 1024;

/// Texts that are sent under types of their own.
const TEXT_TYPES: [&str; 8] = [
    "application/json",
    "application/x-ndjson",
    "application/xml",
    "application/yaml",
    "application/toml",
    "application/javascript",
    "application/sql",
    "application/x-sh",
];

/// What sort of thing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Picture,
    Sound,
    Film,
    Pdf,
    Text,
}

/// By what the object says of itself; where it says nothing, by its name.
pub(super) fn kind(content_type: Option<&str>, name: &str) -> Option<Kind> {
    let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default();
    match essence.trim().to_ascii_lowercase().as_str() {
        "" | "application/octet-stream" | "binary/octet-stream" => kind_by_name(name),
        essence => kind_by_type(essence),
    }
}

pub(super) fn kind_by_name(name: &str) -> Option<Kind> {
    let guessed = mime_guess::from_path(name).first();
    guessed.and_then(|guessed| kind_by_type(guessed.essence_str()))
}

fn kind_by_type(essence: &str) -> Option<Kind> {
    match essence {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" => {
            Some(Kind::Picture)
        }
        "application/pdf" => Some(Kind::Pdf),
        _ if essence.starts_with("audio/") => Some(Kind::Sound),
        _ if essence.starts_with("video/") => Some(Kind::Film),
        _ if essence.starts_with("text/") || TEXT_TYPES.contains(&essence) => Some(Kind::Text),
        _ => None,
    }
}

pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok())
}

/// What is shown of an object. That it cannot be shown is no fault: then nothing is.
pub(super) async fn of_object(visit: &Visit<'_>, key: &Key, head: &ObjectHead) -> Preview {
    if !visit.may_show() {
        return Preview::None;
    }
    if RenderingKind::of(key.as_str()).is_some() {
        let (gate, upstream) = (&visit.shared.source.gate, &visit.shared.source.upstream);
        let bucket = visit.reach.bucket.clone();
        let place = place(visit, rendering::folder_of(key));
        let rendered =
            rendering::render(gate, upstream, &visit.caller, bucket, key.clone(), place).await;
        if let Ok(rendered) = rendered {
            return Preview::Rendered { html: rendered.html, lang: rendered.lang };
        }
    }
    let shown = || visit.asked.address(visit.reach.below(key.as_str()), "show");
    match kind(head.content_type.as_deref(), key.file_name()) {
        Some(Kind::Picture) => Preview::Picture(shown()),
        Some(Kind::Sound) => Preview::Sound(shown()),
        Some(Kind::Film) => Preview::Film(shown()),
        Some(Kind::Pdf) => Preview::Pdf(shown()),
        Some(Kind::Text) => text(visit, key, head.size).await.unwrap_or(Preview::None),
        None => Preview::None,
    }
}

/// Where the texts of a link lie: their addresses lead through the link.
pub(super) fn place(visit: &Visit<'_>, prefix: Prefix) -> Place {
    Place {
        home: Home::Link { start: visit.asked.start(), base: visit.reach.base.clone() },
        bucket: visit.reach.bucket.name.clone(),
        prefix,
        language: visit.asked.language,
    }
}

/// The beginning of a text; nothing of what is none.
async fn text(visit: &Visit<'_>, key: &Key, size: u64) -> Result<Preview, Error> {
    if size == 0 {
        return Ok(Preview::None);
    }
    let operation = Operation::GetObject {
        bucket: visit.reach.bucket.clone(),
        key: key.clone(),
        range: Some(ByteRange::Bounded { first: 0, last: TEXT_BYTES_MAX - 1 }),
        conditions: ReadConditions::default(),
    };
    let source = &visit.shared.source;
    let permit = source.gate.permit(&visit.caller, operation).await?;
    let mut body = source.upstream.get_object(&permit).await?.body;
    let limit = usize::try_from(TEXT_BYTES_MAX).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    while bytes.len() < limit
        && let Some(frame) = body.frame().await
    {
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    bytes.truncate(limit);
    if memchr::memchr(0, &bytes).is_some() {
        return Ok(Preview::None);
    }
    let read = (size > TEXT_BYTES_MAX).then_some(TEXT_BYTES_MAX);
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    // The last character may be half a one.
    if read.is_some() && text.ends_with(char::REPLACEMENT_CHARACTER) {
        text.pop();
    }
    Ok(Preview::Text { text, read })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_no_picture_and_what_says_what_it_is_is_believed() {
        let check = |content_type: Option<&str>, name: &str, expected: Option<Kind>| {
            assert_eq!(kind(content_type, name), expected, "{content_type:?} {name}");
        };
        check(Some("image/png"), "a", Some(Kind::Picture));
        check(Some("application/octet-stream"), "a.PNG", Some(Kind::Picture));
        check(None, "a.mp4", Some(Kind::Film));
        check(None, "a.mp3", Some(Kind::Sound));
        check(Some("binary/octet-stream"), "a.pdf", Some(Kind::Pdf));
        check(Some("image/svg+xml"), "a.png", None);
        check(None, "a.svg", None);
        check(Some("text/html; charset=utf-8"), "a.png", Some(Kind::Text));
        check(None, "a.csv", Some(Kind::Text));
        check(None, "a.bin", None);
        check(None, "a", None);
    }
}
