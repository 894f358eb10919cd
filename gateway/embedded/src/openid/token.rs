//! The token endpoint: a code or a refresh token in, new tokens out.

use axum::Json;
use axum::extract::{Form, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::client_auth::{self, Unrecognised};
use super::ledger::{Given, Refusal};
use super::parameters::Parameters;
use super::scopes::Scopes;
use super::secret::digest;
use super::settings::{Client, Person};
use super::{Provider, now};

/// The parameters that are read; each may come once.
const NAMES: [&str; 8] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "client_id",
    "client_secret",
];

/// What the application is told instead (RFC 6749, 5.2).
struct Refused {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

pub(super) async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<Parameters>,
) -> Response {
    match exchange(&provider, &headers, &form) {
        Ok(answer) => Json(answer).into_response(),
        Err(refused) => refused.into_response(),
    }
}

fn exchange(provider: &Provider, headers: &HeaderMap, form: &Parameters) -> Result<Value, Refused> {
    if form.repeats(&NAMES) {
        return Err(invalid("invalid_request", "a parameter came more than once"));
    }
    let client = client_auth::client(provider, headers, form)?;
    let need = |name| form.get(name).ok_or(invalid("invalid_request", "a parameter is missing"));
    let given = match need("grant_type")? {
        "authorization_code" => {
            let (code, redirect_uri) = (need("code")?, need("redirect_uri")?);
            let verifier = need("code_verifier")?;
            provider.ledger().redeem(code, &client.client_id, redirect_uri, verifier, now())?
        }
        "refresh_token" => {
            let token = need("refresh_token")?;
            let narrowed = form.get("scope").map(Scopes::parse);
            provider.ledger().refresh(token, &client.client_id, narrowed, now())?
        }
        _ => return Err(invalid("unsupported_grant_type", "use a code or a refresh token")),
    };
    let person = provider.person(&given.sub).ok_or(Refusal::Grant)?;
    Ok(answer(provider, client, &person, &given))
}

fn answer(provider: &Provider, client: &Client, person: &Person, given: &Given) -> Value {
    let claims = id_token_claims(provider, client, person, given);
    json!({
        "access_token": given.access_token,
        "token_type": "Bearer",
        "expires_in": provider.0.lifetimes.access_token_seconds,
        "refresh_token": given.refresh_token,
        "id_token": provider.keys().sign("JWT", &claims),
        "scope": given.scopes.to_list(),
    })
}

fn id_token_claims(
    provider: &Provider,
    client: &Client,
    person: &Person,
    given: &Given,
) -> Map<String, Value> {
    let mut claims = given.scopes.claims(person);
    let now = now();
    let ends = now + i64::from(provider.0.lifetimes.id_token_seconds);
    // OIDC Core 1.0, 3.1.3.6: the left half of the access token's digest.
    let at_hash = URL_SAFE_NO_PAD.encode(&digest(&given.access_token)[..16]);
    for (name, value) in [
        ("iss", json!(provider.issuer())),
        ("aud", json!(client.client_id)),
        ("azp", json!(client.client_id)),
        ("exp", json!(ends)),
        ("iat", json!(now)),
        ("auth_time", json!(given.auth_time)),
        ("sid", json!(given.sid)),
        ("at_hash", json!(at_hash)),
    ] {
        claims.insert(name.to_owned(), value);
    }
    if let Some(nonce) = &given.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    claims
}

fn invalid(error: &'static str, description: &'static str) -> Refused {
    Refused { status: StatusCode::BAD_REQUEST, error, description }
}

impl From<Unrecognised> for Refused {
    fn from(unrecognised: Unrecognised) -> Self {
        match unrecognised {
            Unrecognised::Twice => invalid("invalid_request", "the client is named in two ways"),
            Unrecognised::Wrong => Self {
                status: StatusCode::UNAUTHORIZED,
                error: "invalid_client",
                description: "the client is unknown or its secret is wrong",
            },
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Grant => invalid("invalid_grant", "the code or refresh token cannot be used"),
            Refusal::Scope => invalid("invalid_scope", "more was asked than had been granted"),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = [(WWW_AUTHENTICATE, r#"Basic realm="token""#)];
            return (self.status, challenge, body).into_response();
        }
        (self.status, body).into_response()
    }
}
