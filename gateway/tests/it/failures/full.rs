//! A storage without space.

use serde_json::json;

use crate::house::House;

const OBJECTS: &str = "/api/instances/minimal/buckets/alice.tremblay/objects";
const UPLOADS: &str = "/api/instances/minimal/buckets/alice.tremblay/uploads";
const SPACE_BYTES: usize = 1024 * 1024;

#[tokio::test]
async fn what_does_not_fit_is_refused_and_the_old_object_stays() {
    let house = House::with_space(SPACE_BYTES as u64).await;
    let alice = house.alice().await;
    let object = format!("{OBJECTS}?key=report.csv");
    alice.put(&object, vec![b'o'; 100_000]).await.expect(201);

    alice.put(&object, vec![b'n'; 2 * SPACE_BYTES]).await.expect_problem(507, "out-of-space");
    alice
        .put(&format!("{OBJECTS}?key=other.csv"), vec![b'n'; 2 * SPACE_BYTES])
        .await
        .expect_problem(507, "out-of-space");
    let started = alice.post(&format!("{UPLOADS}?key=report.csv"), &json!({})).await.expect(201);
    let upload = started.json()["upload"].as_str().unwrap().to_owned();
    let part = format!("{UPLOADS}/parts?key=report.csv&upload={upload}&part=1");
    alice.put(&part, vec![b'p'; 2 * SPACE_BYTES]).await.expect_problem(507, "out-of-space");

    let kept = alice.get(&object).await.expect(200);
    assert_eq!(kept.body, vec![b'o'; 100_000]);
    alice.get(&format!("{OBJECTS}?key=other.csv")).await.expect_problem(404, "no-such-object");
    // Being full is no illness: reading and deleting go on, and space that is freed is there again.
    alice.delete(&object).await.expect(204);
    alice.put(&object, vec![b'n'; 900_000]).await.expect(201);
}

#[tokio::test]
async fn an_upload_that_no_longer_fits_keeps_its_parts_and_goes_on_once_there_is_room() {
    const PART_BYTES: usize = 5 * 1024 * 1024;
    let house = House::with_space(3 * PART_BYTES as u64).await;
    let alice = house.alice().await;
    let old = format!("{OBJECTS}?key=old.bin");
    alice.put(&old, vec![b'o'; 2 * PART_BYTES]).await.expect(201);
    let started = alice.post(&format!("{UPLOADS}?key=new.bin"), &json!({})).await.expect(201);
    let upload = started.json()["upload"].as_str().unwrap().to_owned();
    let at = |number: u8| format!("{UPLOADS}/parts?key=new.bin&upload={upload}&part={number}");
    let part = |number: u8| vec![number; PART_BYTES];

    let first = alice.put(&at(1), part(1)).await.expect(200).json();
    alice.put(&at(2), part(2)).await.expect_problem(507, "out-of-space");
    let arrived = alice.get(&format!("{UPLOADS}/parts?key=new.bin&upload={upload}")).await;
    let arrived = arrived.expect(200).json();
    assert_eq!(arrived["parts"].as_array().unwrap().len(), 1, "{arrived}");
    assert_eq!(arrived["parts"][0]["etag"], first["etag"]);
    alice.get(&format!("{OBJECTS}?key=new.bin")).await.expect_problem(404, "no-such-object");

    alice.delete(&old).await.expect(204);
    let second = alice.put(&at(2), part(2)).await.expect(200).json();
    let complete = format!("{UPLOADS}/complete?key=new.bin&upload={upload}");
    alice.post(&complete, &json!({ "parts": [first, second] })).await.expect(201);
    let whole = alice.get(&format!("{OBJECTS}?key=new.bin")).await.expect(200);
    assert!(whole.body == [part(1), part(2)].concat());
}
