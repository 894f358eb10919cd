//! What is looked for in a bucket, as the address of the page says it and as the gateway is asked.

/// What somebody asks for; what is empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The folder that the search began in.
    pub prefix: String,
    /// In the whole bucket, and not only in that folder and below.
    pub everywhere: bool,
    /// A part of the name, or a pattern.
    pub text: String,
    /// As entries say it: `table`.
    pub kind: String,
    /// Bytes, both included: `1000000-`, `-999999`, `0-0`.
    pub size: String,
    /// A word of [`Changed`].
    pub changed: String,
    /// Days (`2026-12-31`), of a change between two.
    pub from: String,
    pub to: String,
}

/// When something was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Any,
    /// In so many days up to now.
    Days(u32),
    ThisYear,
    LastYear,
    /// From one day to another, both included.
    Between,
}

/// What a select offers.
pub const CHANGED: [Changed; 6] = [
    Changed::Any,
    Changed::Days(7),
    Changed::Days(30),
    Changed::ThisYear,
    Changed::LastYear,
    Changed::Between,
];

impl Changed {
    pub fn parse(word: &str) -> Self {
        CHANGED.into_iter().find(|changed| changed.word() == word).unwrap_or(Self::Any)
    }

    pub fn word(self) -> String {
        match self {
            Self::Any => String::new(),
            Self::Days(days) => days.to_string(),
            Self::ThisYear => "this-year".to_owned(),
            Self::LastYear => "last-year".to_owned(),
            Self::Between => "between".to_owned(),
        }
    }
}

impl Query {
    /// `value` answers what the address says of a name.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| value(name).unwrap_or_default();
        Self {
            prefix: value("prefix"),
            everywhere: !value("everywhere").is_empty(),
            text: value("text"),
            kind: value("kind"),
            size: value("size"),
            changed: value("changed"),
            from: value("from"),
            to: value("to"),
        }
    }

    /// As the address says it.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("prefix", &self.prefix),
            ("everywhere", if self.everywhere { "1" } else { "" }),
            ("text", &self.text),
            ("kind", &self.kind),
            ("size", &self.size),
            ("changed", &self.changed),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        [&self.text, &self.kind, &self.size].iter().all(|it| it.trim().is_empty())
            && Changed::parse(&self.changed) == Changed::Any
    }

    /// Where is searched: there, and everywhere below.
    pub fn place(&self) -> &str {
        if self.everywhere { "" } else { &self.prefix }
    }

    /// As the gateway is asked. `since` and `until` are moments (RFC 3339), empty where there is no bound.
    pub fn asked<'a>(&'a self, since: &'a str, until: &'a str) -> Vec<(&'static str, &'a str)> {
        let text = self.text.trim();
        let name = if is_pattern(text) { "glob" } else { "text" };
        let (min, max) = self.size.split_once('-').unwrap_or_default();
        vec![
            ("prefix", self.place()),
            (name, text),
            ("kind", &self.kind),
            ("size_min", min),
            ("size_max", max),
            ("since", since),
            ("until", until),
        ]
    }
}

/// Whether a text is meant as a pattern: names hold brackets and braces often, and these signs hardly ever.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read_back_from_its_address() {
        let query = Query {
            prefix: "civil/".to_owned(),
            everywhere: true,
            text: "*.csv".to_owned(),
            size: "1000000-".to_owned(),
            changed: Changed::LastYear.word(),
            ..Query::default()
        };
        let pairs = query.pairs();
        let value = |name: &str| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(Query::read(value), query);
        assert!(!query.is_empty());
        assert!(Query { prefix: "a/".to_owned(), ..Query::default() }.is_empty());
        assert!(
            Query { text: " ".to_owned(), changed: "x".to_owned(), ..Query::default() }.is_empty()
        );
    }

    #[test]
    fn the_gateway_is_asked_for_what_is_meant() {
        let check = |text: &str, size: &str, expected: &[(&str, &str)]| {
            let (text, size) = (text.to_owned(), size.to_owned());
            let query = Query { prefix: "p/".to_owned(), text, size, ..Query::default() };
            let asked = query.asked("s", "");
            let asked: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            assert_eq!(asked, expected);
        };
        check(" a b ", "", &[("prefix", "p/"), ("text", "a b"), ("since", "s")]);
        check(
            "*.csv",
            "0-0",
            &[
                ("prefix", "p/"),
                ("glob", "*.csv"),
                ("size_min", "0"),
                ("size_max", "0"),
                ("since", "s"),
            ],
        );
        check(
            "[2025] {a}",
            "-9",
            &[("prefix", "p/"), ("text", "[2025] {a}"), ("size_max", "9"), ("since", "s")],
        );
    }

    #[test]
    fn every_choice_of_time_has_its_word() {
        for changed in CHANGED {
            assert_eq!(Changed::parse(&changed.word()), changed);
        }
        assert_eq!(Changed::parse("8"), Changed::Any);
    }
}
