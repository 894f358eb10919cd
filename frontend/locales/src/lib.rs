//! Every word people read, in French and English, and how numbers and sizes are written. Used by the page and by the
//! gateway's own pages; knows neither.
//!
//! The texts are in `en.ftl` and `fr.ftl` (Fluent's syntax); `fr-FR.ftl` holds what France says otherwise. The build
//! makes one function of each: `files-selected` becomes `text::files_selected`.

mod language;
mod number;

#[cfg(test)]
mod lint;

pub use language::{Language, Plural};
pub use number::{number, percent, size, size_exact};

/// One function a message. Those with arguments take numbers as numbers and write them as the language does.
pub mod text {
    use crate::{Language, fill, pick, plural};

    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}

/// The first of the private characters that stand for arguments in a pattern.
const ARGUMENT: u32 = 0xE000;

fn pick(language: Language, texts: &[&'static str; 3]) -> &'static str {
    match language {
        Language::En => texts[0],
        Language::FrCa => texts[1],
        Language::FrFr => texts[2],
    }
}

fn plural(language: Language, count: u64, forms: &[[&'static str; 3]; 3]) -> &'static str {
    let form = match language.plural(count) {
        Plural::One => 0,
        Plural::Many => 1,
        Plural::Other => 2,
    };
    pick(language, &[forms[0][form], forms[1][form], forms[2][form]])
}

/// Puts the arguments where their private characters stand. What arguments hold is not looked at again.
fn fill(pattern: &str, arguments: &[&str]) -> String {
    let mut result = String::with_capacity(pattern.len() + 16);
    for letter in pattern.chars() {
        let argument = (letter as u32)
            .checked_sub(ARGUMENT)
            .and_then(|index| arguments.get(usize::try_from(index).unwrap_or(usize::MAX)));
        match argument {
            Some(argument) => result.push_str(argument),
            None => result.push(letter),
        }
    }
    result
}
