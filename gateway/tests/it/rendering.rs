//! Markdown, notebooks and README files, as the page asks for them.

use serde_json::json;

use crate::house::House;
use crate::support::{Browser, encode};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

async fn put(alice: &Browser, key: &str, content: impl Into<String>) {
    let path = format!("{BUCKET}/objects?key={}", encode(key));
    alice.put(&path, content.into()).await.expect(201);
}

fn rendering(key: &str) -> String {
    format!("{BUCKET}/rendering?lang=fr&key={}", encode(key))
}

#[tokio::test]
async fn markdown_is_shown_with_its_links_into_the_bucket() {
    let house = House::start().await;
    let alice = house.alice().await;
    let text = "# Guide\n[data](a%20b.csv) ![p](p.png) <script>alert(1)</script>";
    put(&alice, "été/guide.fr.md", text).await;
    let shown = alice.get(&rendering("été/guide.fr.md")).await.expect(200).json();
    assert_eq!(
        (&shown["kind"], &shown["title"], &shown["lang"], &shown["size"]),
        (&json!("markdown"), &json!("Guide"), &json!("fr"), &json!(text.len()))
    );
    assert_eq!(shown["truncated"], json!({ "bytes": 0, "cells": 0, "outputs": 0 }));
    let html = shown["html"].as_str().unwrap();
    let key = encode("été/a b.csv");
    assert!(html.contains(&format!(
        "/fr/b/minimal/alice.tremblay?prefix={}&amp;key={key}",
        encode("été/")
    )));
    assert!(
        html.contains(&format!("src=\"{BUCKET}/objects?key={}\"", encode("été/p.png"))),
        "{html}"
    );
    assert!(!html.contains("<script"), "{html}");

    put(&alice, "empty.md", "").await;
    let empty = alice.get(&rendering("empty.md")).await.expect(200).json();
    assert_eq!((&empty["html"], &empty["size"]), (&json!(""), &json!(0)));

    put(&alice, "long.md", "word ".repeat(200_000)).await;
    let long = alice.get(&rendering("long.md")).await.expect(200).json();
    assert_eq!(long["size"], 1_000_000);
    assert_eq!(long["truncated"]["bytes"], 1_000_000 - 512 * 1024);
}

#[tokio::test]
async fn notebooks_are_shown_and_what_is_none_is_said_to_be_damaged() {
    let house = House::start().await;
    let alice = house.alice().await;
    let cells = json!([{ "cell_type": "code", "source": "1 + 1", "execution_count": 2, "outputs": [
        { "output_type": "execute_result", "data": { "text/plain": "2" } } ] }]);
    let metadata = json!({ "language_info": { "name": "Python" } });
    let notebook = json!({ "nbformat": 4, "metadata": metadata, "cells": cells });
    put(&alice, "n.ipynb", notebook.to_string()).await;
    let shown = alice.get(&rendering("n.ipynb")).await.expect(200).json();
    assert_eq!((&shown["kind"], &shown["code_language"]), (&json!("notebook"), &json!("python")));
    let html = shown["html"].as_str().unwrap();
    assert!(
        html.contains("Exécution 2") && html.contains("1 + 1") && html.contains(">2</pre>"),
        "{html}"
    );

    put(&alice, "broken.ipynb", "{\"nbformat\": 4, \"cells\": [").await;
    let broken = alice.get(&rendering("broken.ipynb")).await;
    broken.expect_problem(422, "damaged");
    assert_eq!(broken.json()["subject"], "broken.ipynb");
    put(&alice, "huge.ipynb", " ".repeat(9 << 20)).await;
    alice.get(&rendering("huge.ipynb")).await.expect_problem(413, "too-large");
    put(&alice, "a.csv", "x").await;
    alice.get(&rendering("a.csv")).await.expect_problem(415, "not-renderable");
    alice.get(&rendering("gone.md")).await.expect_problem(404, "no-such-object");
}

#[tokio::test]
async fn a_folder_shows_its_readme_in_the_readers_language() {
    let house = House::start().await;
    let alice = house.alice().await;
    let readme = |prefix: &str, lang: &str| format!("{BUCKET}/readme?prefix={prefix}&lang={lang}");
    alice.get(&readme("", "fr")).await.expect_problem(404, "no-such-page");
    put(&alice, "README.md", "# Plain\n[x](b/)").await;
    put(&alice, "a/LISEZMOI.md", "# Français").await;
    put(&alice, "a/README.md", "# English").await;
    let plain = alice.get(&readme("", "fr")).await.expect(200).json();
    assert_eq!((&plain["key"], &plain["lang"]), (&json!("README.md"), &json!(null)));
    let html = plain["html"].as_str().unwrap();
    assert!(html.contains("href=\"/fr/b/minimal/alice.tremblay?prefix=b%2F\""), "{html}");
    let french = alice.get(&readme("a%2F", "fr")).await.expect(200).json();
    assert_eq!((&french["key"], &french["lang"]), (&json!("a/LISEZMOI.md"), &json!("fr")));
    let english = alice.get(&readme("a%2F", "en")).await.expect(200).json();
    assert_eq!(english["key"], "a/README.md");
}

#[tokio::test]
async fn what_others_wrote_is_not_shown() {
    let house = House::start().await;
    let alice = house.alice().await;
    put(&alice, "secret.md", "# Secret").await;
    put(&alice, "README.md", "# Secret").await;
    let benoit = house.anonymous();
    benoit.sign_in("benoit.gagnon", "/en/").await;
    for path in [rendering("secret.md"), rendering("secret.csv"), format!("{BUCKET}/readme")] {
        benoit.get(&path).await.expect_problem(404, "no-such-bucket");
        house.anonymous().get(&path).await.expect_problem(401, "not-signed-in");
    }
    let public = "/api/datasets/open/rendering?key=a.txt";
    house.anonymous().get(public).await.expect_problem(415, "not-renderable");
}
