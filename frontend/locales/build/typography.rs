//! French as France writes it, from French as Canada writes it.

/// Puts the narrow no-break space (U+202F) before `;`, `!` and `?` that end a word; Canada writes them closed up.
///
/// Only where a space or the end follows, so that addresses such as `?prefix=` stay as they are.
pub fn for_france(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 4);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_a_word = letters.peek().is_none_or(|next| !next.is_alphanumeric());
        let closed_up =
            result.chars().last().is_none_or(|last| !last.is_whitespace() && !";!?".contains(last));
        if ";!?".contains(letter) && ends_a_word && closed_up {
            result.push('\u{202F}');
        }
        result.push(letter);
    }
    result
}
