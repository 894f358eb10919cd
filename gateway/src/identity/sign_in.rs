//! Signing in: OpenID Connect's code flow with PKCE, state and nonce, each attempt tied to the browser that began it.

use axum::http::{HeaderMap, HeaderValue};
use locales::Language;
use openidconnect::core::{CoreAuthenticationFlow, CoreIdToken, CoreResponseType};
use openidconnect::url::form_urlencoded;
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, CsrfToken, LanguageTag, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, TokenResponse,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::claims::{self, Groups};
use super::cookie::{Cookie, Token};
use super::provider::Known;
use super::verify::{self, ExpectedNonce, Untrusted};
use super::{Error, Identity, Inner, Why, local_path, secret};
use crate::database::{ATTEMPT_SECONDS_MAX, Consumed, NewAttempt, Profile, Resume, SignIn};
use crate::policy::Person;
use crate::sealing::Purpose;

/// A sign-in that was begun: where to send the browser, and the cookie that ties it to the attempt. Not to be shown in
/// a log: the address holds state and nonce.
pub struct Begun {
    pub redirect: String,
    pub cookie: HeaderValue,
}

/// A sign-in that succeeded: where the person goes on, and the cookie of the new session.
#[derive(Debug)]
pub struct Completed {
    pub return_to: String,
    pub cookie: HeaderValue,
    pub person: Person,
    /// This is their first sign-in.
    pub newcomer: bool,
}

/// A sign-in that failed; `resume` says where the person came from, when the attempt was this browser's.
#[derive(Debug)]
pub struct Failure {
    pub why: Why,
    pub resume: Option<Resume>,
}

/// What the provider sent back through the browser (RFC 6749 §4.1.2, RFC 9207).
#[derive(Debug, Default)]
pub struct Answer {
    pub state: Option<SecretString>,
    pub issuer: Option<String>,
    pub code: Option<SecretString>,
    /// The error code; texts and addresses that come with it are never shown.
    pub error: Option<String>,
}

impl Answer {
    /// `None` when a parameter stands there twice (RFC 6749 §3.1): whoever reads the other one is deceived.
    pub fn parse(query: &str) -> Option<Self> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let twice = match name.as_ref() {
                "state" => answer.state.replace(value.into()).is_some(),
                "iss" => answer.issuer.replace(value).is_some(),
                "code" => answer.code.replace(value.into()).is_some(),
                "error" => answer.error.replace(value).is_some(),
                _ => false,
            };
            if twice {
                return None;
            }
        }
        Some(answer)
    }
}

/// Kept sealed while the person is at the provider.
#[derive(Serialize, Deserialize)]
struct AttemptSecrets {
    nonce: String,
    pkce_verifier: String,
}

/// What a successful exchange gave.
struct Proof {
    claims: Map<String, Value>,
    profile: Profile,
    id_token: SecretString,
    refresh_token: Option<SecretString>,
}

impl Identity {
    /// Begins a sign-in. `return_to` is where the person goes afterwards; what is not a path of ours becomes the
    /// page's start.
    pub async fn begin_sign_in(
        &self,
        headers: &HeaderMap,
        return_to: Option<&str>,
        language: Language,
    ) -> Result<Begun, Error> {
        let inner = &self.0;
        let Ok(known) = inner.provider.known().await else {
            inner.sign_ins.failed(Why::ProviderDown);
            return Err(Error::ProviderUnreachable);
        };
        let secure = inner.rules.secure;
        // Tabs of one browser share the cookie, so that they can sign in beside each other.
        let browser = match Cookie::SignIn.read(headers, secure) {
            Some(browser) => browser,
            None => Token::random()?,
        };
        let state = Token::random()?;
        let nonce = Nonce::new(Token::random()?.expose().to_owned());
        let verifier = PkceCodeVerifier::new(Token::random()?.expose().to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let secrets = serde_json::to_string(&AttemptSecrets {
            nonce: nonce.secret().clone(),
            pkce_verifier: verifier.secret().clone(),
        })
        .map(secret)
        .unwrap_or_default();
        let owner = state.fingerprint();
        let home = format!("/{}/", language.code());
        let return_to = return_to.and_then(local_path).unwrap_or(&home).to_owned();
        let attempt = NewAttempt {
            state: owner,
            browser: browser.fingerprint(),
            secrets: inner.sealing_key.seal(
                Purpose::SignInAttempt,
                owner.as_bytes(),
                secrets.expose_secret().as_bytes(),
            )?,
            resume: Resume { return_to, language: language.code().to_owned() },
            created_at: inner.clock.now(),
        };
        inner.database.begin_attempt(attempt).await?;
        let state = CsrfToken::new(state.expose().to_owned());
        let flow: CoreAuthenticationFlow =
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let client = inner.provider.client(&known);
        let (address, _, _) = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(inner.rules.scopes.iter().cloned())
            .add_ui_locale(LanguageTag::new(language.code().to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let seconds = u32::try_from(ATTEMPT_SECONDS_MAX).unwrap_or(u32::MAX);
        let cookie =
            Cookie::SignIn.set(&browser, seconds, secure).ok_or(Error::ProviderUnreachable)?;
        Ok(Begun { redirect: address.into(), cookie })
    }

    /// Completes a sign-in. Whatever is wrong with the answer becomes a [`Failure`] to be shown; only faults of our
    /// own are errors.
    pub async fn complete_sign_in(
        &self,
        headers: &HeaderMap,
        answer: Option<Answer>,
    ) -> Result<Result<Completed, Failure>, Error> {
        let inner = &self.0;
        let outcome = inner.conclude(headers, answer).await;
        match &outcome {
            Ok(Ok(_)) => inner.sign_ins.succeeded(),
            Ok(Err(failure)) => inner.sign_ins.failed(failure.why),
            Err(_) => inner.sign_ins.broke(),
        }
        outcome
    }
}

impl Inner {
    async fn conclude(
        &self,
        headers: &HeaderMap,
        answer: Option<Answer>,
    ) -> Result<Result<Completed, Failure>, Error> {
        let mixed_up = |resume| Ok(Err(Failure { why: Why::MixedUp, resume }));
        let Some(answer) = answer else { return mixed_up(None) };
        let Some(state) =
            answer.state.as_ref().and_then(|state| Token::parse(state.expose_secret()))
        else {
            return mixed_up(None);
        };
        let state = state.fingerprint();
        let browser = Cookie::SignIn.read(headers, self.rules.secure);
        let browser = browser.as_ref().map(Token::fingerprint);
        let now = self.clock.now();
        let (secrets, resume) = match self.database.consume_attempt(state, browser, now).await? {
            Consumed::Ready { secrets, resume } => (secrets, resume),
            Consumed::AlreadyUsed(resume) => {
                return Ok(Err(Failure { why: Why::Replayed, resume: Some(resume) }));
            }
            Consumed::Expired(resume) => {
                return Ok(Err(Failure { why: Why::Expired, resume: Some(resume) }));
            }
            // A browser that lost the cookie took longer than the cookie lives, or is not the one that began.
            Consumed::OtherBrowser => return mixed_up(None),
            Consumed::Unknown => return Ok(Err(Failure { why: Why::Expired, resume: None })),
        };
        let secrets = self.sealing_key.open(Purpose::SignInAttempt, state.as_bytes(), &secrets)?;
        let Ok(secrets) = serde_json::from_slice::<AttemptSecrets>(secrets.expose_secret()) else {
            return mixed_up(Some(resume));
        };
        let outcome = match self.prove(answer, secrets).await {
            Ok(proof) => self.welcome(proof, headers).await?,
            Err(why) => Err(why),
        };
        Ok(match outcome {
            Ok((cookie, person, newcomer)) => {
                Ok(Completed { return_to: resume.return_to, cookie, person, newcomer })
            }
            Err(why) => Err(Failure { why, resume: Some(resume) }),
        })
    }
    /// Exchanges the code and believes what comes back, or says why not.
    async fn prove(&self, answer: Answer, secrets: AttemptSecrets) -> Result<Proof, Why> {
        let known = self.provider.known().await.map_err(|_| Why::ProviderDown)?;
        self.check_answer(&answer, &known)?;
        let code = answer.code.ok_or(Why::MixedUp)?;
        let client = self.provider.client(&known);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .map_err(|_| refuse(Why::ProviderDown, "the provider names no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.pkce_verifier))
            .request_async(&self.provider.transport);
        let tokens = exchange.await.map_err(|error| self.explain_exchange(error))?;
        self.provider.note_contact(true);
        let id_token =
            tokens.id_token().ok_or_else(|| refuse(Why::MixedUp, "no ID token was given"))?;
        let nonce = ExpectedNonce::Exactly(Nonce::new(secrets.nonce));
        let mut claims = self
            .believe(id_token, known, &nonce)
            .await
            .map_err(|(why, error)| refuse(why, &error))?;
        let access_token = tokens.access_token().secret();
        let groups = self.complete_claims(&mut claims, access_token).await?;
        Ok(Proof {
            profile: claims::profile(&claims, groups),
            claims,
            id_token: secret(id_token.to_string()),
            refresh_token: tokens.refresh_token().map(|token| secret(token.secret().clone())),
        })
    }

    fn check_answer(&self, answer: &Answer, known: &Known) -> Result<(), Why> {
        let announced =
            known.metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match answer.issuer.as_deref() {
            Some(issuer) if issuer != self.rules.issuer.as_str() => {
                return Err(refuse(Why::MixedUp, "the answer names another issuer"));
            }
            None if announced => return Err(refuse(Why::MixedUp, "the answer names no issuer")),
            _ => {}
        }
        match answer.error.as_deref() {
            None => Ok(()),
            Some("server_error" | "temporarily_unavailable") => {
                Err(refuse(Why::ProviderDown, "the provider said it is unavailable"))
            }
            Some(_) => Err(refuse(Why::Refused, "the provider refused the sign-in")),
        }
    }

    /// Verifies an ID token, with newer keys where it needs them.
    pub(super) async fn believe(
        &self,
        token: &CoreIdToken,
        known: Known,
        nonce: &ExpectedNonce,
    ) -> Result<Map<String, Value>, (Why, Untrusted)> {
        let now = self.clock.now();
        let verdict = match verify::id_token(token, &known, &self.rules, now, nonce) {
            Err(Untrusted::UnknownKey) => match self.provider.newer_keys(&known).await {
                Some(newer) => verify::id_token(token, &newer, &self.rules, now, nonce),
                None => Err(Untrusted::UnknownKey),
            },
            verdict => verdict,
        };
        verdict.map_err(|untrusted| {
            let expired = matches!(untrusted, Untrusted::Time);
            (if expired { Why::Expired } else { Why::MixedUp }, untrusted)
        })
    }

    /// Reads the groups, and asks the userinfo endpoint for what the ID token leaves out.
    pub(super) async fn complete_claims(
        &self,
        claims: &mut Map<String, Value>,
        access_token: &str,
    ) -> Result<Groups, Why> {
        let path = self.rules.groups_claim.as_deref();
        let read = |claims: &Map<String, Value>| {
            claims::groups(claims, path).map_err(|error| refuse(Why::Groups, &error))
        };
        let groups = read(claims)?;
        if groups != Groups::Silent && claims::name(claims).is_some() {
            return Ok(groups);
        }
        if let Some(userinfo) = self.userinfo(claims, access_token).await? {
            claims::complete(claims, userinfo);
        }
        read(claims)
    }

    /// Records the person and starts their session, which replaces the one the browser had. Answers the session's
    /// cookie, the person, and whether they are new.
    async fn welcome(
        &self,
        proof: Proof,
        headers: &HeaderMap,
    ) -> Result<Result<(HeaderValue, Person, bool), Why>, Error> {
        let issuer = self.rules.issuer.as_str();
        let Some(subject) = claims::text_at(&proof.claims, "sub") else {
            return Ok(Err(Why::MixedUp));
        };
        let wish = self.rules.handles.handle(&proof.claims, issuer, &subject);
        let now = self.clock.now();
        let signed_in = self.database.sign_in(issuer, &subject, &wish, proof.profile, now).await?;
        let (person, newcomer) = match signed_in {
            SignIn::Welcome(person) => (person, false),
            SignIn::Newcomer(person) => (person, true),
            SignIn::Disabled => return Ok(Err(refuse(Why::Refused, "the person is disabled"))),
        };
        let old = Cookie::Session.read(headers, self.rules.secure);
        let old = old.as_ref().map(Token::fingerprint);
        let provider_session = claims::text_at(&proof.claims, "sid");
        let tokens = (&proof.id_token, proof.refresh_token.as_ref());
        match self.start_session(person.id, provider_session, tokens, old).await? {
            Some(cookie) => Ok(Ok((cookie, person, newcomer))),
            None => Ok(Err(refuse(Why::Refused, "the person was disabled meanwhile"))),
        }
    }

    fn explain_exchange<Cause, Response>(&self, error: RequestTokenError<Cause, Response>) -> Why
    where
        Cause: std::error::Error + 'static,
        Response: openidconnect::ErrorResponse + 'static,
        Response: CodedError,
    {
        match error {
            RequestTokenError::Request(cause) => {
                self.provider.note_contact(false);
                refuse(Why::ProviderDown, &cause)
            }
            // Too late, used before, or not meant for us: the person can only try again.
            RequestTokenError::ServerResponse(response) if response.code() == "invalid_grant" => {
                refuse(Why::Expired, "the provider does not know the code any more")
            }
            RequestTokenError::ServerResponse(response) => {
                refuse(Why::Refused, &format!("the token endpoint answered {}", response.code()))
            }
            // The cause could quote the answer, and with it a token.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                refuse(Why::MixedUp, "the token endpoint's answer cannot be read")
            }
        }
    }
}

/// An error answer of the token endpoint that has one of the codes of RFC 6749 §5.2.
pub(super) trait CodedError {
    fn code(&self) -> String;
}

impl CodedError
    for openidconnect::StandardErrorResponse<openidconnect::core::CoreErrorResponseType>
{
    fn code(&self) -> String {
        let code = self.error().to_string();
        // The provider's own words: only what a code can hold goes to the log.
        code.chars().filter(char::is_ascii_graphic).take(64).collect()
    }
}

/// Tells the operator what the person is told in one word.
pub(super) fn refuse(why: Why, cause: &(impl std::fmt::Display + ?Sized)) -> Why {
    tracing::warn!(why = why.as_str(), %cause, "sign-in failed");
    why
}
