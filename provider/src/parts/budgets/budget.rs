//! A budget of costs, and who hears of it.

use std::collections::BTreeSet;

use aws_sdk_budgets::Client;
use aws_sdk_budgets::types::{Budget as Answer, BudgetType, Spend, TimeUnit};
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use super::notifications;
pub use super::notifications::{Notification, Notifications};
use crate::aws::{Aws, OrFault};

/// A budget of an account's costs. Its name is unique in the account, so one of the same name is taken over. Its id is
/// `account/name`. AWS Budgets is one for all regions:
/// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html>
pub struct Budget;

/// One budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetKey {
    /// The account's id.
    pub account_id: String,
    /// Its name.
    pub name: String,
}

/// How it should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetWant {
    /// The limit, a decimal number.
    pub amount: String,
    /// Its currency: `USD`.
    pub unit: String,
    /// `MONTHLY`, `QUARTERLY`, …
    pub time_unit: String,
    /// Percent of the limit at which the same people hear of it.
    pub notifications: Notifications,
}

/// How it looks.
pub type BudgetSeen = BudgetWant;

/// Budgets of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetOwner {
    /// The account's id.
    pub account_id: String,
    /// Which of them.
    pub names: BTreeSet<String>,
}

impl Part for Budget {
    type Cloud = Aws;
    type Key = BudgetKey;
    type Want = BudgetWant;
    type Seen = BudgetSeen;

    const KIND: &'static str = "budget";
    const MARKED: bool = false;
    // The list sees only the names that the resource has.
    const OWN_ONLY: bool = true;

    fn check(want: &BudgetWant) -> Vec<String> {
        notifications::check(&want.notifications)
    }

    fn differences(want: &BudgetWant, seen: &BudgetSeen) -> Vec<String> {
        let mut differences = Vec::new();
        if !same_limit(want, seen) {
            differences
                .push(format!("limit is {} {}, should be {} {}", seen.amount, seen.unit, want.amount, want.unit));
        }
        if want.time_unit != seen.time_unit {
            differences.push(format!("time_unit is {}, should be {}", seen.time_unit, want.time_unit));
        }
        differences.extend(notifications::differences(&want.notifications, &seen.notifications));
        differences
    }

    async fn find(cx: &Context<'_, Aws>, key: &BudgetKey) -> Result<Option<Found<BudgetSeen>>, Fault> {
        let budgets = cx.cloud.budgets(&key.account_id).await?;
        let seen = look(&budgets, &key.account_id, &key.name).await?;
        Ok(seen.map(|seen| Found { id: id_of(key), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &BudgetKey, want: &BudgetWant) -> Result<String, Fault> {
        let budgets = cx.cloud.budgets(&key.account_id).await?;
        let call = budgets.create_budget().account_id(&key.account_id).budget(budget(&key.name, want)?);
        let call = call.set_notifications_with_subscribers(Some(notifications::with_subscribers(&want.notifications)?));
        call.send().await.or_fault("budgets:CreateBudget")?;
        Ok(id_of(key))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<BudgetSeen>, Fault> {
        let key = key_of(id);
        look(&cx.cloud.budgets(&key.account_id).await?, &key.account_id, &key.name).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &BudgetSeen, want: &BudgetWant) -> Result<(), Fault> {
        let key = key_of(id);
        let budgets = cx.cloud.budgets(&key.account_id).await?;
        if !same_limit(seen, want) || seen.time_unit != want.time_unit {
            let call = budgets.update_budget().account_id(&key.account_id).new_budget(budget(&key.name, want)?);
            call.send().await.or_fault("budgets:UpdateBudget")?;
        }
        notifications::update(&budgets, &key, &seen.notifications, &want.notifications).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let key = key_of(id);
        let budgets = cx.cloud.budgets(&key.account_id).await?;
        let call = budgets.delete_budget().account_id(&key.account_id).budget_name(&key.name).send().await;
        match call.or_fault("budgets:DeleteBudget") {
            Err(fault) if fault.kind != FaultKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }

    fn place_of(id: &str) -> Option<Place> {
        Some(Place { account_id: key_of(id).account_id, region: String::new() })
    }
}

impl RepeatedPart for Budget {
    type Owner = BudgetOwner;

    fn key(owner: &BudgetOwner, name: &str) -> BudgetKey {
        // `global/monthly`
        let name = name.split_once('/').map_or(name, |(_, name)| name);
        BudgetKey { account_id: owner.account_id.clone(), name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &BudgetOwner) -> Result<Listed<BudgetSeen>, Fault> {
        let one = async |name: &String| Ok((name.clone(), Self::find(cx, &Self::key(owner, name)).await?));
        let found: Vec<(String, Option<Found<BudgetSeen>>)> = try_join_all(owner.names.iter().map(one)).await?;
        Ok(found.into_iter().filter_map(|(name, found)| Some((name, found?))).collect())
    }
}

fn id_of(key: &BudgetKey) -> String {
    format!("{}/{}", key.account_id, key.name)
}

fn key_of(id: &str) -> BudgetKey {
    let (account_id, name) = id.split_once('/').unwrap_or((id, ""));
    BudgetKey { account_id: account_id.to_owned(), name: name.to_owned() }
}

/// A decimal number without zeros that say nothing: AWS shows 100 as 100.0.
fn number(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn same_limit(one: &BudgetWant, other: &BudgetWant) -> bool {
    (number(&one.amount), &one.unit) == (number(&other.amount), &other.unit)
}

fn budget(name: &str, want: &BudgetWant) -> Result<Answer, Fault> {
    let limit = Spend::builder().amount(&want.amount).unit(&want.unit).build().map_err(notifications::incomplete)?;
    let budget = Answer::builder().budget_name(name).budget_type(BudgetType::Cost).budget_limit(limit);
    budget.time_unit(TimeUnit::from(want.time_unit.as_str())).build().map_err(notifications::incomplete)
}

async fn look(budgets: &Client, account_id: &str, name: &str) -> Result<Option<BudgetSeen>, Fault> {
    let call = budgets.describe_budget().account_id(account_id).budget_name(name).send().await;
    let answer = match call.or_fault("budgets:DescribeBudget") {
        Ok(answer) => answer.budget,
        Err(fault) if fault.kind == FaultKind::NotFound => None,
        Err(fault) => return Err(fault),
    };
    let Some(budget) = answer else { return Ok(None) };
    let notifications = notifications::look(budgets, account_id, name).await?;
    let (amount, unit) = budget.budget_limit.map(|limit| (limit.amount, limit.unit)).unwrap_or_default();
    Ok(Some(BudgetSeen { amount, unit, time_unit: budget.time_unit.as_str().to_owned(), notifications }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers() {
        for (text, plain) in [("100", "100"), ("100.0", "100"), ("99.50", "99.5"), ("0.0", "0")] {
            assert_eq!(number(text), plain);
        }
    }

    #[test]
    fn an_id_keeps_the_slashes_of_a_name() {
        let key = BudgetKey { account_id: "111122223333".to_owned(), name: "team/web".to_owned() };
        assert_eq!(key_of(&id_of(&key)), key);
    }
}
