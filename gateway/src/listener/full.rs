//! Connections of an address that has enough of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// Who is told at a time; others are closed without a word.
const TOLD_MAX: usize = 64;

/// How long it may take them to hear it.
const TELL_SECONDS_MAX: u64 = 2;

const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    content-type: application/problem+json\r\n\
    cache-control: no-store\r\n\
    retry-after: 5\r\n\
    connection: close\r\n\
    content-length: 106\r\n\r\n\
    {\"type\":\"/problems/slow-down\",\"title\":\"this address has too many connections open already\",\"status\":503}\r\n";

/// Tells those who have to wait, as long as that costs little.
#[derive(Debug)]
pub struct TurnedAway(Arc<Semaphore>);

impl Default for TurnedAway {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(TOLD_MAX)))
    }
}

impl TurnedAway {
    /// In TLS nothing can be said without the work of a handshake: then the connection is only closed.
    pub fn tell(&self, stream: TcpStream, encrypted: bool) {
        if encrypted {
            return;
        }
        let Ok(turn) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let _turn = turn;
            let limit = Duration::from_secs(TELL_SECONDS_MAX);
            // Whoever does not listen is let go all the same.
            let _ = tokio::time::timeout(limit, answer(stream)).await;
        });
    }
}

/// What was sent is read first and last: closing over unread bytes would take the answer back (RFC 9112 §9.6).
async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 1024];
    if stream.read(&mut request).await? == 0 {
        return Ok(());
    }
    stream.write_all(ANSWER).await?;
    stream.shutdown().await?;
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_its_length_and_is_a_problem() {
        let text = std::str::from_utf8(ANSWER).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
        let problem: gateway_api::Problem = serde_json::from_str(body).unwrap();
        assert_eq!(problem.kind, gateway_api::ProblemKind::SlowDown);
    }
}
