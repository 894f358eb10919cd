//! How often programs ask, and with what success. Labels are few: a call is a row of the table, never a bucket, a key
//! or a person.

use std::borrow::Cow;

use axum::response::Response;
use http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::note::Told;

/// Whoever asks for something that is no call, or proves nothing before it is known what they ask for.
const UNKNOWN: &str = "unknown";

/// What instances say most; whatever else they say is counted together, for they may say anything.
const TOLD_BY_INSTANCES: [&str; 14] = [
    "AccessDenied",
    "BadDigest",
    "EntityTooLarge",
    "EntityTooSmall",
    "InternalError",
    "InvalidPart",
    "InvalidRange",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchUpload",
    "NotImplemented",
    "PreconditionFailed",
    "ServiceUnavailable",
    "SlowDown",
];

/// What the S3 side was asked. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ProgramTraffic {
    requests: Family<RequestLabels, Counter>,
    refusals: Family<RefusalLabels, Counter>,
    /// Of answers, as they leave.
    pub(super) bytes_sent: Counter,
    /// Of objects and parts that were stored.
    pub(super) bytes_stored: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    call: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    code: &'static str,
}

impl ProgramTraffic {
    /// Adds `s3_requests` (by call and status), `s3_refusals` (by code), `s3_bytes_sent` and `s3_bytes_stored` to what
    /// operators see.
    pub fn registered(registry: &mut Registry) -> Self {
        let traffic = Self::default();
        registry.register("s3_requests", "Requests of programs", traffic.requests.clone());
        registry.register("s3_refusals", "Refusals told to programs", traffic.refusals.clone());
        let help = "Bytes of answers that programs took";
        registry.register("s3_bytes_sent", help, traffic.bytes_sent.clone());
        let help = "Bytes of objects and parts that instances took from programs";
        registry.register("s3_bytes_stored", help, traffic.bytes_stored.clone());
        traffic
    }

    /// Counts a request once the head of its answer is known.
    pub(super) fn count(&self, call: Option<&'static str>, response: &Response) {
        let status = response.status();
        let labels = RequestLabels { call: call.unwrap_or(UNKNOWN), status: status.as_u16() };
        self.requests.get_or_create(&labels).inc();
        if status.is_client_error() || status.is_server_error() {
            let code = code(response.extensions().get(), status);
            self.refusals.get_or_create(&RefusalLabels { code }).inc();
        }
    }
}

fn code(told: Option<&Told>, status: StatusCode) -> &'static str {
    match told {
        Some(Told(Cow::Borrowed(ours))) => ours,
        Some(Told(Cow::Owned(theirs))) => {
            TOLD_BY_INSTANCES.into_iter().find(|code| code == theirs).unwrap_or("other")
        }
        // Answers to `HEAD` have no document.
        None if status == StatusCode::NOT_FOUND => "NoSuchKey",
        None => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_instances_invent_makes_no_labels() {
        let check = |told: Option<Cow<'static, str>>, expected: &str| {
            let told = told.map(Told);
            assert_eq!(code(told.as_ref(), StatusCode::BAD_REQUEST), expected, "{told:?}");
        };
        check(Some(Cow::Borrowed("InvalidArgument")), "InvalidArgument");
        check(Some(Cow::Owned("NoSuchKey".to_owned())), "NoSuchKey");
        check(Some(Cow::Owned("XMinioWhatever".to_owned())), "other");
        check(None, "other");
        assert_eq!(code(None, StatusCode::NOT_FOUND), "NoSuchKey");
    }
}
