//! Handles from claims: `firstname.lastname`, made once per person and then kept. Pure; uniqueness is the database's.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::claims::text_at;
use crate::database::HANDLE_BYTES_MAX;
use crate::policy::Handle;
use crate::s3::names::BucketName;

/// Longest part before the dot and after it, so that both survive whole in [`HANDLE_BYTES_MAX`].
const FIRST_BYTES_MAX: usize = 24;
const LAST_BYTES_MAX: usize = HANDLE_BYTES_MAX - 1 - FIRST_BYTES_MAX;
/// Dropped rather than replaced: "O'Neil" is `oneil`.
const APOSTROPHES: [char; 8] =
    ['\'', '\u{2019}', '\u{2018}', '\u{2bc}', '\u{2b9}', '`', '\u{b4}', '"'];

/// Which claims make a handle, such as `{given_name}.{family_name}`: two sides of one dot, each of claims in braces
/// (dotted paths allowed) and of `a-z 0-9 -`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleTemplate {
    first: Vec<Piece>,
    last: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Claim(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("must hold exactly one dot outside braces, with something on both sides")]
    Dot,
    #[error("must hold at least one claim in braces, such as `{{given_name}}`")]
    Claim,
    #[error("has braces that do not match")]
    Braces,
    #[error("may hold only `a-z 0-9 -` outside braces")]
    Characters,
}

impl HandleTemplate {
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut sides = [Vec::new(), Vec::new()];
        let mut side = 0;
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            match character {
                '{' => {
                    let (claim, after) = rest[1..].split_once('}').ok_or(TemplateError::Braces)?;
                    if claim.is_empty() || claim.contains('{') {
                        return Err(TemplateError::Braces);
                    }
                    sides[side].push(Piece::Claim(claim.to_owned()));
                    rest = after;
                }
                '}' => return Err(TemplateError::Braces),
                '.' if side == 0 => {
                    side = 1;
                    rest = &rest[1..];
                }
                '.' => return Err(TemplateError::Dot),
                _ => {
                    let end = rest.find(['{', '}', '.']).unwrap_or(rest.len());
                    let (fixed, after) = rest.split_at(end);
                    if !fixed.bytes().all(is_plain) {
                        return Err(TemplateError::Characters);
                    }
                    sides[side].push(Piece::Text(fixed.to_owned()));
                    rest = after;
                }
            }
        }
        let [first, last] = sides;
        if first.is_empty() || last.is_empty() {
            return Err(TemplateError::Dot);
        }
        if !first.iter().chain(&last).any(|piece| matches!(piece, Piece::Claim(_))) {
            return Err(TemplateError::Claim);
        }
        Ok(Self { first, last })
    }

    /// The handle a new person wishes for. Where the template's claims are missing or hold no letter: `name`, then
    /// `preferred_username`, then `person.` and eight digits that only this identity has.
    pub fn handle(&self, claims: &Map<String, Value>, issuer: &str, subject: &str) -> Handle {
        let from_template = || {
            let fill = |pieces: &[Piece]| {
                pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => Some(text.clone()),
                        Piece::Claim(path) => text_at(claims, path),
                    })
                    .collect::<Option<String>>()
            };
            join(&fill(&self.first)?, &fill(&self.last)?)
        };
        let from_name = || {
            let name = text_at(claims, "name")?;
            let name = name.trim();
            let (first, last) = name.split_once(char::is_whitespace).unwrap_or((name, name));
            join(first, last)
        };
        let from_username = || {
            let username = text_at(claims, "preferred_username")?;
            let local = username.split('@').next().unwrap_or_default();
            let (first, last) = local.split_once(['.', '_', '-', ' ']).unwrap_or((local, local));
            join(first, last)
        };
        let from_identity = || {
            let digest = Sha256::digest(format!("{issuer}\0{subject}"));
            join("person", &hex::encode(&digest[..4]))
        };
        from_template()
            .or_else(from_name)
            .or_else(from_username)
            .or_else(from_identity)
            .unwrap_or_else(|| unreachable!("`person.` and hexadecimal digits are a handle"))
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

/// Two parts to a handle that is also a bucket name; `None` when a part holds nothing that can be written.
fn join(first: &str, last: &str) -> Option<Handle> {
    let (first, last) = (slug(first, FIRST_BYTES_MAX), slug(last, LAST_BYTES_MAX));
    if first.is_empty() || last.is_empty() {
        return None;
    }
    let plain = format!("{first}.{last}");
    if BucketName::parse(&plain).is_ok() {
        return Handle::parse(&plain);
    }
    // Only reserved beginnings and endings of S3 are left (`sthree-`, `.mrap`); both are broken by a letter more.
    let first = slug(&format!("p-{first}"), FIRST_BYTES_MAX);
    let last = format!("{}-p", slug(&last, LAST_BYTES_MAX - 2));
    let marked = format!("{first}.{last}");
    BucketName::parse(&marked).ok()?;
    Handle::parse(&marked)
}

/// Accents stripped, other scripts transliterated, lower case, apostrophes dropped, everything else to single `-`.
fn slug(text: &str, bytes_max: usize) -> String {
    let kept: String = text.chars().filter(|character| !APOSTROPHES.contains(character)).collect();
    let mut slug = String::new();
    for character in deunicode::deunicode_with_tofu(&kept, "-").chars() {
        if slug.len() >= bytes_max {
            break;
        }
        match character.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => slug.push(letter),
            apostrophe if APOSTROPHES.contains(&apostrophe) => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn standard() -> HandleTemplate {
        HandleTemplate::parse("{given_name}.{family_name}").unwrap()
    }

    #[test]
    fn names_of_the_world_become_handles() {
        let check = |given: &str, family: &str, expected: &str| {
            let claims = claims(json!({ "given_name": given, "family_name": family }));
            assert_eq!(standard().handle(&claims, "i", "s").as_str(), expected);
        };
        check("Élodie", "O'Neil-Côté", "elodie.oneil-cote");
        check("Élodie", "O\u{2019}Neil-Côté", "elodie.oneil-cote");
        check("Anne", "Roy", "anne.roy");
        check("Jean-François", "de la Fontaine", "jean-francois.de-la-fontaine");
        check("Łukasz", "Żółć", "lukasz.zolc");
        check("Björn", "Strauß", "bjorn.strauss");
        check("小明", "李", "xiao-ming.li");
        check("  Mary   Jane ", "St. John", "mary-jane.st-john");
        check("J.R.R.", "Tolkien", "j-r-r.tolkien");
        check("\u{202e}Eve", "a/b\\c", "eve.a-b-c");
        check("Jean", "Mrap", "p-jean.mrap-p");
        check("Sthree", "X", "sthree.x");
        check("Sthree-x", "Y", "p-sthree-x.y-p");
        check("X", "Y", "x.y");
        check(
            &"Wolfeschlegelstein".repeat(3),
            &"Hausenbergerdorff".repeat(3),
            "wolfeschlegelsteinwolfes.hausenbergerdorffhausen",
        );
    }

    #[test]
    fn missing_names_fall_back_to_what_is_there() {
        let check = |value: Value, expected: &str| {
            let handle = standard().handle(&claims(value), "https://id.example", "s-1");
            assert_eq!(handle.as_str(), expected);
        };
        check(json!({ "name": "Alice Tremblay" }), "alice.tremblay");
        check(json!({ "name": "Alice van der Berg", "given_name": "A" }), "alice.van-der-berg");
        check(json!({ "given_name": "Alice", "family_name": " ", "name": "Alice B" }), "alice.b");
        check(json!({ "name": "Suharto" }), "suharto.suharto");
        check(json!({ "preferred_username": "elodie.cote@example.org" }), "elodie.cote");
        check(json!({ "preferred_username": "alice" }), "alice.alice");
        check(json!({ "given_name": 7, "family_name": ["x"] }), "person.80851421");
        check(json!({ "name": "···" }), "person.80851421");
    }

    #[test]
    fn a_template_of_the_operator_is_filled() {
        let template = HandleTemplate::parse("{preferred_username}.{org.unit}-lab").unwrap();
        let claims = claims(json!({ "preferred_username": "Zoé", "org": { "unit": "R&D" } }));
        assert_eq!(template.handle(&claims, "i", "s").as_str(), "zoe.r-d-lab");
    }

    #[test]
    fn a_template_that_makes_no_handle_is_refused() {
        let check = |text: &str, expected: TemplateError| {
            assert_eq!(HandleTemplate::parse(text), Err(expected), "{text}");
        };
        check("{given_name}", TemplateError::Dot);
        check("{given_name}.", TemplateError::Dot);
        check(".{family_name}", TemplateError::Dot);
        check("{a}.{b}.{c}", TemplateError::Dot);
        check("same.same", TemplateError::Claim);
        check("{a.{b}", TemplateError::Braces);
        check("a}.{b}", TemplateError::Braces);
        check("{}.{b}", TemplateError::Braces);
        check("A{a}.{b}", TemplateError::Characters);
        check("{a}_x.{b}", TemplateError::Characters);
    }

    proptest! {
        #[test]
        fn every_handle_is_a_bucket_name_with_exactly_one_dot(
            given in "\\PC{0,40}", family in any::<String>(), name in any::<String>(),
        ) {
            let claims = claims(json!({ "given_name": given, "family_name": family, "name": name }));
            let handle = standard().handle(&claims, "i", "s");
            prop_assert!(BucketName::parse(handle.as_str()).is_ok(), "{handle}");
            prop_assert_eq!(handle.as_str().matches('.').count(), 1);
            prop_assert!(handle.as_str().len() <= HANDLE_BYTES_MAX);
            prop_assert!(handle.as_str().find('.').unwrap() <= FIRST_BYTES_MAX);
        }

        #[test]
        fn a_handle_made_from_a_handle_is_itself(
            first in "[a-z0-9]{1,10}(-[a-z0-9]{1,6}){0,2}", last in "[a-z0-9]{1,10}(-[a-z0-9]{1,5}){0,2}",
        ) {
            prop_assume!(BucketName::parse(&format!("{first}.{last}")).is_ok());
            let claims = claims(json!({ "given_name": first, "family_name": last }));
            let handle = standard().handle(&claims, "i", "s");
            prop_assert_eq!(handle.as_str(), format!("{first}.{last}"));
        }
    }
}
