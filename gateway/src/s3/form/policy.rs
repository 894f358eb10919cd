//! The policy of a form (S3 API Reference, "Creating a POST policy"): what whoever signed it lets others send.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::s3::fault::{Code, Fault};
use crate::s3::names::BucketName;

/// Fields that no condition covers: they prove the policy, or are what it is about.
const UNCOVERED: [&str; 3] = ["policy", "x-amz-signature", "file"];
const IGNORED: &str = "x-ignore-";

const CONDITIONS_MAX: usize = 100;

/// How large the file may be, in bytes, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub min: u64,
    pub max: u64,
}

/// A policy, read and not yet proved by anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormPolicy {
    expires_at: Timestamp,
    conditions: Vec<Condition>,
    pub sizes: Sizes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    /// In lower case.
    field: String,
    value: String,
    starts_with: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    expiration: String,
    conditions: Vec<Wire>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Exact(Map<String, Value>),
    List(Vec<Value>),
}

fn unreadable(message: &'static str) -> Fault {
    Fault {
        status: http::StatusCode::BAD_REQUEST,
        code: "InvalidPolicyDocument",
        message: message.into(),
    }
}

fn refused(message: String) -> Fault {
    Fault::new(Code::AccessDenied, format!("invalid according to policy: {message}"))
}

impl FormPolicy {
    /// Reads the JSON of a policy.
    ///
    /// # Errors
    /// `InvalidPolicyDocument`.
    pub fn read(json: &[u8]) -> Result<Self, Fault> {
        let document: Document = serde_json::from_slice(json)
            .map_err(|_| unreadable("the policy must be JSON with expiration and conditions"))?;
        let expires_at =
            document.expiration.parse().map_err(|_| unreadable("the expiration is no time"))?;
        if document.conditions.len() > CONDITIONS_MAX {
            return Err(unreadable("the policy has too many conditions"));
        }
        let mut policy =
            Self { expires_at, conditions: Vec::new(), sizes: Sizes { min: 0, max: u64::MAX } };
        for condition in document.conditions {
            policy.add(condition)?;
        }
        Ok(policy)
    }

    fn add(&mut self, condition: Wire) -> Result<(), Fault> {
        match condition {
            Wire::Exact(fields) => {
                if fields.len() != 1 {
                    return Err(unreadable("a condition is about one field"));
                }
                for (field, value) in fields {
                    self.conditions.push(Condition {
                        field: field.to_lowercase(),
                        value: text(value)?,
                        starts_with: false,
                    });
                }
            }
            Wire::List(parts) => {
                let [operator, first, second] = <[Value; 3]>::try_from(parts)
                    .map_err(|_| unreadable("a condition has three parts"))?;
                let operator = text(operator)?.to_lowercase();
                if operator == "content-length-range" {
                    let (min, max) = (size(&first)?, size(&second)?);
                    if max < min {
                        return Err(unreadable("content-length-range ends before it begins"));
                    }
                    // Of several, all hold.
                    self.sizes.min = self.sizes.min.max(min);
                    self.sizes.max = self.sizes.max.min(max);
                    return Ok(());
                }
                let starts_with = match operator.as_str() {
                    "eq" => false,
                    "starts-with" => true,
                    _ => {
                        return Err(unreadable(
                            "a condition is eq, starts-with or content-length-range",
                        ));
                    }
                };
                let field = text(first)?;
                let field =
                    field.strip_prefix('$').ok_or_else(|| unreadable("a field begins with $"))?;
                let (field, value) = (field.to_lowercase(), text(second)?);
                self.conditions.push(Condition { field, value, starts_with });
            }
        }
        Ok(())
    }

    /// Whether the policy lets these fields be sent to this bucket at `now`. The key is the one that will be written.
    ///
    /// # Errors
    /// `AccessDenied`, with the first condition that does not hold or the first field that none covers.
    pub fn admit(
        &self,
        bucket: &BucketName,
        key: &str,
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<(), Fault> {
        if self.expires_at <= now {
            return Err(refused("policy expired".to_owned()));
        }
        // The bucket of the address is the one written to: a field may repeat it, never replace it.
        let repeated = fields.iter().find(|(name, _)| name == "bucket");
        if repeated.is_some_and(|(_, value)| value != bucket.as_str()) {
            return Err(refused("the field bucket names another bucket".to_owned()));
        }
        let value = |field: &str| match field {
            "bucket" => Some(bucket.as_str()),
            "key" => Some(key),
            _ => fields.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str()),
        };
        for condition in &self.conditions {
            if !condition.holds(value(&condition.field).unwrap_or_default()) {
                return Err(refused(format!(
                    "the condition on `{}` does not hold",
                    condition.field
                )));
            }
        }
        let covered = |name: &str| self.conditions.iter().any(|one| one.field == name);
        // Also where no field repeats it.
        if !covered("bucket") {
            return Err(refused("no condition names the bucket".to_owned()));
        }
        let sent = fields.iter().map(|(name, _)| name.as_str());
        for name in sent.filter(|name| !UNCOVERED.contains(name) && !name.starts_with(IGNORED)) {
            if !covered(name) {
                return Err(refused(format!("extra input field `{name}`")));
            }
        }
        Ok(())
    }
}

impl Condition {
    fn holds(&self, value: &str) -> bool {
        if !self.starts_with {
            return value == self.value;
        }
        // Several types may be named, and each must begin so.
        if self.field == "content-type" {
            return value.split(',').all(|one| one.trim_start().starts_with(&self.value));
        }
        value.starts_with(&self.value)
    }
}

fn text(value: Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(unreadable("a condition holds something that is no text")),
    }
}

fn size(value: &Value) -> Result<u64, Fault> {
    let told = match value {
        Value::Number(_) => value.as_u64(),
        Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    };
    told.ok_or_else(|| unreadable("content-length-range has two sizes"))
}

impl Sizes {
    /// # Errors
    /// `EntityTooSmall` or `EntityTooLarge`.
    pub fn check(self, bytes: u64) -> Result<(), Fault> {
        if bytes > self.max {
            let message = "your proposed upload exceeds the maximum allowed size";
            return Err(Fault::new(Code::EntityTooLarge, message));
        }
        if bytes < self.min {
            return Err(Fault {
                status: http::StatusCode::BAD_REQUEST,
                code: "EntityTooSmall",
                message: "your proposed upload is smaller than the minimum allowed size".into(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
