//! What people open in a browser: language, sign-in and back, headers, real 404s.

use http::Method;

use crate::support::Gateway;

#[tokio::test]
async fn the_root_speaks_the_browsers_language() {
    let gateway = Gateway::start().await;
    let stranger = gateway.anonymous();
    for (header, place) in [("fr-CA,en;q=0.5", "/fr/"), ("en", "/en/"), ("de", "/en/")] {
        let answer = stranger
            .send_raw(Method::GET, "/", &[("accept-language", header)], "")
            .await
            .expect(302);
        assert_eq!(answer.header("location"), place);
        assert!(answer.header("vary").contains("accept-language"));
    }
}

#[tokio::test]
async fn a_private_place_leads_through_sign_in_and_back_to_itself() {
    let gateway = Gateway::start().await;
    let browser = gateway.anonymous();
    let place = "/fr/b/minimal/alice.tremblay?prefix=2024%2Fa%20b%2F";
    let sent = browser.send_raw(Method::GET, place, &[], "").await.expect(303);
    let expected = "/auth/sign-in?return_to=%2Ffr%2Fb%2Fminimal%2Falice.tremblay%3Fprefix%3D2024%252Fa%2520b%252F&lang=fr";
    assert_eq!(sent.header("location"), expected);
    assert_eq!(
        browser.sign_in("alice.tremblay", "/fr/b/minimal/alice.tremblay").await,
        "/fr/b/minimal/alice.tremblay"
    );
    browser.send_raw(Method::GET, place, &[], "").await.expect(200);
}

#[tokio::test]
async fn every_page_is_protected_by_the_same_headers() {
    let gateway = Gateway::start().await;
    for path in ["/en/", "/fr/d", "/en/nothing", "/api/session", "/public/open-census/none"] {
        let answer = gateway.anonymous().get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_404_in_the_readers_language() {
    let gateway = Gateway::start().await;
    let answer = gateway.anonymous().get("/fr/rien").await.expect(404);
    assert!(answer.text().contains("lang=\"fr"), "{}", answer.text());
}

#[tokio::test]
async fn operators_see_each_part_by_name() {
    let gateway = Gateway::start().await;
    let browser = gateway.anonymous();
    let ops = |path: &str| format!("{}{path}", gateway.ops);
    assert_eq!(browser.get(&ops("/livez")).await.expect(200).text(), "ok\n");
    let parts = browser.get(&ops("/readyz")).await.expect(200).json();
    let names: Vec<&str> =
        parts.as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "database",
            "openid-keys",
            "upstream/minimal",
            "upstream/premium",
            "upstream/pachyderm",
            "upstream/public"
        ]
    );
    browser.get("/api/datasets").await.expect(200);
    let metrics = browser.get(&ops("/metrics")).await.expect(200).text();
    assert!(metrics.contains("cellier_") && metrics.ends_with("# EOF\n"), "{metrics}");
}

#[tokio::test]
async fn operators_see_traffic_by_route_and_sign_ins_by_outcome() {
    let gateway = Gateway::start().await;
    let alice = gateway.as_person("alice.tremblay").await;
    alice.get("/auth/callback?state=unknown").await.expect(303);
    alice.get("/api/instances/minimal/buckets/secret-name/listing").await.expect(404);
    alice.send(Method::from_bytes(b"BREW").unwrap(), "/api/session", &[], "").await.expect(405);
    alice.get("/en/secret-place").await.expect(404);
    let metrics = alice.get(&format!("{}/metrics", gateway.ops)).await.expect(200).text();
    for line in [
        r#"cellier_portal_requests_total{method="GET",route="/api/instances/{instance}/buckets/{bucket}/listing",status="404"} 1"#,
        r#"cellier_portal_requests_total{method="other",route="/api/session",status="405"} 1"#,
        r#"cellier_portal_requests_total{method="GET",route="other",status="404"} 1"#,
        r#"cellier_portal_answer_seconds_count{route="/auth/sign-in"} 1"#,
        r#"cellier_sign_ins_total{outcome="succeeded"} 1"#,
        r#"cellier_sign_ins_total{outcome="mixed-up"} 1"#,
        r#"cellier_sign_ins_total{outcome="replayed"} 0"#,
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in {metrics}");
    }
    assert!(!metrics.contains("secret"), "{metrics}");
}
