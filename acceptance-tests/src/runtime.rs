//! One runtime for all of the harness's own calls, so that tests read as plain steps.

use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};

/// The runtime.
#[expect(clippy::expect_used, reason = "without a runtime no test can run")]
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
        Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime for the harness")
    });
    &RUNTIME
}
