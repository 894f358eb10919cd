//! What is given opens to the access keys of whoever has it, and closes to them with it.

use super::*;
use crate::s3::program::{Grant, elements, program};

#[tokio::test]
async fn a_key_opens_what_its_owner_was_given_and_nothing_once_it_is_taken_back() {
    let gateway = Gateway::start().await;
    let alice = alice_with_folders(&gateway).await;
    gateway.as_person("benoit.gagnon").await;
    let id = give(&alice, &to_benoit("viewer")).await;
    let benoit = program(&gateway, "benoit.gagnon", "minimal", Grant::default()).await;
    let list = "/alice.tremblay?list-type=2&prefix=team%2F";
    assert_eq!(benoit.get("/alice.tremblay/team/a.txt").await.expect(200).text(), "team/a.txt");
    let listed = benoit.get(list).await.expect(200).text();
    assert_eq!(elements(&listed, "Key"), ["team/a.txt", "team/deep/b.txt"]);
    for target in ["/alice.tremblay/team2/c.txt", "/alice.tremblay/top.txt", "/alice.tremblay"] {
        benoit.get(target).await.expect_code(403, "AccessDenied");
    }
    benoit.put("/alice.tremblay/team/new.txt", "x").await.expect_code(403, "AccessDenied");
    benoit.delete("/alice.tremblay/team/a.txt").await.expect_code(403, "AccessDenied");
    alice.delete(&format!("/api/grants/{id}")).await.expect(204);
    for target in ["/alice.tremblay/team/a.txt", list] {
        benoit.get(target).await.expect_code(403, "AccessDenied");
    }
}
