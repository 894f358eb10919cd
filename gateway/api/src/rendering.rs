use serde::{Deserialize, Serialize};

/// Markdown beyond this is rendered up to here, and the rest is left out.
pub const MARKDOWN_BYTES_MAX: u64 = 512 * 1024;

/// A notebook is one JSON document, so a larger one cannot be shown in part: it is refused as too large.
pub const NOTEBOOK_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// `GET /api/instances/{instance}/buckets/{bucket}/rendering?key=&lang=` and
/// `GET /api/datasets/{bucket}/rendering?key=&lang=`: an object as safe HTML. Which objects: [`RenderingKind::of`].
///
/// Fails with `not-renderable` (415) for any other object, `too-large` (413) for a notebook beyond
/// [`NOTEBOOK_BYTES_MAX`], and `damaged` (422) where a notebook is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rendering {
    pub key: String,
    pub kind: RenderingKind,
    /// No script, style, form, frame or remote resource. Its headings begin at `h2`, its ids with `r-`; its links into
    /// the bucket are addresses of the page in the language of `lang`.
    pub html: String,
    /// Of front matter, of the notebook, or else its first heading.
    pub title: Option<String>,
    /// Language of the text (`fr` or `en`), where the name says it, as in `guide.fr.md`.
    pub lang: Option<String>,
    /// In what the code of a notebook is written, such as `python`.
    pub code_language: Option<String>,
    /// Bytes of the whole object.
    pub size: u64,
    pub truncated: Truncated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenderingKind {
    Markdown,
    Notebook,
}

/// What was left out because there is too much of it; all zero when everything is there. Outputs that are never shown
/// (widgets, scripts) are named where they stand and do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Truncated {
    /// Bytes of Markdown after the limit.
    pub bytes: u64,
    /// Cells of a notebook after the limit.
    pub cells: u32,
    /// Outputs that are too large, or one too many of their cell.
    pub outputs: u32,
}

impl RenderingKind {
    /// How an object of this key is rendered; `None` where it is not.
    pub fn of(key: &str) -> Option<Self> {
        let name = key.rsplit('/').next()?;
        let (_, extension) = name.rsplit_once('.')?;
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        if is("md") || is("markdown") {
            Some(Self::Markdown)
        } else if is("ipynb") {
            Some(Self::Notebook)
        } else {
            None
        }
    }
}

impl Truncated {
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_how_an_object_is_rendered() {
        let check = |key: &str, expected: Option<RenderingKind>| {
            assert_eq!(RenderingKind::of(key), expected, "{key}");
        };
        check("a/guide.md", Some(RenderingKind::Markdown));
        check("GUIDE.MD", Some(RenderingKind::Markdown));
        check("a.markdown", Some(RenderingKind::Markdown));
        check("été.ipynb", Some(RenderingKind::Notebook));
        check("a.md/b", None);
        check("md", None);
        check("a.md/", None);
        check("", None);
    }
}
