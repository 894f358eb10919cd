//! Making links, and changing them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway_api::{
    LINK_DOWNLOADS_MAX, LINK_ITEMS_MAX, LINK_LABEL_CHARACTERS_MAX, LINK_MESSAGE_CHARACTERS_MAX,
    LINK_PASSWORD_CHARACTERS_MAX, LINK_PASSWORD_CHARACTERS_MIN, UploadTerms,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::{ADDRESS_BYTES, Error, Links, password};
use crate::database::{Fingerprint, LinkChange, LinkFace, LinkRecord, NewLink};
use crate::policy::{Items, LinkId, PersonId};
use crate::s3::names::Bucket;
use crate::sealing::{self, Purpose};

/// Shorter ones would end before they arrive.
const LIFE_MIN: SignedDuration = SignedDuration::from_hours(1);

/// Kinds of files that an upload request names.
const ENDINGS_MAX: usize = 20;
const ENDING_CHARACTERS_MAX: usize = 20;

/// What a new link is to be.
#[derive(Debug)]
pub struct LinkWish {
    pub sharer: PersonId,
    pub bucket: Bucket,
    pub items: Items,
    /// An upload request.
    pub upload: Option<UploadTerms>,
    pub face: LinkFace,
    pub password: Option<SecretString>,
    /// `None`: it lasts until it is taken back.
    pub life: Option<SignedDuration>,
}

/// What is to be different of a link; what is `None` stays.
#[derive(Debug, Default)]
pub struct NewTerms {
    pub face: Option<LinkFace>,
    pub life: Option<Option<SignedDuration>>,
    pub password: Option<Option<SecretString>>,
}

/// Why a link was not made or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    #[error("a link opens 1 to {LINK_ITEMS_MAX} objects and folders")]
    Items,
    #[error(
        "a label has at most {LINK_LABEL_CHARACTERS_MAX} characters, without control characters"
    )]
    Label,
    #[error("a message has at most {LINK_MESSAGE_CHARACTERS_MAX} characters")]
    Message,
    #[error("the link must live for 1 hour to {days} days")]
    Life { days: i64 },
    #[error("a link must end")]
    Endless,
    #[error(
        "a password has {LINK_PASSWORD_CHARACTERS_MIN} to {LINK_PASSWORD_CHARACTERS_MAX} characters"
    )]
    Password,
    #[error(
        "downloads are limited to 1 to {LINK_DOWNLOADS_MAX}, and not of a link that only shows"
    )]
    Downloads,
    #[error(
        "an upload request goes to one folder, takes at least one file, and opens nothing: at most \
         {ENDINGS_MAX} endings of {ENDING_CHARACTERS_MAX} letters and digits"
    )]
    Upload,
    #[error("a person may give out no more links")]
    TooMany,
}

impl Links {
    /// Makes a link. Whether its sharer may share this is not asked here, and its items were checked before.
    pub async fn make(&self, wish: LinkWish, now: Timestamp) -> Result<LinkRecord, Error> {
        let LinkWish { sharer, bucket, items, upload, face, password, life } = wish;
        check_upload(upload.as_ref(), &items, &face)?;
        check_face(&face)?;
        let expires_at = self.end(life, now)?;
        let password = match password {
            Some(password) => Some(hashed(password).await?),
            None => None,
        };
        let address = URL_SAFE_NO_PAD.encode(sealing::random_bytes::<ADDRESS_BYTES>()?);
        let address_hash = Fingerprint::of(&address);
        let link = NewLink {
            address_hash,
            address: self.0.sealing_key.seal(
                Purpose::LinkAddress,
                address_hash.as_bytes(),
                address.as_bytes(),
            )?,
            sharer,
            bucket,
            items,
            upload,
            face,
            password,
            created_at: now,
            expires_at,
        };
        Ok(self.0.database.record_link(link).await?.ok_or(LinkFault::TooMany)?)
    }

    /// Changes a link of this person's; `None` when it is not there.
    pub async fn change(
        &self,
        sharer: PersonId,
        id: LinkId,
        terms: NewTerms,
        now: Timestamp,
    ) -> Result<Option<LinkRecord>, Error> {
        let NewTerms { face, life, password } = terms;
        if let Some(face) = &face {
            check_face(face)?;
        }
        let expires_at = life.map(|life| self.end(life, now)).transpose()?;
        let password = match password {
            Some(Some(password)) => Some(Some(hashed(password).await?)),
            Some(None) => Some(None),
            None => None,
        };
        let change = LinkChange { face, expires_at, password };
        Ok(self.0.database.change_link(sharer, id, change).await?)
    }

    fn end(
        &self,
        life: Option<SignedDuration>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, LinkFault> {
        let rules = self.0.rules;
        match life {
            None if rules.without_end => Ok(None),
            None => Err(LinkFault::Endless),
            Some(life) if (LIFE_MIN..=rules.life_max).contains(&life) => {
                Ok(Some(now.saturating_add(life).unwrap_or(Timestamp::MAX)))
            }
            Some(_) => Err(LinkFault::Life { days: rules.life_max.as_hours() / 24 }),
        }
    }
}

/// Whether a link can open so many things.
pub fn check_items(items: &Items) -> Result<(), LinkFault> {
    match items {
        Items::WholeBucket => Ok(()),
        Items::These { keys, prefixes } => {
            let count = keys.len() + prefixes.len();
            if (1..=LINK_ITEMS_MAX).contains(&count) { Ok(()) } else { Err(LinkFault::Items) }
        }
    }
}

fn check_face(face: &LinkFace) -> Result<(), LinkFault> {
    let LinkFace { label, message_en, message_fr, view_only, downloads_max } = face;
    if label.chars().count() > LINK_LABEL_CHARACTERS_MAX || label.chars().any(char::is_control) {
        return Err(LinkFault::Label);
    }
    if [message_en, message_fr]
        .into_iter()
        .any(|message| message.chars().count() > LINK_MESSAGE_CHARACTERS_MAX)
    {
        return Err(LinkFault::Message);
    }
    match downloads_max {
        Some(_) if *view_only => Err(LinkFault::Downloads),
        Some(downloads) if !(1..=LINK_DOWNLOADS_MAX).contains(downloads) => {
            Err(LinkFault::Downloads)
        }
        _ => Ok(()),
    }
}

/// Whether an upload request can be so: of one folder, taking something in, and opening nothing.
pub fn check_upload(
    upload: Option<&UploadTerms>,
    items: &Items,
    face: &LinkFace,
) -> Result<(), LinkFault> {
    let Some(terms) = upload else { return Ok(()) };
    let one_folder = match items {
        Items::WholeBucket => true,
        Items::These { keys, prefixes } => keys.is_empty() && prefixes.len() == 1,
    };
    let ending = |ending: &String| {
        (1..=ENDING_CHARACTERS_MAX).contains(&ending.chars().count())
            && ending.chars().all(char::is_alphanumeric)
    };
    let some =
        terms.files_max != Some(0) && terms.bytes_max != Some(0) && terms.file_bytes_max != Some(0);
    let opens = face.view_only || face.downloads_max.is_some();
    let named = terms.endings.len() <= ENDINGS_MAX && terms.endings.iter().all(ending);
    if one_folder && some && named && !opens { Ok(()) } else { Err(LinkFault::Upload) }
}

async fn hashed(password: SecretString) -> Result<String, Error> {
    let characters = password.expose_secret().chars().count();
    if !(LINK_PASSWORD_CHARACTERS_MIN..=LINK_PASSWORD_CHARACTERS_MAX).contains(&characters) {
        return Err(LinkFault::Password.into());
    }
    password::hash(password).await
}
