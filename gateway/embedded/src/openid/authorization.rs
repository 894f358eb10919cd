//! An authorization request, checked: pure. RFC 6749 (4.1), OIDC Core 1.0 (3.1.2), RFC 7636, RFC 9700.

use super::ledger::Asked;
use super::parameters::Parameters;
use super::scopes::Scopes;
use super::settings::Client;

/// Longer values are refused: they come back in addresses and tokens.
const STATE_BYTES_MAX: usize = 2048;
const NONCE_BYTES_MAX: usize = 512;
/// base64url of a SHA-256.
const CHALLENGE_BYTES: usize = 43;

/// The parameters that are read; each may come once.
const NAMES: [&str; 17] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "request",
    "request_uri",
    "registration",
];

/// A request that may be answered at its address.
#[derive(Debug)]
pub(super) struct Authorization {
    pub(super) asked: Asked,
    pub(super) state: Option<String>,
    pub(super) prompt: Prompt,
    pub(super) max_age_seconds: Option<i64>,
    pub(super) login_hint: Option<String>,
    pub(super) id_token_hint: Option<String>,
}

/// Whether the page to choose a person is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// When nobody is signed in.
    WhenNeeded,
    /// Never: an error instead.
    None,
    /// Always (`login`, `select_account`).
    Always,
}

/// Why a request is not followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The address to answer at is not to be trusted: told on a page of ours.
    Page(Distrust),
    /// Told to the application at its address.
    Redirect {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
        description: &'static str,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distrust {
    Client,
    Address,
}

impl Authorization {
    pub(super) fn check<'a>(
        parameters: &Parameters,
        client: impl FnOnce(&str) -> Option<&'a Client>,
    ) -> Result<Self, Refused> {
        if parameters.repeats(&["client_id"]) {
            return Err(Refused::Page(Distrust::Client));
        }
        let client = parameters.get("client_id").and_then(client);
        let client = client.ok_or(Refused::Page(Distrust::Client))?;
        let address = parameters.get("redirect_uri").unwrap_or_default();
        let registered = client.redirect_uris.iter().any(|uri| uri == address);
        if !registered || parameters.repeats(&["redirect_uri"]) {
            return Err(Refused::Page(Distrust::Address));
        }
        Self::check_trusted(parameters, client, address).map_err(|(error, description)| {
            let state = parameters.get("state").filter(|state| state.len() <= STATE_BYTES_MAX);
            Refused::Redirect {
                redirect_uri: address.to_owned(),
                state: state.map(str::to_owned),
                error,
                description,
            }
        })
    }

    fn check_trusted(
        parameters: &Parameters,
        client: &Client,
        address: &str,
    ) -> Result<Self, (&'static str, &'static str)> {
        if parameters.repeats(&NAMES) {
            return Err(("invalid_request", "a parameter came more than once"));
        }
        check_kind(parameters)?;
        let scopes = Scopes::parse(parameters.get("scope").unwrap_or_default());
        if !scopes.has("openid") {
            return Err(("invalid_scope", "the scope must hold openid"));
        }
        let owned = |name| parameters.get(name).map(str::to_owned);
        let (state, nonce) = (owned("state"), owned("nonce"));
        let long =
            |value: &Option<String>, max| value.as_ref().is_some_and(|text| text.len() > max);
        if long(&state, STATE_BYTES_MAX) || long(&nonce, NONCE_BYTES_MAX) {
            return Err(("invalid_request", "state or nonce is too long"));
        }
        let asked = Asked {
            client_id: client.client_id.clone(),
            redirect_uri: address.to_owned(),
            scopes,
            nonce,
            challenge: check_challenge(parameters)?.to_owned(),
        };
        Ok(Self {
            asked,
            state,
            prompt: check_prompt(parameters)?,
            max_age_seconds: check_max_age(parameters)?,
            login_hint: owned("login_hint"),
            id_token_hint: owned("id_token_hint"),
        })
    }
}

fn check_kind(parameters: &Parameters) -> Result<(), (&'static str, &'static str)> {
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if parameters.get(name).is_some() {
            return Err((error, "send the parameters themselves"));
        }
    }
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
        None => return Err(("invalid_request", "response_type is missing")),
    }
    match parameters.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(("invalid_request", "response_mode must be query")),
    }
}

fn check_challenge(parameters: &Parameters) -> Result<&str, (&'static str, &'static str)> {
    let challenge = parameters
        .get("code_challenge")
        .ok_or(("invalid_request", "code_challenge is missing: PKCE is required"))?;
    // Without a method it would be `plain` (RFC 7636, 4.3), which protects nothing.
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "code_challenge_method must be S256"));
    }
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() == CHALLENGE_BYTES && challenge.bytes().all(base64url) {
        Ok(challenge)
    } else {
        Err(("invalid_request", "code_challenge is not a SHA-256 in base64url"))
    }
}

/// `consent` asks nothing more here: choosing a person says yes.
fn check_prompt(parameters: &Parameters) -> Result<Prompt, (&'static str, &'static str)> {
    let prompts: Vec<&str> = parameters.get("prompt").unwrap_or_default().split(' ').collect();
    if prompts.contains(&"none") {
        let alone = prompts.len() == 1;
        return alone
            .then_some(Prompt::None)
            .ok_or(("invalid_request", "prompt none stands alone"));
    }
    let always = prompts.contains(&"login") || prompts.contains(&"select_account");
    Ok(if always { Prompt::Always } else { Prompt::WhenNeeded })
}

fn check_max_age(parameters: &Parameters) -> Result<Option<i64>, (&'static str, &'static str)> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    let seconds: Option<u32> = text.parse().ok();
    seconds
        .map(|seconds| Some(i64::from(seconds)))
        .ok_or(("invalid_request", "max_age is not a number of seconds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client {
            client_id: "portal".to_owned(),
            client_secret: "secret".to_owned(),
            redirect_uris: vec!["http://127.0.0.1:8080/cb".to_owned()],
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
        }
    }

    fn request(changed: &[(&str, &str)]) -> Result<Authorization, Refused> {
        let right = [
            ("client_id", "portal"),
            ("redirect_uri", "http://127.0.0.1:8080/cb"),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "s"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        let unchanged =
            right.into_iter().filter(|(name, _)| !changed.iter().any(|(key, _)| key == name));
        let parameters = unchanged
            .chain(changed.iter().copied())
            .fold(Parameters::default(), |all, (name, value)| all.with(name, value));
        let client = client();
        Authorization::check(&parameters, |id| {
            Some(&client).filter(|client| client.client_id == id)
        })
    }

    #[track_caller]
    fn check(changed: &[(&str, &str)], expected: &str) {
        match request(changed).err() {
            Some(Refused::Redirect { redirect_uri, error, .. }) => {
                assert_eq!((redirect_uri.as_str(), error), ("http://127.0.0.1:8080/cb", expected));
            }
            other => panic!("{changed:?}: {other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_to_the_application() {
        check(&[("response_type", "")], "invalid_request");
        check(&[("response_type", "token")], "unsupported_response_type");
        check(&[("response_mode", "fragment")], "invalid_request");
        check(&[("scope", "profile")], "invalid_scope");
        check(&[("code_challenge", "")], "invalid_request");
        check(&[("code_challenge", "short")], "invalid_request");
        check(&[("code_challenge_method", "")], "invalid_request");
        check(&[("code_challenge_method", "plain")], "invalid_request");
        check(&[("prompt", "none login")], "invalid_request");
        check(&[("max_age", "-1")], "invalid_request");
        check(&[("nonce", "a"), ("nonce", "b")], "invalid_request");
        check(&[("nonce", &"n".repeat(513))], "invalid_request");
        check(&[("request", "e30.e30.")], "request_not_supported");
        check(&[("request_uri", "http://127.0.0.1/r")], "request_uri_not_supported");
    }

    #[test]
    fn an_address_or_client_not_registered_is_never_answered_at() {
        let page = |distrust| Some(Refused::Page(distrust));
        assert_eq!(request(&[("client_id", "other")]).err(), page(Distrust::Client));
        assert_eq!(
            request(&[("client_id", "portal"), ("client_id", "x")]).err(),
            page(Distrust::Client)
        );
        for address in [
            "",
            "http://127.0.0.1:8080/cb/",
            "http://127.0.0.1:8080/cb?x",
            "http://127.0.0.1:8080/CB",
        ] {
            assert_eq!(request(&[("redirect_uri", address)]).err(), page(Distrust::Address));
        }
    }

    #[test]
    fn prompt_and_max_age_are_read() {
        let read = |changed: &[(&str, &str)]| {
            request(changed).map(|found| (found.prompt, found.max_age_seconds))
        };
        assert_eq!(read(&[]), Ok((Prompt::WhenNeeded, None)));
        assert_eq!(read(&[("prompt", "none"), ("max_age", "0")]), Ok((Prompt::None, Some(0))));
        assert_eq!(read(&[("prompt", "consent select_account")]), Ok((Prompt::Always, None)));
    }
}
