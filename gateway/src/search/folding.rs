//! Letters as people compare them: `É` is `e`, whichever way it was typed.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const DECOMPOSED: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
const COMPOSED: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();

/// Lower case, without accents, and composed (Unicode Standard Annex 15): some systems write `é` as two characters.
/// Each letter by itself, so that a part of a name folds to a part of what the name folds to.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = text.chars().flat_map(char::to_lowercase);
    let bare = DECOMPOSED.normalize_iter(lower).filter(|letter| !is_accent(*letter));
    COMPOSED.normalize_iter(bare).collect()
}

/// The block "Combining Diacritical Marks": accents of Latin, Greek and Cyrillic letters. Marks that make another letter of
/// it, as in Thai or Hindi, lie elsewhere.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_take_for_the_same_is_the_same() {
        let check =
            |one: &str, other: &str| assert_eq!(folded(one), folded(other), "{one} {other}");
        check("Numéro", "numero");
        check("été", "e\u{301}te\u{301}");
        check("ÇA", "ça");
        check("ΟΔΟΣ", "οδοσ");
        check("İstanbul", "istanbul");
        check("Ёлка", "елка");
        check("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}");
    }

    #[test]
    fn what_makes_another_letter_stays() {
        let check =
            |one: &str, other: &str| assert_ne!(folded(one), folded(other), "{one} {other}");
        check("กิน", "กน");
        check("漢", "汉");
        check("ß", "s");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
