//! A zip beyond what 32 bits count, as it comes through the gateway.

use std::io::{Read, Result, Seek, SeekFrom};

use crc_fast::{CrcAlgorithm, Digest};
use http::Method;
use http_body_util::BodyExt as _;
use zip::ZipArchive;

use super::{prepared, selection};
use crate::house::House;
use crate::synthetic::{Reads, Synthetic};

const HUGE_BYTES: u64 = 5 << 30;
const KEPT_BYTES: usize = 64 * 1024;

/// An archive of which only beginning and end are kept; between them are zeros, as in what it holds.
#[derive(Default)]
struct Ends {
    begin: Vec<u8>,
    end: Vec<u8>,
    length: u64,
    position: u64,
}

impl Ends {
    fn push(&mut self, piece: &[u8]) {
        let room = (KEPT_BYTES - self.begin.len()).min(piece.len());
        self.begin.extend_from_slice(&piece[..room]);
        self.end.extend_from_slice(piece);
        if self.end.len() > 64 * KEPT_BYTES {
            self.end.drain(..self.end.len() - KEPT_BYTES);
        }
        self.length += piece.len() as u64;
    }
}

impl Read for Ends {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.length - self.position).unwrap_or(usize::MAX);
        let count = into.len().min(left);
        let end_begins = self.length - self.end.len() as u64;
        for (at, byte) in (self.position..).zip(&mut into[..count]) {
            *byte = match at.checked_sub(end_begins) {
                Some(at) => self.end[usize::try_from(at).unwrap()],
                None => usize::try_from(at)
                    .ok()
                    .and_then(|at| self.begin.get(at))
                    .map_or(0, |byte| *byte),
            };
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Ends {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.position = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.length.checked_add_signed(back).unwrap(),
            SeekFrom::Current(by) => self.position.checked_add_signed(by).unwrap(),
        };
        Ok(self.position)
    }
}

fn checksum_of_zeros(mut bytes: u64) -> u32 {
    let zeros = vec![0; 1 << 20];
    let mut digest = Digest::new(CrcAlgorithm::Crc32IsoHdlc);
    while bytes > 0 {
        let count = usize::try_from(bytes).unwrap_or(usize::MAX).min(zeros.len());
        digest.update(&zeros[..count]);
        bytes -= count as u64;
    }
    u32::try_from(digest.finalize()).unwrap()
}

#[tokio::test]
async fn a_file_of_5_gib_and_what_comes_after_it_are_found_where_the_directory_says() {
    let mut house = House::start().await;
    let alice = house.alice().await;
    let storage = Synthetic::default();
    let sizes = [("a-small", 10), ("b-huge", HUGE_BYTES), ("c-after", 2_000), ("d-empty", 0)];
    for (key, size) in sizes {
        storage.add(key, size, Reads::Well);
    }
    house.minimal.be_replaced_by(storage.router()).await;
    let archive = prepared(&alice, &selection(&[], &[""], "")).await;
    let url = archive["url"].as_str().unwrap();
    let mut body = alice.open(Method::GET, url, &[], "").await.unwrap().into_body();
    let mut ends = Ends::default();
    while let Some(frame) = body.frame().await {
        ends.push(frame.unwrap().data_ref().unwrap());
    }
    assert_eq!(ends.length, archive["size"].as_u64().unwrap());

    let mut archive = ZipArchive::new(ends).unwrap();
    assert_eq!(archive.len(), sizes.len());
    for (number, (key, size)) in sizes.into_iter().enumerate() {
        let mut file = archive.by_index(number).unwrap();
        assert_eq!((file.name(), file.size(), file.compressed_size()), (key, size, size));
        assert_eq!(file.crc32(), checksum_of_zeros(size), "{key}");
        assert_eq!(file.header_start() > u64::from(u32::MAX), number > 1, "{key}");
        if size < HUGE_BYTES {
            // Reading to the end compares the checksum.
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            assert_eq!(content, vec![0; usize::try_from(size).unwrap()], "{key}");
        }
    }
}
