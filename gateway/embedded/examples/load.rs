//! A client that costs little itself, for benchmarks: `load ADDRESS CONNECTIONS SECONDS BODY_BYTES < HEADS` sends the same
//! requests again and again, as they are, and prints one line of JSON: how many were answered, what was moved of bodies
//! (also of what was under way at the end), and how long they took. HEADS are heads of requests (one a connection, in
//! turn), divided by NUL; `{md5}` and `{crc64nvme}` in them stand for those of the body, in base64. Any other answer than a
//! success ends it.

use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use md5::{Digest as _, Md5};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const BUFFER_BYTES: usize = 256 * 1024;
const FILLED_WITH: u8 = b'x';

struct Errand {
    address: String,
    ends: Instant,
    /// Sent after each head.
    body_bytes: usize,
}

#[derive(Default)]
struct Tally {
    /// Bytes of bodies, of what was asked and of what was answered, ended or not.
    moved: u64,
    microseconds: Vec<u32>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name: &str| arguments.next().ok_or_else(|| format!("{name} is missing"));
    let address = next("ADDRESS")?;
    let connections: usize = next("CONNECTIONS")?.parse()?;
    let seconds: f64 = next("SECONDS")?.parse()?;
    let body_bytes = next("BODY_BYTES")?.parse()?;
    let mut heads = String::new();
    std::io::stdin().read_to_string(&mut heads)?;
    let heads = with_sums(&heads, body_bytes);
    let heads: Vec<String> = heads.split('\0').map(str::to_owned).collect();

    let began = Instant::now();
    let ends = began + Duration::from_secs_f64(seconds);
    let errand = Arc::new(Errand { address, ends, body_bytes });
    let tasks: Vec<_> = (0..connections)
        .map(|number| {
            let head = heads[number % heads.len()].clone();
            tokio::spawn(repeat(Arc::clone(&errand), head))
        })
        .collect();
    let mut all = Tally::default();
    for task in tasks {
        let tally = task.await??;
        all.moved += tally.moved;
        all.microseconds.extend(tally.microseconds);
    }
    tell(all, began.elapsed());
    Ok(())
}

/// Computed once: what is measured is who receives.
fn with_sums(heads: &str, body_bytes: usize) -> String {
    let piece = vec![FILLED_WITH; body_bytes.min(BUFFER_BYTES)];
    let (mut md5, mut crc) = (Md5::new(), crc_fast::Digest::new(CrcAlgorithm::Crc64Nvme));
    let mut left = body_bytes;
    while left > 0 {
        let part = &piece[..left.min(piece.len())];
        md5.update(part);
        crc.update(part);
        left -= part.len();
    }
    heads
        .replace("{md5}", &STANDARD.encode(md5.finalize()))
        .replace("{crc64nvme}", &STANDARD.encode(crc.finalize().to_be_bytes()))
}

/// One connection: request after request, until it is time. What is under way then is no request, but its bytes count.
async fn repeat(errand: Arc<Errand>, head: String) -> Result<Tally, Failure> {
    let mut stream = TcpStream::connect(&errand.address).await?;
    stream.set_nodelay(true)?;
    let body = vec![FILLED_WITH; errand.body_bytes.min(BUFFER_BYTES)];
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut tally = Tally::default();
    let ends = tokio::time::Instant::from_std(errand.ends);
    loop {
        let began = Instant::now();
        let asking =
            ask(&mut stream, &head, &body, errand.body_bytes, &mut buffer, &mut tally.moved);
        let Ok(answered) = tokio::time::timeout_at(ends, asking).await else { return Ok(tally) };
        answered?;
        if errand.ends <= Instant::now() {
            return Ok(tally);
        }
        tally.microseconds.push(u32::try_from(began.elapsed().as_micros())?);
    }
}

/// Sends one request and reads its answer to the end.
async fn ask(
    stream: &mut TcpStream,
    head: &str,
    body: &[u8],
    body_bytes: usize,
    buffer: &mut [u8],
    moved: &mut u64,
) -> Result<(), Failure> {
    if body_bytes <= body.len() {
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        *moved += body_bytes as u64;
    } else {
        stream.write_all(head.as_bytes()).await?;
        let mut left = body_bytes;
        while left > 0 {
            let part = &body[..left.min(body.len())];
            stream.write_all(part).await?;
            left -= part.len();
            *moved += part.len() as u64;
        }
    }
    let mut filled = 0;
    let head_end = loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Err("the connection ended".into());
        }
        filled += read;
        if let Some(end) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let answer = std::str::from_utf8(&buffer[..head_end])?.to_ascii_lowercase();
    if !answer.starts_with("http/1.1 2") {
        return Err(String::from_utf8_lossy(&buffer[..filled]).into_owned().into());
    }
    if head.starts_with("HEAD ") || answer.starts_with("http/1.1 204") {
        return Ok(());
    }
    *moved += (filled - head_end) as u64;
    let field = |name: &str| answer.lines().find_map(|line| line.strip_prefix(name));
    if let Some(length) = field("content-length:") {
        let length: u64 = length.trim().parse()?;
        let mut left = length.checked_sub((filled - head_end) as u64).ok_or("too many bytes")?;
        while left > 0 {
            match stream.read(buffer).await? as u64 {
                0 => return Err("the body ended early".into()),
                read => {
                    *moved += read;
                    left = left.checked_sub(read).ok_or("too many bytes")?;
                }
            }
        }
        return Ok(());
    }
    // Chunks: the last one is empty, and comes last of all.
    let mut tail = last_five(&[], &buffer[head_end..filled]);
    while tail != b"0\r\n\r\n" {
        let read = stream.read(buffer).await?;
        if read == 0 {
            return Err("the body ended early".into());
        }
        *moved += read as u64;
        tail = last_five(&tail, &buffer[..read]);
    }
    Ok(())
}

fn last_five(before: &[u8], now: &[u8]) -> Vec<u8> {
    let kept = [before, &now[now.len().saturating_sub(5)..]].concat();
    kept[kept.len().saturating_sub(5)..].to_vec()
}

#[expect(clippy::print_stdout, reason = "whoever started it reads this line")]
fn tell(mut all: Tally, took: Duration) {
    all.microseconds.sort_unstable();
    let count = all.microseconds.len();
    let at = |percent: usize| all.microseconds.get(count * percent / 100).copied().unwrap_or(0);
    println!(
        "{{\"requests\":{count},\"moved\":{},\"seconds\":{},\"median_us\":{},\"p99_us\":{}}}",
        all.moved,
        took.as_secs_f64(),
        at(50),
        at(99)
    );
}
