//! Somebody hears of costs that are unusual.

use std::collections::BTreeSet;

use tfplugin::check::Check;
use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::cost_explorer::anomaly_monitor::AnomalyMonitor;
use crate::parts::cost_explorer::anomaly_subscription::{AnomalySubscription, AnomalySubscriptionWant};
use crate::parts::setting::{self, GLOBAL, HeldIn};

/// The monitor of the costs of all services, and who hears of anomalies.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct CostAnomalyDetection {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// E-mail addresses of those who hear of anomalies.
    #[tf(required, check = Items(1, 10), check = each(EMAIL))]
    pub email_addresses: BTreeSet<String>,
    /// When they hear of them: `DAILY` or `WEEKLY`.
    #[tf(default = "DAILY", check = OneOf(&["DAILY", "WEEKLY"]))]
    pub frequency: String,
    /// Dollars that an anomaly must cost for them to hear of it.
    #[tf(default = 100, check = Range(0, 1_000_000_000))]
    pub threshold: i64,
}

const EMAIL: Check = Check::Pattern("[^@ ]+@[^@ ]+\\.[^@ ]+", "an e-mail address");

impl Guardrail for CostAnomalyDetection {
    const SCOPE: Scope = Scope::Account;

    const PARTS: &'static [&'static str] = &["cost_anomaly_monitor", "cost_anomaly_subscription"];

    const CONTROLS: &'static [&'static str] = &[];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<CostAnomalyDetection>) {
        let account_id = AccountBaseline::fields().common.account_id;
        let names = |config: Option<CostAnomalyDetection>| guardrail::names(config.as_ref(), &BTreeSet::new());
        let monitor = g
            .parts::<AnomalyMonitor>("cost_anomaly_monitor")
            .names(field, names)
            .owner((account_id, field), move |(account_id, config)| HeldIn {
                account_id: guardrail::text(account_id),
                names: names(config),
            })
            .want((), |_, ()| Some(()))
            .place(account_id, |_, account_id| setting::place(&guardrail::text(account_id), GLOBAL))
            .at(field, false)
            .add();
        g.parts::<AnomalySubscription>("cost_anomaly_subscription")
            .names(field, names)
            .owner((account_id, field), move |(account_id, config)| HeldIn {
                account_id: guardrail::text(account_id),
                names: names(config),
            })
            .want((field, monitor.same()), |_, (config, monitor)| {
                config.map(|config| AnomalySubscriptionWant {
                    monitor_arn: monitor.arn,
                    email_addresses: config.email_addresses,
                    frequency: config.frequency,
                    threshold: config.threshold,
                })
            })
            .place(account_id, |_, account_id| setting::place(&guardrail::text(account_id), GLOBAL))
            .at(field, false)
            .add();
    }
}
