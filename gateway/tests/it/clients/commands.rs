//! The lines that the page shows for what somebody did, run as they stand by the AWS CLI.

use snippets::{Act, Program, What, line};

use super::keys::{FOLDER, STRANGE};
use super::stand::{BUCKET, Scheme, Stand};

fn pair(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

/// What somebody may do with an object, in an order in which each finds what it needs.
fn acts(key: &str, there: &str) -> Vec<Act> {
    let key = key.to_owned();
    vec![
        Act::Upload { key: key.clone() },
        Act::Edit {
            key: key.clone(),
            headers: vec![
                ("content-type", "text/csv".to_owned()),
                ("cache-control", "no-cache".to_owned()),
            ],
            metadata: pair("source", "-l'ete \"26\" $x"),
        },
        Act::Details { key: key.clone() },
        Act::SetTags { key: key.clone(), tags: pair("équipe", "prix + \"indices\"") },
        Act::Tags { key: key.clone() },
        Act::SetTags { key: key.clone(), tags: Vec::new() },
        Act::Transfer {
            moves: false,
            from: key.clone(),
            bucket: BUCKET.to_owned(),
            to: there.to_owned(),
        },
        Act::Delete { key: key.clone() },
        Act::Transfer {
            moves: true,
            from: there.to_owned(),
            bucket: BUCKET.to_owned(),
            to: key.clone(),
        },
        Act::Download { key },
    ]
}

#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn every_line_does_what_the_click_did() {
    let stand = Stand::start(Scheme::Http).await;
    let environment = Program::Environment.snippet(&stand.place(What::Bucket));
    let folder = |act: Act| line(BUCKET, &act);
    let mut lines = vec![
        folder(Act::NewFolder { key: FOLDER.to_owned() }),
        folder(Act::List { prefix: FOLDER.to_owned() }),
    ];
    let mut names = Vec::new();
    // Each line is a start of the program: a few keys that need different quotes are enough.
    for key in STRANGE.iter().filter(|key| key.contains(['\'', '$', '-', '?'])) {
        let key = format!("{FOLDER}{key}");
        let name = key.rsplit('/').next().unwrap().to_owned();
        stand.work.place(&name, b"as it was");
        lines.extend(acts(&key, &format!("{key} (copy)")).iter().map(|act| line(BUCKET, act)));
        names.push((key, name));
    }
    let moved = "moved là/";
    let to = |from: &str, to: &str| Act::Transfer {
        moves: true,
        from: from.to_owned(),
        bucket: BUCKET.to_owned(),
        to: to.to_owned(),
    };
    lines.push(folder(to(FOLDER, moved)));
    lines.push(folder(to(moved, FOLDER)));
    lines.push(folder(Act::Download { key: FOLDER.to_owned() }));
    stand.work.shell(&format!("{environment}{}", lines.join("\n"))).await.expect("the lines");
    for (key, name) in names {
        assert_eq!(stand.read(&key).await, b"as it was", "{key}");
        assert_eq!(stand.work.read(&name), b"as it was", "{name}");
    }
    let deleted = line(BUCKET, &Act::Delete { key: FOLDER.to_owned() });
    let listed = line(BUCKET, &Act::List { prefix: String::new() });
    let rest =
        stand.work.shell(&format!("{environment}{deleted}\n{listed}")).await.expect(&deleted);
    assert!(!rest.contains("PRE"), "{rest}");
}

/// Each key goes up, comes down into another folder, and is gone.
#[tokio::test]
#[ignore = "scripts/clients.sh runs it"]
async fn a_line_means_its_key_whatever_that_is() {
    let stand = Stand::start(Scheme::Https).await;
    let environment = Program::Environment.snippet(&stand.place(What::Bucket));
    for (number, key) in STRANGE.into_iter().enumerate() {
        let name = key.rsplit('/').next().unwrap();
        stand.work.place(name, key.as_bytes());
        let upload = line(BUCKET, &Act::Upload { key: key.to_owned() });
        stand.work.shell(&format!("{environment}{upload}")).await.expect(&upload);
        assert_eq!(stand.read(key).await, key.as_bytes(), "{upload}");
        let [download, delete] =
            [Act::Download { key: key.to_owned() }, Act::Delete { key: key.to_owned() }]
                .map(|act| line(BUCKET, &act));
        let script = format!("{environment}{download}\n{delete}");
        stand.work.shell_in(&number.to_string(), &script).await.expect(&script);
        assert_eq!(stand.work.read(&format!("{number}/{name}")), key.as_bytes(), "{download}");
    }
    let all = format!("{environment}aws s3 ls --recursive s3://{BUCKET}/");
    let rest = stand.work.shell(&all).await;
    assert!(rest.output.is_empty(), "{rest:?}");
}
