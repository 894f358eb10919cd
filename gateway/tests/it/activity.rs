//! The record of what is done: each person sees their own, managers that of their team, operators all; narrowed, newest
//! first, and taken out whole.

use http::Method;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Demo, free_address, settings};
use crate::support::{Browser, Gateway, until};

/// The acts that are shown, newest first.
async fn acts(browser: &Browser) -> Vec<String> {
    let page = browser.get("/api/activity").await.expect(200).json();
    let entries = page["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["act"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_a_person_did_is_theirs_to_see_and_nobody_elses() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.sign_in("alice.tremblay", "/en/").await;
    until("the acts are recorded", async || acts(&alice).await.len() == 3).await;
    assert_eq!(acts(&alice).await, ["sign-in", "sign-out", "sign-in"]);
    let entry = alice.get("/api/activity?limit=1").await.expect(200).json()["entries"][0].clone();
    assert_eq!((entry["way"].as_str(), entry["from"].as_str()), (Some("page"), Some("127.0.0.1")));
    assert_eq!(entry["refusal"], Value::Null);
    let benoit = gateway.as_person("benoit.gagnon").await;
    until("the sign-in is recorded", async || !acts(&benoit).await.is_empty()).await;
    assert_eq!(acts(&benoit).await, ["sign-in"]);
}

#[tokio::test]
async fn it_is_shown_page_by_page_and_taken_out_line_by_line() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    for _ in 0..2 {
        alice.post("/auth/sign-out", &json!({})).await.expect(200);
        alice.sign_in("alice.tremblay", "/en/").await;
    }
    until("the acts are recorded", async || acts(&alice).await.len() == 5).await;
    let (mut seen, mut before) = (Vec::new(), String::new());
    loop {
        let page = alice.get(&format!("/api/activity?limit=2{before}")).await.expect(200).json();
        seen.extend(page["entries"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_i64() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(seen.len(), 5);
    let export = alice.get("/api/activity/export").await.expect(200);
    assert_eq!(export.header("content-type"), "application/x-ndjson");
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"activity.jsonl\"");
    let text = export.text();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, seen);
    for limit in ["0", "201", "-1", "x"] {
        let answer = alice.get(&format!("/api/activity?limit={limit}")).await;
        answer.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn it_is_refused_to_strangers_and_ended_sessions() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    for browser in [alice, gateway.anonymous()] {
        for address in ["/api/activity", "/api/activity/export"] {
            browser.get(address).await.expect_problem(401, "not-signed-in");
        }
    }
}

fn object(bucket: &str, key: &str) -> String {
    format!("/api/instances/minimal/buckets/{bucket}/objects?key={key}")
}

/// What a query shows, as `act instance/bucket/key refusal`, newest first.
async fn shown(browser: &Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("/api/activity?limit=200{query}")).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |entry: &Value| {
        let (bucket, key) = (text(&entry["bucket"]), text(&entry["key"]));
        let line = format!("{} {bucket}/{key} {}", text(&entry["act"]), text(&entry["refusal"]));
        line.trim_end().to_owned()
    };
    page["entries"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn what_is_done_to_objects_on_the_page_is_recorded_with_how_it_ended() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let bucket = "alice.tremblay";
    for key in ["a%20b.txt", "c", "d"] {
        alice.put(&object(bucket, key), "x").await.expect(201);
    }
    alice.get(&object(bucket, "c")).await.expect(200);
    let absent = [("if-none-match", "*")];
    alice.send(Method::PUT, &object(bucket, "c"), &absent, "y").await.expect(412);
    let place = json!({ "instance": "minimal", "bucket": bucket });
    let moved = json!({ "source": place, "target": place, "remove_source": true,
        "collision": "refuse", "objects": [{ "key": "c", "target_key": "e" }] });
    alice.post("/api/copies", &moved).await.expect(200);
    let keys = json!({ "keys": ["d", "e"] });
    let delete = format!("/api/instances/minimal/buckets/{bucket}/objects/delete");
    alice.post(&delete, &keys).await.expect(200);
    benoit.get(&object(bucket, "c")).await.expect_problem(404, "no-such-bucket");
    benoit.post(&delete, &keys).await.expect_problem(404, "no-such-bucket");
    until("the acts are recorded", async || shown(&alice, "").await.len() == 10).await;
    let mut told = shown(&alice, "").await;
    // Objects are deleted side by side.
    told[..2].sort();
    assert_eq!(
        told[..9],
        [
            "delete alice.tremblay/d",
            "delete alice.tremblay/e",
            "delete alice.tremblay/c",
            "write alice.tremblay/e",
            "write alice.tremblay/c object-exists",
            "write alice.tremblay/d",
            "write alice.tremblay/c",
            "write alice.tremblay/a b.txt",
            "create-bucket alice.tremblay/",
        ]
    );
    // Reads are not, unless they are refused; and whoever is refused has it in their own record.
    until("the refusals are recorded", async || shown(&benoit, "").await.len() == 3).await;
    let told = shown(&benoit, "").await;
    assert_eq!(
        told[..2],
        ["delete alice.tremblay/ no-such-bucket", "read alice.tremblay/c no-such-bucket"]
    );
}

/// What a query shows of acts on many objects, as `act bucket/key asked done failed bytes refusal`, newest first.
async fn amounts(browser: &Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("/api/activity?limit=200{query}")).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().map_or("-".to_owned(), |it| it.to_string());
    let line = |entry: &Value| {
        let place = format!("{}/{}", text(&entry["bucket"]), text(&entry["key"]));
        let amount = ["asked", "done", "failed", "bytes"].map(|it| number(&entry["amount"][it]));
        let line = format!(
            "{} {place} {} {}",
            text(&entry["act"]),
            amount.join(" "),
            text(&entry["refusal"])
        );
        line.trim_end().to_owned()
    };
    let many = |entry: &&Value| {
        matches!(entry["act"].as_str(), Some("take-out" | "make-list" | "empty-bucket"))
    };
    page["entries"].as_array().unwrap().iter().filter(many).map(line).collect()
}

#[tokio::test]
async fn what_is_taken_out_or_emptied_is_one_entry_that_says_how_much_it_came_to() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let bucket = "alice.tremblay";
    for key in ["f%2Fa.txt", "f%2Fb.txt", "f%2Fd%2Fc.txt", "other"] {
        alice.put(&object(bucket, key), "four").await.expect(201);
    }
    let place = json!({ "instance": "minimal", "bucket": bucket });
    let folder = json!({ "place": place, "base": "", "prefixes": ["f/"] });
    let archive = async |browser: &Browser, selection: &Value| {
        browser.post("/api/archives", &json!({ "selection": selection })).await
    };
    // What is refused is written at once, what is prepared and never fetched took nothing out.
    archive(&benoit, &folder).await.expect_problem(404, "no-such-bucket");
    archive(&alice, &folder).await.expect(201);
    let url = archive(&alice, &folder).await.expect(201).json()["url"].as_str().unwrap().to_owned();
    alice.get(&url).await.expect(200);
    until("the zip is recorded", async || amounts(&alice, "").await.len() == 1).await;
    // One of them went away meanwhile.
    let both = json!({ "place": place, "base": "f/", "keys": ["f/a.txt", "f/b.txt"] });
    let url = archive(&alice, &both).await.expect(201).json()["url"].as_str().unwrap().to_owned();
    alice.delete(&object(bucket, "f%2Fb.txt")).await.expect(204);
    alice.get(&url).await.expect(200);
    until("the second is recorded", async || amounts(&alice, "").await.len() == 2).await;
    let list =
        json!({ "selection": { "place": place, "base": "", "keys": ["other"] }, "format": "urls" });
    alice.post("/api/manifests", &list).await.expect(200);
    benoit.post("/api/manifests", &list).await.expect_problem(404, "no-such-bucket");
    until("the list is recorded", async || amounts(&alice, "").await.len() == 3).await;
    let empty = format!("/api/instances/minimal/buckets/{bucket}/empty");
    benoit.post(&empty, &json!({})).await.expect_problem(404, "no-such-bucket");
    alice.post(&empty, &json!({})).await.expect(200);
    until("the emptying is recorded", async || amounts(&alice, "").await.len() == 4).await;
    let told = [
        "empty-bucket alice.tremblay/ 3 3 0 -",
        "make-list alice.tremblay/other 1 1 0 4",
        "take-out alice.tremblay/f/ 2 1 1 4 no-such-object",
        "take-out alice.tremblay/f/ 3 3 0 12",
    ];
    assert_eq!(amounts(&alice, "").await, told);
    until("the refusals are recorded", async || amounts(&benoit, "").await.len() == 3).await;
    let refused = ["empty-bucket", "make-list", "take-out"].map(|act| {
        let key = match act {
            "make-list" => "other",
            "take-out" => "f/",
            _ => "",
        };
        format!("{act} alice.tremblay/{key} - - - - no-such-bucket")
    });
    assert_eq!(amounts(&benoit, "").await, refused);
    // Operators read the same, and take it out as a table.
    let of_bucket = "&all=true&bucket=alice.tremblay&act=take-out&person=alice.tremblay";
    assert_eq!(amounts(&alice, of_bucket).await, told[2..]);
    let export =
        alice.get(&format!("/api/activity/export?format=csv{of_bucket}")).await.expect(200);
    let text = export.text();
    assert!(text.lines().nth(1).unwrap().ends_with(",no-such-object,2,1,1,4"), "{text}");
    assert_eq!(amounts(&alice, "&refused=true").await, told[2..3]);
}

#[tokio::test]
async fn it_is_narrowed_by_bucket_act_time_and_result_and_taken_out_so() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let bucket = "alice.tremblay";
    alice.put(&object(bucket, "=1.txt"), "x").await.expect(201);
    let absent = [("if-none-match", "*")];
    alice.send(Method::PUT, &object(bucket, "=1.txt"), &absent, "y").await.expect(412);
    until("the acts are recorded", async || shown(&alice, "").await.len() == 4).await;
    let count = async |query: &str| shown(&alice, query).await.len();
    assert_eq!(count("&bucket=alice.tremblay").await, 3);
    assert_eq!(count("&instance=minimal&bucket=alice.tremblay&act=write").await, 2);
    assert_eq!(count("&instance=premium").await, 0);
    assert_eq!(count("&refused=true").await, 1);
    assert_eq!(count("&act=sign-in").await, 1);
    assert_eq!(count("&since=2000-01-01T00:00:00Z").await, 4);
    assert_eq!(count("&until=2000-01-01T00:00:00Z").await, 0);
    assert_eq!(count("&person=benoit.gagnon").await, 0);
    for wrong in
        ["act=nothing", "since=yesterday", "until=2026", "all=maybe", "team=prices&all=true"]
    {
        let answer = alice.get(&format!("/api/activity?{wrong}")).await;
        answer.expect_problem(400, "malformed");
    }
    let address = "/api/activity/export?format=csv&act=write";
    let export = alice.get(address).await.expect(200);
    assert_eq!(export.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"activity.csv\"");
    let text = export.text();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("id,at,handle,name,act,"), "{text}");
    let cells = ",alice.tremblay,Alice Tremblay,write,page,,minimal,alice.tremblay,\"'=1.txt\",";
    assert!(lines[1].contains(cells), "{text}");
    assert!(lines[1].ends_with(",127.0.0.1,object-exists,,,,"), "{text}");
    let nothing = alice.get("/api/activity/export?format=csv&act=delete").await.expect(200);
    assert_eq!(nothing.text().lines().count(), 1);
    alice.get("/api/activity/export?format=xml").await.expect_problem(400, "malformed");
}

#[tokio::test]
async fn managers_read_what_was_done_in_their_teams_buckets_and_nobody_else_does() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let chloe = gateway.as_person("chloe.nguyen").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    let instance = json!({ "instance": "minimal" });
    alice.post("/api/teams/prices/buckets", &instance).await.expect(201);
    chloe.put(&object("team-prices", "a"), "x").await.expect(201);
    chloe.delete("/api/instances/minimal/buckets/team-prices").await.expect_problem(403, "denied");
    benoit.get(&object("team-prices", "a")).await.expect_problem(404, "no-such-bucket");
    chloe.delete(&object("team-prices", "a")).await.expect(204);
    let member = "/api/teams/prices/members/chloe.nguyen";
    let json_type = [("content-type", "application/json")];
    let viewer = json!({ "role": "viewer" }).to_string();
    alice.send(Method::PUT, member, &json_type, viewer).await.expect(200);
    alice.delete("/api/instances/minimal/buckets/team-prices").await.expect(204);
    // Her own bucket is not the team's.
    chloe.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let team = "&team=prices";
    until("the acts are recorded", async || shown(&alice, team).await.len() == 7).await;
    assert_eq!(
        shown(&alice, team).await,
        [
            "delete-bucket team-prices/",
            "set-role /prices/chloe.nguyen: viewer",
            "delete team-prices/a",
            "read team-prices/a no-such-bucket",
            "delete-bucket team-prices/ denied",
            "write team-prices/a",
            "create-bucket team-prices/",
        ]
    );
    let of_chloe = shown(&alice, "&team=prices&person=chloe.nguyen").await;
    assert_eq!(of_chloe.len(), 3, "{of_chloe:?}");
    let page = alice.get("/api/activity?team=prices&act=write").await.expect(200).json();
    let somebody = json!({ "handle": "chloe.nguyen", "name": "Chloé Nguyen" });
    assert_eq!(page["entries"][0]["person"], somebody);
    let export = alice.get("/api/activity/export?team=prices").await.expect(200);
    assert_eq!(export.text().lines().count(), 7);

    let views = async |browser: &Browser| {
        browser.get("/api/activity").await.expect(200).json()["views"].clone()
    };
    let of_alice = views(&alice).await;
    assert_eq!((&of_alice["teams"][0]["name"], &of_alice["all"]), (&json!("prices"), &json!(true)));
    assert_eq!(views(&chloe).await, json!({ "teams": [], "all": false }));
    assert_eq!(views(&benoit).await["teams"][0]["name"], "labour");
    for path in ["/api/activity", "/api/activity/export"] {
        let of = |query: &str| format!("{path}?{query}");
        chloe.get(&of("team=prices")).await.expect_problem(403, "denied");
        benoit.get(&of("team=prices")).await.expect_problem(404, "no-such-page");
        benoit.get(&of("team=nothing")).await.expect_problem(404, "no-such-page");
        for browser in [&chloe, &benoit] {
            browser.get(&of("all=true")).await.expect_problem(403, "denied");
        }
    }
}

#[tokio::test]
async fn each_entry_is_a_line_on_standard_output_where_the_operator_wants_it() {
    let folder = TempDir::new().unwrap();
    let (portal, ops) = (free_address(), free_address());
    let public_url = format!("http://{portal}");
    let plain = settings(folder.path(), &public_url, "", &ops, "http://127.0.0.1:1");
    let wanted = format!("{plain}\n[activity]\nstdout = true\n");
    let program = Demo::serve(folder.path(), &wanted, &portal).await;
    // Nobody began this sign-in: it is refused, and written down.
    program.anonymous().get("/auth/callback?state=unknown&code=x").await;
    let line = || {
        let said = program.said();
        said.lines().find_map(|line| serde_json::from_str::<Value>(line).ok())
    };
    until("it is said", async || line().is_some()).await;
    let entry = line().unwrap();
    assert_eq!((&entry["kind"], &entry["act"]), (&json!("activity"), &json!("sign-in")));
    assert!(entry["refusal"].is_string() && entry["from"] == "127.0.0.1", "{entry}");
}

#[tokio::test]
async fn operators_read_what_everybody_did() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    let benoit = gateway.as_person("benoit.gagnon").await;
    benoit.post("/api/instances/minimal/personal-bucket", &json!({})).await.expect(201);
    let all = "&all=true";
    until("the acts are recorded", async || shown(&alice, all).await.len() == 3).await;
    let his = shown(&alice, "&all=true&person=benoit.gagnon").await;
    assert_eq!(his, ["create-bucket benoit.gagnon/", "sign-in /"]);
    let export = alice.get("/api/activity/export?all=true&format=csv").await.expect(200);
    assert_eq!(export.text().lines().count(), 4);
    alice.post("/auth/sign-out", &json!({})).await.expect(200);
    alice.get("/api/activity?all=true").await.expect_problem(401, "not-signed-in");
}
