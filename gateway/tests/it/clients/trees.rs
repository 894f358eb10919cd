//! A tree is synchronised: what is new and changed goes up, what is gone is deleted, and it comes down as it was.

use std::collections::BTreeMap;
use std::path::Path;

use super::sizes::environment;
use super::stand::{Scheme, Stand};

const BEFORE: [(&str, &str); 5] = [
    ("keep.txt", "kept"),
    ("change.txt", "before"),
    ("gone.txt", "soon gone"),
    ("deep/été +1 (2)/a b.txt", "strange"),
    ("deep/gone/x.txt", "soon gone too"),
];

const AFTER: [(&str, &str); 4] = [
    ("keep.txt", "kept"),
    ("change.txt", "after, and longer"),
    ("deep/été +1 (2)/a b.txt", "strange"),
    ("new/#1 100%.txt", "new"),
];

/// `$tree` here, `$S3_BUCKET/tree` there.
struct Sync {
    up: &'static str,
    down: &'static str,
}

const AWS: Sync = Sync {
    up: "aws s3 sync --only-show-errors --delete $tree s3://$S3_BUCKET/tree",
    down: "aws s3 sync --only-show-errors --delete s3://$S3_BUCKET/tree $tree",
};

const RCLONE: Sync = Sync {
    up: "rclone sync $tree cellier:$S3_BUCKET/tree",
    down: "rclone sync cellier:$S3_BUCKET/tree $tree",
};

const S3CMD: Sync = Sync {
    up: "s3cmd $S3CMD sync --delete-removed $tree/ s3://$S3_BUCKET/tree/",
    down: "mkdir -p $tree && s3cmd $S3CMD sync --delete-removed s3://$S3_BUCKET/tree/ $tree/",
};

const S5CMD: Sync = Sync {
    up: "s5cmd --endpoint-url $S3_ENDPOINT sync --delete $tree/ s3://$S3_BUCKET/tree/",
    down: "s5cmd --endpoint-url $S3_ENDPOINT sync --delete \"s3://$S3_BUCKET/tree/*\" $tree/",
};

fn tree(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn read(folder: &Path, base: &Path, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, base, into);
        } else {
            let name = path.strip_prefix(base).unwrap().to_str().unwrap().to_owned();
            into.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

async fn synchronises(sync: &Sync, scheme: Scheme) {
    let stand = Stand::start(scheme).await;
    let environment = environment(&stand);
    let run = async |tree: &str, command: &str| {
        stand.work.shell(&format!("{environment}tree={tree}\n{command}")).await.expect(command);
        let (folder, mut found) = (stand.work.folder().join(tree), BTreeMap::new());
        read(&folder, &folder, &mut found);
        found
    };
    for (name, text) in BEFORE {
        stand.work.place(&format!("here/{name}"), text.as_bytes());
    }
    run("here", sync.up).await;
    assert_eq!(run("there", sync.down).await, tree(&BEFORE));
    std::fs::remove_dir_all(stand.work.folder().join("here")).unwrap();
    for (name, text) in AFTER {
        stand.work.place(&format!("here/{name}"), text.as_bytes());
    }
    run("here", sync.up).await;
    assert_eq!(run("there", sync.down).await, tree(&AFTER));
    assert_eq!(run("fresh", sync.down).await, tree(&AFTER));
}

macro_rules! synchronised {
    ($($module:ident: $sync:expr),+ $(,)?) => {$(
        mod $module {
            use super::*;

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn synchronises_a_tree_with_deletions_over_http() {
                synchronises(&$sync, Scheme::Http).await;
            }

            #[tokio::test]
            #[ignore = "scripts/clients.sh runs it"]
            async fn synchronises_a_tree_with_deletions_over_https() {
                synchronises(&$sync, Scheme::Https).await;
            }
        }
    )+};
}

synchronised! {
    aws: AWS,
    rclone: RCLONE,
    s3cmd: S3CMD,
    s5cmd: S5CMD,
}
