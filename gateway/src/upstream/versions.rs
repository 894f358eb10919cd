//! What a bucket holds beside its newest objects, and how it is removed for good.

use super::instance::Instance;
use super::objects::refusal;
use super::tries::Tries;
use super::{Error, Upstream};
use crate::policy::Permit;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{Deletion, ObjectVersion, Operation, VersionId};
use crate::s3::xml::{self, Refusal, UploadPage, VersionPage, fits_xml};

/// S3's own limit for one request.
const DELETED_VERSIONS_MAX: usize = 1000;

impl Upstream {
    /// [`Error::Unsupported`] where the upstream keeps no versions.
    pub async fn list_versions(&self, permit: &Permit) -> Result<VersionPage, Error> {
        let operation @ Operation::ListVersions { .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        xml::parse_versions(&document).map_err(|error| instance.unreadable(error))
    }

    /// [`Error::Unsupported`] where the upstream does not tell of unfinished uploads. What it tells beyond the prefix is
    /// left out, and a page that leads nowhere is the last.
    pub async fn list_uploads(&self, permit: &Permit) -> Result<UploadPage, Error> {
        let operation @ Operation::ListUploads { page: asked, .. } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        let document = instance.ask_document(operation).await?;
        let mut page = xml::parse_uploads(&document).map_err(|error| instance.unreadable(error))?;
        let below = page.uploads.into_iter().filter_map(|upload| upload.below(&asked.prefix));
        page.uploads = below.collect();
        page.next = page.next.filter(|next| Some(next) != asked.after.as_ref());
        Ok(page)
    }

    /// Removes up to 1,000 versions for good, and tells which it could not. An error means that nothing is known of
    /// any of them.
    pub async fn delete_versions(&self, permit: &Permit) -> Result<Vec<(Key, Refusal)>, Error> {
        let operation @ Operation::DeleteVersions { bucket, versions } = permit.operation() else {
            return Err(Error::WrongPermit);
        };
        let instance = self.instance(operation)?;
        if DELETED_VERSIONS_MAX < versions.len() {
            let what = "more than 1,000 deletions at once";
            return Err(Error::Unsupported { instance: instance.id.clone(), what });
        }
        let (together, alone): (Vec<_>, Vec<_>) = versions.iter().cloned().partition(|version| {
            fits_xml(&version.key) && instance.capabilities.keeps(&version.key)
        });
        let mut refused = instance.purge_together(bucket, together).await?;
        for version in alone {
            if let Err(refusal) = instance.purge_alone(bucket, &version).await {
                refused.push((version.key, refusal));
            }
        }
        Ok(refused)
    }
}

impl Instance {
    async fn purge_together(
        &self,
        bucket: &Bucket,
        versions: Vec<ObjectVersion>,
    ) -> Result<Vec<(Key, Refusal)>, Error> {
        if versions.is_empty() {
            return Ok(Vec::new());
        }
        let operation = Operation::DeleteVersions { bucket: bucket.clone(), versions };
        let mut tries = Tries::default();
        let document = loop {
            match self.ask_document(&operation).await {
                Err(error) if tries.again(&error).await => {}
                result => break result?,
            }
        };
        let refused = xml::parse_refused_versions(&document);
        let refused = refused.map_err(|error| self.unreadable(error))?;
        let known = refused.into_iter().filter_map(|(key, version, refusal)| {
            let gone = refusal.code == "NoSuchKey" || refusal.code == "NoSuchVersion";
            VersionId::parse(&version).filter(|_| !gone)?;
            Some((Key::parse(key).ok()?, refusal))
        });
        Ok(known.collect())
    }

    async fn purge_alone(&self, bucket: &Bucket, version: &ObjectVersion) -> Result<(), Refusal> {
        let operation = Operation::DeleteObject {
            bucket: bucket.clone(),
            key: version.key.clone(),
            deletion: Deletion::Version(version.id.clone()),
        };
        self.delete(&operation).await.map_err(|error| refusal(&error))
    }
}
