//! Which reader a file gets: decided by its bytes first, then by its name, then by its content type.

use serde::{Deserialize, Serialize};

use crate::ask::Subject;
use crate::encoding::Encoding;
use crate::magic::{self, Magic};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Text,
    /// Text that a browser would run: HTML, SVG, XML.
    Markup,
    Markdown,
    Notebook,
    Json,
    /// One JSON value a line.
    JsonLines,
    Separated,
    Image,
    Pdf,
    Audio,
    Video,
    Zip,
    Gzip,
    Unknown,
}

impl Kind {
    /// Of a file with these first bytes.
    pub fn of(subject: &Subject, bytes: &[u8]) -> Self {
        let extension = extension(&subject.name);
        match magic::of(bytes) {
            Some(Magic::Image) => Self::Image,
            Some(Magic::Pdf) => Self::Pdf,
            Some(Magic::Audio) => Self::Audio,
            Some(Magic::Video) => Self::Video,
            Some(Magic::Media) => of_media(&extension, subject.content_type.as_deref()),
            Some(Magic::Zip) => Self::Zip,
            Some(Magic::Gzip) => Self::Gzip,
            Some(Magic::Other) => Self::Unknown,
            None => {
                let whole = bytes.len() as u64 >= subject.size;
                match Encoding::detect(bytes, whole) {
                    Some(_) => of_text(&extension, subject.content_type.as_deref(), bytes),
                    None => Self::Unknown,
                }
            }
        }
    }

    /// Promised by the name alone, for telling when the bytes are something else.
    pub fn promised(name: &str) -> Option<Self> {
        Some(match extension(name).as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" => Self::Image,
            "pdf" => Self::Pdf,
            "zip" => Self::Zip,
            "gz" => Self::Gzip,
            "svg" | "html" | "htm" | "xhtml" => Self::Markup,
            "csv" | "tsv" => Self::Separated,
            "json" | "geojson" => Self::Json,
            "md" | "markdown" => Self::Markdown,
            _ => return None,
        })
    }
}

fn of_text(extension: &str, content_type: Option<&str>, bytes: &[u8]) -> Kind {
    match extension {
        "csv" | "tsv" | "tab" | "psv" => Kind::Separated,
        "json" | "geojson" | "topojson" | "webmanifest" => Kind::Json,
        "ndjson" | "jsonl" | "jsonlines" | "geojsonl" => Kind::JsonLines,
        "md" | "markdown" | "mdown" => Kind::Markdown,
        "ipynb" => Kind::Notebook,
        "html" | "htm" | "xhtml" | "svg" | "xml" | "mht" => Kind::Markup,
        _ => {
            let essence = content_type.map(essence).unwrap_or_default();
            match essence.as_str() {
                "text/csv" | "text/tab-separated-values" => Kind::Separated,
                "application/json" | "application/geo+json" => Kind::Json,
                "application/x-ndjson" | "application/jsonl" => Kind::JsonLines,
                "text/markdown" => Kind::Markdown,
                "application/x-ipynb+json" => Kind::Notebook,
                "text/html" | "image/svg+xml" | "application/xhtml+xml" => Kind::Markup,
                _ if is_markup(bytes) => Kind::Markup,
                _ => Kind::Text,
            }
        }
    }
}

fn of_media(extension: &str, content_type: Option<&str>) -> Kind {
    let sound = content_type.is_some_and(|text| essence(text).starts_with("audio/"));
    match extension {
        "ogg" | "oga" | "opus" | "m4a" | "m4b" | "weba" | "mka" => Kind::Audio,
        "mp4" | "m4v" | "webm" | "mkv" | "mov" | "ogv" => Kind::Video,
        _ if sound => Kind::Audio,
        _ => Kind::Video,
    }
}

/// Begins as HTML or SVG do (WHATWG MIME Sniffing Standard, section 7.1, much shortened).
fn is_markup(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    ["<!doctype", "<html", "<svg", "<script", "<?xml"].iter().any(|tag| {
        start.get(..tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes()))
    })
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Lower case, without the dot.
fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content_type: &str, bytes: &[u8], expected: Kind) {
        let subject = Subject {
            name: name.to_owned(),
            content_type: Some(content_type.to_owned()),
            size: bytes.len() as u64,
            language: "en".to_owned(),
        };
        assert_eq!(Kind::of(&subject, bytes), expected, "{name}, {content_type}");
    }

    #[test]
    fn names_and_content_types_choose_among_texts() {
        check("a.CSV", "application/octet-stream", b"a;b\n", Kind::Separated);
        check("export", "text/csv; charset=utf-8", b"a;b\n", Kind::Separated);
        check("a.geojson", "", b"{}", Kind::Json);
        check("a.ipynb", "", b"{}", Kind::Notebook);
        check("LISEZMOI.md", "text/plain", b"# a", Kind::Markdown);
        check("Makefile", "", b"all:\n", Kind::Text);
    }

    #[test]
    fn bytes_win_over_what_the_name_says() {
        check("page.html", "text/html", b"\x89PNG\r\n\x1A\n<script>", Kind::Image);
        check("photo.png", "image/png", b"<svg onload='x()'>", Kind::Markup);
        check("photo.png", "image/png", b"GIF89a/*<svg/onload=x()>*/=1;", Kind::Image);
        check("notes.txt", "text/plain", b"<!DOCTYPE html><script>x()</script>", Kind::Markup);
        check("notes.txt", "text/plain", b"\x7FELF\0\0\0\0", Kind::Unknown);
        check("table.csv", "text/csv", b"PAR1....", Kind::Unknown);
        check("son.ogg", "", b"OggS\0\x02", Kind::Audio);
        check("film", "video/webm", b"\x1A\x45\xDF\xA3", Kind::Video);
    }
}
