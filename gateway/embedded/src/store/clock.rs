//! Times of the store: milliseconds since 1970 in the records, s3s's timestamps in answers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderValue;
use s3s::dto::{Timestamp, TimestampFormat};

/// Now, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// A recorded time as answers carry it.
pub fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from(UNIX_EPOCH + Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
}

/// A recorded time in whole seconds, which is all that HTTP dates can say.
pub fn timestamp_seconds(ms: i64) -> Timestamp {
    timestamp(ms - ms.rem_euclid(1000))
}

/// A recorded time as an HTTP date (RFC 9110 section 5.6.7).
pub fn http_date(ms: i64) -> Option<HeaderValue> {
    let mut text = Vec::with_capacity(32);
    timestamp(ms).format(TimestampFormat::HttpDate, &mut text).ok()?;
    HeaderValue::from_bytes(&text).ok()
}
