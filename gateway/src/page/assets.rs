//! The page's files, inside the binary and precompressed; a debug build reads them from `dist/` instead.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

/// What Trunk built, with `.br` and `.gz` beside what compresses.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// Name of the one HTML file.
pub const SHELL: &str = "index.html";

/// Text of a file that is text, such as the shell; `None` when the page was not built into this binary.
pub fn text(path: &str) -> Option<String> {
    let file = Dist::get(path)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// Address of the page's one style sheet; its name changes with its content. `None` when the page was not built.
pub fn style() -> Option<String> {
    let shell = text(SHELL)?;
    let (_, rest) = shell.split_once("<link rel=\"stylesheet\" href=\"")?;
    rest.split_once('"').map(|(address, _)| address.to_owned())
}

/// Answers with the file at `path`, in the best encoding the browser takes; `None` when there is none.
///
/// Files whose name carries a hash never change and are kept for a year; the rest is revalidated by `ETag`.
pub fn serve(path: &str, request: &HeaderMap) -> Option<Response> {
    let compressed = matches!(path.rsplit('.').next(), Some("br" | "gz"));
    if compressed || path == SHELL {
        return None;
    }
    let (file, encoding) = best_encoding(path, request)?;
    let etag = etag(&file);
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let caching =
        if has_hashed_name(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    let unchanged = matches_etag(request, &etag);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    *response.body_mut() = Body::from(file.data.into_owned());
    Some(response)
}

/// Whether the browser holds this version already (RFC 9110 §13.1.2, weak comparison).
pub fn matches_etag(request: &HeaderMap, etag: &str) -> bool {
    let known = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    known
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}

fn best_encoding(path: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let compressed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, suffix)| {
        let file =
            accepts(request, encoding).then(|| Dist::get(&format!("{path}.{suffix}"))).flatten()?;
        Some((file, Some(encoding)))
    });
    compressed.or_else(|| Some((Dist::get(path)?, None)))
}

/// Whether `Accept-Encoding` names the encoding with a weight above 0 (RFC 9110 §12.5.3).
pub fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let header = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    header.split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.unwrap_or(1.0) > 0.0
    })
}

fn etag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]))
}

fn content_type(path: &str) -> HeaderValue {
    let known = match path.rsplit('.').next() {
        Some("wasm") => "application/wasm",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        _ => mime_guess::from_path(path).first_raw().unwrap_or("application/octet-stream"),
    };
    HeaderValue::from_static(known)
}

/// What is named by its content is `name-<15 or 16 hex digits>.ext` (and `…_bg.wasm`): by Trunk, and the parts of the page.
fn has_hashed_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        (12..=16).contains(&digits) && matches!(part.as_bytes().get(digits), Some(b'.' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        let check =
            |path: &str, expected: bool| assert_eq!(has_hashed_name(path), expected, "{path}");
        check("frontend-1a2b3c4d5e6f708.js", true);
        check("frontend-1a2b3c4d5e6f7081_bg.wasm", true);
        check("main-3f2a9b8c7d6e5f40.css", true);
        check("acts-1a2b3c4d5e6f7081.wasm", true);
        check("shared_3-1a2b3c4d5e6f7081.wasm", true);
        check("favicon.svg", false);
        check("hash_worker_bg.wasm", false);
        check("data-cafe.css", false);
    }

    #[test]
    fn an_encoding_refused_with_weight_zero_is_not_sent() {
        let check = |header: &'static str, encoding: &str, expected: bool| {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(accepts(&headers, encoding), expected, "{header}");
        };
        check("gzip, deflate, br, zstd", "br", true);
        check("gzip;q=0.5, br;q=0", "br", false);
        check("gzip;q=0.5", "gzip", true);
        check("", "br", false);
    }
}
