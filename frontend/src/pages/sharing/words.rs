//! What roles, grantees and ends are called.

use gateway_api::{Grant, Grantee, Role};
use locales::{Language, text};

use crate::components::Icon;
use crate::i18n::{Words, date_time};

/// A role, and what it means in a sentence.
pub type RoleWords = (fn(Language) -> &'static str, fn(Language) -> &'static str);

/// Roles that are given, as they are offered.
pub const ROLES_GIVEN: [Role; 3] = [Role::Viewer, Role::Contributor, Role::Uploader];

pub fn role_words(role: Role) -> RoleWords {
    match role {
        Role::Uploader => (text::role_uploader, text::role_uploader_hint),
        Role::Viewer => (text::role_viewer, text::role_viewer_hint),
        Role::Contributor => (text::role_contributor, text::role_contributor_hint),
        Role::Manager => (text::role_manager, text::role_manager_hint),
    }
}

pub fn grantee_name(words: Words, to: &Grantee) -> String {
    match to {
        Grantee::Person(somebody) => somebody.name.clone(),
        Grantee::Email { address } => address.clone(),
        Grantee::Team { name, .. } => words.localized(name),
        Grantee::Everyone => text::share_to_everyone(words.language()).to_owned(),
        Grantee::Public => text::share_to_public(words.language()).to_owned(),
    }
}

pub fn grantee_icon(to: &Grantee) -> Icon {
    match to {
        Grantee::Person(_) => Icon::Person,
        Grantee::Team { .. } | Grantee::Everyone => Icon::People,
        Grantee::Email { .. } => Icon::Mail,
        Grantee::Public => Icon::Globe,
    }
}

/// Until when, or that it is over; `None` where it lasts until it is taken back.
pub fn end_words(language: Language, grant: &Grant) -> Option<String> {
    let moment = date_time(language, grant.until.as_ref()?);
    let over = grant.ends_in_seconds == Some(0);
    Some(if over { text::who_ended(language, &moment) } else { text::who_until(language, &moment) })
}

/// What a row, a step of the breadcrumb or the folder itself says of what was given of it.
pub fn mark_words(words: Words, grants: &[&Grant]) -> String {
    let language = words.language();
    match grants {
        [] => text::mark_inside(language).to_owned(),
        [grant] => text::mark_shared(language, &grantee_name(words, &grant.to)),
        grants => text::mark_shared_many(language, grants.len() as u64),
    }
}
