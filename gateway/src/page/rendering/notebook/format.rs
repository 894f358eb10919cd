//! The documents, as far as they are shown. Whatever else is in them is not looked at, and a field of another form
//! than expected is as if it were not there.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct Notebook {
    pub nbformat: u64,
    #[serde(default, deserialize_with = "lenient")]
    pub metadata: Metadata,
    #[serde(default)]
    cells: Vec<Cell>,
    /// Of nbformat 3.
    #[serde(default)]
    worksheets: Vec<Worksheet>,
}

#[derive(Debug, Deserialize)]
struct Worksheet {
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    #[serde(deserialize_with = "lenient")]
    pub title: Option<String>,
    #[serde(deserialize_with = "lenient")]
    language_info: Named,
    #[serde(deserialize_with = "lenient")]
    kernelspec: Kernel,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kernel {
    language: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Cell {
    #[serde(rename = "cell_type")]
    pub kind: String,
    #[serde(default)]
    source: Source,
    /// Of nbformat 3: the source of code.
    #[serde(default)]
    input: Source,
    #[serde(default, deserialize_with = "lenient")]
    pub execution_count: Option<u64>,
    /// Of nbformat 3.
    #[serde(default, deserialize_with = "lenient")]
    pub prompt_number: Option<u64>,
    /// Of nbformat 3: of a heading.
    #[serde(default, deserialize_with = "lenient")]
    pub level: Option<u64>,
    #[serde(default)]
    pub outputs: Vec<Output>,
    #[serde(default, deserialize_with = "lenient")]
    pub attachments: BTreeMap<String, BTreeMap<String, Source>>,
}

#[derive(Debug, Deserialize)]
pub struct Output {
    #[serde(rename = "output_type")]
    pub kind: String,
    /// Of a stream.
    #[serde(default)]
    pub text: Source,
    #[serde(default, deserialize_with = "lenient")]
    pub name: String,
    /// By type, of nbformat 4.
    #[serde(default)]
    data: BTreeMap<String, Source>,
    #[serde(default, deserialize_with = "lenient")]
    pub ename: String,
    #[serde(default, deserialize_with = "lenient")]
    pub evalue: String,
    #[serde(default, deserialize_with = "lenient")]
    pub traceback: Vec<String>,
    // Of nbformat 3: each type is a field.
    #[serde(default)]
    png: Source,
    #[serde(default)]
    jpeg: Source,
    #[serde(default)]
    html: Source,
}

/// A text, whole or as a list of its lines.
#[derive(Debug, Default)]
pub struct Source(Option<String>);

impl Notebook {
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().chain(self.worksheets.iter().flat_map(|sheet| &sheet.cells))
    }
}

impl Metadata {
    pub fn code_language(&self) -> Option<String> {
        let named = self.language_info.name.as_ref().or(self.kernelspec.language.as_ref())?;
        let plain = named.len() <= 40 && named.chars().all(|char| char.is_ascii_graphic());
        plain.then(|| named.to_ascii_lowercase())
    }
}

impl Cell {
    pub fn source(&self) -> &Source {
        if self.source.is_there() { &self.source } else { &self.input }
    }
}

impl Output {
    /// What the output is in this form, such as `text/plain`.
    pub fn form(&self, content_type: &str) -> Option<&Source> {
        let older = match content_type {
            "image/png" => &self.png,
            "image/jpeg" => &self.jpeg,
            "text/html" => &self.html,
            "text/plain" if self.kind != "stream" => &self.text,
            _ => return self.data.get(content_type).filter(|form| form.is_there()),
        };
        self.data.get(content_type).or(Some(older)).filter(|form| form.is_there())
    }

    /// The form it has, for saying that it is not shown.
    pub fn first_form(&self) -> Option<&str> {
        self.data.keys().next().map(String::as_str)
    }
}

impl Source {
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text),
            Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
            // JSON and widgets are objects: they are there, and not shown.
            _ => None,
        }))
    }
}

/// What is of another form than expected is left out instead of the whole notebook.
fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + serde::de::DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
