//! One at a time where two at once would be in each other's way: whoever asks again meanwhile waits for the first to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::s3::names::{Bucket, Key};
use crate::s3::operation::UploadId;

type Turned = (Bucket, Key, UploadId);

/// Of the uploads that are being put together.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Turned, Weak<tokio::sync::Mutex<()>>>>);

/// Whoever holds it is alone with the upload.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "held")] OwnedMutexGuard<()>);

impl Turns {
    pub async fn take(&self, upload: Turned) -> Turn {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() != 0);
            let known = turns.get(&upload).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::default();
                turns.insert(upload, Arc::downgrade(&turn));
                turn
            })
        };
        Turn(turn.lock_owned().await)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::s3::names::{BucketName, InstanceId};

    fn upload(id: &str) -> Turned {
        let bucket = Bucket {
            instance: InstanceId::parse("minimal").unwrap(),
            name: BucketName::parse("b-1").unwrap(),
        };
        (bucket, Key::parse("k".to_owned()).unwrap(), UploadId::parse(id).unwrap())
    }

    #[tokio::test]
    async fn one_upload_is_one_turn_at_a_time_and_another_another() {
        let turns = Turns::default();
        let first = turns.take(upload("one")).await;
        assert!(turns.take(upload("one")).now_or_never().is_none());
        assert!(turns.take(upload("two")).now_or_never().is_some());
        drop(first);
        assert!(turns.take(upload("one")).now_or_never().is_some());
        drop(turns.take(upload("three")).await);
        assert_eq!(turns.0.lock().unwrap().len(), 1, "what is over is forgotten");
    }
}
