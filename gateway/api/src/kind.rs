use serde::{Deserialize, Serialize};

/// What sort of thing a name's ending says it is: for icons, for sorting and for searching, never for deciding how bytes
/// are shown. In the order in which "by kind" sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
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
    /// Of an object's name, the last part of its key; folders are told by the listing.
    pub fn of(name: &str) -> Self {
        let ending = match name.rfind('.') {
            // Hidden files, such as `.profile`, have none.
            Some(dot) if dot != 0 => name[dot + 1..].to_ascii_lowercase(),
            _ => return Self::Other,
        };
        match ending.as_str() {
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

    /// The word that style sheets and addresses know it by.
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

    #[test]
    fn a_kind_is_written_as_its_word() {
        for kind in [Kind::Folder, Kind::Table, Kind::Other] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
