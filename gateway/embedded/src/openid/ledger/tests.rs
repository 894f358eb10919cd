use super::*;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1/cb";
const NOW: UnixSeconds = 1_800_000_000;

fn asked() -> Asked {
    Asked {
        client_id: "portal".to_owned(),
        redirect_uri: BACK.to_owned(),
        scopes: Scopes::parse("openid groups"),
        nonce: Some("n".to_owned()),
        challenge: CHALLENGE.to_owned(),
    }
}

fn signed_in() -> (Ledger, String) {
    let mut ledger = Ledger::new(Lifetimes::default());
    let (cookie, _, _) = ledger.sign_in(None, "alice", NOW);
    (ledger, cookie)
}

fn given() -> (Ledger, String, String, Given) {
    let (mut ledger, cookie) = signed_in();
    let code = ledger.give_code(&cookie, asked(), NOW).unwrap();
    let given = ledger.redeem(&code, "portal", BACK, VERIFIER, NOW).unwrap();
    (ledger, cookie, code, given)
}

fn refused(result: Result<Given, Refusal>) {
    assert_eq!(result.err(), Some(Refusal::Grant));
}

#[test]
fn a_code_lasts_a_minute() {
    let (mut ledger, cookie) = signed_in();
    let code = ledger.give_code(&cookie, asked(), NOW).unwrap();
    refused(ledger.redeem(&code, "portal", BACK, VERIFIER, NOW + 60));
}

#[test]
fn a_code_that_comes_back_ends_what_it_gave() {
    let (mut ledger, _, code, given) = given();
    assert!(ledger.access(&given.access_token, NOW).is_some());
    refused(ledger.redeem(&code, "portal", BACK, VERIFIER, NOW));
    assert_eq!(ledger.access(&given.access_token, NOW), None);
    refused(ledger.refresh(&given.refresh_token, "portal", None, NOW));
}

#[test]
fn another_application_neither_uses_nor_ends_a_code_or_a_refresh_token() {
    let (mut ledger, cookie) = signed_in();
    let code = ledger.give_code(&cookie, asked(), NOW).unwrap();
    refused(ledger.redeem(&code, "other", BACK, VERIFIER, NOW));
    let given = ledger.redeem(&code, "portal", BACK, VERIFIER, NOW).unwrap();
    refused(ledger.refresh(&given.refresh_token, "other", None, NOW));
    assert!(ledger.refresh(&given.refresh_token, "portal", None, NOW).is_ok());
}

#[test]
fn a_wrong_verifier_or_address_burns_the_code() {
    for (back, verifier) in [(BACK, CHALLENGE), (BACK, "short"), ("http://127.0.0.1/cb/", VERIFIER)]
    {
        let (mut ledger, cookie) = signed_in();
        let code = ledger.give_code(&cookie, asked(), NOW).unwrap();
        refused(ledger.redeem(&code, "portal", back, verifier, NOW));
        refused(ledger.redeem(&code, "portal", BACK, VERIFIER, NOW));
    }
}

#[test]
fn an_earlier_refresh_token_ends_the_grant() {
    let (mut ledger, _, _, first) = given();
    let second = ledger.refresh(&first.refresh_token, "portal", None, NOW + 1).unwrap();
    assert_eq!(second.nonce, None);
    refused(ledger.refresh(&first.refresh_token, "portal", None, NOW + 2));
    refused(ledger.refresh(&second.refresh_token, "portal", None, NOW + 3));
    assert_eq!(ledger.access(&second.access_token, NOW + 3), None);
}

#[test]
fn an_access_token_lasts_five_minutes_and_a_refresh_never_outlives_the_session() {
    let (mut ledger, _, _, first) = given();
    assert!(ledger.access(&first.access_token, NOW + 299).is_some());
    assert_eq!(ledger.access(&first.access_token, NOW + 300), None);
    let hours = |hours: i64| NOW + hours * 3600;
    let second = ledger.refresh(&first.refresh_token, "portal", None, hours(11)).unwrap();
    refused(ledger.refresh(&second.refresh_token, "portal", None, hours(12)));
}

#[test]
fn a_refresh_may_narrow_but_not_widen() {
    let (mut ledger, _, _, first) = given();
    let wider = Some(Scopes::parse("openid email"));
    assert_eq!(
        ledger.refresh(&first.refresh_token, "portal", wider, NOW).err(),
        Some(Refusal::Scope)
    );
    let narrower = Some(Scopes::parse("openid"));
    let second = ledger.refresh(&first.refresh_token, "portal", narrower, NOW).unwrap();
    let (_, scopes) = ledger.access(&second.access_token, NOW).unwrap();
    assert_eq!(scopes.to_list(), "openid");
}

#[test]
fn the_end_of_a_session_ends_its_tokens_and_names_its_applications() {
    let (mut ledger, cookie, _, given) = given();
    let ended = ledger.end(&cookie, NOW).unwrap();
    assert_eq!((ended.sid, ended.clients.len()), (given.sid, 1));
    assert_eq!(ledger.access(&given.access_token, NOW), None);
    refused(ledger.refresh(&given.refresh_token, "portal", None, NOW));
    assert_eq!(ledger.give_code(&cookie, asked(), NOW), None);
}

#[test]
fn choosing_the_same_person_keeps_the_session_and_another_ends_it() {
    let (mut ledger, cookie, _, first) = given();
    let (again, session, ended) = ledger.sign_in(Some(&cookie), "alice", NOW + 10);
    assert_eq!((session.sid.as_str(), session.auth_time), (first.sid.as_str(), NOW + 10));
    assert_eq!(ended, None);
    assert_eq!(ledger.session(&cookie, NOW + 10), None, "the cookie is another at each sign-in");

    let (_, session, ended) = ledger.sign_in(Some(&again), "chloe", NOW + 20);
    assert_eq!(session.sub, "chloe");
    assert_eq!(ended.map(|ended| ended.sid), Some(first.sid));
    assert_eq!(ledger.access(&first.access_token, NOW + 20), None);
}
