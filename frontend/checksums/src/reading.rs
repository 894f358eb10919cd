//! Blobs, piece by piece, as streams: the browser fills them while what came of them is summed up.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ReadableStreamByobReader, ReadableStreamDefaultReader, ReadableStreamReadResult,
};

/// Taken of a blob by one stream, which is that of most parts.
const STREAM_BYTES: u32 = 16 << 20;

/// No stream has so much ready: Chromium 156 never ends a read whose room is smaller than what is. Only as much of it as
/// comes at once is ever written to.
const ROOM_BYTES: u32 = STREAM_BYTES + (64 << 10);

/// Kept from blob to blob: room that is new for every piece costs the kernel as much as all else here takes.
#[derive(Debug, Default)]
pub struct Reading {
    /// The browser's. It is handed over for each read, and comes back with its piece; where that failed, it is gone.
    room: RefCell<Option<ArrayBuffer>>,
    /// Ours, in which pieces are summed up.
    piece: RefCell<Vec<u8>>,
}

impl Reading {
    /// All of it, one blob at a time.
    pub async fn each_piece(
        &self,
        blob: &Blob,
        mut take: impl FnMut(&mut [u8]),
    ) -> Result<(), JsValue> {
        let mut at = 0.0;
        while at < blob.size() {
            let end = at + f64::from(STREAM_BYTES);
            self.stream(&blob.slice_with_f64_and_f64(at, end)?, &mut take).await?;
            at = end;
        }
        Ok(())
    }

    async fn stream(&self, blob: &Blob, take: &mut impl FnMut(&mut [u8])) -> Result<(), JsValue> {
        let stream = blob.stream();
        // Not every browser reads into room of ours.
        let Ok(reader) = ReadableStreamByobReader::new(&stream) else {
            let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
            while let (piece, false) = ended(reader.read()).await? {
                self.hand(&piece, take);
            }
            return Ok(());
        };
        let mut room = self.room.take().unwrap_or_else(|| ArrayBuffer::new(ROOM_BYTES));
        loop {
            let read = reader.read_with_array_buffer_view(&Uint8Array::new(&room));
            let (piece, is_end) = ended(read).await?;
            room = piece.dyn_ref::<Uint8Array>().ok_or(JsValue::UNDEFINED)?.buffer();
            if is_end {
                self.room.replace(Some(room));
                return Ok(());
            }
            self.hand(&piece, take);
        }
    }

    fn hand(&self, piece: &JsValue, take: &mut impl FnMut(&mut [u8])) {
        let piece: &Uint8Array = piece.unchecked_ref();
        let bytes = piece.length() as usize;
        let mut room = self.piece.borrow_mut();
        if room.len() < bytes {
            room.resize(bytes, 0);
        }
        let room = &mut room[..bytes];
        piece.copy_to(room);
        take(room);
    }
}

/// What was read, and whether that is the end.
async fn ended(read: js_sys::Promise) -> Result<(JsValue, bool), JsValue> {
    let read: ReadableStreamReadResult = JsFuture::from(read).await?.unchecked_into();
    Ok((read.get_value(), read.get_done() == Some(true)))
}
