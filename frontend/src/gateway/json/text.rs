//! The text of JSON: brackets, strings, numbers, words. What has a type of its own here is compiled once.

use std::borrow::Cow;

use super::Unreadable;

/// Values within values; what the gateway sends holds a few.
const DEPTH_MAX: u8 = 64;

/// A text, and how far it is read.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

pub enum Number {
    Unsigned(u64),
    Signed(i64),
    Fraction(f64),
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte that is no white space.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    pub fn eat(&mut self, wanted: u8) -> Result<(), Unreadable> {
        if self.peek() != Some(wanted) {
            return Err(Unreadable);
        }
        self.at += 1;
        Ok(())
    }

    pub fn word(&mut self, wanted: &str) -> Result<(), Unreadable> {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted));
        self.at += wanted.len();
        if found { Ok(()) } else { Err(Unreadable) }
    }

    pub fn is_null(&mut self) -> bool {
        self.peek() == Some(b'n')
    }

    pub fn bool(&mut self) -> Result<bool, Unreadable> {
        let is_true = self.peek() == Some(b't');
        self.word(if is_true { "true" } else { "false" })?;
        Ok(is_true)
    }

    pub fn open(&mut self, bracket: u8) -> Result<(), Unreadable> {
        self.eat(bracket)?;
        self.depth += 1;
        if DEPTH_MAX < self.depth { Err(Unreadable) } else { Ok(()) }
    }

    pub fn close(&mut self, bracket: u8) -> Result<(), Unreadable> {
        self.depth -= 1;
        self.eat(bracket)
    }

    /// Whether a further item comes before `close`, whose comma is passed over.
    pub fn another(&mut self, first: &mut bool, close: u8) -> Result<bool, Unreadable> {
        let next = self.peek();
        if next == Some(close) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.eat(b',')?;
        }
        Ok(true)
    }

    pub fn string(&mut self) -> Result<Cow<'a, str>, Unreadable> {
        self.eat(b'"')?;
        let text = self.text;
        let mut written = None::<String>;
        let mut from = self.at;
        loop {
            let here = self.at;
            match self.byte().ok_or(Unreadable)? {
                b'"' => {
                    self.at += 1;
                    let last = &text[from..here];
                    return Ok(match written {
                        None => Cow::Borrowed(last),
                        Some(written) => Cow::Owned(written + last),
                    });
                }
                b'\\' => {
                    self.at += 1;
                    let letter = self.escaped()?;
                    let written = written.get_or_insert_default();
                    written.push_str(&text[from..here]);
                    written.push(letter);
                    from = self.at;
                }
                _ => self.at += 1,
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        let kind = self.byte().ok_or(Unreadable)?;
        self.at += 1;
        Ok(match kind {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'"' | b'\\' | b'/' => char::from(kind),
            b'u' => {
                let mut code = self.hexadecimal()?;
                if (0xD800..0xDC00).contains(&code) {
                    self.word("\\u")?;
                    let low = self.hexadecimal()?.wrapping_sub(0xDC00);
                    if 0x400 <= low {
                        return Err(Unreadable);
                    }
                    code = 0x1_0000 + ((code - 0xD800) << 10) + low;
                }
                char::from_u32(code).ok_or(Unreadable)?
            }
            _ => return Err(Unreadable),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, Unreadable> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Unreadable)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    pub fn number(&mut self) -> Result<Number, Unreadable> {
        self.peek();
        let from = self.at;
        while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = self.byte() {
            self.at += 1;
        }
        let text = &self.text[from..self.at];
        if let Ok(number) = text.parse::<u64>() {
            Ok(Number::Unsigned(number))
        } else if let Ok(number) = text.parse::<i64>() {
            Ok(Number::Signed(number))
        } else {
            fraction(text).map(Number::Fraction).ok_or(Unreadable)
        }
    }

    /// Passes over a value that the type has no place for.
    pub fn skip(&mut self) -> Result<(), Unreadable> {
        let open = self.peek().ok_or(Unreadable)?;
        match open {
            b'"' => drop(self.string()?),
            b'{' | b'[' => {
                let close = open + 2;
                let mut first = true;
                self.open(open)?;
                while self.another(&mut first, close)? {
                    if open == b'{' {
                        self.string()?;
                        self.eat(b':')?;
                    }
                    self.skip()?;
                }
                self.close(close)?;
            }
            b'n' => self.word("null")?,
            b't' | b'f' => drop(self.bool()?),
            _ => {
                self.number()?;
            }
        }
        Ok(())
    }
}

/// The browser's own reading: the tables that Rust reads fractions with are 10 kB.
#[cfg(target_family = "wasm")]
fn fraction(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| number.is_finite())
}

#[cfg(not(target_family = "wasm"))]
fn fraction(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
