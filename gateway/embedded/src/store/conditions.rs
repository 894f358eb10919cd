//! Conditional requests, as RFC 9110 section 13 orders them.

use http::{HeaderMap, HeaderName, header};
use s3s::S3ErrorCode;
use s3s::dto::{ETagCondition, Timestamp};

use super::clock::timestamp_seconds;
use super::failure::Failure;
use super::versions::Version;

/// Conditions on a read, or on the source of a copy.
#[derive(Debug, Default)]
pub struct ReadConditions {
    pub matching: Option<ETagCondition>,
    pub none_matching: Option<ETagCondition>,
    pub modified_since: Option<Timestamp>,
    pub unmodified_since: Option<Timestamp>,
}

impl ReadConditions {
    /// Fails with [`Failure::PRECONDITION`] or [`Failure::NotModified`]. A date counts only where no
    /// entity tag was given.
    pub fn check(&self, version: &Version) -> Result<(), Failure> {
        let modified = timestamp_seconds(version.modified_ms);
        let unmet = match (&self.matching, &self.unmodified_since) {
            (Some(condition), _) => !matches(condition, &version.etag),
            (None, Some(date)) => *date < modified,
            (None, None) => false,
        };
        if unmet {
            return Err(Failure::PRECONDITION);
        }
        let unchanged = match (&self.none_matching, &self.modified_since) {
            (Some(condition), _) => matches(condition, &version.etag),
            (None, Some(date)) => modified <= *date,
            (None, None) => false,
        };
        if unchanged {
            let (etag, modified_ms) = (version.etag.clone(), version.modified_ms);
            return Err(Failure::NotModified { etag, modified_ms });
        }
        Ok(())
    }

    /// For the source of a copy, where "not modified" is a failed condition too.
    pub fn check_source(&self, version: &Version) -> Result<(), Failure> {
        self.check(version).map_err(|failure| match failure {
            Failure::NotModified { .. } => Failure::PRECONDITION,
            other => other,
        })
    }
}

/// Conditions on a write: evaluated inside the transaction that would make it visible.
#[derive(Debug, Clone, Default)]
pub struct WriteConditions {
    pub matching: Option<ETagCondition>,
    pub none_matching: Option<ETagCondition>,
}

impl WriteConditions {
    /// For the target of a copy, whose conditions s3s does not read.
    pub fn of_headers(headers: &HeaderMap) -> Result<Self, Failure> {
        let read = |name: HeaderName| {
            let condition =
                headers.get(name).map(|value| ETagCondition::parse_http_header(value.as_bytes()));
            let message = "The condition is neither an entity tag nor an asterisk.";
            condition
                .transpose()
                .map_err(|_| Failure::Refused(S3ErrorCode::InvalidArgument, message))
        };
        Ok(Self { matching: read(header::IF_MATCH)?, none_matching: read(header::IF_NONE_MATCH)? })
    }

    pub fn are_none(&self) -> bool {
        self.matching.is_none() && self.none_matching.is_none()
    }

    /// `newest` is what the key holds now, if anything.
    pub fn check(&self, newest: Option<&Version>) -> Result<(), Failure> {
        if let Some(condition) = &self.matching {
            let newest = newest.ok_or(Failure::NO_KEY)?;
            if !matches(condition, &newest.etag) {
                return Err(Failure::PRECONDITION);
            }
        }
        if let (Some(condition), Some(newest)) = (&self.none_matching, newest)
            && matches(condition, &newest.etag)
        {
            return Err(Failure::PRECONDITION);
        }
        Ok(())
    }
}

fn matches(condition: &ETagCondition, etag: &str) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(asked) => asked.value() == etag,
    }
}
