//! What is asked: the parameters of a query or a form, each once, and none that we would have to ignore.

use http::{HeaderMap, Method, header};
use secrecy::SecretString;

use super::fault::{Code, Fault};
use super::session_policy::Narrowing;
use crate::policy::TeamName;
use crate::s3::encode;
use crate::s3::names::InstanceId;

/// The one action there is.
pub const ACTION: &str = "AssumeRoleWithWebIdentity";
const VERSION: &str = "2011-06-15";

/// No account but this one: instances are our roles.
pub(super) const ACCOUNT: &str = "000000000000";
const ROLE: &str = "arn:aws:iam::000000000000:role/";

/// A token of 20,000 characters and a policy of 2,048, percent-encoded.
pub const BODY_BYTES_MAX: usize = 72 * 1024;
const PARAMETERS_MAX: usize = 32;

/// AWS STS API Reference: 15 minutes.
pub const DURATION_SECONDS_MIN: u32 = 900;
const DURATION_SECONDS_DEFAULT: u32 = 3_600;

const PARAMETERS: [&str; 7] = [
    "Action",
    "Version",
    "RoleArn",
    "RoleSessionName",
    "WebIdentityToken",
    "DurationSeconds",
    "Policy",
];

/// One wish for temporary keys, well-formed; nothing of it is proved.
#[derive(Clone, Debug)]
pub struct Asked {
    pub instance: InstanceId,
    /// Only the buckets of this team of the person's.
    pub team: Option<TeamName>,
    pub session_name: String,
    pub token: SecretString,
    pub seconds: u32,
    pub narrowing: Option<Narrowing>,
    /// Bytes of the policy.
    pub policy_bytes: usize,
}

/// Names and values, decoded once.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

/// Whether a request on the S3 side speaks to STS: a form posted to the root, or an `Action` in the query there. No
/// request of S3 looks like that.
pub fn is_asked(method: &Method, path: &str, query: &str, headers: &HeaderMap) -> bool {
    if path != "/" || !matches!(*method, Method::GET | Method::POST) {
        return false;
    }
    let in_query = query.split('&').any(|pair| pair.split('=').next() == Some("Action"));
    in_query || *method == Method::POST && is_form(headers)
}

/// `application/x-www-form-urlencoded`, with or without a character set.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

impl Pairs {
    /// Reads the query and the body; a parameter that stands twice, in one or in both, is refused: whoever reads the
    /// other one is deceived.
    pub fn read(query: &str, body: &[u8]) -> Result<Self, Fault> {
        let unreadable = || Fault::validation("the parameters are not percent-encoded UTF-8");
        let body = std::str::from_utf8(body).map_err(|_| unreadable())?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let segments = query.split('&').chain(body.trim_end().split('&'));
        for segment in segments.filter(|segment| !segment.is_empty()) {
            let (name, value) = segment.split_once('=').unwrap_or((segment, ""));
            let name = encode::decode_form(name).ok_or_else(unreadable)?;
            let value = encode::decode_form(value).ok_or_else(unreadable)?;
            if pairs.len() == PARAMETERS_MAX {
                return Err(Fault::validation("there are too many parameters"));
            }
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Fault::validation("a parameter stands twice"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn needed(&self, name: &'static str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::validation(format!("{name} is missing")))
    }
}

impl Asked {
    /// Reads a wish. `seconds_max` is the operator's.
    pub fn read(pairs: &Pairs, seconds_max: u32) -> Result<Self, Fault> {
        let action = pairs.needed("Action")?;
        if action != ACTION {
            return Err(Fault::new(
                Code::InvalidAction,
                format!("only {ACTION} is offered at this endpoint"),
            ));
        }
        if pairs.needed("Version")? != VERSION {
            return Err(Fault::validation(format!("Version must be {VERSION}")));
        }
        // Leaving out what narrows (`PolicyArns`) would give more than was asked for.
        let strange = pairs.0.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str()));
        if strange.is_some() {
            let known = PARAMETERS.join(", ");
            return Err(Fault::validation(format!("only these parameters are offered: {known}")));
        }
        let policy = pairs.get("Policy");
        let (instance, team) = read_role(pairs.needed("RoleArn")?)?;
        Ok(Self {
            instance,
            team,
            session_name: read_session_name(pairs.needed("RoleSessionName")?)?,
            token: pairs.needed("WebIdentityToken")?.into(),
            seconds: read_duration(pairs.get("DurationSeconds"), seconds_max)?,
            narrowing: policy.map(Narrowing::read).transpose()?,
            policy_bytes: policy.map_or(0, str::len),
        })
    }
}

fn read_role(arn: &str) -> Result<(InstanceId, Option<TeamName>), Fault> {
    let wrong =
        || Fault::validation(format!("RoleArn must be {ROLE}INSTANCE or {ROLE}INSTANCE/TEAM"));
    let role = arn.strip_prefix(ROLE).ok_or_else(wrong)?;
    let (instance, team) = match role.split_once('/') {
        None => (role, None),
        Some((instance, team)) => (instance, Some(TeamName::parse(team).ok_or_else(wrong)?)),
    };
    Ok((InstanceId::parse(instance).map_err(|_| wrong())?, team))
}

/// AWS STS API Reference: 2 to 64 of `\w+=,.@-`.
fn read_session_name(name: &str) -> Result<String, Fault> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if (2..=64).contains(&name.len()) && name.bytes().all(known) {
        return Ok(name.to_owned());
    }
    Err(Fault::validation("RoleSessionName must have 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`"))
}

fn read_duration(text: Option<&str>, seconds_max: u32) -> Result<u32, Fault> {
    let Some(text) = text else { return Ok(DURATION_SECONDS_DEFAULT.min(seconds_max)) };
    let seconds = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    match seconds {
        Some(seconds) if (DURATION_SECONDS_MIN..=seconds_max).contains(&seconds) => Ok(seconds),
        _ => Err(Fault::validation(format!(
            "DurationSeconds must be {DURATION_SECONDS_MIN} to {seconds_max}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15\
        &RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fminimal&RoleSessionName=nightly\
        &WebIdentityToken=a.b.c";

    fn read(query: &str, body: &str) -> Result<Asked, Fault> {
        Asked::read(&Pairs::read(query, body.as_bytes())?, 43_200)
    }

    #[test]
    fn a_wish_is_read_from_the_query_or_a_form() {
        for asked in [read(GOOD, ""), read("", GOOD), read("", &format!("{GOOD}\n"))] {
            let asked = asked.unwrap();
            assert_eq!(asked.instance.as_str(), "minimal");
            assert_eq!((asked.session_name.as_str(), asked.seconds), ("nightly", 3_600));
            assert!(asked.narrowing.is_none());
        }
        assert_eq!(read(GOOD, "DurationSeconds=900").unwrap().seconds, 900);
        let of_team = read(&GOOD.replace("minimal", "minimal%2Fprices"), "").unwrap();
        assert_eq!(of_team.team, TeamName::parse("prices"));
    }

    #[test]
    fn what_is_malformed_missing_or_cannot_be_honoured_is_refused() {
        let check = |query: &str, code: Code, word: &str| {
            let fault = read(query, "").unwrap_err();
            assert_eq!(fault.code, code, "{query}");
            assert!(fault.message.contains(word), "{query}: {fault}");
        };
        let with = |more: &str| format!("{GOOD}&{more}");
        let without = |name: &str| {
            let kept = GOOD.split('&').filter(|pair| !pair.starts_with(name));
            kept.collect::<Vec<_>>().join("&")
        };
        for name in ["Action", "Version", "RoleArn", "RoleSessionName", "WebIdentityToken"] {
            check(&without(name), Code::Validation, name);
            check(&with(&format!("{name}=x")), Code::Validation, "twice");
        }
        check(
            &GOOD.replace("AssumeRoleWithWebIdentity", "AssumeRole"),
            Code::InvalidAction,
            "only",
        );
        check(&GOOD.replace("2011", "2012"), Code::Validation, "Version");
        check(&GOOD.replace("minimal", "Minimal"), Code::Validation, "RoleArn");
        check(&GOOD.replace("000000000000", "123456789012"), Code::Validation, "RoleArn");
        check(&GOOD.replace("minimal", "minimal%2F"), Code::Validation, "RoleArn");
        check(&GOOD.replace("minimal", "minimal%2Fa.b"), Code::Validation, "RoleArn");
        check(&GOOD.replace("nightly", "n"), Code::Validation, "RoleSessionName");
        check(&GOOD.replace("nightly", "a%20b"), Code::Validation, "RoleSessionName");
        check(&with("DurationSeconds=899"), Code::Validation, "900 to 43200");
        check(&with("DurationSeconds=43201"), Code::Validation, "900 to 43200");
        check(&with("DurationSeconds=%2B900"), Code::Validation, "900 to 43200");
        check(&with("PolicyArns.member.1.arn=x"), Code::Validation, "only these");
        check(&with("Policy=%7B"), Code::MalformedPolicyDocument, "JSON");
        check("Action=%ff", Code::Validation, "UTF-8");
        check(&"a".repeat(3), Code::Validation, "Action");
    }

    #[test]
    fn requests_of_s3_are_none_of_sts() {
        let check = |method: Method, path: &str, query: &str, kind: &str, expected: bool| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(
                is_asked(&method, path, query, &headers),
                expected,
                "{method} {path}?{query}"
            );
        };
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        check(Method::POST, "/", "", form, true);
        check(Method::GET, "/", "Version=2011-06-15&Action=x", "text/plain", true);
        check(Method::POST, "/", "Action=x", "text/plain", true);
        check(Method::GET, "/", "", "text/plain", false);
        check(Method::GET, "/", "x=Action", "text/plain", false);
        check(Method::PUT, "/", "Action=x", form, false);
        check(Method::POST, "/bucket", "Action=x", form, false);
        check(Method::POST, "/", "", "multipart/form-data; boundary=x", false);
    }
}
