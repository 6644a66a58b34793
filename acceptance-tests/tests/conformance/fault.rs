//! What goes wrong at one call, and how it is made to.

use acceptance_tests::driver::{Handle, Start};
use acceptance_tests::ensure;
use acceptance_tests::error::{Error, Result};
use acceptance_tests::proxy::{Effect, Hold, Moment, Proxy, Refusal, call};
use plinth_provider::aws::{Aws, Phase};
use plinth_provider::config::Configured;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tfplugin::rpc::Server;
use tfplugin::transport::Stop;

/// Begins the message of every panic that is made here.
pub(crate) const PANIC: &str = "conformance:";

/// What the proxy calls itself in answers of its own.
pub(crate) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// How long a call may take to be made, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often it is asked whether a command has ended without making the call.
const LOOK: Duration = Duration::from_millis(100);

/// What goes wrong at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wrong {
    PanicBefore,
    PanicAfter,
    KilledBefore,
    KilledAfter,
    InterruptedBefore,
    InterruptedAfter,
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
    pub(crate) const ALL: [Self; 15] = [
        Self::PanicBefore,
        Self::PanicAfter,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::InterruptedBefore,
        Self::InterruptedAfter,
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
        matches!(
            self,
            Self::KilledBefore
                | Self::KilledAfter
                | Self::InterruptedBefore
                | Self::InterruptedAfter
                | Self::TerminatedBefore
                | Self::TerminatedAfter
        )
    }

    /// What passes by itself and must not be seen by a person at all.
    pub(crate) fn passes(self) -> bool {
        matches!(self, Self::Throttled | Self::ServerError | Self::Reset | Self::ReplyLost)
    }

    fn moment(self) -> Moment {
        match self {
            Self::KilledBefore | Self::InterruptedBefore | Self::TerminatedBefore | Self::StoppedBefore => {
                Moment::BeforeAws
            }
            _ => Moment::AfterAws,
        }
    }
}

/// One of the calls of a walk: the n-th of an operation, from 1, since the walk that applies began.
///
/// Parts run at the same time, so no call has a fixed place among all; among those of its operation it has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) service: String,
    pub(crate) action: String,
    pub(crate) nth: usize,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}#{}", self.service, self.action, self.nth)
    }
}

/// Panics in a provider of this process at a chosen call. A clone is the same trap.
#[derive(Clone, Default)]
pub(crate) struct Trap(Arc<Mutex<Option<Set>>>);

/// A trap that waits.
struct Set {
    service: String,
    action: String,
    phase: Phase,
    /// How many calls may pass.
    left: usize,
}

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

    fn set(&self, target: &Target, phase: Phase) {
        let (service, action) = (target.service.clone(), target.action.clone());
        let set = Set { service, action, phase, left: target.nth - 1 };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(set);
    }

    fn step(&self, service: &str, operation: &str, phase: Phase) {
        // Requests are signed under this name.
        let service = if service == "cloudwatch" { "monitoring" } else { service };
        let mut trap = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |set: &&mut Set| (&*set.service, &*set.action, set.phase) == (service, operation, phase);
        let Some(set) = trap.as_mut().filter(is_it) else { return };
        if set.left > 0 {
            set.left -= 1;
            return;
        }
        let when = if phase == Phase::Before { "before" } else { "after" };
        *trap = None;
        drop(trap);
        panic!("{PANIC} {when} {operation}");
    }

    /// Takes the trap away, and says whether anything stepped on it.
    fn spring(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_none()
    }
}

/// A fault that waits for its call.
pub(crate) struct Armed {
    wrong: Wrong,
    /// Kept until the case ends: a call that is let go when its caller has just died might still reach AWS.
    hold: Option<Arc<Hold>>,
    over: Arc<AtomicBool>,
    interference: Option<JoinHandle<Result<()>>>,
}

impl Armed {
    /// Sets the fault on a call, counted from now.
    pub(crate) fn set(wrong: Wrong, target: &Target, proxy: &Proxy, trap: &Trap, handle: Handle) -> Result<Self> {
        let nth = |n| call(&target.service, &target.action).nth(n);
        let mut armed = Self { wrong, hold: None, over: Arc::default(), interference: None };
        match wrong {
            Wrong::PanicBefore => trap.set(target, Phase::Before),
            Wrong::PanicAfter => trap.set(target, Phase::After),
            Wrong::Refused => proxy.when(nth(target.nth), Effect::Refuse(Refusal::new(403, "AccessDenied"))),
            Wrong::Throttled => [0, 1].into_iter().for_each(|n| proxy.when(nth(target.nth + n), Effect::Throttle)),
            Wrong::ServerError => proxy.when(nth(target.nth), Effect::ServerError),
            Wrong::Reset => proxy.when(nth(target.nth), Effect::Reset),
            Wrong::ReplyLost => proxy.when(nth(target.nth), Effect::LoseReply),
            _ => {
                let hold = Arc::new(proxy.hold(nth(target.nth), wrong.moment())?);
                let (gate, over) = (Arc::clone(&hold), Arc::clone(&armed.over));
                armed.hold = Some(hold);
                armed.interference = Some(std::thread::spawn(move || interfere(wrong, &gate, &over, &handle)));
            }
        }
        Ok(armed)
    }

    /// Ends the fault; whether it came to pass.
    pub(crate) fn end(&mut self, proxy: &Proxy, trap: &Trap) -> Result<bool> {
        proxy.clear_rules();
        self.over.store(true, Ordering::Relaxed);
        let done = self.interference.take().map(JoinHandle::join);
        done.unwrap_or(Ok(Ok(()))).map_err(|_| Error::from("the interference itself panicked"))??;
        Ok(match &self.hold {
            Some(hold) => hold.is_reached(),
            None if self.wrong.is_panic() => trap.spring(),
            None => proxy.log().calls().iter().any(|call| !call.faults.is_empty()),
        })
    }
}

/// Does to the provider what is to be done while its call is held.
fn interfere(wrong: Wrong, hold: &Hold, over: &AtomicBool, handle: &Handle) -> Result<()> {
    let started = Instant::now();
    while hold.wait_until_reached(LOOK).is_err() {
        if over.load(Ordering::Relaxed) {
            return Ok(());
        }
        ensure!(started.elapsed() < PATIENCE, "no call came to be held");
    }
    match wrong {
        // The call stays held.
        Wrong::KilledBefore | Wrong::KilledAfter => return handle.kill(),
        Wrong::TerminatedBefore | Wrong::TerminatedAfter => {
            handle.signal("TERM")?;
            handle.wait_until_said("asked to end", PATIENCE)?;
        }
        // Ctrl-C in a terminal reaches the provider too, which leaves it to Terraform to say what it means.
        Wrong::InterruptedBefore | Wrong::InterruptedAfter => {
            handle.signal("INT")?;
            handle.stop()?;
        }
        _ => handle.stop()?,
    }
    hold.release();
    Ok(())
}
