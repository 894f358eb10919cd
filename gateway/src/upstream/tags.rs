//! Tags of objects.

use super::instance::Instance;
use super::{Error, Upstream};
use crate::policy::Permit;
use crate::s3::operation::{Operation, Tags};
use crate::s3::xml;

impl Upstream {
    /// [`Error::Unsupported`] where the upstream has no tags.
    pub async fn tags(&self, permit: &Permit) -> Result<Tags, Error> {
        let operation @ Operation::GetTags { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.tags(operation).await
    }

    /// Replaces all of them; [`Error::Unsupported`] where the upstream has no tags.
    pub async fn put_tags(&self, permit: &Permit) -> Result<(), Error> {
        let operation @ Operation::PutTags { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        self.instance(operation)?.ask(operation).await.map(|_| ())
    }
}

impl Instance {
    pub(super) async fn tags(&self, operation: &Operation) -> Result<Tags, Error> {
        match self.ask_document(operation).await {
            Ok(document) => xml::parse_tags(&document).map_err(|error| self.unreadable(error)),
            // Some servers have a word for there being none.
            Err(Error::Refused { code, .. }) if code == "NoSuchTagSet" => Ok(Tags::new()),
            Err(error) => Err(error),
        }
    }
}
