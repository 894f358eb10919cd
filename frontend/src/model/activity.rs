//! Which part of the record of what is done somebody wants to see.

/// Whose record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Of {
    #[default]
    Own,
    /// A team's, by its name.
    Team(String),
    /// Everybody's.
    All,
}

/// The value of everybody's record, as a choice.
const ALL: &str = "all";
/// What stands before the name of a team, as a choice.
const TEAM: &str = "team:";

impl Of {
    /// As a choice's value.
    pub fn value(&self) -> String {
        match self {
            Self::Own => String::new(),
            Self::Team(name) => format!("{TEAM}{name}"),
            Self::All => ALL.to_owned(),
        }
    }

    pub fn parse(value: &str) -> Self {
        match value.strip_prefix(TEAM) {
            Some(name) => Self::Team(name.to_owned()),
            None if value == ALL => Self::All,
            None => Self::Own,
        }
    }
}

/// What is asked for; what is empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub of: Of,
    pub bucket: String,
    /// A handle.
    pub person: String,
    /// As entries say it: `write`.
    pub act: String,
    /// RFC 3339.
    pub since: String,
    pub until: String,
    pub refused: bool,
}

impl Wanted {
    /// As the gateway is asked.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let (team, all) = match &self.of {
            Of::Own => ("", ""),
            Of::Team(name) => (name.as_str(), ""),
            Of::All => ("", "true"),
        };
        // In one's own name everything is.
        let person = if self.of == Of::Own { "" } else { self.person.trim() };
        vec![
            ("team", team),
            ("all", all),
            ("bucket", self.bucket.trim()),
            ("person", person),
            ("act", &self.act),
            ("since", &self.since),
            ("until", &self.until),
            ("refused", if self.refused { "true" } else { "" }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_says_whose_record_it_is() {
        for of in [Of::Own, Of::Team("prices".to_owned()), Of::All] {
            assert_eq!(Of::parse(&of.value()), of);
        }
    }

    #[test]
    fn only_what_is_typed_is_asked_for() {
        let check = |wanted: &Wanted, expected: &[(&str, &str)]| {
            let pairs = wanted.pairs().into_iter().filter(|(_, value)| !value.is_empty());
            assert_eq!(pairs.collect::<Vec<_>>(), expected);
        };
        check(&Wanted::default(), &[]);
        let bucket = " anne.roy ".to_owned();
        let person = "anne.roy".to_owned();
        let own = Wanted { bucket, person, refused: true, ..Wanted::default() };
        check(&own, &[("bucket", "anne.roy"), ("refused", "true")]);
        let all = Wanted { of: Of::All, ..own.clone() };
        let expected = [("all", "true"), ("bucket", "anne.roy"), ("person", "anne.roy")];
        check(&Wanted { refused: false, ..all }, &expected);
        let team = Wanted { of: Of::Team("prices".to_owned()), ..Wanted::default() };
        check(&team, &[("team", "prices")]);
    }
}
