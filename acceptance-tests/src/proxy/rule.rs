//! Rules: which calls, which of them by count, and what happens to them.

use super::error_shape::Refusal;
use super::hold::Gate;
use super::request::Asked;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Which calls a rule is about.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    service: Option<String>,
    action: Option<String>,
    region: Option<String>,
    writes_only: bool,
    count: Count,
}

/// Which of the matching calls, counted from 1 since the rule was made.
#[derive(Clone, Copy, Debug, Default)]
enum Count {
    #[default]
    Every,
    Nth(usize),
    First(usize),
    From(usize),
}

/// All calls.
pub fn any_call() -> Calls {
    Calls::default()
}

/// All calls that change something.
pub fn any_write() -> Calls {
    Calls { writes_only: true, ..Calls::default() }
}

/// All calls to one service.
pub fn service(name: &str) -> Calls {
    Calls { service: Some(name.to_owned()), ..Calls::default() }
}

/// All calls of one operation, such as `call("iam", "CreateRole")`.
pub fn call(service_name: &str, action: &str) -> Calls {
    Calls { action: Some(action.to_owned()), ..service(service_name) }
}

impl Calls {
    /// Only those in one region.
    #[must_use]
    pub fn in_region(self, region: &str) -> Self {
        Self { region: Some(region.to_owned()), ..self }
    }

    /// Only the n-th, counted from 1.
    #[must_use]
    pub fn nth(self, n: usize) -> Self {
        Self { count: Count::Nth(n), ..self }
    }

    /// Only the first n.
    #[must_use]
    pub fn first(self, n: usize) -> Self {
        Self { count: Count::First(n), ..self }
    }

    /// The n-th and all after it.
    #[must_use]
    pub fn from(self, n: usize) -> Self {
        Self { count: Count::From(n), ..self }
    }

    fn are_about(&self, asked: &Asked) -> bool {
        let same = |wanted: &Option<String>, got: &str| wanted.as_deref().is_none_or(|wanted| wanted == got);
        same(&self.service, &asked.service)
            && same(&self.action, &asked.action)
            && same(&self.region, &asked.region)
            && (!self.writes_only || asked.is_write())
    }
}

impl Count {
    fn includes(self, n: usize) -> bool {
        match self {
            Self::Every => true,
            Self::Nth(wanted) => n == wanted,
            Self::First(last) => n <= last,
            Self::From(first) => n >= first,
        }
    }
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub enum Effect {
    /// It takes longer; what else applies still does.
    Latency(Duration),
    /// It takes at least so long from its arrival to its answer, AWS's own time included.
    AtLeast(Duration),
    /// AWS refuses, with this error.
    Refuse(Refusal),
    /// AWS says "too fast", in the service's own words.
    Throttle,
    /// AWS fails with status 500.
    ServerError,
    /// The connection breaks before the request reaches AWS.
    Reset,
    /// AWS does what was asked, and the connection breaks before the answer arrives.
    LoseReply,
    /// The call waits, before or after AWS has done what was asked, until the test lets it go.
    Hold(Moment, Arc<Gate>),
}

impl Effect {
    /// The word for it in the log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Latency(_) | Self::AtLeast(_) => "latency",
            Self::Refuse(_) => "refuse",
            Self::Throttle => "throttle",
            Self::ServerError => "server_error",
            Self::Reset => "reset",
            Self::LoseReply => "lose_reply",
            Self::Hold(..) => "hold",
        }
    }
}

/// On which side of AWS a call is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// AWS has not seen it.
    BeforeAws,
    /// AWS has done it; the caller does not know.
    AfterAws,
}

/// One rule in force.
#[derive(Debug)]
pub(super) struct Rule {
    calls: Calls,
    effect: Effect,
    seen: AtomicUsize,
}

impl Rule {
    pub(super) fn new(calls: Calls, effect: Effect) -> Self {
        Self { calls, effect, seen: AtomicUsize::new(0) }
    }

    /// What this rule does to the call, counting it.
    pub(super) fn apply(&self, asked: &Asked) -> Option<Effect> {
        if !self.calls.are_about(asked) {
            return None;
        }
        let n = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        self.calls.count.includes(n).then(|| self.effect.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::Protocol;
    use super::*;

    fn asked(service: &str, action: &str) -> Asked {
        Asked {
            service: service.into(),
            action: action.into(),
            region: "us-east-1".into(),
            access_key: String::new(),
            protocol: Protocol::Query,
        }
    }

    /// Which of five calls of `iam CreateRole` the rule touches.
    fn touched(calls: Calls) -> Vec<usize> {
        let rule = Rule::new(calls, Effect::Throttle);
        (1..=5).filter(|_| rule.apply(&asked("iam", "CreateRole")).is_some()).collect()
    }

    #[test]
    fn a_rule_counts_only_what_it_is_about() {
        assert_eq!(touched(call("iam", "CreateRole").nth(2)), [2]);
        assert_eq!(touched(service("iam").first(2)), [1, 2]);
        assert_eq!(touched(any_call().from(4)), [4, 5]);
        assert_eq!(touched(any_write()), [1, 2, 3, 4, 5]);
        assert!(touched(call("iam", "GetRole")).is_empty());
        assert!(touched(any_call().in_region("eu-west-1")).is_empty());

        let rule = Rule::new(call("iam", "CreateRole").nth(1), Effect::Throttle);
        assert!(rule.apply(&asked("iam", "GetRole")).is_none());
        assert!(rule.apply(&asked("iam", "CreateRole")).is_some());
    }
}
