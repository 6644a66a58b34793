//! What goes wrong at one call, and how it is made to.

use acceptance_tests::driver::{Handle, Start};
use acceptance_tests::error::{Error, Result};
use acceptance_tests::proxy::{Effect, Hold, Moment, Proxy, Refusal, any_call};
use plinth_provider::aws::{Aws, Phase};
use plinth_provider::config::Configured;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tfplugin::rpc::Server;
use tfplugin::transport::Stop;

/// Begins the message of every panic that is made here.
pub(crate) const PANIC: &str = "crash test:";

/// What the proxy calls itself in answers of its own.
pub(crate) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// How long a call may take to be made, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wrong {
    PanicBefore,
    PanicAfter,
    KilledBefore,
    KilledAfter,
    TerminatedBefore,
    TerminatedAfter,
    StoppedBefore,
    StoppedAfter,
    Refused,
    Throttled,
    ServerError,
    Reset,
    ReplyLost,
}

impl Wrong {
    pub(crate) const ALL: [Self; 13] = [
        Self::PanicBefore,
        Self::PanicAfter,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::TerminatedBefore,
        Self::TerminatedAfter,
        Self::StoppedBefore,
        Self::StoppedAfter,
        Self::Refused,
        Self::Throttled,
        Self::ServerError,
        Self::Reset,
        Self::ReplyLost,
    ];

    pub(crate) fn is_kill(self) -> bool {
        matches!(self, Self::KilledBefore | Self::KilledAfter)
    }

    pub(crate) fn is_panic(self) -> bool {
        matches!(self, Self::PanicBefore | Self::PanicAfter)
    }

    /// Whether it needs a process.
    pub(crate) fn is_about_processes(self) -> bool {
        self.is_kill() || matches!(self, Self::TerminatedBefore | Self::TerminatedAfter)
    }

    /// What passes by itself and must not be seen by a person at all.
    pub(crate) fn passes(self) -> bool {
        matches!(self, Self::Throttled | Self::ServerError | Self::Reset | Self::ReplyLost)
    }

    fn moment(self) -> Moment {
        match self {
            Self::KilledBefore | Self::TerminatedBefore | Self::StoppedBefore => Moment::BeforeAws,
            _ => Moment::AfterAws,
        }
    }
}

/// Panics in a provider of this process at a chosen call. A clone is the same trap.
#[derive(Clone, Default)]
pub(crate) struct Trap(Arc<Mutex<Option<(usize, Phase)>>>);

impl Trap {
    /// A provider whose calls step on the trap.
    pub(crate) fn provider(&self) -> Start {
        let trap = self.clone();
        Start::here(move || {
            let trap = trap.clone();
            let definition = plinth_provider::plinth_with(move |block| {
                let trap = trap.clone();
                let watch = move |service: &str, operation: &str, phase| trap.step(service, operation, phase);
                Ok(Aws::observed(Configured::from_block(block)?, Arc::new(watch)))
            });
            Server::new(definition, Stop::new())
        })
    }

    fn set(&self, calls_before: usize, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((calls_before, phase));
    }

    fn step(&self, service: &str, operation: &str, phase: Phase) {
        let mut trap = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((left, wanted)) = trap.as_mut().filter(|(_, wanted)| *wanted == phase) else { return };
        if *left > 0 {
            *left -= 1;
            return;
        }
        let when = if *wanted == Phase::Before { "before" } else { "after" };
        *trap = None;
        drop(trap);
        panic!("{PANIC} {when} {service}:{operation}");
    }
}

/// A fault that waits for its call.
#[derive(Default)]
pub(crate) struct Armed {
    /// Kept until the case ends: a call that is let go when its caller has just died might still reach AWS.
    _hold: Option<Arc<Hold>>,
    interference: Option<JoinHandle<Result<()>>>,
}

impl Armed {
    /// Sets the fault on the call after so many others, counted from now.
    pub(crate) fn set(wrong: Wrong, calls_before: usize, proxy: &Proxy, trap: &Trap, handle: Handle) -> Result<Self> {
        let nth = |n| any_call().nth(calls_before + n);
        match wrong {
            Wrong::PanicBefore => trap.set(calls_before, Phase::Before),
            Wrong::PanicAfter => trap.set(calls_before, Phase::After),
            Wrong::Refused => proxy.when(nth(1), Effect::Refuse(Refusal::new(403, "AccessDenied"))),
            Wrong::Throttled => [1, 2].into_iter().for_each(|n| proxy.when(nth(n), Effect::Throttle)),
            Wrong::ServerError => proxy.when(nth(1), Effect::ServerError),
            Wrong::Reset => proxy.when(nth(1), Effect::Reset),
            Wrong::ReplyLost => proxy.when(nth(1), Effect::LoseReply),
            _ => {
                let hold = Arc::new(proxy.hold(nth(1), wrong.moment())?);
                let gate = Arc::clone(&hold);
                let interference = std::thread::spawn(move || interfere(wrong, &gate, &handle));
                return Ok(Self { _hold: Some(hold), interference: Some(interference) });
            }
        }
        Ok(Self::default())
    }

    /// Ends the fault; an error when it never came to pass.
    pub(crate) fn end(&mut self, proxy: &Proxy) -> Result<()> {
        proxy.clear_rules();
        let done = self.interference.take().map(JoinHandle::join);
        done.unwrap_or(Ok(Ok(()))).map_err(|_| Error::from("the interference itself panicked"))?
    }
}

/// Does to the provider what is to be done while its call is held.
fn interfere(wrong: Wrong, hold: &Hold, handle: &Handle) -> Result<()> {
    hold.wait_until_reached(PATIENCE)?;
    match wrong {
        // The call stays held.
        Wrong::KilledBefore | Wrong::KilledAfter => return handle.kill(),
        Wrong::TerminatedBefore | Wrong::TerminatedAfter => {
            handle.signal("TERM")?;
            handle.wait_until_said("asked to end", PATIENCE)?;
        }
        _ => handle.stop()?,
    }
    hold.release();
    Ok(())
}
