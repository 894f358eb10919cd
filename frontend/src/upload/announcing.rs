//! With which checksum each instance is announced what goes up: asked once, with the first file.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Shared};

use crate::gateway::{self, Checksum};
use crate::proof::Sums;

/// The instances that are told an MD5; `None` where they could not be asked about.
type OfMd5 = Shared<LocalBoxFuture<'static, Option<Rc<[String]>>>>;

#[derive(Clone, Default)]
pub struct Announcing(Rc<RefCell<Option<OfMd5>>>);

impl Announcing {
    /// Where nobody says so, any gateway takes the other one.
    pub async fn wants_md5(&self, instance: &str) -> bool {
        let asked = self.0.borrow_mut().get_or_insert_with(|| ask().boxed_local().shared()).clone();
        let Some(of_md5) = asked.await else {
            // Asked again with the next file.
            self.0.take();
            return false;
        };
        of_md5.iter().any(|id| id == instance)
    }
}

/// One of them: where the storage compares an MD5, another checksum would only be one more to compute on the way.
pub fn announced(sums: &Sums) -> Checksum<'_> {
    match &sums.md5 {
        Some(md5) => Checksum::Md5(md5),
        None => Checksum::Crc64nvme(&sums.crc64nvme),
    }
}

async fn ask() -> Option<Rc<[String]>> {
    Some(gateway::instances_of_md5().await.ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_checksum_is_announced() {
        let sums = Sums { crc64nvme: "rosUhgp5mIg=".to_owned(), md5: None };
        assert_eq!(announced(&sums), Checksum::Crc64nvme("rosUhgp5mIg="));
        let sums = Sums { md5: Some("JfnnlDI7RTiF9RgfGNJS4g==".to_owned()), ..sums };
        assert_eq!(announced(&sums), Checksum::Md5("JfnnlDI7RTiF9RgfGNJS4g=="));
    }
}
