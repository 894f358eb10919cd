//! What sort of thing a name's extension says it is: for icons and for sorting, never for deciding how bytes are shown.

use super::key;

/// In the order in which "by kind" sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Folder,
    Table,
    Document,
    Text,
    Code,
    Image,
    Audio,
    Video,
    Archive,
    Other,
}

impl Kind {
    /// Of an object's name; folders are told by the listing.
    pub fn of(name: &str) -> Self {
        let extension = key::extension(name).to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" | "parquet" | "feather" | "arrow" | "orc" | "avro" | "xlsx" | "xls"
            | "ods" | "sas7bdat" | "dta" | "sav" | "db" | "sqlite" => Self::Table,
            "pdf" | "doc" | "docx" | "odt" | "ppt" | "pptx" | "odp" | "rtf" | "epub" => {
                Self::Document
            }
            "txt" | "md" | "markdown" | "rst" | "log" | "adoc" => Self::Text,
            "json" | "jsonl" | "ndjson" | "geojson" | "yaml" | "yml" | "toml" | "xml" | "html"
            | "htm" | "css" | "js" | "ts" | "py" | "r" | "rs" | "sh" | "sql" | "ipynb" | "c"
            | "h" | "cpp" | "java" | "go" | "jl" | "ini" | "cfg" => Self::Code,
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "tif" | "tiff" | "bmp"
            | "ico" | "heic" => Self::Image,
            "mp3" | "wav" | "flac" | "ogg" | "opus" | "m4a" | "aac" => Self::Audio,
            "mp4" | "webm" | "mkv" | "mov" | "avi" => Self::Video,
            "zip" | "gz" | "tgz" | "bz2" | "xz" | "zst" | "7z" | "tar" | "rar" => Self::Archive,
            _ => Self::Other,
        }
    }

    /// The word that style sheets know it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Table => "table",
            Self::Document => "document",
            Self::Text => "text",
            Self::Code => "code",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Archive => "archive",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_says_the_kind_whatever_its_case() {
        let check = |name, expected| assert_eq!(Kind::of(name), expected, "{name}");
        check("ipc_2026-10.PARQUET", Kind::Table);
        check("LISEZMOI.md", Kind::Text);
        check("photo.été.JPG", Kind::Image);
        check("données.tar.gz", Kind::Archive);
        check("Makefile", Kind::Other);
        check(".csv", Kind::Other);
        check("", Kind::Other);
    }
}
