//! Uploads that break off.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::House;
use crate::support::{Browser, until};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// Sends half of what it announces, then nothing more, and waits for the gateway to be done with it.
async fn send_half(browser: &Browser, portal: &str, key: &str, length: usize) -> String {
    let host = portal.trim_start_matches("http://");
    let cookie = browser.cookie("cellier").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "PUT {BUCKET}/objects?key={key} HTTP/1.1\r\nHost: {host}\r\nCookie: cellier={cookie}\r\n\
         Sec-Fetch-Site: same-origin\r\nX-Cellier-Request: 1\r\nContent-Type: text/plain\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'n'; length / 2]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // Whether there is an answer to one who hung up does not matter; the end of the connection does.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_what_was_there_and_nothing_else() {
    let house = House::start().await;
    let alice = house.alice().await;
    let old = format!("{BUCKET}/objects?key=old.txt");
    // In a record, in a file, and more than any buffer on the way holds.
    for length in [1_000, 100_000, 8_000_000] {
        alice.put(&old, "old").await.expect(201);
        for key in ["old.txt", "new.txt"] {
            let answer = send_half(&alice, &house.portal, key, length).await;
            assert!(!answer.starts_with("HTTP/1.1 2"), "{length}: {answer}");
        }
        let empty = async || house.minimal.unfinished() == 0;
        until("the storage drops what it was sent", empty).await;
        assert_eq!(alice.get(&old).await.expect(200).text(), "old");
        let new = alice.get(&format!("{BUCKET}/objects?key=new.txt")).await;
        new.expect_problem(404, "no-such-object");
    }
    let listing = alice.get(&format!("{BUCKET}/listing")).await.expect(200).json();
    assert_eq!(listing["entries"].as_array().unwrap().len(), 1);
    let cards = alice.get("/api/instances").await.expect(200).text();
    assert!(!cards.contains("unavailable"), "the sender's fault is not the storage's: {cards}");
}
