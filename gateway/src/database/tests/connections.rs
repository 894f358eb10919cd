use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

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

/// A runtime with one blocking thread, which is busy until the test is through.
#[test]
fn what_is_found_by_its_key_waits_for_no_thread_and_for_nobody_who_writes() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    runtime.unwrap().block_on(async {
        let fixture = Fixture::open().await;
        let person = fixture.person("anne.roy").await;
        let name = bucket("minimal/anne.roy");
        fixture.database.reserve_bucket(&name, person).await.unwrap();
        // The first question opens a reader, on a blocking thread.
        fixture.database.ping().await.unwrap();
        let mut other =
            rusqlite::Connection::open(fixture.folder.path().join("cellier.db")).unwrap();
        let writing = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let writing = writing.unwrap();
        writing.execute("UPDATE buckets SET state = 'ready'", []).unwrap();
        let (held, wanted) = std::sync::mpsc::channel::<()>();
        let busy = tokio::task::spawn_blocking(move || wanted.recv());
        let looking = fixture.database.bucket(&name);
        let found = tokio::time::timeout(Duration::from_secs(5), looking).await;
        let record = found.unwrap().unwrap().unwrap();
        assert_eq!(record.state, BucketState::Pending, "what is not committed does not count");
        writing.commit().unwrap();
        let record = fixture.database.bucket(&name).await.unwrap().unwrap();
        assert_eq!(record.state, BucketState::Ready, "what was committed counts");
        drop(held);
        busy.await.unwrap().unwrap_err();
    });
}

#[tokio::test]
async fn a_question_that_finds_the_file_locked_is_asked_again_where_it_may_wait() {
    let fixture = Fixture::open().await;
    fixture.database.ping().await.unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let answer = fixture.database.look_up(move |_| match counted.fetch_add(1, Ordering::Relaxed) {
        0 => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(5), None).into()),
        _ => Ok("here"),
    });
    assert_eq!(answer.await.unwrap(), "here");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
