//! The same requests, straight at a storage and through the gateway, by three people: main, alternate and stranger. What
//! differs is in the list of exceptions (`tests/differential_exceptions.toml`), by name and reason, or it is a fault.
//! `S3_TEST_ENDPOINT` puts a real server in the place of the embedded one.

mod exceptions;
mod finer;
mod steps;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use self::exceptions::Exceptions;
use self::finer::{FINER, SENT};
use self::steps::{INTRUSIONS, OWN, STOCK, Step};
use self::told::{refusal, told};
use super::program::{Mode, Program, element};
use crate::house::{ACCESS_KEY, House, SECRET_KEY};
use crate::keys::suite::{PEOPLE, add};
use crate::real::Server;
use crate::support::{Answer, encode};

/// One side: three people who each may make buckets, and where.
struct Side {
    people: Vec<Program>,
    /// Of one account alone everything is its own: who is somebody else there has a key that it does not know.
    one_account: bool,
    /// Told apart from the other side's in the names of buckets.
    letter: char,
    moment: i64,
}

/// A bucket and what was last made in it.
#[derive(Clone, Debug, Default)]
struct Place {
    bucket: String,
    upload: String,
    version: String,
    token: String,
}

/// In which way each of them is asked.
const SEQUENCES: [(&str, &[Step], Mode); 6] = [
    ("own", OWN, Mode::Literal),
    ("finer", FINER, Mode::Literal),
    ("literal", SENT, Mode::Literal),
    ("presigned", SENT, Mode::Presigned),
    ("chunks", SENT, Mode::ChunksWithTrailer),
    ("trailer", SENT, Mode::UnsignedWithTrailer),
];

impl Side {
    fn bucket(&self, person: usize, purpose: &str) -> Place {
        let Self { letter, moment, .. } = self;
        let bucket = format!("{}.{purpose}-{letter}{moment}", PEOPLE[person]);
        Place { bucket, ..Place::default() }
    }

    /// As whom the person asks for what is somebody else's.
    fn intruder(&self, person: usize) -> Program {
        let program = self.people[person].clone();
        if !self.one_account {
            return program;
        }
        Program { access_key: "AKNOBODY".to_owned(), ..program }
    }
}

/// The storage alone and the gateway before it.
async fn sides() -> (House, [Side; 2]) {
    let real = Server::of_environment();
    let house = House::configured(|config| {
        if let Some(real) = &real {
            real.stand_behind(&mut config.instances[0]);
        }
    })
    .await;
    let straight: Vec<Program> = match &real {
        None => vec![Program::new(&house.minimal.endpoint(), ACCESS_KEY, SECRET_KEY)],
        Some(real) => real.programs(),
    };
    let one_account = straight.len() < PEOPLE.len();
    let mut through = Vec::new();
    for person in PEOPLE {
        through.push(add(&house, person).await);
    }
    let moment = jiff::Timestamp::now().as_millisecond();
    let straight = straight.into_iter().cycle().take(PEOPLE.len()).collect();
    let straight = Side { people: straight, one_account, letter: 's', moment };
    let through = Side { people: through, one_account: false, letter: 't', moment };
    (house, [straight, through])
}

async fn ask(program: &Program, step: &Step, mode: Mode, place: &mut Place, own: &Place) -> Answer {
    let Step(method, target, headers, body) = step;
    let fill = |text: &str| {
        let filled = text.replace("{b}", &place.bucket).replace("{own}", &own.bucket);
        let filled = filled.replace("{u}", &place.upload).replace("{v}", &place.version);
        filled.replace("{t}", &place.token)
    };
    let body = match *body {
        "{5 MiB}" => "x".repeat(5 * 1024 * 1024),
        body => fill(body),
    };
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, fill(value))).collect();
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = program.send(mode, None, method, &fill(target), &headers, body).await;
    let text = answer.text();
    let begun = element(&text, "UploadId");
    if target.ends_with("?uploads") && !begun.is_empty() && *method == "POST" {
        place.upload = encode(&begun);
    }
    if !answer.header("x-amz-version-id").is_empty() && *method == "PUT" {
        place.version = encode(answer.header("x-amz-version-id"));
    }
    let token = element(&text, "NextContinuationToken");
    if !token.is_empty() {
        place.token = encode(&token);
    }
    answer
}

/// What differs, by the name of the request.
#[derive(Default)]
struct Differences(BTreeMap<String, Vec<Difference>>);

struct Difference {
    /// The status that the storage alone answers.
    straight: u16,
    told: String,
}

impl Differences {
    fn note(&mut self, name: String, who: &str, [straight, through]: [&String; 2]) {
        if straight != through {
            let told = format!("{name} ({who})\n  straight {straight}\n  through  {through}");
            let status = straight[..3].parse().unwrap();
            self.0.entry(name).or_default().push(Difference { straight: status, told });
        }
    }

    /// `names`: of all that was asked.
    #[track_caller]
    fn judge(&self, names: &BTreeSet<String>) {
        let (exceptions, server) = (Exceptions::read(), crate::real::name());
        let server = server.as_deref();
        let each = self.0.iter().flat_map(|(name, all)| all.iter().map(move |one| (name, one)));
        let faults = each.filter(|(name, one)| !exceptions.hold(name, server, one.straight));
        let faults: Vec<_> = faults.map(|(_, one)| one.told.as_str()).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let demanded = names.iter().filter(|name| exceptions.demand(name, server));
        let unneeded: Vec<_> = demanded.filter(|name| !self.0.contains_key(*name)).collect();
        assert!(unneeded.is_empty(), "no exceptions any more: {unneeded:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_storage_answers_is_what_the_gateway_answers_to_each_of_three_people() {
    let (_house, sides) = sides().await;
    let server = crate::real::name();
    let ours = Exceptions::read().ours(server.as_deref());
    let mut unneeded = ours.demanded();
    let (mut differences, mut names) = (Differences::default(), BTreeSet::new());
    for (person, who) in PEOPLE.into_iter().enumerate() {
        for (purpose, steps, mode) in SEQUENCES {
            let mut places = sides.each_ref().map(|side| side.bucket(person, purpose));
            for step in steps {
                let mut answers = Vec::new();
                for (side, place) in sides.iter().zip(&mut places) {
                    let own = place.clone();
                    answers
                        .push(ask(&side.people[person], step, step.mode(mode), place, &own).await);
                }
                let [straight, through] = [0, 1].map(|side| {
                    let (answer, place): (&Answer, &Place) = (&answers[side], &places[side]);
                    told(answer, &place.bucket, &ours)
                });
                for name in ours.differing(&answers[0], &answers[1]) {
                    unneeded.remove(&name);
                }
                names.insert(step.name_as(mode));
                differences.note(step.name_as(mode), who, [&straight, &through]);
            }
        }
    }
    differences.judge(&names);
    assert!(server.is_none() || unneeded.is_empty(), "ours without need: {unneeded:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_is_closed_straight_and_through() {
    let (_house, sides) = sides().await;
    let (exceptions, server) = (Exceptions::read(), crate::real::name());
    let mut differences = Differences::default();
    let mut places = sides.each_ref().map(|side| side.bucket(0, "whole"));
    for (side, place) in sides.iter().zip(&mut places) {
        for step in STOCK {
            let own = place.clone();
            ask(&side.people[0], step, Mode::Literal, place, &own).await.expect(200);
        }
    }
    for (person, who) in PEOPLE.into_iter().enumerate().skip(1) {
        let owns = sides.each_ref().map(|side| side.bucket(person, "other"));
        for (side, own) in sides.iter().zip(&owns) {
            side.people[person].put(&format!("/{}", own.bucket), "").await.expect(200);
            side.people[person].put(&format!("/{}/a", own.bucket), "a").await.expect(200);
        }
        for step in INTRUSIONS {
            let mut answers = Vec::new();
            for ((side, place), own) in sides.iter().zip(&mut places).zip(&owns) {
                let answer = ask(&side.intruder(person), step, Mode::Literal, place, own).await;
                let (name, status) = (step.name_of_another(), answer.status.as_u16());
                let straight = side.letter == 's';
                let listed = straight && exceptions.allow(&name, server.as_deref(), status);
                // Straight or through: it never succeeds, but for what is told of each key of many.
                let denied = element(&answer.text(), "Code") == "AccessDenied";
                assert!(!answer.status.is_success() || denied || listed, "{who} {name}: {status}");
                answers.push(refusal(&answer, !sides[0].one_account));
            }
            differences.note(step.name_of_another(), who, [&answers[0], &answers[1]]);
        }
        for (side, own) in sides.iter().zip(&owns) {
            let stolen = side.people[person].get(&format!("/{}/stolen", own.bucket)).await;
            assert_eq!(element(&stolen.text(), "Code"), "NoSuchKey");
        }
    }
    for (side, place) in sides.iter().zip(&places) {
        let main = &side.people[0];
        let secret = main.get(&format!("/{}/secret", place.bucket)).await.expect(200);
        assert_eq!((secret.text().as_str(), secret.header("x-amz-meta-note")), ("secret", "n"));
        let open = format!("/{}/open?uploadId={}", place.bucket, place.upload);
        let parts = main.get(&open).await.expect(200).text();
        assert_eq!(element(&parts, "Size"), "4", "{parts}");
        let listed = main.get(&format!("/{}?list-type=2", place.bucket)).await.expect(200).text();
        assert_eq!(super::program::elements(&listed, "Key"), ["secret"]);
    }
    differences.judge(&INTRUSIONS.iter().map(Step::name_of_another).collect());
}

#[test]
fn every_exception_is_of_a_request_that_is_made_and_says_why() {
    let own = SEQUENCES
        .into_iter()
        .flat_map(|(_, steps, mode)| steps.iter().map(move |step| step.name_as(mode)));
    let made: BTreeSet<String> = own.chain(INTRUSIONS.iter().map(Step::name_of_another)).collect();
    Exceptions::read().check(&made);
}
