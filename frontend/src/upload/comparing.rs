//! Parts that arrived, compared with the file that somebody chose to go on: by checksums, computed in a web worker.

use gateway_api::ArrivedPart;
use web_sys::File;

use super::begun::Begun;
use super::fitting::{Fit, Measure, fit, measure};
use super::plan;
use super::queue::Target;
use super::runner::whole;
use super::source;
use crate::proof::Proof;

/// What came of it.
pub enum Compared {
    /// These parts are of the file; what is missing and what differs goes up again.
    Same(Box<Begun>),
    /// Nothing that arrived could be shown to be of this file.
    Other,
    /// The browser cannot read it.
    Unreadable,
}

/// Compares what arrived of the upload with the file; `hear` is told how many parts of how many are compared.
pub async fn compare(
    target: Target,
    upload: String,
    arrived: &[ArrivedPart],
    file: &File,
    hear: impl Fn(usize, usize),
) -> Compared {
    let bytes = whole(file.size());
    let Some(Fit { part_bytes, count, alike }) = fit(bytes, arrived) else {
        return Compared::Other;
    };
    let mut begun = Begun::new(upload, target, bytes, (part_bytes, count));
    let proof = Proof::default();
    let mut same = 0;
    for (compared, part) in alike.iter().enumerate() {
        hear(compared, alike.len());
        let Some(wanted) = measure(part) else { continue };
        let own = plan::part(bytes, part_bytes, part.part);
        let Some(blob) = source::slice(file, own.from, own.to) else {
            return Compared::Unreadable;
        };
        let Some(checksum) = proof.of(&blob).await else { return Compared::Unreadable };
        let is_same = match wanted {
            Measure::Crc64Nvme(wanted) => checksum == wanted,
            Measure::Md5(wanted) => proof.md5(&blob).await == Some(wanted),
        };
        if is_same {
            begun.store(part.part, part.etag.clone(), Some(checksum));
            same += 1;
        }
    }
    if same == 0 && !arrived.is_empty() {
        return Compared::Other;
    }
    Compared::Same(Box::new(begun))
}
