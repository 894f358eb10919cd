//! Connections of an address that has enough of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::layers::new_request_id;

/// Who is told at a time; others are closed without a word.
const TOLD_MAX: usize = 64;

/// How long it may take them to hear it.
const TELL_SECONDS_MAX: u64 = 2;

const REASON: &str = "this address has too many connections open already";

/// What those understand who come to a listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// RFC 9457.
    #[default]
    Problem,
    /// S3 API Reference, "Error responses"; programs come back by themselves.
    S3,
}

impl Tongue {
    /// The whole answer, with a name for the request where it has to bear one.
    fn answer(self) -> String {
        let (kind, id, body) = match self {
            Self::Problem => {
                let kind = "application/problem+json";
                let body = format!(
                    "{{\"type\":\"/problems/slow-down\",\"title\":\"{REASON}\",\"status\":503}}\r\n"
                );
                (kind, String::new(), body)
            }
            Self::S3 => {
                let id = new_request_id();
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown</Code>\
                     <Message>{REASON}</Message><RequestId>{id}</RequestId></Error>"
                );
                ("application/xml", format!("x-amz-request-id: {id}\r\n"), body)
            }
        };
        format!(
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: {kind}\r\n{id}cache-control: no-store\r\n\
             retry-after: 5\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

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
    pub fn tell(&self, stream: TcpStream, encrypted: bool, tongue: Tongue) {
        if encrypted {
            return;
        }
        let Ok(turn) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let _turn = turn;
            let limit = Duration::from_secs(TELL_SECONDS_MAX);
            // Whoever does not listen is let go all the same.
            let _ = tokio::time::timeout(limit, answer(stream, tongue)).await;
        });
    }
}

/// What was sent is read first and last: closing over unread bytes would take the answer back (RFC 9112 §9.6).
async fn answer(mut stream: TcpStream, tongue: Tongue) -> std::io::Result<()> {
    let mut request = [0; 1024];
    if stream.read(&mut request).await? == 0 {
        return Ok(());
    }
    stream.write_all(tongue.answer().as_bytes()).await?;
    stream.shutdown().await?;
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_its_length_and_is_a_problem() {
        let text = Tongue::Problem.answer();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
        let problem: gateway_api::Problem = serde_json::from_str(body).unwrap();
        assert_eq!(problem.kind, gateway_api::ProblemKind::SlowDown);
    }
}
