//! A key that is not there and a secret that does not fit are told apart by nothing, not even by the time it takes.

use std::time::Instant;

use super::program::{Flaw, Mode, Program, program_with_bucket};
use crate::support::Gateway;

/// How long each of them takes in the middle, in microseconds: asked by turns, so that whatever else the machine does
/// burdens both alike.
async fn by_turns(program: &Program, flaws: [Flaw; 2]) -> [u128; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..300 {
        for (flaw, times) in flaws.into_iter().zip(&mut times) {
            let target = format!("/alice.tremblay/{turn}");
            let request =
                program.request(Mode::Literal, Some(flaw), "GET", &target, &[], "".into());
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

#[tokio::test]
async fn an_unknown_key_takes_as_long_as_a_wrong_secret() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let [unknown, wrong] = by_turns(&alice, [Flaw::UnknownKey, Flaw::WrongSecret]).await;
        seen.push((unknown, wrong));
        if unknown.abs_diff(wrong) * 10 <= unknown.max(wrong) {
            return;
        }
    }
    panic!("microseconds: {seen:?}");
}
