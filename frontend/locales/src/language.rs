/// A language of the portal. Which French is spoken is the operator's choice (`french = "CA" | "FR"`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    En,
    FrCa,
    FrFr,
}

/// How a count is said: the categories of CLDR that English and French have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    One,
    /// French « 1 000 000 de fichiers ».
    Many,
    Other,
}

impl Language {
    /// The language of an address (`en`, `fr`), with the operator's French (`CA`, `FR`; anything else is Canada's).
    pub fn parse(code: &str, french: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::En),
            "fr" if french == "FR" => Some(Self::FrFr),
            "fr" => Some(Self::FrCa),
            _ => None,
        }
    }

    /// As in addresses: `en` or `fr`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::FrCa | Self::FrFr => "fr",
        }
    }

    /// As in `lang` attributes and for `Intl` (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en-CA",
            Self::FrCa => "fr-CA",
            Self::FrFr => "fr-FR",
        }
    }

    pub fn is_french(self) -> bool {
        self != Self::En
    }

    /// CLDR's rules for whole numbers.
    pub fn plural(self, count: u64) -> Plural {
        match (self, count) {
            (Self::En, 1) | (Self::FrCa | Self::FrFr, 0 | 1) => Plural::One,
            (Self::FrCa | Self::FrFr, count) if count.is_multiple_of(1_000_000) => Plural::Many,
            _ => Plural::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_says_zero_like_one_and_millions_with_de() {
        let categories = |language: Language| [0, 1, 2, 1_000_000].map(|n| language.plural(n));
        assert_eq!(
            categories(Language::FrCa),
            [Plural::One, Plural::One, Plural::Other, Plural::Many]
        );
        assert_eq!(
            categories(Language::En),
            [Plural::Other, Plural::One, Plural::Other, Plural::Other]
        );
    }
}
