//! Somebody hears of it when costs grow.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::check::Check;
use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, ENABLED, Guardrail, Scope, UNMANAGED};
use crate::parts::budgets::budget::{Budget as Part, BudgetOwner, BudgetWant, Notification, Notifications};
use crate::parts::setting::{self, GLOBAL};

/// Budgets by name.
pub(super) type Budgets = BTreeMap<String, Budget>;

/// A budget of the account's costs.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Budget {
    /// Amount that costs should not exceed, such as `1000` or `99.50`.
    #[tf(required, check = AMOUNT)]
    pub limit_amount: String,
    /// Currency of the amount.
    #[tf(default = "USD", check = Pattern("[A-Z]{3}", "a currency's code, as `USD`"))]
    pub limit_unit: String,
    /// How long the amount must do: `DAILY`, `MONTHLY`, `QUARTERLY` or `ANNUALLY`.
    #[tf(default = "MONTHLY", check = OneOf(&["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"]))]
    pub time_unit: String,
    /// Percents of the amount that costs must exceed for somebody to hear of it. A budget has at most five thresholds.
    #[tf(optional, check = each(Range(1, 1000)))]
    pub actual_thresholds: Option<BTreeSet<i64>>,
    /// The same for costs that are expected until the end of the time.
    #[tf(optional, check = each(Range(1, 1000)))]
    pub forecasted_thresholds: Option<BTreeSet<i64>>,
    /// E-mail addresses of those who hear of it, ten at most.
    #[tf(optional, check = Items(0, 10), check = each(EMAIL))]
    pub email_addresses: Option<BTreeSet<String>>,
    /// ARN of an SNS topic that hears of it. Its policy must let `budgets.amazonaws.com` publish.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[!-~]+", "the ARN of an SNS topic"))]
    pub sns_topic_arn: Option<String>,
}

const AMOUNT: Check = Check::Pattern("[0-9]+(\\.[0-9]+)?", "a decimal number, as `99.50`");
const EMAIL: Check = Check::Pattern("[^@ ]+@[^@ ]+\\.[^@ ]+", "an e-mail address");

impl Guardrail for Budgets {
    const SCOPE: Scope = Scope::Account;

    const CONTROLS: &'static [&'static str] = &[];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        if self.is_empty() { UNMANAGED } else { ENABLED }
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Budgets>) {
        let account_id = AccountBaseline::fields().common.account_id;
        g.parts::<Part>(field.name())
            .names(field, |budgets| names(budgets.unwrap_or_default()))
            .owner((account_id, field), |(account_id, budgets)| BudgetOwner {
                account_id: guardrail::text(account_id),
                names: names(budgets.unwrap_or_default()),
            })
            .want(field, |name, budgets| {
                let name = name.split_once('/').map_or(name, |(_, name)| name);
                budgets.unwrap_or_default().remove(name).map(want)
            })
            .place(account_id, |_, account_id| setting::place(&guardrail::text(account_id), GLOBAL))
            .at(field, false)
            .add();
    }
}

/// `global/monthly`
fn names(budgets: Budgets) -> BTreeSet<String> {
    budgets.into_keys().map(|name| format!("{GLOBAL}/{name}")).collect()
}

fn want(budget: Budget) -> BudgetWant {
    let addresses = budget.email_addresses.into_iter().flatten().map(|address| ("EMAIL".to_owned(), address));
    let topic = budget.sns_topic_arn.map(|arn| ("SNS".to_owned(), arn));
    let subscribers: BTreeSet<(String, String)> = addresses.chain(topic).collect();
    let all = [("ACTUAL", budget.actual_thresholds), ("FORECASTED", budget.forecasted_thresholds)];
    let notifications: Notifications = all
        .into_iter()
        .flat_map(|(kind, thresholds)| thresholds.into_iter().flatten().map(move |threshold| (kind, threshold)))
        .map(|(kind, threshold)| Notification { kind: kind.to_owned(), threshold, subscribers: subscribers.clone() })
        .collect();
    BudgetWant {
        amount: budget.limit_amount,
        unit: budget.limit_unit,
        time_unit: budget.time_unit,
        notifications,
    }
}
