//! A disk that is really full: a small file system in memory, where the test may mount one.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::client::Running;
use super::refusals::expect_files;

/// A file system of 6 MiB, unmounted when dropped.
struct Small(tempfile::TempDir);

impl Small {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"])
            .arg(folder.path())
            .output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_keeps_what_it_has_and_can_be_emptied() {
    let Some(disk) = Small::mount() else {
        let _ = writeln!(std::io::stderr(), "skipped: a full disk (mounting needs root)");
        return;
    };
    let running = Running::start(disk.path()).await;
    let client = &running.client;
    client.put("/bucket").ok().await;
    client.put("/bucket/keep").body(vec![1; 500_000]).ok().await;
    let large = client.put("/bucket/keep").body(vec![2; 8_000_000]).answer().await;
    large.refused(507, "StorageFull");
    let mut stored = Vec::new();
    loop {
        let path = format!("/bucket/{}", stored.len());
        let answer = client.put(&path).body(vec![3; 15_000]).answer().await;
        if answer.status != 200 {
            answer.refused(507, "StorageFull");
            break;
        }
        stored.push(path);
    }
    assert!(stored.len() > 10, "{} objects fit", stored.len());
    expect_files(&disk.path().join("incoming"), 0).await;
    assert!(client.get("/bucket/keep").ok().await.body == vec![1; 500_000]);
    for path in &stored {
        assert!(client.get(path).ok().await.body == vec![3; 15_000]);
    }
    running.stop().await;

    let running = Running::start(disk.path()).await;
    let client = &running.client;
    for path in stored.iter().map(String::as_str).chain(["/bucket/keep"]) {
        client.delete(path).answer().await.expect(204);
    }
    expect_files(&disk.path().join("blobs"), 0).await;
    client.put("/bucket/again").body(vec![4; 15_000]).ok().await;
    running.stop().await;
}
