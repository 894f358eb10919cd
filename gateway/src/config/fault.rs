//! Faults of the settings, all of them at once.

use std::fmt;

use figment::Figment;
use figment::error::Kind;
use figment::value::{Dict, Value};
use serde::de::DeserializeOwned;

/// One wrong setting: `public_url = "http://x": must start with https://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub setting: String,
    pub value: String,
    pub cure: String,
}

impl Fault {
    pub fn new(
        setting: impl Into<String>,
        value: impl fmt::Display,
        cure: impl Into<String>,
    ) -> Self {
        Self { setting: setting.into(), value: value.to_string(), cure: cure.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} = \"{}\": {}", self.setting, self.value, self.cure)
    }
}

/// The settings cannot be used; every fault is named, one a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Error {
    pub faults: Vec<Fault>,
}

impl Error {
    pub fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }
}

/// Extracts a `T` whose fields all have defaults. A value that does not fit is noted, taken out, and the rest is
/// tried again, so that one wrong type does not hide the next.
///
/// # Errors
/// When the file is not TOML at all: then nothing further can be said.
pub fn extract<T: DeserializeOwned>(figment: &Figment) -> Result<(T, Vec<Fault>), Error> {
    let unreadable = |error: &figment::Error| Error::new(vec![fault_of(error, &Value::from(""))]);
    let mut value = figment.find_value("").or_else(|error| match error.kind {
        // No file section and no variable at all is an empty table, not a fault of its own.
        Kind::MissingField(_) => Ok(Value::from(Dict::new())),
        _ => Err(unreadable(&error)),
    })?;
    let mut faults = Vec::new();
    loop {
        match T::deserialize(&value) {
            Ok(extracted) => return Ok((extracted, faults)),
            Err(error) => {
                faults.push(fault_of(&error, &value));
                if !remove(&mut value, &wrong_path(&error)) {
                    return Err(Error::new(faults));
                }
            }
        }
    }
}

fn wrong_path(error: &figment::Error) -> Vec<String> {
    let mut path = error.path.clone();
    // figment names the unknown field itself in some paths, and only the table it stands in in others.
    if let Kind::UnknownField(name, _) = &error.kind
        && path.last() != Some(name)
    {
        path.push(name.clone());
    }
    path
}

fn fault_of(error: &figment::Error, value: &Value) -> Fault {
    let path = wrong_path(error);
    let found = path.iter().try_fold(value, |value, part| child(value, part));
    let shown = found.map(show).unwrap_or_default();
    let cure = match &error.kind {
        Kind::UnknownField(_, known) => {
            format!("there is no such setting; known here: {}", known.join(", "))
        }
        Kind::UnknownVariant(_, known) => format!("must be one of: {}", known.join(", ")),
        Kind::InvalidType(_, expected)
        | Kind::InvalidValue(_, expected)
        | Kind::InvalidLength(_, expected) => {
            format!("must be {expected}")
        }
        other => other.to_string(),
    };
    Fault::new(path.join("."), shown, cure)
}

fn child<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Dict(_, dict) => dict.get(part),
        Value::Array(_, items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    }
}

/// What stood there, but never a secret.
fn show(value: &Value) -> String {
    match value {
        Value::String(_, text) if text.len() <= 60 => text.clone(),
        Value::String(..) => "…".to_owned(),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Num(_, number) => number
            .to_i128()
            .map(|whole| whole.to_string())
            .or_else(|| number.to_f64().map(|float| float.to_string()))
            .unwrap_or_default(),
        Value::Dict(..) => "{…}".to_owned(),
        Value::Array(..) => "[…]".to_owned(),
        Value::Char(_, character) => character.to_string(),
        Value::Empty(..) => String::new(),
    }
}

/// Takes out what `path` names: an array element is emptied as a whole only when the path ends there.
fn remove(value: &mut Value, path: &[String]) -> bool {
    match (value, path) {
        (Value::Dict(_, dict), [last]) => dict.remove(last).is_some(),
        (Value::Array(_, items), [last]) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        (Value::Dict(_, dict), [part, rest @ ..]) => {
            dict.get_mut(part).is_some_and(|inner| remove(inner, rest))
        }
        (Value::Array(_, items), [part, rest @ ..]) => part
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get_mut(index))
            .is_some_and(|inner| remove(inner, rest)),
        _ => false,
    }
}
