//! How often and how fast instances answer. Labels are few: never a bucket, a key or a person.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Error;
use crate::s3::names::InstanceId;
use crate::s3::operation::Operation;

/// From a listing in memory to a slow completion.
const ANSWER_SECONDS_BUCKETS: [f64; 11] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0, 60.0];

#[derive(Clone, Debug)]
pub(super) struct Metrics {
    requests: Family<RequestLabels, Counter>,
    answer_seconds: Family<AnswerLabels, Histogram>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    instance: String,
    operation: &'static str,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    instance: String,
    operation: &'static str,
}

/// How a request ended, as its success or its error tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
enum Outcome {
    Answered,
    Refused,
    Failed,
    TimedOut,
    Unreachable,
    /// The sender of a body broke off.
    Interrupted,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            answer_seconds: Family::new_with_constructor(|| Histogram::new(ANSWER_SECONDS_BUCKETS)),
        }
    }
}

impl Metrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "upstream_requests",
            "Requests sent to an instance, each attempt",
            self.requests.clone(),
        );
        registry.register(
            "upstream_answer_seconds",
            "Seconds from sending a request to the head of its answer",
            self.answer_seconds.clone(),
        );
    }

    pub(super) fn record(
        &self,
        instance: &InstanceId,
        operation: &Operation,
        took: Duration,
        error: Option<&Error>,
    ) {
        let (instance, operation) = (instance.to_string(), name(operation));
        let outcome = error.map_or(Outcome::Answered, outcome);
        let labels = AnswerLabels { instance: instance.clone(), operation };
        self.answer_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { instance, operation, outcome }).inc();
    }
}

fn outcome(error: &Error) -> Outcome {
    match error {
        Error::Unreachable { .. } => Outcome::Unreachable,
        Error::TimedOut { .. } => Outcome::TimedOut,
        Error::BodyInterrupted { .. } => Outcome::Interrupted,
        error if error.is_fault() => Outcome::Failed,
        _ => Outcome::Refused,
    }
}

/// As the S3 API Reference calls it.
fn name(operation: &Operation) -> &'static str {
    match operation {
        Operation::ListBuckets { .. } => "ListBuckets",
        Operation::HeadBucket { .. } => "HeadBucket",
        Operation::CreateBucket { .. } => "CreateBucket",
        Operation::DeleteBucket { .. } => "DeleteBucket",
        Operation::ListObjects { .. } => "ListObjectsV2",
        Operation::HeadObject { .. } => "HeadObject",
        Operation::GetObject { .. } => "GetObject",
        Operation::PutObject { .. } => "PutObject",
        Operation::DeleteObject { .. } => "DeleteObject",
        Operation::DeleteObjects { .. } | Operation::DeleteVersions { .. } => "DeleteObjects",
        Operation::ListVersions { .. } => "ListObjectVersions",
        Operation::CopyObject { .. } => "CopyObject",
        Operation::GetTags { .. } => "GetObjectTagging",
        Operation::PutTags { .. } => "PutObjectTagging",
        Operation::CreateUpload { .. } => "CreateMultipartUpload",
        Operation::UploadPart { .. } => "UploadPart",
        Operation::CompleteUpload { .. } => "CompleteMultipartUpload",
        Operation::CopyPart { .. } => "UploadPartCopy",
        Operation::ListUploads { .. } => "ListMultipartUploads",
        Operation::ListParts { .. } => "ListParts",
        Operation::AbortUpload { .. } => "AbortMultipartUpload",
        Operation::Relayed { call, .. } => call.spec().title,
    }
}
