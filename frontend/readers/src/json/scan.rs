//! From the text of a JSON document, one token after the other.

use std::ops::Range;

use super::{Fault, Kind, index};

pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub fn at(&self) -> u32 {
        index(self.at)
    }

    /// The name of a member and the colon after it.
    pub fn key(&mut self) -> Result<Range<u32>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.broken());
        }
        let key = self.string()?;
        if !self.takes(b':') {
            return Err(self.broken());
        }
        Ok(key)
    }

    /// A value; of a container only its beginning.
    pub fn value(&mut self) -> Result<(Kind, Range<u32>), Fault> {
        let from = {
            self.peek();
            self.at
        };
        let kind = match self.peek() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => return Ok((Kind::String, self.string()?)),
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                return Ok((Kind::Number, index(from)..self.at()));
            }
            _ => {
                let rest = &self.text[self.at..];
                let word = ["true", "false", "null"].iter().find(|word| rest.starts_with(**word));
                let Some(word) = word else { return Err(self.broken()) };
                self.at += word.len();
                return Ok((Kind::Word, index(from)..self.at()));
            }
        };
        self.at += 1;
        Ok((kind, index(from)..self.at()))
    }

    /// Whether the end of such a container comes next; then it is passed.
    pub fn closes(&mut self, kind: Kind) -> bool {
        self.takes(if kind == Kind::Object { b'}' } else { b']' })
    }

    pub fn comma(&mut self) -> bool {
        self.takes(b',')
    }

    pub fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The text is no JSON from here on.
    pub fn broken(&self) -> Fault {
        let (line, column) = self.place();
        Fault::Broken { line, column }
    }

    pub fn trailing(&self) -> Fault {
        let (line, column) = self.place();
        Fault::Trailing { line, column }
    }

    fn place(&self) -> (u64, u64) {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line as u64, column as u64)
    }

    fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn string(&mut self) -> Result<Range<u32>, Fault> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        let mut at = from + 1;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += self.escape(at)?,
                Some(0x20..) => at += 1,
                // A line feed or the end: the quotation mark is missing where the string began.
                _ => return Err(self.broken()),
            }
        }
        self.at = at + 1;
        Ok(index(from)..self.at())
    }

    /// How long an escape is.
    fn escape(&self, at: usize) -> Result<usize, Fault> {
        let bytes = self.text.as_bytes();
        match bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => {
                let digits = bytes.get(at + 2..at + 6).unwrap_or_default();
                let valid = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
                if valid { Ok(6) } else { Err(self.broken()) }
            }
            _ => Err(self.broken()),
        }
    }

    fn number(&mut self) -> Result<(), Fault> {
        let bytes = self.text.as_bytes();
        let digits =
            |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut at = self.at + usize::from(bytes[self.at] == b'-');
        let whole = digits(at);
        if whole == 0 || (whole > 1 && bytes[at] == b'0') {
            return Err(self.broken());
        }
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let decimals = digits(at + 1);
            if decimals == 0 {
                return Err(self.broken());
            }
            at += 1 + decimals;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at);
            if exponent == 0 {
                return Err(self.broken());
            }
            at += exponent;
        }
        self.at = at;
        Ok(())
    }
}
