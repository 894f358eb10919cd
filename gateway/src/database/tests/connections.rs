use super::*;

#[tokio::test]
async fn what_another_process_wrote_counts_at_the_next_question() {
    let fixture = Fixture::open().await;
    let other = fixture.open_again().await;
    let person = fixture.person("anne.roy").await;
    let id = Fingerprint::of("a");
    fixture.database.start_session(new_session("a", person), None).await.unwrap();
    assert!(other.session(id, at(1)).await.unwrap().is_some());
    other.disable_person(&handle("anne.roy")).await.unwrap();
    assert!(fixture.database.session(id, at(1)).await.unwrap().is_none());
    fixture.database.ping().await.unwrap();
    assert_eq!(other.list_people().await.unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::open().await;
    fixture.person("anne.roy").await;
    for entry in std::fs::read_dir(fixture.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn many_questions_at_once_are_all_answered() {
    let fixture = Fixture::open().await;
    let person = fixture.person("anne.roy").await;
    let tasks = (0..40).map(|number| {
        let database = fixture.database.clone();
        tokio::spawn(async move {
            let name = bucket(&format!("minimal/bucket-{number}"));
            database.reserve_bucket(&name, person).await.unwrap();
            database.bucket(&name).await.unwrap().unwrap()
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let later = at(0).saturating_add(SignedDuration::from_secs(1)).unwrap();
    fixture.database.sweep(later).await.unwrap();
    assert_eq!(fixture.database.buckets_of(person, None).await.unwrap().len(), 40);
}

#[tokio::test]
async fn several_processes_may_make_the_same_new_database_at_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cellier.db");
        let opening = (0..8).map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Database::open(&path).await.unwrap().ping().await.unwrap() })
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap();
        }
    }
}
