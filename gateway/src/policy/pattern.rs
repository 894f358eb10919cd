//! Which names a person may give to a new bucket.

use std::fmt;

use super::Handle;
use crate::s3::names::BucketName;

const HANDLE: &str = "{handle}";
const NAME: &str = "{name}";

/// A template such as `{handle}` or `{handle}.{name}`: fixed text, the handle exactly once, and at most one free part
/// at the end. It permits creation and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    before: String,
    after: String,
    free_end: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("must hold `{{handle}}` exactly once")]
    Handle,
    #[error("may hold `{{name}}` only once, at the end, and after `{{handle}}` and a separator")]
    Name,
    #[error("may hold only `a-z 0-9 . -` beside `{{handle}}` and `{{name}}`")]
    Characters,
}

impl NamePattern {
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.matches(HANDLE).count() != 1 {
            return Err(PatternError::Handle);
        }
        let (before, after) = text.split_once(HANDLE).ok_or(PatternError::Handle)?;
        let (after, free_end) = match after.strip_suffix(NAME) {
            // Without a separator `anne.roy{name}` would reach into `anne.roy-gagnon`.
            Some(after) if after.contains('.') => (after, true),
            Some(_) => return Err(PatternError::Name),
            None => (after, false),
        };
        let fixed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
        };
        if [before, after].iter().any(|part| part.contains(NAME)) {
            return Err(PatternError::Name);
        }
        if ![before, after].iter().all(|part| part.bytes().all(fixed)) {
            return Err(PatternError::Characters);
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned(), free_end })
    }

    pub fn matches(&self, handle: &Handle, bucket: &BucketName) -> bool {
        let fixed = self.fixed_part(handle);
        if self.free_end {
            bucket.as_str().strip_prefix(&fixed).is_some_and(|rest| !rest.is_empty())
        } else {
            bucket.as_str() == fixed
        }
    }

    /// What the names of this pattern begin with for the person, where something of their own may follow.
    pub fn free_prefix(&self, handle: &Handle) -> Option<String> {
        self.free_end.then(|| self.fixed_part(handle))
    }

    /// The one name this pattern allows to the person, where nothing is free.
    pub fn fixed_name(&self, handle: &Handle) -> Option<String> {
        (!self.free_end).then(|| self.fixed_part(handle))
    }

    fn fixed_part(&self, handle: &Handle) -> String {
        format!("{}{handle}{}", self.before, self.after)
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}{HANDLE}{}{}",
            self.before,
            self.after,
            if self.free_end { NAME } else { "" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_opens_only_the_persons_own_names() {
        let check = |pattern: &str, handle: &str, bucket: &str, expected: bool| {
            let pattern = NamePattern::parse(pattern).unwrap();
            let matches = pattern
                .matches(&Handle::parse(handle).unwrap(), &BucketName::parse(bucket).unwrap());
            assert_eq!(matches, expected, "{pattern} {handle} {bucket}");
        };
        check("{handle}", "anne.roy", "anne.roy", true);
        check("{handle}", "anne.roy", "anne.roy-gagnon", false);
        check("{handle}.{name}", "anne.roy", "anne.roy.notes", true);
        check("{handle}.{name}", "anne.roy", "anne.roy", false);
        check("{handle}.{name}", "anne.roy", "anne.roy-gagnon.notes", false);
        check("{handle}.{name}", "jean.tremblay", "jean.tremblay-2.notes", false);
        check("lab-{handle}", "anne.roy", "lab-anne.roy", true);
        check("lab-{handle}", "anne.roy", "anne.roy", false);
    }

    #[test]
    fn patterns_that_could_reach_into_another_handle_are_refused() {
        let check = |text: &str, expected: PatternError| {
            assert_eq!(NamePattern::parse(text).err(), Some(expected), "{text}")
        };
        check("shared", PatternError::Handle);
        check("{handle}{handle}", PatternError::Handle);
        check("{handle}{name}", PatternError::Name);
        check("{handle}-{name}", PatternError::Name);
        check("{name}.{handle}", PatternError::Name);
        check("{handle}.{name}.x", PatternError::Name);
        check("Data-{handle}", PatternError::Characters);
        check("{handle}.*", PatternError::Characters);
    }
}
