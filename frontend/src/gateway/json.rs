//! Reads the JSON that the gateway sends, into any type that serde reads. `serde_json` says what is wrong and where,
//! which nobody reads here and which weighs 15 kB of every first visit; here what cannot be read is unreadable.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Values within values; what the gateway sends holds a few.
const DEPTH_MAX: u8 = 64;

/// It is no JSON, or not that of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the JSON that was expected")]
pub struct Unreadable;

impl Error for Unreadable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads one value, which has to be all of the text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = T::deserialize(&mut reader)?;
    if reader.peek().is_some() { Err(Unreadable) } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

enum Number {
    Unsigned(u64),
    Signed(i64),
    Fraction(f64),
}

impl<'a> Reader<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn eat(&mut self, wanted: u8) -> Result<(), Unreadable> {
        if self.peek() != Some(wanted) {
            return Err(Unreadable);
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, wanted: &str) -> Result<(), Unreadable> {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted));
        self.at += wanted.len();
        if found { Ok(()) } else { Err(Unreadable) }
    }

    fn is_null(&mut self) -> bool {
        self.peek() == Some(b'n')
    }

    fn bool(&mut self) -> Result<bool, Unreadable> {
        let is_true = self.peek() == Some(b't');
        self.word(if is_true { "true" } else { "false" })?;
        Ok(is_true)
    }

    fn open(&mut self, bracket: u8) -> Result<(), Unreadable> {
        self.eat(bracket)?;
        self.depth += 1;
        if DEPTH_MAX < self.depth { Err(Unreadable) } else { Ok(()) }
    }

    fn close(&mut self, bracket: u8) -> Result<(), Unreadable> {
        self.depth -= 1;
        self.eat(bracket)
    }

    /// Whether a further item comes before `close`, whose comma is passed over.
    fn another(&mut self, first: &mut bool, close: u8) -> Result<bool, Unreadable> {
        let next = self.peek();
        if next == Some(close) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.eat(b',')?;
        }
        Ok(true)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Unreadable> {
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

    fn number(&mut self) -> Result<Number, Unreadable> {
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
    fn skip(&mut self) -> Result<(), Unreadable> {
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

/// Each kind of value reads its own and nothing else, so that each type brings only the code it needs.
macro_rules! kinds {
    ($read:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            self.$read(visitor)
        })*
    };
}

impl<'a> Reader<'a> {
    fn visit_string<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(&text),
        }
    }

    fn visit_number<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.number()? {
            Number::Unsigned(number) => visitor.visit_u64(number),
            Number::Signed(number) => visitor.visit_i64(number),
            Number::Fraction(number) => visitor.visit_f64(number),
        }
    }

    fn visit_list<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Unreadable> {
        self.open(b'[')?;
        let value = visitor.visit_seq(Items { reader: self, first: true })?;
        self.close(b']')?;
        Ok(value)
    }

    fn visit_object<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Unreadable> {
        self.open(b'{')?;
        let value = visitor.visit_map(Items { reader: self, first: true })?;
        self.close(b'}')?;
        Ok(value)
    }

    fn visit_null<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Unreadable> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }
}

impl<'a> Deserializer<'a> for &mut Reader<'a> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.peek().ok_or(Unreadable)? {
            b'"' => self.visit_string(visitor),
            b'{' => self.visit_object(visitor),
            b'[' => self.visit_list(visitor),
            b'n' => self.visit_null(visitor),
            b't' | b'f' => visitor.visit_bool(self.bool()?),
            _ => self.visit_number(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.bool()?)
    }

    kinds!(visit_number: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8
        deserialize_i16 deserialize_i32 deserialize_i64 deserialize_f32 deserialize_f64);
    kinds!(visit_string: deserialize_str deserialize_string deserialize_identifier deserialize_char);
    kinds!(visit_list: deserialize_seq);
    kinds!(visit_object: deserialize_map);
    kinds!(visit_null: deserialize_unit);

    fn deserialize_tuple<V: Visitor<'a>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit_list(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit_object(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.is_null() {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    /// A variant is its name, or an object of its name and what it holds.
    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if self.peek() != Some(b'{') {
            return match self.string()? {
                Cow::Borrowed(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
                Cow::Owned(name) => visitor.visit_enum(StringDeserializer::new(name)),
            };
        }
        self.open(b'{')?;
        let value = visitor.visit_enum(&mut *self)?;
        self.close(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <V: Visitor<'a>> i128 u128 bytes byte_buf unit_struct tuple_struct }
}

/// What is inside a list or an object.
struct Items<'r, 'a> {
    reader: &'r mut Reader<'a>,
    first: bool,
}

impl<'a> SeqAccess<'a> for Items<'_, 'a> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        if !self.reader.another(&mut self.first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'a> MapAccess<'a> for Items<'_, 'a> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        if !self.reader.another(&mut self.first, b'}')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        self.reader.eat(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

impl<'a> EnumAccess<'a> for &mut Reader<'a> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let name = seed.deserialize(&mut *self)?;
        self.eat(b':')?;
        Ok((name, self))
    }
}

impl<'a> VariantAccess<'a> for &mut Reader<'a> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        self.skip()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.visit_list(visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit_object(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Point,
        Circle(u32),
        Box { width: i64, height: i64 },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "state", rename_all = "snake_case")]
    enum Tagged {
        Here,
        Gone { since: String, for_seconds: f64 },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct All {
        text: String,
        number: u64,
        negative: i64,
        fraction: f64,
        yes: bool,
        nothing: Option<u8>,
        list: Vec<Shape>,
        #[serde(default)]
        map: BTreeMap<String, Option<String>>,
        pair: (u8, String),
        tagged: Tagged,
    }

    fn shape() -> impl Strategy<Value = Shape> {
        prop_oneof![
            Just(Shape::Point),
            any::<u32>().prop_map(Shape::Circle),
            any::<(i64, i64)>().prop_map(|(width, height)| Shape::Box { width, height }),
        ]
    }

    fn tagged() -> impl Strategy<Value = Tagged> {
        prop_oneof![
            Just(Tagged::Here),
            (any::<String>(), any::<i32>())
                .prop_map(|(since, n)| Tagged::Gone { since, for_seconds: f64::from(n) / 8.0 }),
        ]
    }

    prop_compose! {
        fn all()(
            text: String, number: u64, negative in i64::MIN..0, eighths: i32, yes: bool, nothing: Option<u8>,
            list in proptest::collection::vec(shape(), 0..4),
            map in proptest::collection::btree_map(any::<String>(), any::<Option<String>>(), 0..4),
            pair: (u8, String), tagged in tagged(),
        ) -> All {
            All { text, number, negative, fraction: f64::from(eighths) / 8.0, yes, nothing, list, map, pair, tagged }
        }
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read(all in all(), pretty: bool) {
            let write = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
            prop_assert_eq!(read::<All>(&write(&all).unwrap()), Ok(all));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\",:\\\\u0-9a-fntrue .é-]{0,40}") {
            let ours = read::<serde_json::Value>(&text);
            if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) {
                prop_assert_eq!(ours, Ok(theirs));
            }
        }
    }

    #[test]
    fn escapes_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read::<String>(text).ok().as_deref(), expected, "{text}");
        };
        check(r#""\"\\\/\b\f\n\r\t""#, Some("\"\\/\u{8}\u{c}\n\r\t"));
        check(r#""\u00e9 \ud83d\ude00""#, Some("é 😀"));
        check(r#""\ud83d""#, None);
        check(r#""\ud83dx""#, None);
        check(r#""\x""#, None);
        check(r#""open"#, None);
    }

    #[test]
    fn what_has_no_place_is_passed_over_and_what_is_missing_is_not_invented() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Small {
            known: u8,
        }
        let check = |text: &str, expected: Option<u8>| {
            assert_eq!(read::<Small>(text).ok(), expected.map(|known| Small { known }), "{text}");
        };
        check(r#"{"new":{"deep":[1,"]",{"a":null}]},"known":7,"more":-1.5e3}"#, Some(7));
        check(r#"{"known":256}"#, None);
        check(r#"{"known":"7"}"#, None);
        check("{}", None);
        check(r#"{"known":7} 8"#, None);
        check(r#"{"known":7"#, None);
        check(&format!("{{\"known\":7,\"deep\":{}", "[".repeat(10_000)), None);
    }
}
