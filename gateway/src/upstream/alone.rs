//! One at a time where two at once would be in each other's way: whoever asks again meanwhile waits for the first to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use crate::s3::names::{Bucket, Key};
use crate::s3::operation::UploadId;

type Upload = (Bucket, Key, UploadId);

/// Of the uploads that are being put together.
#[derive(Debug, Default)]
pub(super) struct Completing(Mutex<HashMap<Upload, Weak<tokio::sync::Mutex<()>>>>);

/// Whoever holds it is alone with the upload.
#[derive(Debug)]
pub struct Alone(#[expect(dead_code, reason = "held")] OwnedMutexGuard<()>);

impl Completing {
    pub async fn alone_with(&self, upload: Upload) -> Alone {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            locks.retain(|_, lock| lock.strong_count() != 0);
            let known = locks.get(&upload).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let lock = Arc::default();
                locks.insert(upload, Arc::downgrade(&lock));
                lock
            })
        };
        Alone(lock.lock_owned().await)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::s3::names::{BucketName, InstanceId};

    fn upload(id: &str) -> Upload {
        let bucket = Bucket {
            instance: InstanceId::parse("minimal").unwrap(),
            name: BucketName::parse("b-1").unwrap(),
        };
        (bucket, Key::parse("k".to_owned()).unwrap(), UploadId::parse(id).unwrap())
    }

    #[tokio::test]
    async fn who_is_alone_with_an_upload_is_so_until_the_end() {
        let completing = Completing::default();
        let first = completing.alone_with(upload("one")).await;
        assert!(completing.alone_with(upload("one")).now_or_never().is_none());
        assert!(completing.alone_with(upload("two")).now_or_never().is_some());
        drop(first);
        assert!(completing.alone_with(upload("one")).now_or_never().is_some());
        drop(completing.alone_with(upload("three")).await);
        assert_eq!(completing.0.lock().unwrap().len(), 1, "what is over is forgotten");
    }
}
