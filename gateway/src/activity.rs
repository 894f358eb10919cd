//! The record of what is done: entries are gathered in memory and written together, so that no request waits for the
//! disk.
//!
//! What may be lost: when the process is killed, the entries of the last second; when the database cannot be written,
//! or more than `WAITING_MAX` entries wait, or more than `NOBODYS_PER_MINUTE` of nobody who is known come in a minute,
//! those beyond. Losses are counted (`cellier_activity_lost`) and said in the log. A process that is told to stop loses
//! nothing.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_api::{Act, ActivityAmount};
use jiff::{SignedDuration, Timestamp};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::database::Database;
pub use crate::database::{ActivityOf, ActivityQuery, Entry};
use crate::layers::Meter;

/// Entries that wait to be written: some 10 MB at most.
const WAITING_MAX: usize = 20_000;
/// Entries written in one transaction.
const BATCH_MAX: usize = 1_000;
/// How long the first of a batch waits for others.
const GATHER_MILLISECONDS: u64 = 500;
/// Entries of nobody who is known (tokens and sign-ins that were refused), in a minute: whoever knocks without end must
/// not fill the disk.
const NOBODYS_PER_MINUTE: u32 = 600;
/// How often old entries are dropped.
const SWEEP_SECONDS: u64 = 3_600;

/// What the operator decided about the record.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Which part of the reads is recorded: 0.0 none, 1.0 all.
    pub reads: f64,
    /// Entries are dropped after so many days.
    pub days: u32,
    /// Each entry is also a line of JSON on standard output.
    pub stdout: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { reads: 0.0, days: 90, stdout: false }
    }
}

/// The record of what is done. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Activity(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rules: Rules,
    database: Database,
    entries: mpsc::Sender<Entry>,
    /// Taken by whoever writes.
    waiting: tokio::sync::Mutex<mpsc::Receiver<Entry>>,
    lost: Counter,
    nobodys: Meter,
    /// How many reads were seen, so that the part that is recorded is spread evenly.
    reads: AtomicU64,
}

impl Activity {
    pub fn new(database: Database, rules: Rules) -> Self {
        let (entries, waiting) = mpsc::channel(WAITING_MAX);
        Self(Arc::new(Inner {
            rules,
            database,
            entries,
            waiting: waiting.into(),
            lost: Counter::default(),
            nobodys: Meter::per_minute(NOBODYS_PER_MINUTE),
            reads: AtomicU64::new(0),
        }))
    }

    /// Adds `activity_lost` to what operators see.
    pub fn register(&self, registry: &mut Registry) {
        let help = "Entries of the activity record that were lost";
        registry.register("activity_lost", help, self.0.lost.clone());
    }

    /// Records an entry, in a moment.
    pub fn record(&self, entry: Entry) {
        let nobody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let known = entry.person.is_some() || entry.by_team.is_some();
        if !known && self.0.nobodys.count(nobody, Instant::now()).is_err() {
            self.0.lost.inc();
            return;
        }
        if self.0.entries.try_send(entry).is_err() && self.0.lost.inc() == 0 {
            tracing::error!(waiting_max = WAITING_MAX, "activity is being lost: too much waits");
        }
    }

    /// Whether this read is one of those that are recorded. Refused ones always are.
    pub fn samples_read(&self) -> bool {
        let share = self.0.rules.reads;
        if share <= 0.0 {
            return false;
        }
        let seen = self.0.reads.fetch_add(1, Ordering::Relaxed);
        // The whole part rises exactly `share` times as often as the count.
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of reads that loses no more than one"
        )]
        let parts = [seen, seen + 1].map(|count| (count as f64 * share).floor());
        parts[0] < parts[1]
    }

    /// Writes down what is recorded, until `shutdown` and all of it then.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        let mut waiting = self.0.waiting.lock().await;
        let mut sweep = tokio::time::interval(Duration::from_secs(SWEEP_SECONDS));
        tokio::pin!(shutdown);
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                _ = sweep.tick() => self.drop_old().await,
                _ = waiting.recv_many(&mut batch, BATCH_MAX) => {
                    let gather = Duration::from_millis(GATHER_MILLISECONDS);
                    let last = tokio::select! {
                        () = &mut shutdown => true,
                        () = tokio::time::sleep(gather) => false,
                    };
                    take(&mut waiting, &mut batch);
                    self.write(&mut batch).await;
                    if last {
                        break;
                    }
                }
            }
        }
        while take(&mut waiting, &mut batch) {
            self.write(&mut batch).await;
        }
    }

    async fn write(&self, batch: &mut Vec<Entry>) {
        if batch.is_empty() {
            return;
        }
        if self.0.rules.stdout {
            let text = lines(batch);
            // Whoever reads may be slow, or gone: neither must hold up or end the gateway.
            let _ = tokio::task::spawn_blocking(move || {
                std::io::Write::write_all(&mut std::io::stdout().lock(), &text)
            })
            .await;
        }
        let entries = std::mem::take(batch);
        let count = entries.len() as u64;
        if let Err(error) = self.0.database.record_activity(entries).await {
            // A full disk must not keep people out: what happened is lost, and said to be.
            self.0.lost.inc_by(count);
            tracing::error!(
                error = &error as &dyn std::error::Error,
                count,
                "activity was not recorded"
            );
        }
    }

    async fn drop_old(&self) {
        let age = SignedDuration::from_hours(24 * i64::from(self.0.rules.days));
        let oldest = Timestamp::now().saturating_sub(age).unwrap_or(Timestamp::MIN);
        loop {
            match self.0.database.drop_activity(oldest).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "old activity was not dropped");
                    return;
                }
            }
        }
    }
}

/// Fills the batch with what waits; whether there is anything in it.
fn take(waiting: &mut mpsc::Receiver<Entry>, batch: &mut Vec<Entry>) -> bool {
    while batch.len() < BATCH_MAX {
        match waiting.try_recv() {
            Ok(entry) => batch.push(entry),
            Err(_) => break,
        }
    }
    !batch.is_empty()
}

/// One line on standard output, for log collectors.
#[derive(Serialize)]
struct Line<'a> {
    /// Tells these lines from those of the log.
    kind: &'static str,
    at: String,
    person: Option<i64>,
    team: Option<i64>,
    by_team: Option<i64>,
    act: Act,
    way: gateway_api::Way,
    access_key: Option<&'a str>,
    link: Option<i64>,
    instance: Option<&'a str>,
    bucket: Option<&'a str>,
    key: Option<&'a str>,
    call: Option<&'static str>,
    from: Option<String>,
    #[serde(flatten)]
    amount: Option<ActivityAmount>,
    refusal: Option<&'a str>,
}

fn lines(batch: &[Entry]) -> Vec<u8> {
    let mut text = Vec::new();
    for entry in batch {
        let line = Line {
            kind: "activity",
            at: entry.at.to_string(),
            person: entry.person.map(|person| person.0),
            team: entry.team.map(|team| team.0),
            by_team: entry.by_team.map(|team| team.0),
            act: entry.act,
            way: entry.way,
            access_key: entry.access_key.as_ref().map(crate::policy::AccessKeyId::as_str),
            link: entry.link.map(|link| link.0),
            instance: entry.instance.as_deref(),
            bucket: entry.bucket.as_deref(),
            key: entry.key.as_deref(),
            call: entry.call,
            from: entry.from.map(|from| from.to_string()),
            amount: entry.amount,
            refusal: entry.refusal.as_deref(),
        };
        if serde_json::to_writer(&mut text, &line).is_ok() {
            text.push(b'\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use gateway_api::Way;
    use tempfile::TempDir;

    use super::*;
    use crate::database::NewPerson;
    use crate::policy::{Handle, PersonId};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    async fn world(rules: Rules) -> (Activity, Database, PersonId, TempDir) {
        let folder = TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("cellier.db")).await.unwrap();
        let person = NewPerson {
            handle: Handle::parse("anne.roy").unwrap(),
            name: "Anne Roy".to_owned(),
            issuer: "https://id.example".to_owned(),
            subject: "1".to_owned(),
        };
        let person = database.add_person(person).await.unwrap().person.id;
        (Activity::new(database.clone(), rules), database, person, folder)
    }

    fn entry(person: PersonId, second: i64) -> Entry {
        Entry { person: Some(person), ..Entry::of(Act::SignIn, Way::Page, at(second)) }
    }

    fn of(person: PersonId) -> ActivityQuery {
        ActivityQuery::of(ActivityOf::Person(person))
    }

    #[tokio::test]
    async fn what_was_recorded_is_written_before_the_end_and_read_newest_first() {
        let (activity, database, person, _folder) = world(Rules::default()).await;
        let now = Timestamp::now().as_second();
        for second in 0..2_500 {
            activity.record(entry(person, now + second));
        }
        activity.record(entry(PersonId(person.0), now + 9_000));
        activity.run(std::future::ready(())).await;
        let first = database.activity(of(person), None, 2).await.unwrap();
        assert_eq!(first[0].at, at(now + 9_000).to_string());
        assert_eq!((first[1].act, first[1].way), (Act::SignIn, Way::Page));
        let rest = database.activity(of(person), Some(first[1].id), 10_000).await.unwrap();
        assert_eq!(rest.len(), 2_499);
        let stranger = PersonId(person.0 + 1);
        assert!(database.activity(of(stranger), None, 10).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn old_entries_are_dropped() {
        let (activity, database, person, _folder) =
            world(Rules { days: 1, ..Rules::default() }).await;
        let now = Timestamp::now().as_second();
        let day = 24 * 3_600;
        for second in [now - 2 * day, now - day - 60, now] {
            database.record_activity(vec![entry(person, second)]).await.unwrap();
        }
        activity.drop_old().await;
        assert_eq!(database.activity(of(person), None, 10).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_there_is_no_room_for_is_counted() {
        let (activity, _, person, _folder) = world(Rules::default()).await;
        for second in 0..i64::try_from(WAITING_MAX).unwrap() + 3 {
            activity.record(entry(person, second));
        }
        assert_eq!(activity.0.lost.get(), 3);
    }

    #[test]
    fn each_entry_is_one_line_of_json_for_log_collectors() {
        let amount = ActivityAmount { asked: 3, done: 2, failed: 1, bytes: Some(7) };
        let entries = [
            entry(PersonId(4), 0),
            Entry {
                instance: Some("minimal".to_owned()),
                key: Some("a\nb".to_owned()),
                amount: Some(amount),
                refusal: Some("no-such-object".to_owned()),
                ..Entry::of(Act::TakeOut, Way::Page, at(1))
            },
        ];
        let text = String::from_utf8(lines(&entries)).unwrap();
        let told: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told.len(), 2, "{text}");
        let of = |line: usize, name: &str| told[line][name].to_string();
        for (line, name, expected) in [
            (0, "kind", "\"activity\""),
            (0, "at", "\"1970-01-01T00:00:00Z\""),
            (0, "person", "4"),
            (0, "act", "\"sign-in\""),
            (0, "refusal", "null"),
            (1, "person", "null"),
            (1, "key", "\"a\\nb\""),
            (1, "asked", "3"),
            (1, "bytes", "7"),
            (1, "refusal", "\"no-such-object\""),
        ] {
            assert_eq!(of(line, name), expected, "{name} of {line}");
        }
    }

    #[tokio::test]
    async fn the_part_of_the_reads_that_is_recorded_is_exact() {
        for (share, expected) in [(0.0, 0), (0.1, 100), (0.25, 250), (1.0, 1_000)] {
            let (activity, ..) = world(Rules { reads: share, ..Rules::default() }).await;
            let recorded = (0..1_000).filter(|_| activity.samples_read()).count();
            assert_eq!(recorded, expected, "{share}");
        }
    }
}
