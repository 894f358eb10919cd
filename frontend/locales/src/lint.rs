//! What a proof-reader would look for, on every message.

use crate::text;

/// French runs longer than English, but not this much longer, unless the English is a word or two.
const LENGTH_RATIO_MAX: f32 = 1.9;
const SHORT_TEXT_CHARACTERS: usize = 24;

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn each(check: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let french = text::EVERY
        .iter()
        .flat_map(|(key, [_, canada, france])| [(*key, *canada), (*key, *france)]);
    french
        .filter(|(key, text)| check(key, text))
        .map(|(key, text)| format!("{key}: {text}"))
        .collect()
}

#[test]
fn french_has_no_plain_space_before_double_signs() {
    none(each(|_, text| {
        [" :", " ;", " !", " ?", " »", " %", "« "].iter().any(|wrong| text.contains(wrong))
    }));
}

#[test]
fn french_has_its_no_break_spaces() {
    let no_break = |letter: Option<char>| letter == Some('\u{A0}');
    none(each(|_, text| {
        let letters: Vec<char> = text.chars().collect();
        let before = |index: usize| index.checked_sub(1).map(|index| letters[index]);
        letters.iter().enumerate().any(|(index, letter)| match letter {
            '»' => !no_break(before(index)),
            '«' => !no_break(letters.get(index + 1).copied()),
            // A colon in an address or an hour has no space after it.
            ':' => {
                letters.get(index + 1).is_none_or(|next| next.is_whitespace())
                    && !no_break(before(index))
            }
            _ => false,
        })
    }));
}

#[test]
fn france_has_its_narrow_spaces_and_canada_none() {
    let narrow = ["\u{202F};", "\u{202F}!", "\u{202F}?"];
    let wrong = text::EVERY.iter().filter(|(_, [_, canada, france])| {
        let count =
            |text: &str| narrow.iter().map(|sign| text.matches(sign).count()).sum::<usize>();
        count(canada) > 0 || count(france) < france.matches(['!', ';']).count()
    });
    none(wrong.map(|(key, _)| (*key).to_owned()).collect());
}

#[test]
fn apostrophes_quotes_and_ellipses_are_the_real_ones() {
    let wrong = text::EVERY.iter().filter(|(_, texts)| {
        texts.iter().any(|text| text.contains(['\'', '"']) || text.contains("..."))
    });
    none(wrong.map(|(key, texts)| format!("{key}: {texts:?}")).collect());
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn french_is_not_much_longer_than_english() {
    let wrong = text::EVERY.iter().filter(|(_, [english, french, _])| {
        let (english, french) = (english.chars().count(), french.chars().count());
        english > SHORT_TEXT_CHARACTERS && french as f32 / english as f32 > LENGTH_RATIO_MAX
    });
    none(wrong.map(|(key, texts)| format!("{key}: {texts:?}")).collect());
}

#[test]
fn nothing_is_left_untranslated_or_empty() {
    // Words that are the same in both languages.
    let same = ["portal-name", "language-code-other", "separator"];
    let wrong = text::EVERY.iter().filter(|(key, [english, french, _])| {
        english.trim().is_empty()
            || (english == french && english.chars().count() > 12 && !same.contains(key))
    });
    none(wrong.map(|(key, texts)| format!("{key}: {texts:?}")).collect());
}

/// Every message is shown somewhere: by the page, by the gateway's own pages, or by this crate.
#[test]
fn no_message_is_left_over() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut sources = String::new();
    for folder in ["frontend/src", "frontend/readers/src", "frontend/locales/src", "gateway/src"] {
        read_into(&mut sources, &std::path::Path::new(root).join(folder));
    }
    let mut keys: Vec<&str> = text::EVERY.iter().map(|(key, _)| *key).collect();
    keys.dedup();
    assert!(keys.len() > 100, "the catalogue was not found");
    let unused = keys.into_iter().filter(|key| {
        let function = format!("text::{}", key.replace('-', "_"));
        let mut uses = sources.match_indices(&function);
        !uses.any(|(start, found)| {
            let next = sources[start + found.len()..].chars().next();
            next.is_none_or(|next| next != '_' && !next.is_alphanumeric())
        })
    });
    none(unused.map(str::to_owned).collect());
}

fn read_into(sources: &mut String, folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_into(sources, &path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
