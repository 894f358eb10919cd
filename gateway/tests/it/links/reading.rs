//! What a link opens.

use std::io::Cursor;

use http::Method;
use serde_json::json;
use zip::ZipArchive;

use super::{fetch, home, link, page, put, wish, with};

#[tokio::test]
async fn a_link_to_an_object_is_a_page_for_people_and_the_file_for_programs() {
    let (_house, alice, stranger) = home().await;
    let path = link(&alice, &wish(&["trip/report.csv"], &[])).await;
    let shown = page(&stranger, &path).await.expect(200);
    let text = shown.text();
    assert_eq!(shown.header("content-type"), "text/html; charset=utf-8");
    for part in ["<h1>report.csv</h1>", "8\u{a0}bytes", "Alice Tremblay", "a,b\n1,2\n", "?download"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("trip"), "{text}");
    assert!(!text.contains("<script"), "{text}");
    assert!(shown.header("content-security-policy").starts_with("default-src 'none'; style-src"));
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.header("x-robots-tag"), "noindex, nofollow");
    assert_eq!(shown.header("set-cookie"), "");

    let file = fetch(&stranger, &path).await.expect(200);
    assert_eq!(file.text(), "a,b\n1,2\n");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"report.csv\"");
    assert!(file.header("content-security-policy").starts_with("sandbox"));
    let range = [("accept", "*/*"), ("range", "bytes=4-")];
    let part = stranger.send_raw(Method::GET, &path, &range, "").await.expect(206);
    assert_eq!(part.text(), "1,2\n");
    assert_eq!(part.header("content-range"), "bytes 4-7/8");
    let head = stranger.send_raw(Method::HEAD, &path, &[], "").await.expect(200);
    assert_eq!(head.header("content-length"), "8");
    assert_eq!(head.header("content-disposition"), "attachment; filename=\"report.csv\"");
    let saved = page(&stranger, &format!("{path}?download")).await.expect(200);
    assert_eq!(saved.header("content-disposition"), "attachment; filename=\"report.csv\"");
}

#[tokio::test]
async fn a_link_to_a_folder_shows_what_is_in_it_and_nothing_above() {
    let (_house, alice, stranger) = home().await;
    let path = link(&alice, &wish(&[], &["trip/"])).await;
    let text = page(&stranger, &path).await.expect(200).text();
    for part in [
        "<h1>trip</h1>",
        &format!("href=\"{path}/report.csv\""),
        &format!("href=\"{path}/day%201/\">day 1/</a>"),
        "The <em>trip</em>",
        "?zip",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // A link of the README that leads out leads nowhere.
    assert!(!text.contains("plan.txt"), "{text}");
    let below = page(&stranger, &format!("{path}/day%201/")).await.expect(200).text();
    assert!(below.contains(&format!("href=\"{path}/day%201/%C3%A9t%C3%A9.txt\"")), "{below}");
    assert!(below.contains(&format!("<a href=\"{path}\">trip</a>")), "{below}");
    let object = format!("{path}/day%201/%C3%A9t%C3%A9.txt");
    assert!(page(&stranger, &object).await.expect(200).text().contains("warm"));
    assert_eq!(fetch(&stranger, &object).await.expect(200).text(), "warm");
    assert_eq!(
        fetch(&stranger, &format!("{path}?key=report.csv")).await.expect(200).text(),
        "a,b\n1,2\n"
    );
}

#[tokio::test]
async fn a_folder_or_several_things_come_as_a_zip() {
    let (_house, alice, stranger) = home().await;
    let names = async |path: &str| {
        let zip = fetch(&stranger, path).await.expect(200);
        let disposition = zip.header("content-disposition").to_owned();
        let mut archive = ZipArchive::new(Cursor::new(zip.body)).unwrap();
        let mut names: Vec<String> = (0..archive.len())
            .map(|index| archive.by_index(index).unwrap().name().to_owned())
            .collect();
        names.sort();
        (disposition, names.join(" "))
    };
    let folder = link(&alice, &wish(&[], &["trip/"])).await;
    let (disposition, all) = names(&folder).await;
    assert_eq!(disposition, "attachment; filename=\"trip.zip\"");
    assert_eq!(all, "README.md day 1/été.txt drawing.svg page.html report.csv");
    assert_eq!(names(&format!("{folder}/day%201/?zip")).await.1, "été.txt");
    let several = link(&alice, &wish(&["trip/report.csv"], &["trip/day 1/"])).await;
    assert_eq!(
        names(&several).await,
        ("attachment; filename=\"shared.zip\"".to_owned(), "day 1/été.txt report.csv".to_owned())
    );
    let head = stranger.send_raw(Method::HEAD, &several, &[], "").await.expect(200);
    assert_eq!(head.header("content-type"), "application/zip");
    let text = page(&stranger, &several).await.expect(200).text();
    assert!(text.contains("2 shared items"), "{text}");
    assert!(text.contains(&format!("{several}/day%201/")), "{text}");
}

#[tokio::test]
async fn each_reads_in_their_language_and_what_the_sharer_wrote_in_both() {
    let (_house, alice, stranger) = home().await;
    let message = json!({ "message": { "en": "Have a look", "fr": "Jetez un œil" } });
    let path = link(&alice, &with(wish(&["trip/report.csv"], &[]), message)).await;
    let french = [super::PAGE, ("accept-language", "fr-CA,fr;q=0.9")];
    let text = stranger.send_raw(Method::GET, &path, &french, "").await.expect(200).text();
    assert!(text.contains("lang=\"fr-CA\"") && text.contains("Jetez un œil"), "{text}");
    assert!(text.contains(&format!("href=\"{path}?lang=en\"")), "{text}");
    let english = stranger.send_raw(Method::GET, &format!("{path}?lang=en"), &french, "").await;
    let english = english.expect(200).text();
    assert!(english.contains("Have a look"), "{english}");
    assert!(english.contains(&format!("{path}?download&amp;lang=en")), "{english}");
    let only = json!({ "message": { "en": "Only <b>English</b>", "fr": "" } });
    let path = link(&alice, &with(wish(&["trip/report.csv"], &[]), only)).await;
    let text = page(&stranger, &format!("{path}?lang=fr")).await.expect(200).text();
    assert!(text.contains("lang=\"en\">Only &lt;b&gt;English"), "{text}");
}

#[tokio::test]
async fn what_people_uploaded_never_runs() {
    let (_house, alice, stranger) = home().await;
    put(&alice, "trip/fake.png", "text/html", "<script>alert(1)</script>").await;
    let path = link(&alice, &wish(&[], &["trip/"])).await;
    for name in ["page.html", "drawing.svg", "fake.png"] {
        for wish in ["", "?show", "?download", "?show=pdf"] {
            let address = format!("{path}/{name}{wish}");
            let file = fetch(&stranger, &address).await;
            assert!(file.header("content-disposition").starts_with("attachment"), "{address}");
            assert!(file.header("content-security-policy").starts_with("sandbox"), "{address}");
            assert_eq!(file.header("x-content-type-options"), "nosniff", "{address}");
        }
        let shown = page(&stranger, &format!("{path}/{name}")).await.expect(200).text();
        assert!(!shown.contains("<script") && !shown.contains("<svg"), "{shown}");
    }
    let rendered = page(&stranger, &format!("{path}/page.html")).await.expect(200).text();
    assert!(rendered.contains("&lt;script&gt;alert(1)"), "{rendered}");
}

#[tokio::test]
async fn a_link_that_only_shows_hands_nothing_out() {
    let (_house, alice, stranger) = home().await;
    put(&alice, "trip/photo.png", "image/png", "no picture").await;
    put(&alice, "trip/data.bin", "application/octet-stream", "bytes").await;
    let only = json!({ "view_only": true });
    let path = link(&alice, &with(wish(&[], &["trip/"]), only)).await;
    let text = page(&stranger, &path).await.expect(200).text();
    assert!(text.contains("The <em>trip</em>") && !text.contains("zip"), "{text}");
    for address in [
        path.clone(),
        format!("{path}?zip"),
        format!("{path}/report.csv"),
        format!("{path}/report.csv?download"),
        format!("{path}/data.bin?show"),
    ] {
        fetch(&stranger, &address).await.expect_problem(403, "link-view-only");
    }
    let shown = page(&stranger, &format!("{path}/photo.png")).await.expect(200).text();
    assert!(shown.contains(&format!("src=\"{path}/photo.png?show\"")), "{shown}");
    assert!(!shown.contains("?download"), "{shown}");
    let photo = fetch(&stranger, &format!("{path}/photo.png?show")).await.expect(200);
    assert_eq!(photo.header("content-disposition"), "inline; filename=\"photo.png\"");
}
