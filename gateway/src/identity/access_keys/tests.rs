use jiff::ToSpan;
use tempfile::TempDir;

use super::*;
use crate::database::{AccessKeyRecord, Binding, KeyChange, NewAccessKey, NewPerson, Profile};
use crate::policy::{Handle, KeyScope, PersonId, Reach, TeamName};
use crate::s3::names::InstanceId;

const ISSUER: &str = "https://id.example";
const AGE_DAYS: i64 = 30;
const LIFE_DAYS: i64 = 100;

struct World {
    keys: AccessKeys,
    database: Database,
    owner: PersonId,
    _folder: TempDir,
}

fn at(days: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + (days * 24).hours()
}

fn handle() -> Handle {
    Handle::parse("anne.roy").unwrap()
}

impl World {
    /// Somebody whom only the operator knows.
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
        let person = NewPerson {
            handle: handle(),
            name: "Anne Roy".to_owned(),
            issuer: ISSUER.to_owned(),
            subject: "1".to_owned(),
        };
        let owner = database.add_person(person).await.unwrap().person.id;
        let days = |days| SignedDuration::from_hours(24 * days);
        let rules = KeyRules {
            life_max: days(LIFE_DAYS),
            temporary_seconds_max: 43_200,
            groups_max_age: days(AGE_DAYS),
        };
        let keys = AccessKeys::new(database.clone(), SealingKey::random().unwrap(), rules);
        Self { keys, database, owner, _folder: folder }
    }

    fn wish(&self) -> Wish {
        Wish {
            owner: self.owner.into(),
            made_by: None,
            name: "nightly".to_owned(),
            scope: KeyScope {
                instance: InstanceId::parse("minimal").unwrap(),
                reach: Reach::Everything,
                read_only: false,
            },
            sources: Vec::new(),
            expires_at: at(100),
        }
    }

    async fn make(&self) -> (AccessKeyRecord, SecretString) {
        let MadeKey { record, secret } = self.keys.make(self.wish(), at(0)).await.unwrap();
        (record, secret)
    }

    async fn refused(&self, wish: Wish) -> KeyFault {
        match self.keys.make(wish, at(1)).await {
            Err(Error::AccessKey(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    async fn find(&self, id: &AccessKeyId, now: Timestamp) -> Option<Credential> {
        self.keys.find(id.as_str(), now).await.unwrap()
    }

    async fn change(&self, id: &AccessKeyId, change: KeyChange) -> Option<AccessKeyRecord> {
        self.database.change_access_key(Some(self.owner.into()), id, change, at(1)).await.unwrap()
    }

    async fn sign_in(&self, groups: Option<&[&str]>, now: Timestamp) {
        let profile = Profile {
            name: None,
            email: None,
            groups: groups.unwrap_or_default().iter().map(ToString::to_string).collect(),
            groups_confirmed: groups.is_some(),
        };
        self.database.sign_in(ISSUER, "1", &handle(), profile, now).await.unwrap();
    }
}

fn groups(credential: Option<Credential>) -> Vec<String> {
    credential.unwrap().caller.person().unwrap().groups.clone()
}

#[tokio::test]
async fn a_key_is_found_with_its_secret_its_owner_and_its_scope() {
    let world = World::new().await;
    let (record, secret) = world.make().await;
    let found = world.find(&record.id, at(1)).await.unwrap();
    assert_eq!(world.keys.open(&found).unwrap().expose_secret(), secret.expose_secret());
    let Caller::AccessKey(key) = &found.caller else { panic!("{found:?}") };
    assert_eq!((&key.id, &key.scope), (&record.id, &record.scope));
    assert_eq!(key.owner.name(), handle().as_str());
    assert!(found.accepts(None) && !found.accepts(Some("token")));
    assert!(!format!("{found:?}").contains(secret.expose_secret()));
}

#[tokio::test]
async fn a_secret_is_forty_letters_and_digits_and_never_the_same() {
    let world = World::new().await;
    let ((first, secret), (second, other)) = (world.make().await, world.make().await);
    assert_ne!(first.id, second.id);
    assert_ne!(secret.expose_secret(), other.expose_secret());
    for secret in [secret, other] {
        let text = secret.expose_secret();
        assert!(text.len() == 40 && text.bytes().all(|b| b.is_ascii_alphanumeric()), "{text}");
    }
}

#[tokio::test]
async fn what_was_never_made_is_not_found() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    let other = AccessKeyId::from_random([9; 12]);
    for text in [other.as_str(), &record.id.as_str()[..19], "AKIAIOSFODNN7EXAMPLE", ""] {
        assert!(world.keys.find(text, at(1)).await.unwrap().is_none(), "{text}");
    }
}

#[tokio::test]
async fn a_key_is_good_until_it_expires_and_again_when_it_is_renewed() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    assert!(world.find(&record.id, at(99)).await.is_some());
    assert!(world.find(&record.id, at(100)).await.is_none());
    world.change(&record.id, KeyChange::Renew { expires_at: at(200) }).await.unwrap();
    assert!(world.find(&record.id, at(100)).await.is_some());
}

#[tokio::test]
async fn a_disabled_key_sleeps_and_a_revoked_one_is_gone() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    world.change(&record.id, KeyChange::Disable).await.unwrap();
    assert!(world.find(&record.id, at(1)).await.is_none());
    world.change(&record.id, KeyChange::Enable).await.unwrap();
    assert!(world.find(&record.id, at(1)).await.is_some());
    world.change(&record.id, KeyChange::Revoke).await.unwrap();
    assert!(world.find(&record.id, at(1)).await.is_none());
    for change in [KeyChange::Enable, KeyChange::Renew { expires_at: at(200) }] {
        assert_eq!(world.change(&record.id, change).await, None);
    }
    assert!(world.find(&record.id, at(1)).await.is_none());
}

#[tokio::test]
async fn the_keys_of_somebody_who_is_shut_out_end_for_good() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    assert_eq!(world.database.disable_person(&handle()).await.unwrap().access_keys, 1);
    assert!(world.find(&record.id, at(1)).await.is_none());
    assert_eq!(world.refused(world.wish()).await, KeyFault::OwnerDisabled);
    world.database.enable_person(&handle()).await.unwrap();
    assert!(world.find(&record.id, at(1)).await.is_none());
}

#[tokio::test]
async fn groups_count_as_they_are_at_each_request() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    world.sign_in(Some(&["prices"]), at(1)).await;
    assert_eq!(groups(world.find(&record.id, at(1)).await), ["prices"]);
    world.sign_in(Some(&[]), at(1)).await;
    assert_eq!(groups(world.find(&record.id, at(1)).await), Vec::<String>::new());
}

#[tokio::test]
async fn a_key_pauses_when_nobody_vouches_for_its_owner_any_more() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    // Whom only the operator knows, only the operator shuts out.
    assert!(world.find(&record.id, at(90)).await.is_some());
    world.sign_in(Some(&["prices"]), at(10)).await;
    assert!(world.find(&record.id, at(10 + AGE_DAYS)).await.is_some());
    assert!(world.find(&record.id, at(11 + AGE_DAYS)).await.is_none());
    world.sign_in(Some(&["prices"]), at(50)).await;
    assert!(world.find(&record.id, at(51)).await.is_some());
    // Groups that were confirmed once must be confirmed again: a provider that falls silent vouches for nothing.
    world.sign_in(None, at(80)).await;
    assert!(world.find(&record.id, at(81)).await.is_none());
}

#[tokio::test]
async fn a_provider_that_never_names_groups_vouches_by_letting_people_in() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    world.sign_in(None, at(10)).await;
    assert!(world.find(&record.id, at(10 + AGE_DAYS)).await.is_some());
    assert!(world.find(&record.id, at(11 + AGE_DAYS)).await.is_none());
}

#[tokio::test]
async fn a_key_bound_to_networks_is_admitted_from_there_only() {
    let world = World::new().await;
    let sources = ["10.0.0.0/8", "2001:db8::/32"].map(|text| Network::parse(text).unwrap());
    let wish = Wish { sources: sources.to_vec(), ..world.wish() };
    let MadeKey { record, .. } = world.keys.make(wish, at(0)).await.unwrap();
    let found = world.find(&record.id, at(1)).await.unwrap();
    let check = |address: &str, expected: bool| {
        assert_eq!(found.admits(address.parse().unwrap()), expected, "{address}");
    };
    check("10.1.2.3", true);
    check("::ffff:10.1.2.3", true);
    check("2001:db8::1", true);
    check("11.1.2.3", false);
    check("::1", false);
}

#[tokio::test]
async fn a_use_is_recorded_once_a_minute() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    let from = |text: &str| text.parse::<IpAddr>().unwrap();
    let used = async |seconds: i64, address: &str| {
        let now = at(1) + seconds.seconds();
        let found = world.find(&record.id, now).await.unwrap();
        world.keys.used(&found, from(address), now);
        world.keys.record_uses().await;
        world.database.access_keys_of(world.owner).await.unwrap()[0].last_used
    };
    let first = Some((at(1), from("203.0.113.9")));
    assert_eq!(used(0, "::ffff:203.0.113.9").await, first);
    assert_eq!(used(59, "198.51.100.7").await, first);
    let later = Some((at(1) + 60.seconds(), from("198.51.100.7")));
    assert_eq!(used(60, "198.51.100.7").await, later);
}

#[tokio::test]
async fn a_secret_that_was_moved_to_another_record_does_not_open() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    let sealed = world.keys.0.sealing_key.seal(Purpose::AccessKey, b"another", b"secret").unwrap();
    let id = AccessKeyId::from_random([9; 12]);
    let moved = NewAccessKey {
        id: id.clone(),
        owner: world.owner.into(),
        made_by: None,
        name: record.name,
        scope: record.scope,
        sources: Vec::new(),
        secret: sealed,
        session_token: None,
        groups_max: None,
        created_at: at(0),
        expires_at: at(100),
    };
    world.database.record_access_key(moved).await.unwrap();
    let found = world.find(&id, at(1)).await.unwrap();
    let refused = world.keys.open(&found).unwrap_err();
    assert!(matches!(refused, Error::Sealing(sealing::Error::Tampered)), "{refused:?}");
}

#[tokio::test]
async fn a_temporary_key_needs_its_token() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    let mut found = world.find(&record.id, at(1)).await.unwrap();
    found.session_token = Some(Fingerprint::of("token"));
    assert!(found.accepts(Some("token")));
    assert!(!found.accepts(Some("other")) && !found.accepts(None));
}

#[tokio::test]
async fn a_temporary_key_ends_by_itself_to_the_second() {
    let world = World::new().await;
    let Wish { owner, made_by, name, scope, sources, .. } = world.wish();
    let wish = TemporaryWish { owner, made_by, name, scope, sources, groups: None, seconds: 900 };
    let TemporaryKey { record, session_token, .. } = world.keys.issue(wish, at(1)).await.unwrap();
    let end = at(1) + 900.seconds();
    assert_eq!(record.expires_at, end);
    for now in [at(1), end - 1.seconds()] {
        let found = world.find(&record.id, now).await.unwrap();
        assert!(found.accepts(Some(session_token.expose_secret())) && !found.accepts(None));
    }
    for now in [end, end + 1.seconds(), at(LIFE_DAYS)] {
        assert!(world.find(&record.id, now).await.is_none(), "{now}");
    }
}

#[tokio::test]
async fn a_wish_without_a_name_an_end_or_a_bucket_is_refused() {
    let world = World::new().await;
    let named = |name: &str| Wish { name: name.to_owned(), ..world.wish() };
    for name in ["", "  ", "a\nb", &"é".repeat(101)] {
        assert_eq!(world.refused(named(name)).await, KeyFault::Name, "{name}");
    }
    for end in [at(0), at(1), at(2 + LIFE_DAYS)] {
        let wish = Wish { expires_at: end, ..world.wish() };
        assert_eq!(world.refused(wish).await, KeyFault::Expiry { days: LIFE_DAYS }, "{end}");
    }
    let nothing = KeyScope { reach: Reach::Buckets([].into()), ..world.wish().scope };
    assert_eq!(world.refused(Wish { scope: nothing, ..world.wish() }).await, KeyFault::Reach);
    world.keys.make(named(&"é".repeat(100)), at(1)).await.unwrap();
}

#[tokio::test]
async fn nobody_keeps_keys_without_end() {
    let world = World::new().await;
    let (record, _) = world.make().await;
    let far = at(2 + LIFE_DAYS);
    let refused = world.keys.renew(world.owner.into(), &record.id, far, at(1)).await.unwrap_err();
    assert!(matches!(refused, Error::AccessKey(KeyFault::Expiry { .. })), "{refused:?}");
    let next = at(1 + LIFE_DAYS);
    let renewed =
        world.keys.renew(world.owner.into(), &record.id, next, at(1)).await.unwrap().unwrap();
    assert_eq!(renewed.expires_at, next);
    let stranger = PersonId(world.owner.0 + 1);
    assert_eq!(world.keys.renew(stranger.into(), &record.id, next, at(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_person_has_so_many_keys_and_no_more() {
    let world = World::new().await;
    let (first, _) = world.make().await;
    for _ in 1..200 {
        world.make().await;
    }
    assert_eq!(world.refused(world.wish()).await, KeyFault::TooMany);
    world.change(&first.id, KeyChange::Revoke).await.unwrap();
    world.make().await;
}

#[tokio::test]
async fn keys_that_are_made_and_revoked_without_end_are_not_kept_without_end() {
    let world = World::new().await;
    for _ in 0..205 {
        let (record, _) = world.make().await;
        world.change(&record.id, KeyChange::Revoke).await.unwrap();
    }
    let kept = world.database.list_access_keys(Some(world.owner.into()), at(0)).await.unwrap();
    assert_eq!(kept.len(), 201);
}

#[tokio::test]
async fn a_teams_key_is_the_teams_and_pauses_while_the_provider_names_the_group_for_nobody() {
    let world = World::new().await;
    world.sign_in(Some(&["labour"]), at(0)).await;
    let named = (TeamName::parse("labour").unwrap(), "labour".to_owned());
    let Binding::Bound(team) = world.database.bind_teams(vec![named]).await.unwrap().remove(0)
    else {
        panic!("it is bound")
    };
    let record = world.database.person_by_handle(&handle()).await.unwrap().unwrap();
    let wish = Wish { owner: team.id.into(), made_by: Some(record.person), ..world.wish() };
    let made = world.keys.make(wish, at(0)).await.unwrap().record;
    assert_eq!(world.database.access_keys_of(team.id).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(made.made_by.as_deref(), Some("Anne Roy"));
    assert!(world.database.access_keys_of(world.owner).await.unwrap().is_empty());
    let asker = async |day: i64| {
        let found = world.find(&made.id, at(day)).await;
        found.map(|found| found.caller.team().map(|team| team.group.clone()))
    };
    let of_labour = Some(Some("labour".to_owned()));
    assert_eq!(asker(AGE_DAYS).await, of_labour);
    // Who made it is not in the team any more.
    world.sign_in(Some(&["prices"]), at(1)).await;
    assert_eq!(asker(AGE_DAYS).await, of_labour);
    assert_eq!(asker(AGE_DAYS + 1).await, None);
    world.sign_in(Some(&["labour"]), at(AGE_DAYS + 1)).await;
    assert_eq!(asker(AGE_DAYS + 1).await, of_labour);
    let stranger = Some(world.owner.into());
    let change = KeyChange::Revoke;
    let none = world.database.change_access_key(stranger, &made.id, change, at(1)).await;
    assert_eq!(none.unwrap(), None);
    let disabled = world.database.disable_person(&handle()).await.unwrap();
    assert_eq!(disabled.keys_of_teams, 0, "it expired, by the clock of the machine");
    assert_eq!(asker(AGE_DAYS + 1).await, of_labour);
}
