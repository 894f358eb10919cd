//! A bucket from before Cellier, and the person whose handle it bears.

use cellier::adoption::Adoption;
use cellier::catalog::{Catalog, CatalogEntry};
use cellier::database::BucketRecord;
use cellier::policy::{
    Handle, InstanceKind, InstanceRules, NamePattern, Policy, TeamBuckets, Visibility,
};
use cellier::routes::gate::Gate;
use cellier::s3::names::InstanceId;
use cellier::upstream::{Capabilities, Credentials, InstanceSettings, Style, Timeouts, Upstream};
use embedded::store::{self, Store};
use gateway_api::LocalizedText;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};

use super::provider::person;
use super::world::World;
use crate::support::until;

const REGION: &str = "local";

/// Instances by id, groups that may enter (none: everybody), and pattern; all but `down` are one store, which holds
/// `alice.tremblay` and `alice.tremblay-2`.
const INSTANCES: [(&str, Option<&str>, &str); 4] = [
    ("open", None, "{handle}"),
    ("closed", Some("another-team"), "{handle}"),
    ("labs", None, "lab-{handle}"),
    ("down", None, "{handle}"),
];

fn open_store(folder: &TempDir) -> Store {
    let credentials =
        store::Credentials { access_key: "key".to_owned(), secret_key: "a long secret".to_owned() };
    Store::open(folder.path(), credentials, REGION).unwrap()
}

async fn start_store(folder: &TempDir) -> String {
    let store = open_store(folder);
    for bucket in ["alice.tremblay", "alice.tremblay-2"] {
        store.ensure_bucket(bucket).await.unwrap();
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(store.serve(listener, std::future::pending()));
    endpoint
}

/// Where nobody listens yet.
fn nowhere() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}

fn id(text: &str) -> InstanceId {
    InstanceId::parse(text).unwrap()
}

fn settings(instance: &str, endpoint: &str) -> InstanceSettings {
    InstanceSettings {
        id: id(instance),
        endpoint: endpoint.parse().unwrap(),
        region: REGION.to_owned(),
        style: Style::Path,
        credentials: Credentials {
            access_key: "key".to_owned(),
            secret_key: "a long secret".into(),
        },
        own_ca: None,
        capabilities: Capabilities::default(),
        timeouts: Timeouts::default(),
    }
}

/// Switches adoption by name on in the world, with the instances behind it. Answers the address of the one that is
/// down.
async fn adopt_by_name(world: &mut World, folder: &TempDir) -> TcpSocket {
    let (endpoint, socket) = (start_store(folder).await, nowhere());
    let down = format!("http://{}", socket.local_addr().unwrap());
    let place = |instance: &str| if instance == "down" { &down } else { &endpoint };
    let upstream = Upstream::new(
        INSTANCES.iter().map(|(instance, ..)| settings(instance, place(instance))).collect(),
    )
    .unwrap();
    let rules = |(instance, group, pattern): &(&str, Option<&str>, &str)| {
        let rules = InstanceRules {
            kind: InstanceKind::SelfServe,
            visible_to: match group {
                None => Visibility::Everyone,
                Some(group) => Visibility::Groups(vec![(*group).to_owned()]),
            },
            creation: vec![NamePattern::parse(pattern).unwrap()],
            datasets: None,
            teams: TeamBuckets::default(),
            publishing: false,
        };
        (id(instance), rules)
    };
    let policy = Policy::new(INSTANCES.iter().map(rules).collect(), false);
    let gate = Gate::new(policy.into(), world.database.clone());
    let name = || LocalizedText { en: String::new(), fr: String::new() };
    let entry = |(instance, ..): &(&str, Option<&str>, &str)| CatalogEntry {
        id: id(instance),
        name: name(),
        description: name(),
        kind: InstanceKind::SelfServe,
        classification: None,
    };
    let catalog = Catalog::new(INSTANCES.iter().map(entry).collect(), Vec::new());
    world.adopt(Adoption::by_name(gate, world.database.clone(), upstream, &catalog));
    socket
}

async fn buckets_of(world: &World, handle: &str) -> Vec<BucketRecord> {
    let handle = Handle::parse(handle).unwrap();
    let person = world.database.person_by_handle(&handle).await.unwrap().unwrap().person;
    world.database.buckets_of(person.id, None).await.unwrap()
}

#[tokio::test]
async fn a_newcomer_finds_the_bucket_that_bears_their_handle() {
    let (mut world, folder) = (World::start().await, TempDir::new().unwrap());
    let _down = adopt_by_name(&mut world, &folder).await;
    assert_eq!(world.signed_in().await.who().await, "alice.tremblay");
    let found = buckets_of(&world, "alice.tremblay").await;
    let names: Vec<String> = found.iter().map(|record| record.bucket.to_string()).collect();
    assert_eq!(names, ["open/alice.tremblay"], "only where one may enter, and by that name");
    assert!(found[0].adopted);
}

#[tokio::test]
async fn a_namesake_inherits_nothing() {
    let (mut world, folder) = (World::start().await, TempDir::new().unwrap());
    let _down = adopt_by_name(&mut world, &folder).await;
    world.signed_in().await;
    world.provider.script().person = person("other-alice", "Alice", "Tremblay", &[]);
    assert_eq!(world.signed_in().await.who().await, "alice.tremblay-2");
    assert_eq!(buckets_of(&world, "alice.tremblay-2").await, []);
}

#[tokio::test]
async fn only_the_first_sign_in_adopts_and_only_when_the_operator_wants_it() {
    let (mut world, folder) = (World::start().await, TempDir::new().unwrap());
    world.signed_in().await;
    assert_eq!(buckets_of(&world, "alice.tremblay").await, []);
    let _down = adopt_by_name(&mut world, &folder).await;
    world.signed_in().await;
    assert_eq!(buckets_of(&world, "alice.tremblay").await, []);
}

#[tokio::test]
async fn a_storage_that_was_down_is_asked_again_at_the_next_sign_in() {
    let (mut world, folder, other) =
        (World::start().await, TempDir::new().unwrap(), TempDir::new().unwrap());
    let down = adopt_by_name(&mut world, &folder).await;
    world.signed_in().await;
    let searched = || async {
        let handle = Handle::parse("alice.tremblay").unwrap();
        let person = world.database.person_by_handle(&handle).await.unwrap().unwrap().person;
        world.database.open_searches(person.id).await.unwrap()
    };
    assert_eq!(searched().await, [id("down")]);
    let store = open_store(&other);
    store.ensure_bucket("alice.tremblay").await.unwrap();
    tokio::spawn(store.serve(down.listen(16).unwrap(), std::future::pending()));
    world.signed_in().await;
    until("the bucket is recorded", async || buckets_of(&world, "alice.tremblay").await.len() == 2)
        .await;
    until("nothing is left to ask", async || searched().await.is_empty()).await;
}
