use std::fs;

use super::*;

#[test]
fn what_was_sealed_opens_for_its_owner_and_purpose_only() {
    let key = SealingKey::random().unwrap();
    let sealed = key.seal(Purpose::RefreshToken, b"alice", b"a token").unwrap();
    let opened = key.open(Purpose::RefreshToken, b"alice", &sealed).unwrap();
    assert_eq!(opened.expose_secret(), b"a token");
    let check = |purpose, owner: &[u8], sealed: &Sealed| {
        assert!(matches!(key.open(purpose, owner, sealed), Err(Error::Tampered)));
    };
    check(Purpose::IdToken, b"alice", &sealed);
    check(Purpose::RefreshToken, b"bob", &sealed);
    let mut changed = sealed.clone();
    *changed.0.last_mut().unwrap() ^= 1;
    check(Purpose::RefreshToken, b"alice", &changed);
    check(Purpose::RefreshToken, b"alice", &Sealed(sealed.0[..10].to_vec()));
    check(Purpose::RefreshToken, b"alice", &Sealed(Vec::new()));
}

#[test]
fn another_key_is_told_apart_from_tampering() {
    let sealed =
        SealingKey::random().unwrap().seal(Purpose::IdToken, b"alice", b"a token").unwrap();
    let other = SealingKey::random().unwrap();
    assert!(matches!(other.open(Purpose::IdToken, b"alice", &sealed), Err(Error::OtherKey)));
}

#[test]
fn a_created_key_is_loaded_again_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealing.key");
    let created = SealingKey::create(&path).unwrap();
    let sealed = created.seal(Purpose::IdToken, b"alice", b"a token").unwrap();
    SealingKey::load(&path).unwrap().open(Purpose::IdToken, b"alice", &sealed).unwrap();
    assert!(matches!(SealingKey::create(&path), Err(Error::File { .. })));
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_new_key_seals_and_the_old_one_opens_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealing.key");
    let running = SealingKey::create(&path).unwrap();
    let old = running.seal(Purpose::IdToken, b"alice", b"a token").unwrap();

    let rotating = SealingKey::rotate(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    let resealed = rotating.reseal(Purpose::IdToken, b"alice", &old).unwrap().unwrap();
    assert_ne!(resealed.0[..KEY_ID_BYTES], old.0[..KEY_ID_BYTES]);
    assert_eq!(rotating.reseal(Purpose::IdToken, b"alice", &resealed).unwrap(), None);
    for sealed in [&old, &resealed] {
        let opened = running.open(Purpose::IdToken, b"alice", sealed).unwrap();
        assert_eq!(opened.expose_secret(), b"a token");
    }
    let next = running.seal(Purpose::IdToken, b"alice", b"another").unwrap();
    assert_eq!(next.0[..KEY_ID_BYTES], resealed.0[..KEY_ID_BYTES]);

    assert_eq!(SealingKey::retire(&path).unwrap(), 1);
    assert_eq!(SealingKey::retire(&path).unwrap(), 0);
    let later = SealingKey::load(&path).unwrap();
    later.open(Purpose::IdToken, b"alice", &resealed).unwrap();
    assert!(matches!(later.open(Purpose::IdToken, b"alice", &old), Err(Error::OtherKey)));
}

#[test]
fn a_key_file_that_was_spoilt_leaves_the_keys_known_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealing.key");
    let running = SealingKey::create(&path).unwrap();
    fs::write(&path, "what is this").unwrap();
    let sealed = running.seal(Purpose::IdToken, b"alice", b"a token").unwrap();
    running.open(Purpose::IdToken, b"alice", &sealed).unwrap();
}

#[test]
fn a_key_file_holds_so_many_keys_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealing.key");
    SealingKey::create(&path).unwrap();
    for _ in 1..KEYS_MAX {
        SealingKey::rotate(&path).unwrap();
    }
    assert!(matches!(SealingKey::rotate(&path), Err(Error::Full { .. })));
    assert_eq!(SealingKey::retire(&path).unwrap(), KEYS_MAX - 1);
}

#[test]
fn debugging_a_key_shows_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealing.key");
    fs::write(&path, [7; 32]).unwrap();
    let shown = format!("{:?}", SealingKey::load(&path).unwrap());
    assert!(!shown.contains(&hex::encode([7; 4])) && shown.len() < 24, "{shown}");
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
