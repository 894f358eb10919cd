//! Objects in and out: keys, attributes, conditions, ranges, checksums.

use super::client::{Running, with_bucket};

/// Keys that have broken storages before.
fn awkward_keys() -> Vec<String> {
    let mut keys: Vec<String> = [
        "plain.txt",
        "with space/and  two",
        "+ % # ? & = ' \" < > é 漢 🎉",
        "a//b///c",
        "//leading",
        "trailing/",
        "./dot",
        "../../etc/passwd",
        "a/../b/./c/..",
        "%2e%2e%2f",
        "%00%zz%",
        "a+b=c&d;e,f:g@h!i*j(k)l$m|n\\o^p`q~r{s}[t]",
        "new\nline\rand\ttab\u{1}",
        "\u{feff}bom",
    ]
    .map(str::to_owned)
    .into();
    keys.push("é".repeat(512));
    keys.push("x".repeat(1024));
    keys
}

#[tokio::test]
async fn any_key_goes_in_and_comes_out_and_survives_a_restart() {
    let (folder, running) = with_bucket().await;
    let keys = awkward_keys();
    for key in &keys {
        let path = format!("/bucket/{key}");
        running.client.put(&path).body(key.clone()).ok().await;
    }
    running.stop().await;
    let running = Running::start(folder.path()).await;
    for key in &keys {
        let path = format!("/bucket/{key}");
        let got = running.client.get(&path).ok().await;
        assert_eq!(got.text(), *key);
        let head = running.client.head(&path).ok().await;
        assert_eq!(head.header("content-length"), key.len().to_string());
    }
    let listed =
        running.client.get("/bucket").query("list-type", "2").query("encoding-type", "url");
    let mut listed = decoded(&listed.ok().await.xml("Key"));
    let mut expected = keys.clone();
    expected.sort();
    assert_eq!(listed, expected, "in the order of bytes");
    listed.clear();
    for key in &keys {
        running.client.delete(&format!("/bucket/{key}")).answer().await.expect(204);
    }
    running.client.delete("/bucket").answer().await.expect(204);
    running.stop().await;
}

fn decoded(names: &[String]) -> Vec<String> {
    let decoded = names.iter().map(|name| percent_encoding::percent_decode_str(name).decode_utf8());
    decoded.map(|name| name.unwrap().into_owned()).collect()
}
