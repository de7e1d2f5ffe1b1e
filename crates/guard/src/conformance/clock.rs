//! CPU time of the thread that asks, which other programs on the machine do not lengthen as they do the time of day.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What this thread has taken so far.
pub fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or(0),
        u32::try_from(now.tv_nsec).unwrap_or(0),
    )
}

/// What it has taken since `before`.
pub fn since(before: Duration) -> Duration {
    cpu().saturating_sub(before)
}
