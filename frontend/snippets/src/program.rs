//! The programs a snippet can be written for.

use crate::place::{Format, Place, What};
use crate::{duckdb, kubernetes, python, r, shell};

/// A program, or a way to configure any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Variables that applications and the AWS programs read.
    Environment,
    AwsCli,
    Boto3,
    /// pandas, and s3fs by which it reads.
    Pandas,
    Polars,
    Pyarrow,
    DuckDb,
    /// The arrow package of R.
    RArrow,
    /// The paws package of R.
    RPaws,
    Rclone,
    /// The client of `MinIO`.
    Mc,
    S5cmd,
    S3cmd,
    /// curl, which signs by itself.
    Curl,
    /// curl again, with an address that needs no access key for an hour.
    Presigned,
    /// A Secret, and the container that has it as its environment.
    Kubernetes,
}

/// What a snippet is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Shell,
    Python,
    R,
    Sql,
    Yaml,
}

impl Program {
    pub const ALL: [Self; 16] = [
        Self::Environment,
        Self::AwsCli,
        Self::Boto3,
        Self::Pandas,
        Self::Polars,
        Self::Pyarrow,
        Self::DuckDb,
        Self::RArrow,
        Self::RPaws,
        Self::Rclone,
        Self::Mc,
        Self::S5cmd,
        Self::S3cmd,
        Self::Curl,
        Self::Presigned,
        Self::Kubernetes,
    ];

    /// The program's name to programs: in preferences and file names.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::AwsCli => "aws",
            Self::Boto3 => "boto3",
            Self::Pandas => "pandas",
            Self::Polars => "polars",
            Self::Pyarrow => "pyarrow",
            Self::DuckDb => "duckdb",
            Self::RArrow => "r-arrow",
            Self::RPaws => "r-paws",
            Self::Rclone => "rclone",
            Self::Mc => "mc",
            Self::S5cmd => "s5cmd",
            Self::S3cmd => "s3cmd",
            Self::Curl => "curl",
            Self::Presigned => "presigned",
            Self::Kubernetes => "kubernetes",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|program| program.id() == id)
    }

    pub const fn kind(self) -> Kind {
        match self {
            Self::Boto3 | Self::Pandas | Self::Polars | Self::Pyarrow => Kind::Python,
            Self::RArrow | Self::RPaws => Kind::R,
            Self::DuckDb => Kind::Sql,
            Self::Kubernetes => Kind::Yaml,
            Self::Environment
            | Self::AwsCli
            | Self::Rclone
            | Self::Mc
            | Self::S5cmd
            | Self::S3cmd
            | Self::Curl
            | Self::Presigned => Kind::Shell,
        }
    }

    /// Whether the program can do anything with it: a program that reads tables has no use for a picture, an address
    /// is presigned for one object, and some cannot write every key.
    pub fn suits(self, what: &What) -> bool {
        let key = match what {
            What::Object(key) | What::Folder(key) => key.as_str(),
            What::Bucket => "",
        };
        match self {
            Self::Presigned => matches!(what, What::Object(_)),
            Self::Polars => {
                let table = !matches!(Format::of(key), Format::Other | Format::Json);
                (table || !matches!(what, What::Object(_))) && has_plain_parts(key)
            }
            // They list by patterns, and have no way to write these signs as themselves.
            Self::S5cmd => !is_pattern(what, &['?', '*']),
            Self::DuckDb => !is_pattern(what, &['?', '*', '[', ']', '\\']),
            // They take a path apart and put it together again, without its empty parts.
            Self::Rclone | Self::Pyarrow | Self::RArrow => has_plain_parts(key),
            _ => true,
        }
    }

    /// What to paste.
    pub fn snippet(self, place: &Place) -> String {
        match self {
            Self::Environment => shell::environment(place),
            Self::AwsCli => shell::aws(place),
            Self::Boto3 => python::boto3(place),
            Self::Pandas => python::pandas(place),
            Self::Polars => python::polars(place),
            Self::Pyarrow => python::pyarrow(place),
            Self::DuckDb => duckdb::snippet(place),
            Self::RArrow => r::arrow(place),
            Self::RPaws => r::paws(place),
            Self::Rclone => shell::rclone(place),
            Self::Mc => shell::mc(place),
            Self::S5cmd => shell::s5cmd(place),
            Self::S3cmd => shell::s3cmd(place),
            Self::Curl => shell::curl(place),
            Self::Presigned => shell::presigned(place),
            Self::Kubernetes => kubernetes::snippet(place),
        }
    }
}

/// Whether the prefix to list holds one of the signs of patterns.
fn is_pattern(what: &What, signs: &[char]) -> bool {
    matches!(what, What::Folder(prefix) if prefix.contains(signs))
}

/// Whether no part of a key between two slashes is empty; a slash at the end is a folder's.
fn has_plain_parts(key: &str) -> bool {
    let key = key.strip_suffix('/').unwrap_or(key);
    key.is_empty() || !key.split('/').any(str::is_empty)
}

#[cfg(test)]
mod tests;
