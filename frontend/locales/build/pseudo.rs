//! A language nobody speaks: accented, bracketed, a third longer. Text that stays plain on screen is not in the
//! catalogue; text that is cut has no room for French.

pub fn accented(text: &str) -> String {
    if text.trim().is_empty() {
        return text.to_owned();
    }
    let letters = text.chars().map(|letter| match letter {
        'a' => 'á',
        'c' => 'ç',
        'e' => 'é',
        'i' => 'î',
        'n' => 'ñ',
        'o' => 'ô',
        's' => 'š',
        'u' => 'ü',
        'y' => 'ÿ',
        'A' => 'Å',
        'C' => 'Ç',
        'E' => 'É',
        'N' => 'Ñ',
        'O' => 'Ø',
        'S' => 'Š',
        letter => letter,
    });
    format!("[{}{}]", letters.collect::<String>(), "~".repeat(text.chars().count() / 3))
}
