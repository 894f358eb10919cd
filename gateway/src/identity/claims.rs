//! What verified claims say of a person. Pure. Where the groups cannot be known for certain, nothing is assumed.

use serde_json::{Map, Value};

use crate::database::Profile;

/// Groups of one person before the sign-in is refused: more means that a whole directory was sent.
const GROUPS_MAX: usize = 2_000;
const GROUP_BYTES_MAX: usize = 512;
const NAME_CHARACTERS_MAX: usize = 200;
/// RFC 5321 §4.5.3.1.3.
const EMAIL_BYTES_MAX: usize = 254;

/// Why groups could not be read, though the provider did not keep silent about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupsError {
    /// Too many for a token: the provider names another place instead (OpenID Connect Core §5.6.2).
    #[error("the groups claim was left out because there are too many groups")]
    Overage,
    #[error("the groups claim is not a list of at most {GROUPS_MAX} names")]
    Malformed,
}

/// What was said of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// Exactly these; possibly none.
    Confirmed(Vec<String>),
    /// The claim is absent: no group may be assumed, and none was confirmed.
    Silent,
}

/// Reads the groups at `path` (`None`: the operator uses no groups, so there are none).
pub fn groups(claims: &Map<String, Value>, path: Option<&str>) -> Result<Groups, GroupsError> {
    let Some(path) = path else { return Ok(Groups::Confirmed(Vec::new())) };
    match value_at(claims, path) {
        Some(Value::Array(values)) => read_groups(values),
        Some(Value::String(group)) => read_groups(&[Value::String(group.clone())]),
        Some(Value::Null) | None if left_out(claims, path) => Err(GroupsError::Overage),
        Some(Value::Null) | None => Ok(Groups::Silent),
        Some(_) => Err(GroupsError::Malformed),
    }
}

/// `groups` as they were read from the same claims.
pub fn profile(claims: &Map<String, Value>, groups: Groups) -> Profile {
    let (groups, groups_confirmed) = match groups {
        Groups::Confirmed(groups) => (groups, true),
        Groups::Silent => (Vec::new(), false),
    };
    Profile { name: name(claims), email: email(claims), groups, groups_confirmed }
}

/// As the person is called on screen.
pub fn name(claims: &Map<String, Value>) -> Option<String> {
    let full = || text_at(claims, "name");
    let parts = || {
        let parts = [text_at(claims, "given_name"), text_at(claims, "family_name")];
        let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!joined.is_empty()).then_some(joined)
    };
    let username = || text_at(claims, "preferred_username");
    let name = full().or_else(parts).or_else(username)?;
    // No control or direction characters: a name is shown beside other text and must not rewrite it.
    let plain = |character: &char| {
        !character.is_control()
            && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = name.chars().filter(plain).take(NAME_CHARACTERS_MAX).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Only when the provider verified it, and only what is one address.
pub fn email(claims: &Map<String, Value>) -> Option<String> {
    if claims.get("email_verified") != Some(&Value::Bool(true)) {
        return None;
    }
    let email = claims.get("email")?.as_str()?;
    let (local, domain) = email.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|character| {
                !character.is_control()
                    && !character.is_whitespace()
                    && !matches!(character, '@' | '<' | '>' | ',' | ';' | '"' | '(' | ')')
            })
    };
    (email.len() <= EMAIL_BYTES_MAX && plain(local) && plain(domain)).then(|| email.to_owned())
}

/// Adds what only the userinfo endpoint told; what the ID token says stands.
pub fn complete(claims: &mut Map<String, Value>, mut userinfo: Map<String, Value>) {
    // The word "verified" belongs to the address beside it.
    if claims.contains_key("email") {
        userinfo.remove("email_verified");
    }
    for (claim, value) in userinfo {
        claims.entry(claim).or_insert(value);
    }
}

/// The value of a claim by its name, or else by a dotted path such as `realm_access.roles`.
pub fn value_at<'claims>(
    claims: &'claims Map<String, Value>,
    path: &str,
) -> Option<&'claims Value> {
    // Some providers name claims by address (`https://example.org/groups`), dots included.
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    value_at(claims.get(first)?.as_object()?, rest)
}

/// A claim that is a text and not blank.
pub fn text_at(claims: &Map<String, Value>, path: &str) -> Option<String> {
    let text = value_at(claims, path)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn read_groups(values: &[Value]) -> Result<Groups, GroupsError> {
    if values.len() > GROUPS_MAX {
        return Err(GroupsError::Malformed);
    }
    let read = |value: &Value| match value.as_str() {
        Some(group) if !group.is_empty() && group.len() <= GROUP_BYTES_MAX => Ok(group.to_owned()),
        _ => Err(GroupsError::Malformed),
    };
    let mut groups = values.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    groups.sort();
    groups.dedup();
    Ok(Groups::Confirmed(groups))
}

/// `_claim_names` points elsewhere for the claim, or Entra ID says `hasgroups`.
fn left_out(claims: &Map<String, Value>, path: &str) -> bool {
    let first = path.split('.').next().unwrap_or(path);
    let elsewhere = claims
        .get("_claim_names")
        .and_then(Value::as_object)
        .is_some_and(|names| names.contains_key(path) || names.contains_key(first));
    elsewhere || claims.get("hasgroups") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn groups_are_confirmed_silent_or_a_fault() {
        let check = |value: Value, path: &str, expected: Result<Groups, GroupsError>| {
            assert_eq!(groups(&claims(value), Some(path)), expected);
        };
        let confirmed = |names: &[&str]| {
            Ok(Groups::Confirmed(names.iter().map(|name| (*name).to_owned()).collect()))
        };
        check(json!({ "groups": ["b", "a", "b"] }), "groups", confirmed(&["a", "b"]));
        check(json!({ "groups": [] }), "groups", confirmed(&[]));
        check(json!({ "groups": "solo" }), "groups", confirmed(&["solo"]));
        check(json!({}), "groups", Ok(Groups::Silent));
        check(json!({ "groups": null }), "groups", Ok(Groups::Silent));
        check(
            json!({ "realm_access": { "roles": ["r"] } }),
            "realm_access.roles",
            confirmed(&["r"]),
        );
        check(
            json!({ "https://x.example/groups": ["g"] }),
            "https://x.example/groups",
            confirmed(&["g"]),
        );
        check(json!({ "groups": ["a", 7] }), "groups", Err(GroupsError::Malformed));
        check(json!({ "groups": [""] }), "groups", Err(GroupsError::Malformed));
        check(json!({ "groups": { "a": true } }), "groups", Err(GroupsError::Malformed));
        check(json!({ "groups": vec!["g"; 2_001] }), "groups", Err(GroupsError::Malformed));
        check(json!({ "_claim_names": { "groups": "src1" } }), "groups", Err(GroupsError::Overage));
        check(json!({ "hasgroups": true }), "groups", Err(GroupsError::Overage));
        check(json!({ "_claim_names": { "roles": "src1" } }), "groups", Ok(Groups::Silent));
        assert_eq!(
            groups(&claims(json!({ "groups": ["a"] })), None),
            Ok(Groups::Confirmed(Vec::new()))
        );
    }

    #[test]
    fn an_address_counts_only_when_it_is_one_and_verified() {
        let check = |value: Value, expected: Option<&str>| {
            assert_eq!(email(&claims(value)).as_deref(), expected);
        };
        check(json!({ "email": "a@x.example", "email_verified": true }), Some("a@x.example"));
        check(json!({ "email": "a@x.example", "email_verified": "true" }), None);
        check(json!({ "email": "a@x.example" }), None);
        check(json!({ "email": "a@x.example@y.example", "email_verified": true }), None);
        check(json!({ "email": "a <a@x.example>", "email_verified": true }), None);
        check(json!({ "email": "@x.example", "email_verified": true }), None);
    }

    #[test]
    fn a_name_cannot_rewrite_the_text_beside_it() {
        let check = |value: Value, expected: Option<&str>| {
            assert_eq!(name(&claims(value)).as_deref(), expected);
        };
        check(json!({ "name": " Élodie\u{202e} O'Neil\n" }), Some("Élodie O'Neil"));
        check(json!({ "given_name": "A", "family_name": "B" }), Some("A B"));
        check(json!({ "preferred_username": "ab" }), Some("ab"));
        check(json!({ "name": "\u{202e}" }), None);
        check(json!({}), None);
    }

    #[test]
    fn userinfo_completes_but_never_overrides_the_token() {
        let mut token = claims(json!({ "sub": "1", "email": "a@x.example", "groups": [] }));
        let userinfo = json!({
            "sub": "2", "email": "b@x.example", "email_verified": true, "groups": ["admins"],
            "name": "A",
        });
        complete(&mut token, claims(userinfo));
        let expected = json!({ "sub": "1", "email": "a@x.example", "groups": [], "name": "A" });
        assert_eq!(Value::Object(token), expected);
    }
}
