//! `multipart/form-data` (RFC 7578, RFC 2046 §5.1) as it streams by: fields up to a limit, then one file, of which nothing
//! is held but what may be the beginning of its end.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use memchr::memmem::Finder;

use crate::s3::fault::{Code, Fault};

/// Everything before the file (S3 API Reference, "POST Object").
const HEAD_BYTES_MAX: usize = 20 * 1024;

const FIELDS_MAX: usize = 100;

/// RFC 2046 §5.1.1.
const BOUNDARY_BYTES_MAX: usize = 70;

/// The boundary that a content type announces; `None` where it is no form.
pub fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let (_, boundary) = Parameters(parameters).find(|(name, _)| name == "boundary")?;
    let known = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    let fits = (1..=BOUNDARY_BYTES_MAX).contains(&boundary.len());
    (fits && boundary.bytes().all(known)).then_some(boundary)
}

/// What stands before the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// In the order sent; names in lower case.
    pub fields: Vec<(String, String)>,
    /// What the file is called by whoever sends it; the last part of a path.
    pub file_name: String,
    /// Bytes of the body up to the first of the file.
    pub bytes: u64,
}

/// Reads what stands before the file.
#[derive(Debug)]
pub struct HeadReader {
    delimiter: Arc<Finder<'static>>,
    boundary: String,
    buffer: BytesMut,
    /// Where the next part begins, once the first delimiter was seen.
    at: usize,
    begun: bool,
    fields: Vec<(String, String)>,
}

/// The file itself.
#[derive(Debug)]
pub struct Content {
    delimiter: Arc<Finder<'static>>,
    held: BytesMut,
    ended: bool,
}

fn malformed(message: &'static str) -> Fault {
    Fault {
        status: http::StatusCode::BAD_REQUEST,
        code: "MalformedPOSTRequest",
        message: message.into(),
    }
}

fn too_large() -> Fault {
    Fault {
        status: http::StatusCode::BAD_REQUEST,
        code: "MaxPostPreDataLengthExceeded",
        message: "the fields before the file have more than 20 kB".into(),
    }
}

impl HeadReader {
    pub fn new(boundary: &str) -> Self {
        let delimiter = format!("\r\n--{boundary}");
        Self {
            delimiter: Arc::new(Finder::new(delimiter.as_bytes()).into_owned()),
            boundary: boundary.to_owned(),
            buffer: BytesMut::new(),
            at: 0,
            begun: false,
            fields: Vec::new(),
        }
    }

    /// Takes what came. Answers once the file begins, with what came of it already inside.
    pub fn push(&mut self, data: &[u8]) -> Result<Option<(Head, Content)>, Fault> {
        self.buffer.extend_from_slice(data);
        loop {
            if !self.begun && !self.begin()? {
                break;
            }
            let rest = &self.buffer[self.at..];
            if rest.starts_with(b"--") {
                return Err(malformed("the form has no file"));
            }
            // After a delimiter comes the end of its line.
            if rest.len() < 2 {
                break;
            }
            let Some(rest) = rest.strip_prefix(b"\r\n") else {
                return Err(malformed("a delimiter is followed by something else"));
            };
            let Some(end) = memchr::memmem::find(rest, b"\r\n\r\n") else { break };
            let part = PartHead::read(&rest[..end])?;
            let begins = self.at + 2 + end + 4;
            if part.name == "file" {
                if begins > HEAD_BYTES_MAX {
                    return Err(too_large());
                }
                return Ok(Some(self.open(part, begins)));
            }
            let Some(length) = self.delimiter.find(&self.buffer[begins..]) else { break };
            let value = std::str::from_utf8(&self.buffer[begins..begins + length])
                .map_err(|_| malformed("a field is not UTF-8"))?;
            if self.fields.iter().any(|(name, _)| *name == part.name) {
                return Err(malformed("a field stands twice"));
            }
            if self.fields.len() == FIELDS_MAX {
                return Err(malformed("the form has too many fields"));
            }
            self.fields.push((part.name, value.to_owned()));
            self.at = begins + length + self.delimiter.needle().len();
        }
        if self.buffer.len() > HEAD_BYTES_MAX { Err(too_large()) } else { Ok(None) }
    }

    /// Looks for the first delimiter, which needs no line break before it.
    fn begin(&mut self) -> Result<bool, Fault> {
        let first = &self.delimiter.needle()[2..];
        if self.buffer.len() < first.len() {
            return Ok(false);
        }
        if !self.buffer.starts_with(first) {
            return Err(malformed("the body does not begin with its boundary"));
        }
        (self.begun, self.at) = (true, first.len());
        Ok(true)
    }

    fn open(&mut self, part: PartHead, begins: usize) -> (Head, Content) {
        let head = Head {
            fields: std::mem::take(&mut self.fields),
            file_name: part.file_name,
            bytes: begins as u64,
        };
        let begun = self.buffer.split_off(begins);
        let delimiter = Arc::clone(&self.delimiter);
        (head, Content { delimiter, held: begun, ended: false })
    }

    /// How many bytes follow a file that is the last field, as browsers write it.
    pub fn tail_bytes(&self) -> u64 {
        // `CR LF -- boundary -- CR LF`
        self.boundary.len() as u64 + 8
    }
}

impl Content {
    /// The bytes of the file among what came, this time and before; nothing comes after its end.
    pub fn push(&mut self, data: &[u8]) -> Bytes {
        if self.ended {
            return Bytes::new();
        }
        self.held.extend_from_slice(data);
        if let Some(end) = self.delimiter.find(&self.held) {
            self.ended = true;
            let file = self.held.split_to(end).freeze();
            // Whatever follows the file is not looked at.
            self.held = BytesMut::new();
            return file;
        }
        let kept = self.delimiter.needle().len() - 1;
        self.held.split_to(self.held.len().saturating_sub(kept)).freeze()
    }

    /// Whether the whole file came.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// What is said when it did not.
    pub fn cut_off() -> Fault {
        Fault::new(Code::IncompleteBody, "the form ended before its file did")
    }
}

/// The lines above a part.
struct PartHead {
    name: String,
    file_name: String,
}

impl PartHead {
    fn read(lines: &[u8]) -> Result<Self, Fault> {
        let lines = std::str::from_utf8(lines).map_err(|_| malformed("a header is not UTF-8"))?;
        let disposition = lines
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
            .ok_or_else(|| malformed("a part has no Content-Disposition"))?;
        let (kind, parameters) = disposition.1.split_once(';').unwrap_or((disposition.1, ""));
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return Err(malformed("a part is no form-data"));
        }
        let find = |wanted: &str| {
            Parameters(parameters).find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        let name = find("name").ok_or_else(|| malformed("a part has no name"))?;
        let file_name = find("filename").unwrap_or_default();
        // Some browsers tell the whole path.
        let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Ok(Self { name: name.to_ascii_lowercase(), file_name })
    }
}

/// `; name=value; name="value"`, names in lower case.
struct Parameters<'a>(&'a str);

impl Iterator for Parameters<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches([';', ' ', '\t']);
        let (name, rest) = text.split_once('=')?;
        let (value, rest) = match rest.strip_prefix('"') {
            // RFC 7578 §4.2: browsers write a quote as %22, and backslashes as they are.
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_once(';').unwrap_or((rest, "")),
        };
        self.0 = rest;
        Some((name.trim().to_ascii_lowercase(), value.trim_end().to_owned()))
    }
}

#[cfg(test)]
mod tests;
