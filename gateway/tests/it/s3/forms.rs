//! Uploads by forms, as browsers send them: proved by a signed policy, and by nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cellier::database::{Database, KeyChange};
use cellier::policy::AccessKeyId;
use cellier::s3::verify::{Scope, SigningKey};
use http::Request;
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::program::{Grant, Program, element, elements, program, program_with_bucket};
use super::stage::{Stage, stored};
use crate::support::{Answer, Gateway};

const HANDLE: &str = "alice.tremblay";

const TAGS: &str = "<Tagging><TagSet><Tag><Key>projet</Key><Value>eau &amp; énergie</Value></Tag>\
    <Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>";

/// A form before it is sent. What the policy says and what the fields say may differ.
struct Sheet<'a> {
    program: &'a Program,
    path: String,
    conditions: Vec<Value>,
    fields: Vec<(String, String)>,
    expires_in_seconds: i64,
    file: Vec<u8>,
    after: &'static str,
}

impl<'a> Sheet<'a> {
    /// A form that is stored: below `in/`, whatever the file is called.
    fn good(program: &'a Program) -> Self {
        Self {
            program,
            path: format!("/{HANDLE}"),
            conditions: vec![json!({ "bucket": HANDLE }), json!(["starts-with", "$key", "in/"])],
            fields: vec![("key".to_owned(), "in/${filename}".to_owned())],
            expires_in_seconds: 300,
            file: b"hello".to_vec(),
            after: "\r\n--xx--\r\n",
        }
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn condition(mut self, condition: Value) -> Self {
        self.conditions.push(condition);
        self
    }

    /// A field and the condition that covers it.
    fn covered(self, name: &str, value: &str) -> Self {
        self.field(name, value).condition(json!({ name: value }))
    }

    /// Signed, and put together.
    fn body(&self, edit: impl FnOnce(&mut Vec<(String, String)>)) -> Vec<u8> {
        let now = Timestamp::now();
        let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let scope = Scope {
            date: time[..8].to_owned(),
            region: "local".to_owned(),
            service: "s3".to_owned(),
        };
        let credential = format!("{}/{scope}", self.program.access_key);
        let proof = [
            ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential", credential),
            ("x-amz-date", time),
        ];
        let mut conditions = self.conditions.clone();
        conditions.extend(proof.iter().map(|(name, value)| json!({ *name: value })));
        let expiration = now + SignedDuration::from_secs(self.expires_in_seconds);
        let policy = json!({ "expiration": expiration.to_string(), "conditions": conditions });
        let policy = STANDARD.encode(policy.to_string());
        let key = SigningKey::derive(&self.program.secret_key.as_str().into(), &scope);
        let signature = hex::encode(key.sign(policy.as_bytes()));
        let mut fields = self.fields.clone();
        fields.extend(proof.map(|(name, value)| (name.to_owned(), value)));
        fields.push(("policy".to_owned(), policy));
        fields.push(("x-amz-signature".to_owned(), signature));
        edit(&mut fields);
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(
            b"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\n\
            Content-Type: text/plain\r\n\r\n",
        );
        body.extend_from_slice(&self.file);
        body.extend_from_slice(self.after.as_bytes());
        body
    }

    async fn send(&self) -> Answer {
        self.send_edited(|_| ()).await
    }

    async fn send_edited(&self, edit: impl FnOnce(&mut Vec<(String, String)>)) -> Answer {
        let body = self.body(edit);
        let request = Request::post(format!("{}{}", self.program.endpoint, self.path))
            .header("content-type", "multipart/form-data; boundary=xx")
            .body(Full::new(body.into()))
            .unwrap();
        self.program.send_request(request).await
    }
}

#[tokio::test]
async fn a_form_is_stored_and_answered_as_it_asks() {
    let gateway = Gateway::start().await;
    let program = program_with_bucket(&gateway, HANDLE).await;
    let answer = Sheet::good(&program)
        .covered("Content-Type", "text/csv")
        .covered("x-amz-meta-who", "alice")
        .send()
        .await
        .expect(204);
    let etag = "\"5d41402abc4b2a76b9719d911017c592\"";
    assert_eq!(answer.header("etag"), etag);
    let read = program.get(&format!("/{HANDLE}/in/a%20b.txt")).await.expect(200);
    assert_eq!(read.text(), "hello");
    assert_eq!(read.header("content-type"), "text/csv");
    assert_eq!(read.header("x-amz-meta-who"), "alice");

    let form = Sheet::good(&program).covered("success_action_status", "201");
    let told = form.send().await.expect(201).text();
    assert_eq!(element(&told, "Bucket"), HANDLE);
    assert_eq!(element(&told, "Key"), "in/a b.txt");
    assert_eq!(element(&told, "ETag"), etag.replace('"', "&quot;"));
    let page = "https://site.example/done?x=1";
    let form = Sheet::good(&program).covered("success_action_redirect", page);
    let gone = form.send().await.expect(303);
    let expected =
        format!("{page}&bucket={HANDLE}&key=in%2Fa%20b.txt&etag={}", etag.replace('"', "%22"));
    assert_eq!(gone.header("location"), expected);
}

#[tokio::test]
async fn sizes_are_kept_and_what_is_cut_off_leaves_the_old_object() {
    let gateway = Gateway::start().await;
    let program = program_with_bucket(&gateway, HANDLE).await;
    for size in [0, 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_001] {
        let mut form = Sheet::good(&program);
        form.file = vec![b'-'; size];
        form.send().await.expect(204);
        let found = program.head(&format!("/{HANDLE}/in/a%20b.txt")).await.expect(200);
        assert_eq!(found.header("content-length"), size.to_string());
    }
    let ranged = |size: usize| {
        let mut form =
            Sheet::good(&program).condition(json!(["content-length-range", 2, 1_500_000]));
        form.file = vec![b'x'; size];
        form
    };
    ranged(1).send().await.expect_code(400, "EntityTooSmall");
    ranged(1_500_001).send().await.expect_code(400, "EntityTooLarge");
    // The end is missing, or something stands where it should be.
    for (size, after) in
        [(5, ""), (5, "\r\n--x"), (2_000_000, ""), (2_000_000, "\r\n--xx--\r\nmore")]
    {
        let mut form = Sheet::good(&program);
        (form.file, form.after) = (vec![b'y'; size], after);
        form.send().await.expect_code(400, "IncompleteBody");
    }
    let found = program.head(&format!("/{HANDLE}/in/a%20b.txt")).await.expect(200);
    assert_eq!(found.header("content-length"), "3000001");
}

#[tokio::test]
async fn a_form_that_its_policy_does_not_cover_is_refused() {
    let gateway = Gateway::start().await;
    let program = program_with_bucket(&gateway, HANDLE).await;
    let good = || Sheet::good(&program);
    let check = async |form: Sheet<'_>, status: u16, code: &str| {
        form.send().await.expect_code(status, code);
    };
    check(good().field("key", "out/a"), 403, "AccessDenied").await;
    check(good().field("x-amz-meta-a", "1"), 403, "AccessDenied").await;
    check(good().field("bucket", "another.bucket"), 403, "AccessDenied").await;
    check(Sheet { expires_in_seconds: -1, ..good() }, 403, "AccessDenied").await;
    check(Sheet { path: "/benoit.gagnon".to_owned(), ..good() }, 403, "AccessDenied").await;
    check(Sheet { path: "/".to_owned(), ..good() }, 405, "MethodNotAllowed").await;
    check(Sheet { path: format!("/{HANDLE}/key"), ..good() }, 405, "MethodNotAllowed").await;
    check(
        Sheet { conditions: vec![json!(["starts-with", "$key", ""])], ..good() },
        403,
        "AccessDenied",
    )
    .await;
    let foreign = vec![json!({ "bucket": "benoit.gagnon" }), json!(["starts-with", "$key", ""])];
    check(Sheet { conditions: foreign.clone(), ..good() }, 403, "AccessDenied").await;
    // The policy is right; the bucket is another person's.
    let theirs = Sheet { conditions: foreign, path: "/benoit.gagnon".to_owned(), ..good() };
    check(theirs, 403, "AccessDenied").await;
    check(good().covered("acl", "public-read"), 400, "AccessControlListNotSupported").await;
    for wrong in ["k=v", "<Tagging/>", "<Tagging><TagSet><Tag/></TagSet></Tagging>", "<TagSet/>"] {
        check(good().covered("tagging", wrong), 400, "MalformedXML").await;
    }
    let twice = good().covered("tagging", TAGS).covered("x-amz-tagging", "k=v");
    check(twice, 400, "InvalidArgument").await;
    check(good().covered("x-amz-server-side-encryption", "aws:kms"), 501, "NotImplemented").await;
    check(good().covered("x-amz-website-redirect-location", "/x"), 501, "NotImplemented").await;
    let large = "x".repeat(21 * 1024);
    check(good().covered("x-amz-meta-a", &large), 400, "MaxPostPreDataLengthExceeded").await;
    program.get(&format!("/{HANDLE}/in/a%20b.txt")).await.expect_code(404, "NoSuchKey");
}

#[tokio::test]
async fn a_form_that_nobody_signed_or_somebody_else_did_is_refused() {
    let gateway = Gateway::start().await;
    let owner = program_with_bucket(&gateway, HANDLE).await;
    let without = |name: &'static str| {
        move |fields: &mut Vec<(String, String)>| fields.retain(|(field, _)| field != name)
    };
    let good = Sheet::good(&owner);
    for name in ["x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm"] {
        let refused = good.send_edited(without(name)).await;
        assert_eq!(refused.code(), "AuthorizationQueryParametersError", "{name}");
    }
    good.send_edited(without("policy")).await.expect_code(403, "AccessDenied");
    let forged = |fields: &mut Vec<(String, String)>| {
        for (name, value) in fields {
            if name == "policy" {
                *value =
                    STANDARD.encode(r#"{"expiration":"2099-01-01T00:00:00Z","conditions":[]}"#);
            }
        }
    };
    good.send_edited(forged).await.expect_code(403, "SignatureDoesNotMatch");
    let wrong = Program { secret_key: "wrong".to_owned(), ..owner.clone() };
    Sheet::good(&wrong).send().await.expect_code(403, "SignatureDoesNotMatch");
    let unknown = Program { access_key: "CELLAAAAAAAAAAAA2222".to_owned(), ..owner.clone() };
    Sheet::good(&unknown).send().await.expect_code(403, "SignatureDoesNotMatch");
    let ended = program(&gateway, HANDLE, "minimal", Grant::default()).await;
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let id = AccessKeyId::parse(&ended.access_key).unwrap();
    let now = Timestamp::now();
    database.change_access_key(None, &id, KeyChange::Revoke, now).await.unwrap().unwrap();
    Sheet::good(&ended).send().await.expect_code(403, "SignatureDoesNotMatch");
    // Who proves something beside the form means something else.
    let query = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256".replace("/?", &format!("/{HANDLE}?"));
    let refused = Sheet { path: query, ..Sheet::good(&owner) }.send().await;
    refused.expect_code(400, "AuthorizationQueryParametersError");
    let body = Sheet::good(&owner).body(|_| ());
    let headers = [("content-type", "multipart/form-data; boundary=xx")];
    let refused = owner.ask("POST", &format!("/{HANDLE}"), &headers, body).await;
    refused.expect_code(400, "InvalidArgument");
    let read_only = Grant { read_only: true, ..Grant::default() };
    let reader = program(&gateway, HANDLE, "minimal", read_only).await;
    Sheet::good(&reader).send().await.expect_code(403, "AccessDenied");
    let narrow = Grant { bucket: Some((HANDLE, Some("out/"))), ..Grant::default() };
    let narrow = program(&gateway, HANDLE, "minimal", narrow).await;
    Sheet::good(&narrow).send().await.expect_code(403, "AccessDenied");
    owner.get(&format!("/{HANDLE}/in/a%20b.txt")).await.expect_code(404, "NoSuchKey");
}

#[tokio::test]
async fn the_tags_of_a_form_are_the_objects_where_the_storage_has_any() {
    let gateway = Gateway::start().await;
    let program = program_with_bucket(&gateway, HANDLE).await;
    Sheet::good(&program).covered("tagging", TAGS).send().await.expect(204);
    let read = program.get(&format!("/{HANDLE}/in/a%20b.txt?tagging")).await.expect(200).text();
    assert_eq!(elements(&read, "Key"), ["b", "projet"]);
    assert_eq!(elements(&read, "Value"), ["2", "eau &amp; énergie"]);

    let stage = Stage::set(stored, |_| {}).await;
    Sheet::good(&stage.program).covered("tagging", TAGS).send().await.expect(204);
    let sent = stage.last();
    assert_eq!(sent.header("x-amz-tagging"), "projet=eau%20%26%20%C3%A9nergie&b=2");
    assert_eq!(sent.header("tagging"), "");

    let none = "<Tagging><TagSet/></Tagging>";
    let stage = Stage::set(stored, |config| config.instances[0].capabilities.tags = false).await;
    let told = Sheet::good(&stage.program).covered("tagging", TAGS).send().await;
    told.expect_code(501, "NotImplemented");
    assert!(element(&told.text(), "Message").contains("tags of objects"), "{}", told.text());
    assert!(stage.records().is_empty());
    // There is nothing to lose where none come.
    Sheet::good(&stage.program).covered("tagging", none).send().await.expect(204);
    assert!(!stage.last().headers.contains_key("x-amz-tagging"));
}

#[tokio::test]
async fn a_form_of_a_temporary_key_bears_its_token() {
    let gateway = Gateway::start().await;
    program_with_bucket(&gateway, HANDLE).await;
    let alice = gateway.as_person(HANDLE).await;
    let wish = json!({ "name": "a", "instance": "minimal", "read_only": false, "seconds": 900 });
    let made = alice.post("/api/access-keys", &wish).await.expect(201).json();
    let [id, secret, token] = [&made["key"]["id"], &made["secret_key"], &made["session_token"]]
        .map(|text| text.as_str().unwrap());
    let temporary = Program::new(&gateway.s3, id, secret);
    let bearing = |token: &str| Sheet::good(&temporary).covered("x-amz-security-token", token);
    Sheet::good(&temporary).send().await.expect_code(400, "InvalidToken");
    for wrong in ["", "x", &token[1..], secret] {
        bearing(wrong).send().await.expect_code(400, "InvalidToken");
    }
    let shown = [("x-amz-security-token", token)];
    let target = format!("/{HANDLE}/in/a%20b.txt");
    temporary.ask("GET", &target, &shown, "").await.expect_code(404, "NoSuchKey");
    bearing(token).send().await.expect(204);
    assert_eq!(temporary.ask("GET", &target, &shown, "").await.expect(200).text(), "hello");
}

#[tokio::test]
async fn a_host_names_the_bucket_of_a_form() {
    let stage = Stage::set(stored, |config| config.s3.domains = vec!["s3.test".to_owned()]).await;
    let sheet = Sheet::good(&stage.program);
    let send = async |host: &str, path: &str| {
        let request = Request::post(format!("{}{path}", stage.program.endpoint))
            .header("host", host)
            .header("content-type", "multipart/form-data; boundary=xx")
            .body(Full::new(sheet.body(|_| ()).into()));
        stage.program.send_request(request.unwrap()).await
    };
    send("alice.tremblay.s3.test", "/").await.expect(204);
    assert_eq!(stage.last().line, "PUT /alice.tremblay/in/a%20b.txt");
    assert_eq!(stage.last().body.as_deref(), Some(&b"hello"[..]));
    // The policy is for this bucket and no other.
    send("benoit.gagnon.s3.test", "/").await.expect_code(403, "AccessDenied");
    assert_eq!(stage.records().len(), 1);
}
