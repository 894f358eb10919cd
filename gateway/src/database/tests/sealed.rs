use super::*;
use crate::policy::{AccessKeyId, KeyScope, Reach};
use crate::sealing::{Purpose, SealingKey};

/// The tables say of each column whether it is sealed; a column that is not sealed anew would be lost with the old key.
#[tokio::test]
async fn every_sealed_column_is_sealed_anew() {
    let fixture = Fixture::open().await;
    let tables: Vec<(String, String)> = fixture
        .database
        .read(|connection| {
            let mut statement =
                connection.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .unwrap();
    let mut sealed = Vec::new();
    for (table, sql) in &tables {
        let lines = sql.lines().filter(|line| line.contains("-- sealed"));
        let columns = lines.map(|line| line.split_whitespace().next().unwrap().to_owned());
        sealed.extend(columns.map(|column| (table.clone(), column)));
    }
    sealed.sort();
    let mut known = crate::database::sealed::columns();
    known.sort();
    assert_eq!(known, sealed);
}

#[tokio::test]
async fn what_was_sealed_with_the_old_key_is_sealed_with_the_new_one() {
    let fixture = Fixture::open().await;
    let database = &fixture.database;
    let path = fixture.folder.path().join("sealing.key");
    let old = SealingKey::create(&path).unwrap();
    let anne = fixture.person("anne.roy").await;
    let session = Fingerprint::of("session");
    let seal = |purpose| old.seal(purpose, session.as_bytes(), b"a token").unwrap();
    let session = NewSession {
        id_token: seal(Purpose::IdToken),
        refresh_token: Some(seal(Purpose::RefreshToken)),
        ..new_session("session", anne)
    };
    database.start_session(session, None).await.unwrap();
    let id = AccessKeyId::from_random([1; 12]);
    let owner = secret_owner(&id, anne.into());
    let key = NewAccessKey {
        id: id.clone(),
        owner: anne.into(),
        made_by: None,
        name: "nightly".to_owned(),
        scope: KeyScope {
            instance: InstanceId::parse("minimal").unwrap(),
            reach: Reach::Everything,
            read_only: true,
        },
        sources: Vec::new(),
        secret: old.seal(Purpose::AccessKey, &owner, b"a secret").unwrap(),
        session_token: None,
        groups_max: None,
        created_at: at(0),
        expires_at: at(100),
    };
    database.record_access_key(key).await.unwrap();
    // Sealed with a key that nobody has any more.
    database.start_session(new_session("lost", anne), None).await.unwrap();

    let new = SealingKey::rotate(&path).unwrap();
    let resealed = database.reseal(new.clone()).await.unwrap();
    assert_eq!(resealed, Resealed { changed: 3, lost: 2 });
    assert_eq!(database.reseal(new).await.unwrap(), Resealed { changed: 0, lost: 2 });
    SealingKey::retire(&path).unwrap();
    let alone = SealingKey::load(&path).unwrap();
    let usable = database.usable_key(&id, at(1), at(0)).await.unwrap().unwrap();
    alone.open(Purpose::AccessKey, &owner, &usable.secret).unwrap();
    let claim =
        database.claim_refresh(Fingerprint::of("session"), at(60), at(90)).await.unwrap().unwrap();
    let open = |purpose, sealed| {
        alone.open(purpose, Fingerprint::of("session").as_bytes(), sealed).unwrap()
    };
    open(Purpose::IdToken, &claim.id_token);
    open(Purpose::RefreshToken, &claim.refresh_token);
}
