//! What an application may ask to know, and the claims that answer.

use serde_json::{Map, Value, json};

use super::settings::Person;

/// Every scope known here. `offline_access` is accepted because applications ask for it to get a refresh token; here
/// every application gets one, and it ends with the session.
pub(super) const SUPPORTED: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

/// A set of known scopes, in the order of [`SUPPORTED`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scopes(Vec<&'static str>);

impl Scopes {
    /// From a space-separated list; unknown ones are left out (OIDC Core 1.0, 3.1.2.1).
    pub(super) fn parse(list: &str) -> Self {
        let asked = |scope: &&str| list.split(' ').any(|word| word == *scope);
        Self(SUPPORTED.into_iter().filter(asked).collect())
    }

    pub(super) fn has(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    pub(super) fn includes(&self, other: &Self) -> bool {
        other.0.iter().all(|scope| self.has(scope))
    }

    pub(super) fn to_list(&self) -> String {
        self.0.join(" ")
    }

    /// The claims about the person that these scopes open; `sub` always.
    pub(super) fn claims(&self, person: &Person) -> Map<String, Value> {
        let mut claims = Map::from_iter([("sub".to_owned(), json!(person.sub))]);
        let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if self.has("profile") {
            add("name", json!(person.name()));
            add("given_name", json!(person.given_name));
            add("family_name", json!(person.family_name));
            add("preferred_username", json!(person.preferred_username()));
        }
        if self.has("email") {
            add("email", json!(person.email));
            add("email_verified", json!(true));
        }
        if self.has("groups") {
            add("groups", json!(person.groups));
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_scopes_are_left_out() {
        let scopes = Scopes::parse("groups openid  admin");
        assert_eq!(scopes.to_list(), "openid groups");
        assert!(scopes.includes(&Scopes::parse("groups")));
        assert!(!scopes.includes(&Scopes::parse("email")));
    }
}
