//! Programs that bring a token of the identity provider, and get in with what they are given for it.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cellier::database::{ActivityOf, ActivityQuery, Database};
use cellier::policy::Handle;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use serde_json::{Value, json};

use super::program::{Mode, Program, element};
use crate::support::{Answer, Browser, Gateway, encode, signing_key, until};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// The provider's own tokens, made by whoever has its key.
pub struct Issuer {
    name: String,
    client: String,
    key_id: String,
    s3: Browser,
}

impl Issuer {
    async fn of(gateway: &Gateway) -> Self {
        Self::at(&gateway.anonymous(), &gateway.s3).await
    }

    /// Of the gateway whose portal a stranger's browser is at, and whose S3 side is there.
    pub async fn at(browser: &Browser, s3: &str) -> Self {
        let begun = browser.get("/auth/sign-in").await;
        let address = begun.header("location").to_owned();
        let (issuer, query) = address.split_once("/authorize?").unwrap();
        let client = query.split('&').find_map(|pair| pair.strip_prefix("client_id=")).unwrap();
        let known = browser.get(&format!("{issuer}/.well-known/openid-configuration")).await.json();
        let keys = browser.get(known["jwks_uri"].as_str().unwrap()).await.json();
        Self {
            name: known["issuer"].as_str().unwrap().to_owned(),
            client: client.to_owned(),
            key_id: keys["keys"][0]["kid"].as_str().unwrap().to_owned(),
            s3: Browser::of(s3),
        }
    }

    /// A token for Nina Roy, with these claims laid over good ones.
    pub async fn token(&self, edits: Value) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let mut claims = json!({
            "iss": self.name, "aud": self.client, "sub": "nina", "iat": now, "exp": now + 300,
            "given_name": "Nina", "family_name": "Roy", "name": "Nina Roy", "groups": [],
        });
        for (name, value) in edits.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let header = json!({ "alg": "RS256", "kid": self.key_id, "typ": "JWT" });
        let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(&claims));
        let pem = std::str::from_utf8(signing_key().await).unwrap();
        let key = SigningKey::<sha2::Sha256>::new(RsaPrivateKey::from_pkcs8_pem(pem).unwrap());
        let signature = key.sign(message.as_bytes()).to_vec();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    async fn ask(&self, token: &str, instance: &str, more: &[(&str, &str)]) -> Answer {
        let role = format!("arn:aws:iam::000000000000:role/{instance}");
        let mut pairs = vec![
            ("Action", "AssumeRoleWithWebIdentity"),
            ("Version", "2011-06-15"),
            ("RoleArn", &role),
            ("RoleSessionName", "nightly"),
            ("WebIdentityToken", token),
        ];
        pairs.extend_from_slice(more);
        let form: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.s3.send_raw(http::Method::POST, "/", &FORM, form.join("&")).await
    }

    /// A program that got in, and the token it shows beside its signatures.
    async fn get_in(&self, gateway: &Gateway, more: &[(&str, &str)]) -> (Program, String) {
        let answer = self.ask(&self.token(json!({})).await, "minimal", more).await.expect(200);
        let text = answer.text();
        let [id, secret, token] =
            ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| element(&text, name));
        (Program::new(&gateway.s3, &id, &secret), token)
    }
}

fn fault(answer: &Answer) -> (u16, String) {
    let text = answer.text();
    assert!(
        text.starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
    );
    assert_eq!(element(&text, "RequestId"), answer.header("x-amzn-requestid"));
    (answer.status.as_u16(), element(&text, "Code"))
}

#[tokio::test]
async fn a_token_is_given_for_a_key_that_works_with_its_session_token_alone() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let answer = issuer.ask(&issuer.token(json!({})).await, "minimal", &[]).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/xml");
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text();
    assert_eq!(element(&text, "SubjectFromWebIdentityToken"), "nina");
    assert_eq!(element(&text, "Audience"), issuer.client);
    assert_eq!(element(&text, "Provider"), issuer.name);
    let arn = "arn:aws:sts::000000000000:assumed-role/minimal/nightly";
    assert_eq!(element(&text, "Arn"), arn);
    let expires: jiff::Timestamp = element(&text, "Expiration").parse().unwrap();
    let left = expires.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((3_590..=3_600).contains(&left), "{left}");

    let [id, secret, token] =
        ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| element(&text, name));
    let program = Program::new(&gateway.s3, &id, &secret);
    let shown = [("x-amz-security-token", token.as_str())];
    program.ask("PUT", "/nina.roy", &shown, "").await.expect(200);
    program.ask("PUT", "/nina.roy/a.txt", &shown, "hello").await.expect(200);
    let read = program.ask("GET", "/nina.roy/a.txt", &shown, "").await.expect(200);
    assert_eq!(read.text(), "hello");
    let address = format!("/nina.roy/a.txt?X-Amz-Security-Token={}", encode(&token));
    program.send(Mode::Presigned, None, "GET", &address, &[], "").await.expect(200);

    for wrong in ["", "x", &token[1..], &secret] {
        let shown = [("x-amz-security-token", wrong)];
        let refused = program.ask("GET", "/nina.roy/a.txt", &shown, "").await;
        assert_eq!(refused.code(), "InvalidToken", "{wrong}");
    }
    let refused = program.get("/nina.roy/a.txt").await;
    assert_eq!(refused.code(), "InvalidToken");
}

#[tokio::test]
async fn the_query_asks_as_well_as_a_form() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let address = format!(
        "/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&DurationSeconds=900\
         &RoleArn=arn:aws:iam::000000000000:role/minimal&RoleSessionName=nightly&WebIdentityToken={}",
        issuer.token(json!({})).await
    );
    for method in [http::Method::GET, http::Method::POST] {
        let answer = issuer.s3.send_raw(method, &address, &[], "").await.expect(200);
        assert!(element(&answer.text(), "AccessKeyId").starts_with("CELL"));
    }
}

#[tokio::test]
async fn a_session_policy_narrows() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let (whole, token) = issuer.get_in(&gateway, &[]).await;
    let shown = [("x-amz-security-token", token.as_str())];
    whole.ask("PUT", "/nina.roy", &shown, "").await.expect(200);
    for key in ["in/a", "out/a"] {
        whole.ask("PUT", &format!("/nina.roy/{key}"), &shown, key).await.expect(200);
    }
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"],
        "Resource": ["arn:aws:s3:::nina.roy", "arn:aws:s3:::nina.roy/in/*"],
    }});
    let policy = policy.to_string();
    let (narrow, token) = issuer.get_in(&gateway, &[("Policy", &policy)]).await;
    let shown = [("x-amz-security-token", token.as_str())];
    narrow.ask("GET", "/nina.roy/in/a", &shown, "").await.expect(200);
    narrow.ask("GET", "/nina.roy?list-type=2&prefix=in%2F", &shown, "").await.expect(200);
    for (method, target) in [
        ("GET", "/nina.roy/out/a"),
        ("GET", "/nina.roy?list-type=2"),
        ("PUT", "/nina.roy/in/b"),
        ("DELETE", "/nina.roy/in/a"),
        ("PUT", "/nina.roy.other"),
    ] {
        let refused = narrow.ask(method, target, &shown, "").await;
        assert_eq!(refused.code(), "AccessDenied", "{method} {target}");
    }
    let deny = policy.replace("Allow", "Deny");
    let token = issuer.token(json!({})).await;
    let refused = issuer.ask(&token, "minimal", &[("Policy", &deny)]).await;
    assert_eq!(fault(&refused), (400, "MalformedPolicyDocument".to_owned()));
    let long = format!("{policy}{}", " ".repeat(2_048));
    let refused = issuer.ask(&token, "minimal", &[("Policy", &long)]).await;
    assert_eq!(fault(&refused), (400, "PackedPolicyTooLarge".to_owned()));
}

#[tokio::test]
async fn refusals_are_told_in_the_words_of_sts() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let good = issuer.token(json!({})).await;
    let check = async |token: &str, instance: &str, more: &[(&str, &str)], code: &str| {
        let status = if code == "AccessDenied" { 403 } else { 400 };
        let answer = issuer.ask(token, instance, more).await;
        assert_eq!(fault(&answer), (status, code.to_owned()), "{instance} {more:?}");
    };
    check("a.b.c", "minimal", &[], "InvalidIdentityToken").await;
    let (head, rest) = good.split_once('.').unwrap();
    let damaged = format!("{head}.A{}", &rest[1..]);
    check(&damaged, "minimal", &[], "InvalidIdentityToken").await;
    let other = issuer.token(json!({ "aud": "another" })).await;
    check(&other, "minimal", &[], "InvalidIdentityToken").await;
    let old = issuer.token(json!({ "exp": 1_000_000_000 })).await;
    check(&old, "minimal", &[], "ExpiredTokenException").await;
    check(&good, "nowhere", &[], "AccessDenied").await;
    check(&good, "minimal/team-a", &[], "AccessDenied").await;
    check(&good, "minimal", &[("DurationSeconds", "60")], "ValidationError").await;
    check(&good, "minimal", &[("PolicyArns.member.1.arn", "x")], "ValidationError").await;
    check(&good, "minimal", &[("Action", "AssumeRole")], "ValidationError").await;
    let huge = "x".repeat(100_000);
    check(&huge, "minimal", &[], "ValidationError").await;
    let answer = issuer.s3.get("/?Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(fault(&answer), (400, "InvalidAction".to_owned()));
}

#[tokio::test]
async fn what_was_given_ends_with_the_person_and_is_recorded() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let (program, token) = issuer.get_in(&gateway, &[]).await;
    let shown = [("x-amz-security-token", token.as_str())];
    program.ask("PUT", "/nina.roy", &shown, "").await.expect(200);
    program.ask("PUT", "/nina.roy/a%20b", &shown, "x").await.expect(200);
    program.ask("DELETE", "/alice.tremblay/a", &shown, "").await.expect_code(403, "AccessDenied");
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let handle = Handle::parse("nina.roy").unwrap();
    let nina = database.person_by_handle(&handle).await.unwrap().unwrap().person.id;
    let hers = || ActivityQuery::of(ActivityOf::Person(nina));
    let recorded = async || database.activity(hers(), None, 10).await.unwrap();
    until("the acts are recorded", async || recorded().await.len() == 4).await;
    let told: Vec<_> = recorded()
        .await
        .into_iter()
        .map(|entry| {
            let key = entry.key.unwrap_or_default();
            let refusal = entry.refusal.unwrap_or_default();
            assert_eq!(entry.access_key.as_deref(), Some(program.access_key.as_str()));
            assert_eq!(entry.from.as_deref(), Some("127.0.0.1"));
            format!("{} {} {key} {refusal}", entry.act.as_str(), entry.way.as_str())
        })
        .collect();
    let expected =
        ["delete key a AccessDenied", "write key a b ", "create-bucket key  ", "issue-key sts  "];
    assert_eq!(told, expected);

    let revoked = database.revoke_access_keys_of(nina, true, jiff::Timestamp::now()).await.unwrap();
    assert_eq!(revoked.len(), 1);
    let refused = program.ask("GET", "/nina.roy/a%20b", &shown, "").await;
    refused.expect_code(403, "SignatureDoesNotMatch");
    database.disable_person(&handle).await.unwrap();
    let answer = issuer.ask(&issuer.token(json!({})).await, "minimal", &[]).await;
    assert_eq!(fault(&answer), (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn the_role_of_a_team_opens_the_teams_buckets_and_no_others() {
    let gateway = Gateway::start().await;
    let issuer = Issuer::of(&gateway).await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let instance = json!({ "instance": "minimal" });
    benoit.post("/api/teams/labour/buckets", &instance).await.expect(201);
    let labour = issuer.token(json!({ "groups": ["labour"] })).await;
    for other in ["minimal/prices", "minimal/nothing", "pachyderm/labour"] {
        let refused = issuer.ask(&labour, other, &[]).await;
        assert_eq!(fault(&refused), (403, "AccessDenied".to_owned()), "{other}");
    }
    let text = issuer.ask(&labour, "minimal/labour", &[]).await.expect(200).text();
    let [id, secret, token] =
        ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| element(&text, name));
    let program = Program::new(&gateway.s3, &id, &secret);
    let shown = [("x-amz-security-token", token.as_str())];
    program.ask("PUT", "/team-labour/a", &shown, "x").await.expect(200);
    let other = program.ask("PUT", "/nina.roy", &shown, "").await;
    assert_eq!(other.code(), "AccessDenied");
}
