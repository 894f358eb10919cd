//! A key that is not there, one that was revoked and a secret that does not fit are told apart by nothing, not even by
//! the time it takes.

use std::time::Instant;

use cellier::database::{Database, KeyChange};
use cellier::policy::AccessKeyId;
use jiff::Timestamp;

use super::program::{Flaw, Grant, Mode, Program, program, program_with_bucket};
use crate::support::Gateway;

/// Somebody who is refused, and what is wrong with what they send.
type Refused<'a> = (&'a Program, Option<Flaw>);

/// How long each of them takes in the middle, in microseconds: asked by turns, so that whatever else the machine does
/// burdens both alike.
async fn by_turns(mode: Mode, both: [Refused<'_>; 2]) -> [u128; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..300 {
        for ((program, flaw), times) in both.into_iter().zip(&mut times) {
            let target = format!("/alice.tremblay/{turn}");
            let request = program.request(mode, flaw, "GET", &target, &[], "".into());
            let began = Instant::now();
            program.send_request(request).await.expect_code(403, "SignatureDoesNotMatch");
            times.push(began.elapsed().as_micros());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

/// What was measured, where the two never came near each other.
async fn told_apart(mode: Mode, both: [Refused<'_>; 2]) -> Vec<[u128; 2]> {
    let mut seen = Vec::new();
    for _ in 0..5 {
        let [one, other] = by_turns(mode, both).await;
        seen.push([one, other]);
        if one.abs_diff(other) * 10 <= one.max(other) {
            return Vec::new();
        }
    }
    seen
}

#[tokio::test]
async fn whatever_is_wrong_with_a_key_takes_as_long_as_a_wrong_secret() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let revoked = program(&gateway, "alice.tremblay", "minimal", Grant::default()).await;
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let id = AccessKeyId::parse(&revoked.access_key).unwrap();
    let now = Timestamp::now();
    database.change_access_key(None, &id, KeyChange::Revoke, now).await.unwrap().unwrap();
    let wrong = (&alice, Some(Flaw::WrongSecret));
    for mode in [Mode::Literal, Mode::Presigned] {
        for (who, other) in
            [("unknown", (&alice, Some(Flaw::UnknownKey))), ("revoked", (&revoked, None))]
        {
            let seen = told_apart(mode, [other, wrong]).await;
            assert!(seen.is_empty(), "{mode:?} {who}, microseconds: {seen:?}");
        }
    }
}
