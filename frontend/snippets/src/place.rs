//! Where a program is to go, and as whom.

/// What the person was looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Bucket,
    /// A prefix; on screen a folder, whose prefix ends in `/`.
    Folder(String),
    /// A key.
    Object(String),
}

/// A bucket, or a part of it, and the access key to reach it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Scheme, host and port of the S3 side, without a slash at its end: `https://s3.example.org`.
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    pub what: What,
    /// The access key's id, or words that say where to put it.
    pub access_key: String,
    /// The secret, or words that say where to put it.
    pub secret_key: String,
    /// Of a temporary key: what it shows beside each signature, or words that say where to put it.
    pub session_token: Option<String>,
}

/// What is in an object, as far as its name tells: which reader a program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// Values between tabs.
    Tsv,
    Parquet,
    /// One JSON value a line.
    JsonLines,
    Json,
    /// Bytes.
    Other,
}

impl Place {
    /// What every key here begins with; empty for the whole bucket.
    pub fn prefix(&self) -> &str {
        match &self.what {
            What::Bucket => "",
            What::Folder(prefix) => prefix,
            What::Object(key) => key,
        }
    }

    /// The key, where it is an object.
    pub fn key(&self) -> Option<&str> {
        match &self.what {
            What::Object(key) => Some(key),
            What::Bucket | What::Folder(_) => None,
        }
    }

    /// `s3://bucket/prefix`.
    pub fn uri(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.prefix())
    }

    /// `bucket/prefix`, as programs with a file system of their own write it.
    pub fn path(&self) -> String {
        format!("{}/{}", self.bucket, self.prefix())
    }

    pub fn is_https(&self) -> bool {
        self.endpoint.starts_with("https://")
    }

    /// Host and port of the endpoint.
    pub fn host(&self) -> &str {
        self.endpoint.split_once("://").map_or(self.endpoint.as_str(), |(_, host)| host)
    }

    /// What the object is called once it is a file.
    pub fn file_name(&self) -> &str {
        file_name(self.prefix())
    }

    /// Whether its name says that it is compressed.
    pub fn is_gzip(&self) -> bool {
        self.prefix().rsplit_once('.').is_some_and(|(_, extension)| extension == "gz")
    }

    pub fn format(&self) -> Format {
        Format::of(self.prefix())
    }
}

/// The last part of a key that has a name.
pub fn file_name(key: &str) -> &str {
    key.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("object")
}

impl Format {
    /// By the extension, below one of gzip too.
    pub fn of(key: &str) -> Self {
        let name = key.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let Some((_, extension)) = name.rsplit_once('.') else { return Self::Other };
        match extension {
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "parquet" => Self::Parquet,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format() {
        for (key, expected) in [
            ("a/b.CSV", Format::Csv),
            ("a.csv.gz", Format::Csv),
            ("a.tsv", Format::Tsv),
            ("x.parquet", Format::Parquet),
            ("x.ndjson", Format::JsonLines),
            ("x.json", Format::Json),
            ("csv", Format::Other),
            ("a.csv/b", Format::Other),
        ] {
            assert_eq!(Format::of(key), expected, "{key}");
        }
    }

    #[test]
    fn a_file_is_called_as_the_last_part_of_its_key() {
        for (key, expected) in [("a/b c.csv", "b c.csv"), ("a", "a"), ("a//", "a"), ("/", "object")]
        {
            assert_eq!(file_name(key), expected);
        }
    }
}
