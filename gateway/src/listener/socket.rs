//! A connection's socket, which wakes whoever works on it from the runtime it is used on.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::{Handle, Id};

/// A socket that goes along with the work: one that stayed registered elsewhere would wake two threads for each piece.
#[derive(Debug)]
pub(super) struct Socket {
    /// `None` once a runtime would not take it.
    stream: Option<TcpStream>,
    home: Id,
}

impl Socket {
    /// Of the present runtime.
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: Some(stream), home: Handle::current().id() }
    }

    fn here(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let this = self.get_mut();
        let here = Handle::current().id();
        if this.home != here
            && let Some(stream) = this.stream.take()
        {
            this.stream = Some(TcpStream::from_std(stream.into_std()?)?);
            this.home = here;
        }
        this.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.here()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.here()?.poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.here()?.poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.here()?.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.here()?.poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::thread;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::runtime::{Builder, Runtime};
    use tokio::time::timeout;

    use super::*;

    #[test]
    fn it_goes_on_where_the_first_runtime_is_no_more() {
        let (near, far) = (runtime(), runtime());
        let (mut socket, peer) = near.block_on(pair());
        let mut peer = peer.into_std().unwrap();
        peer.write_all(b"one").unwrap();
        assert_eq!(near.block_on(read(&mut socket)), "one");
        drop(near);
        // What came while nobody was there to be woken is seen as well.
        peer.write_all(b"two").unwrap();
        far.block_on(async {
            assert_eq!(read(&mut socket).await, "two");
            socket.write_all(b"three").await.unwrap();
            socket.shutdown().await.unwrap();
        });
        peer.set_nonblocking(false).unwrap();
        let mut heard = String::new();
        peer.read_to_string(&mut heard).unwrap();
        assert_eq!(heard, "three");
    }

    #[test]
    fn who_waits_is_woken_where_it_waits() {
        let (near, far) = (runtime(), runtime());
        let (mut socket, peer) = near.block_on(pair());
        let mut peer = peer.into_std().unwrap();
        let early = async { timeout(Duration::ZERO, read(&mut socket)).await };
        assert!(far.block_on(early).is_err());
        // Nobody looks after the first runtime any more.
        let waiting = thread::spawn(move || far.block_on(read(&mut socket)));
        peer.write_all(b"now").unwrap();
        assert_eq!(waiting.join().unwrap(), "now");
    }

    async fn pair() -> (Socket, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        (Socket::new(stream), peer)
    }

    async fn read(socket: &mut Socket) -> String {
        let mut bytes = [0; 16];
        let length = socket.read(&mut bytes).await.unwrap();
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    }

    fn runtime() -> Runtime {
        Builder::new_current_thread().enable_all().build().unwrap()
    }
}
