//! What a process holds in memory, as the kernel tells it.

use crate::error::{Context as _, Result};
use serde_json::{Value, json};

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Resident now (`VmRSS`).
    pub resident: u64,
    /// The most that was ever resident (`VmHWM`).
    pub peak: u64,
}

impl Memory {
    /// Of a process that runs.
    pub(super) fn of(process: u32) -> Result<Self> {
        let text = std::fs::read_to_string(format!("/proc/{process}/status")).context("memory is read from /proc")?;
        let kilobytes = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).context(format!("{name} in {text}"))?;
            let number = line.trim_start_matches(':').trim().trim_end_matches(" kB");
            number.parse::<u64>().context(format!("{name} of a process"))
        };
        Ok(Self { resident: kilobytes("VmRSS")? * 1024, peak: kilobytes("VmHWM")? * 1024 })
    }

    /// For the report, in megabytes of a million bytes.
    pub fn json(self) -> Value {
        json!({ "resident_mb": megabytes(self.resident), "peak_mb": megabytes(self.peak) })
    }
}

/// In megabytes of a million bytes, to a tenth.
#[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits than an f64 has")]
pub(super) fn megabytes(bytes: u64) -> f64 {
    (bytes as f64 / 1e5).round() / 10.0
}
