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

    /// The most that one process of a group held, of those that run this program; and how many of them run now. Plugins of
    /// Terraform are in its group.
    pub(super) fn of_group(group: u32, program: &str) -> Result<(Self, usize)> {
        let mut most = Self::default();
        let mut count = 0;
        for entry in std::fs::read_dir("/proc").context("processes are read from /proc")?.flatten() {
            let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // It may end between any two looks.
            let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
            let Some((name, own)) = stat_of(&stat) else { continue };
            if own == group
                && is_named(name, program)
                && let Ok(memory) = Self::of(process)
            {
                count += 1;
                most = if memory.peak > most.peak { memory } else { most };
            }
        }
        Ok((most, count))
    }

    /// For the report, in megabytes of a million bytes.
    pub fn json(self) -> Value {
        json!({ "resident_mb": megabytes(self.resident), "peak_mb": megabytes(self.peak) })
    }
}

/// Whether the kernel's name of a process, of which it keeps 15 bytes, is that of a program. Terraform's own name is the
/// beginning of every provider's.
fn is_named(name: &str, program: &str) -> bool {
    const KEPT: usize = 15;
    program.get(..KEPT).unwrap_or(program) == name
}

/// In megabytes of a million bytes, to a tenth.
#[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits than an f64 has")]
pub(super) fn megabytes(bytes: u64) -> f64 {
    (bytes as f64 / 1e5).round() / 10.0
}

/// Name and process group in a line of `/proc/<pid>/stat`. The name is in parentheses, and may have some itself.
fn stat_of(stat: &str) -> Option<(&str, u32)> {
    let (before, after) = stat.rsplit_once(')')?;
    let group = after.split_whitespace().nth(2)?.parse().ok()?;
    Some((before.split_once('(')?.1, group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_found_behind_any_name() {
        assert_eq!(stat_of("71 (a b) c) S 1 42 42 0 -1"), Some(("a b) c", 42)));
        assert_eq!(stat_of("71"), None);
    }

    #[test]
    fn terraform_is_no_provider() {
        let provider = "terraform-provider-plinth";
        assert!(is_named("terraform-provi", provider) && is_named("tofu", "tofu"));
        assert!(!is_named("terraform", provider) && !is_named("terraform-prov", provider));
    }
}
