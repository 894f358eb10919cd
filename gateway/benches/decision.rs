//! What a decision costs while there are 10,000 grants and 10,000 links: the policy by itself, and the gate, which reads
//! the records of each question from the database before it asks the policy.
//!
//! `cargo bench -p cellier --bench decision`; `make bench` compares it with what is promised.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::sync::Arc;

use cellier::database::{Database, FoundLink, Giving, LinkFace, NewGrant, NewPerson};
use cellier::links::{LinkRules, LinkWish, Links};
use cellier::policy::{
    Caller, Email, Facts, Grantee, Handle, InstanceKind, InstanceRules, Items, KeyPrefix, Person,
    Policy, Role, TeamBuckets, TeamTemplate, Visibility, WhichTeams,
};
use cellier::routes::gate::Gate;
use cellier::s3::names::{Bucket, BucketName, InstanceId, Key};
use cellier::s3::operation::Operation;
use cellier::sealing::SealingKey;
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

const GRANTS: usize = 10_000;
const LINKS: usize = 10_000;

/// A bucket of Alice's with all these grants and links: half of the grants are Benoît's, the others of people who never
/// came.
struct Place {
    runtime: Runtime,
    _data: TempDir,
    database: Database,
    gate: Gate,
    links: Links,
    alice: Person,
    benoit: Person,
    stranger: Person,
    /// What stands in the address of one of the links.
    address: String,
}

impl Place {
    fn set() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let data = TempDir::new().unwrap();
        let database = runtime.block_on(Database::open(&data.path().join("cellier.db"))).unwrap();
        let person = |handle: &str| runtime.block_on(add(&database, handle));
        let (alice, benoit, stranger) =
            (person("alice.tremblay"), person("benoit.gagnon"), person("chloe.nguyen"));
        runtime.block_on(database.adopt_bucket(&notes(), &alice.handle)).unwrap();
        let key_file = data.path().join("sealing.key");
        SealingKey::create(&key_file).unwrap();
        let key = SealingKey::load(&key_file).unwrap();
        let links = Links::new(database.clone(), key, rules(), "http://127.0.0.1");
        runtime.block_on(give(&database, &alice, &benoit));
        let address = runtime.block_on(share(&links, &alice));
        let gate = Gate::new(Arc::new(policy()), database.clone());
        Self { runtime, _data: data, database, gate, links, alice, benoit, stranger, address }
    }
}

async fn add(database: &Database, handle: &str) -> Person {
    let person = NewPerson {
        handle: Handle::parse(handle).unwrap(),
        name: handle.to_owned(),
        issuer: "https://id.example".to_owned(),
        subject: handle.to_owned(),
    };
    database.add_person(person).await.unwrap().person
}

async fn give(database: &Database, alice: &Person, benoit: &Person) {
    for number in 0..GRANTS {
        let to = if number % 2 == 0 {
            Grantee::Person(benoit.id)
        } else {
            Grantee::Email(Email::parse(&format!("somebody-{number}@example.org")).unwrap())
        };
        let grant = NewGrant {
            to,
            bucket: notes(),
            prefix: Some(prefix(number)),
            role: Role::Viewer,
            until: None,
            by: alice.id,
        };
        let given = database.give(grant, Timestamp::now()).await.unwrap();
        assert!(matches!(given, Giving::Given(_)), "{given:?}");
    }
}

async fn share(links: &Links, alice: &Person) -> String {
    let mut url = None;
    for number in 0..LINKS {
        let items =
            Items::These { keys: BTreeSet::new(), prefixes: BTreeSet::from([prefix(number)]) };
        let wish = LinkWish {
            sharer: alice.id,
            bucket: notes(),
            items,
            upload: None,
            face: LinkFace::default(),
            password: None,
            life: Some(SignedDuration::from_hours(24)),
        };
        let record = links.make(wish, Timestamp::now()).await.unwrap();
        if number == LINKS / 2 {
            url = links.address(&record);
        }
    }
    url.unwrap().rsplit('/').next().unwrap().to_owned()
}

fn rules() -> LinkRules {
    let month = SignedDuration::from_hours(30 * 24);
    LinkRules { life_max: month, without_end: false, groups_max_age: month }
}

fn policy() -> Policy {
    let rules = InstanceRules {
        kind: InstanceKind::SelfServe,
        visible_to: Visibility::Everyone,
        creation: Vec::new(),
        datasets: None,
        teams: TeamBuckets { who: WhichTeams::All, template: TeamTemplate::default() },
        publishing: false,
    };
    Policy::new(BTreeMap::from([(notes().instance, rules)]), true)
}

fn notes() -> Bucket {
    Bucket {
        instance: InstanceId::parse("minimal").unwrap(),
        name: BucketName::parse("notes").unwrap(),
    }
}

fn prefix(number: usize) -> KeyPrefix {
    KeyPrefix::parse(&format!("projects/{number:05}/")).unwrap()
}

fn read(number: usize) -> Operation {
    let key = Key::parse(format!("projects/{number:05}/a/b.csv")).unwrap();
    Operation::HeadObject { bucket: notes(), key }
}

/// Looks at one key after the other, so that none is answered from where the last one was.
fn numbers() -> impl Iterator<Item = usize> {
    (0..GRANTS).step_by(2).cycle().step_by(617)
}

fn decisions(criterion: &mut Criterion) {
    let place = Place::set();
    let mut group = criterion.benchmark_group("decision");
    alone(&mut group, &place);
    let Place { alice, benoit, stranger, .. } = &place;
    asked(&mut group, &place, "the owner", alice, true);
    asked(&mut group, &place, "by one of 5,000 grants", benoit, true);
    asked(&mut group, &place, "a stranger", stranger, false);
    by_link(&mut group, &place);
    group.finish();
}

/// The policy, with the facts that were read for it.
fn alone(group: &mut Group<'_>, place: &Place) {
    let (policy, caller) = (policy(), Caller::Person(place.benoit.clone()));
    let operation = read(0);
    let facts: Facts = place.runtime.block_on(place.database.facts(&caller, &operation)).unwrap();
    let now = Timestamp::now();
    group.bench_function("the policy alone", |bencher| {
        bencher.iter(|| policy.explain(&caller, black_box(&facts), &operation, now).unwrap());
    });
}

/// Records and policy together, as handlers ask.
fn asked(group: &mut Group<'_>, place: &Place, who: &str, person: &Person, opens: bool) {
    let caller = Caller::Person(person.clone());
    let mut numbers = numbers();
    group.bench_function(who, |bencher| {
        bencher.to_async(&place.runtime).iter_batched(
            || read(numbers.next().unwrap_or_default()),
            async |operation| {
                let permit = place.gate.permit(&caller, operation).await;
                assert_eq!(permit.is_ok(), opens);
            },
            BatchSize::SmallInput,
        );
    });
}

/// The link is found by its address first.
fn by_link(group: &mut Group<'_>, place: &Place) {
    group.bench_function("by one of 10,000 links", |bencher| {
        bencher.to_async(&place.runtime).iter(async || {
            let found = place.links.find(&place.address, Timestamp::now()).await.unwrap();
            let FoundLink::Usable(found) = found else { unreachable!("the link is good") };
            let caller = Caller::ShareLink(found.link);
            place.gate.permit(&caller, read(LINKS / 2)).await.unwrap()
        });
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
