use gateway_api::{AccessKey, Grant, Grantee, Link};
use leptos::prelude::*;
use locales::text;

use super::loading::Loaded;
use crate::i18n::Words;
use crate::model::access_key::places;
use crate::model::shared::{Item, Kind, Used, seconds};
use crate::pages::sharing::words::{grantee_name, role_words};

/// Everything that was read, in the reader's words.
pub fn items(words: Words, loaded: Loaded) -> Vec<Item> {
    let mut items: Vec<Item> =
        loaded.grants.with(|grants| grants.iter().map(|grant| given(words, grant)).collect());
    loaded.links.with(|links| items.extend(links.iter().map(|made| link(words, made))));
    loaded.keys.with(|keys| {
        // Temporary ones end within hours, by themselves.
        let kept = keys.iter().filter(|key| !key.temporary);
        items.extend(kept.map(|made| key(words, made)));
    });
    items
}

fn given(words: Words, grant: &Grant) -> Item {
    let (role, _) = role_words(grant.role);
    let language = words.language();
    let lapsed = grant.lapsed.then(|| text::who_lapsed(language));
    let with = [grantee_name(words, &grant.to), lapsed.unwrap_or(role(language)).to_owned()];
    let public = grant.to == Grantee::Public;
    Item {
        kind: if public { Kind::Public } else { Kind::Grant },
        id: grant.id.to_string(),
        what: format!("{}/{}", grant.bucket, grant.prefix),
        with: with.join(text::separator(language)),
        instance: grant.instance.clone(),
        bucket: Some(grant.bucket.clone()),
        prefix: grant.prefix.clone(),
        address: String::new(),
        end: grant.until.as_deref().map(seconds),
        ended: grant.ends_in_seconds == Some(0),
        used: Used::NotCounted,
        made: seconds(&grant.created_at),
    }
}

fn link(words: Words, link: &Link) -> Item {
    let language = words.language();
    let opened = link.prefixes.iter().chain(&link.keys).map(|it| format!("{}/{it}", link.bucket));
    let opened = opened.collect::<Vec<_>>().join(", ");
    let named = [link.label.clone(), opened].into_iter().filter(|part| !part.is_empty());
    let arrived = (0 < link.files).then(|| text::share_link_arrived(language, link.files));
    let kind = if link.upload.is_some() { Kind::Request } else { Kind::Link };
    let with = [
        Some(text::shared_anyone(language).to_owned()),
        arrived.filter(|_| kind == Kind::Request),
        link.has_password.then(|| text::shared_password(language).to_owned()),
    ];
    Item {
        kind,
        id: link.id.clone(),
        what: named.collect::<Vec<_>>().join(text::separator(language)),
        with: with.into_iter().flatten().collect::<Vec<_>>().join(text::separator(language)),
        instance: link.instance.clone(),
        bucket: None,
        prefix: String::new(),
        address: link.url.clone(),
        end: link.expires_at.as_deref().map(seconds),
        ended: link.expires_in_seconds == Some(0),
        used: link.last_used_at.as_deref().map_or(Used::Never, |at| Used::At(seconds(at))),
        made: seconds(&link.created_at),
    }
}

fn key(words: Words, key: &AccessKey) -> Item {
    let language = words.language();
    let access = if key.read_only { text::read_only } else { text::key_read_write };
    let reach = match &key.buckets {
        None => text::shared_key_everything(language, &key.instance),
        Some(buckets) => places(buckets, key.object.as_deref()).join(", "),
    };
    // The key behind an address is called as its object.
    let presigned = key.object.is_some().then(|| text::key_presigned(language).to_owned());
    let name = presigned.unwrap_or_else(|| key.name.clone());
    let with = [text::shared_programs(language).to_owned(), access(language).to_owned()];
    Item {
        kind: Kind::Key,
        id: key.id.clone(),
        what: [name, reach].join(text::separator(language)),
        with: with.join(text::separator(language)),
        instance: key.instance.clone(),
        bucket: None,
        prefix: String::new(),
        address: String::new(),
        end: Some(seconds(&key.expires_at)),
        ended: key.expires_in_seconds == 0,
        used: key.last_used_at.as_deref().map_or(Used::Never, |at| Used::At(seconds(at))),
        made: seconds(&key.created_at),
    }
}
