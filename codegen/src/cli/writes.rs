//! What a terminal sees of a write, and how it is interrupted.

use std::io::{self, ErrorKind, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use miette::miette;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::Failure;
use crate::keep::{Gate, Step};

/// A write that takes longer shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// The writes of one run.
pub(super) struct Writes {
    /// The signal that came; 0 for none.
    interrupted: Arc<AtomicUsize>,
    began: Instant,
    bar: ProgressBar,
    shown: AtomicBool,
}

impl Writes {
    /// From here on an interrupt ends the run between two files, as long as nothing in the repo has changed; afterwards
    /// it is too late to stop, and the run ends by itself within moments. A second interrupt ends the process at once,
    /// which the next run copes with.
    pub(super) fn begin() -> Result<Self, Failure> {
        let (interrupted, again) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        for (signal, number) in [(SIGINT, 2), (SIGTERM, 15)] {
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&again))
                .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&again)))
                .and_then(|_| signal_hook::flag::register_usize(signal, Arc::clone(&interrupted), number))
                .map_err(|error| miette!("signals cannot be handled: {error}"))?;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} files") {
            bar.set_style(style);
        }
        Ok(Self { interrupted, began: Instant::now(), bar, shown: AtomicBool::new(false) })
    }

    /// The exit code of a process that the signal ended, as shells have it.
    pub(super) fn code(&self) -> u8 {
        u8::try_from(128 + self.interrupted.load(Ordering::Relaxed)).unwrap_or(1)
    }

    /// Takes the bar off the terminal.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Gate for Writes {
    fn pass(&self, step: Step, _: &str) -> io::Result<()> {
        if step == Step::Stage && self.interrupted.load(Ordering::Relaxed) > 0 {
            return Err(ErrorKind::Interrupted.into());
        }
        Ok(())
    }

    fn progress(&self, done: usize, of: usize) {
        if !self.shown.load(Ordering::Relaxed) {
            if self.began.elapsed() < PATIENCE
                || !io::stderr().is_terminal()
                || self.shown.swap(true, Ordering::Relaxed)
            {
                return;
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
    }
}
