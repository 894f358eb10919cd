//! When the line fails: what passes by itself, and how long to wait for it.

use gateway_api::ProblemKind;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;

use crate::gateway::Error;

/// While the browser knows that it is offline, an upload waits up to this long for the line to come back.
const OFFLINE_SECONDS_MAX: u32 = 30 * 60;

const OFFLINE_STEP_SECONDS: u32 = 2;

/// Passes by itself, most likely.
pub fn is_passing(error: &Error) -> bool {
    *error == Error::Offline
        || error.is(ProblemKind::SlowDown)
        || error.is(ProblemKind::UpstreamUnreachable)
}

/// Waits `pause_ms`, and for as long as the browser knows that it is offline.
pub async fn wait_for_line(pause_ms: u32) {
    TimeoutFuture::new(pause_ms).await;
    let mut waited_seconds = 0;
    while !window().navigator().on_line() && waited_seconds < OFFLINE_SECONDS_MAX {
        TimeoutFuture::new(OFFLINE_STEP_SECONDS * 1000).await;
        waited_seconds += OFFLINE_STEP_SECONDS;
    }
}
