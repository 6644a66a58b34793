//! What must be asked before an account can be planned, so that nobody waits minutes for a refusal.

use tfplugin::composite::{Fault, FaultKind, Mark, Preflight, Status};
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::{Field, Named};

use super::Account;
use super::email::Email;
use crate::parts::account::opt_in_region::{problem, regions};
use crate::parts::iam::role;
use crate::parts::organizations::member::is_closed;
use crate::parts::organizations::tags;
use crate::parts::organizations::tree::{Member, Tree, tree};

/// Asks, for a new account, and for what changes of one that exists.
pub(super) async fn ask(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields();
    if cx.exists() {
        same_email(cx);
        same_organization(cx);
        billing(cx);
        role(cx).await;
    }
    let units = [f.organizational_unit, f.organizational_unit_on_close];
    let units: Vec<_> = units.into_iter().filter(|unit| is_new(cx, *unit)).collect();
    if !cx.exists() || !units.is_empty() {
        match tree(cx.cloud, &cx.place.account_id).await {
            Ok(tree) => {
                if !cx.exists() {
                    free_email(cx, &tree).await;
                }
                for unit in units {
                    there(cx, &tree, unit);
                }
            }
            // The organization may be made by the same apply.
            Err(fault) if fault.kind == FaultKind::NotFound => {}
            Err(fault) => cx.fault("look at the organization", &fault),
        }
    }
    opt_in(cx).await;
}

/// Whether a field has a value that the state does not have.
fn is_new<T: tfplugin::model::AttributeValue + PartialEq>(cx: &Preflight<'_, Account>, field: Field<Account, T>) -> bool {
    cx.is_set(field) && cx.known(field) != cx.before(field)
}

/// An address is changed from its mailbox, which gets a code; Terraform cannot read that.
fn same_email(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields();
    let (Some(before), Some(email)) = (cx.before(f.email), cx.known(f.email)) else { return };
    if before == email {
        return;
    }
    let (Email(before), Email(email)) = (before, email);
    let id = cx.before(f.account_id).and_then(|id| id.0).unwrap_or_default();
    let detail = format!(
        "The address of account {id} is {before}, and AWS changes it only with a code that it sends to the new one. Nothing is \
         lost by it, and the account is not replaced: run these commands in the management account, the second one with the \
         code, then plan again:\n\n  aws account start-primary-email-update --account-id {id} --primary-email {email}\n  aws \
         account accept-primary-email-update --account-id {id} --primary-email {email} --otp CODE\n\nThey need trusted access \
         for Account Management (`account.amazonaws.com`)."
    );
    cx.push(Diagnostic::error("The e-mail address of an account is changed outside of Terraform", detail).at(f.email.path()));
}

fn same_organization(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields().common;
    let before = cx.before(f.management_account_id).and_then(|id| id.0);
    let now = cx.known(f.management_account_id).and_then(|id| id.0);
    if let (Some(before), Some(now)) = (before, now)
        && before != now
    {
        let detail = format!(
            "The account is in the organization that {before} manages. It is moved to that of {now} by an invitation, which \
             somebody in the account has to accept. Then import it there."
        );
        let summary = "An account does not change its organization by a plan";
        cx.push(Diagnostic::error(summary, detail).at(f.management_account_id.path()));
    }
}

fn billing(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields();
    if !is_new(cx, f.iam_user_access_to_billing) {
        return;
    }
    let (verb, value) = match cx.known(f.iam_user_access_to_billing).flatten() {
        Some(value) if value == "DENY" => ("deactivate", value),
        Some(value) => ("activate", value),
        None => return,
    };
    let detail = format!(
        "AWS takes this for a new account only. To make it so, {verb} \"IAM user and role access to Billing information\" on \
         the page Account of the console, signed in as the account's root user. Plinth notes `{value}` and changes nothing."
    );
    let at = f.iam_user_access_to_billing.path();
    cx.push(Diagnostic::warning("Access to bills is changed by the root user", detail).at(at));
}

/// Another name of the role leads to a role that is there.
async fn role(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields();
    let before = cx.before(f.role_name);
    let (Some(before), Some(name)) = (before, cx.known(f.role_name)) else { return };
    let Some(id) = cx.before(f.account_id).and_then(|id| id.0).filter(|_| before != name) else { return };
    match role::exists(cx.cloud, &id, &name).await {
        Ok(true) => {}
        Ok(false) => {
            let detail = format!(
                "AWS makes the role together with the account, which has been made with `{before}` as far as the state knows, \
                 and has no role `{name}`. Make that with plinth_cross_account_role first, or leave `role_name` as it was."
            );
            cx.push(Diagnostic::error(format!("Account {id} has no role `{name}`"), detail).at(f.role_name.path()));
        }
        Err(fault) => cx.fault(&format!("ask for the role {name} in account {id}"), &fault),
    }
}

/// An address that is free, or that of an account that the create will go on with.
async fn free_email(cx: &mut Preflight<'_, Account>, tree: &Tree) {
    let f = Account::fields();
    let Some(Email(email)) = cx.known(f.email) else { return };
    let Some(member) = tree.accounts.values().find(|member| member.email.eq_ignore_ascii_case(&email)) else { return };
    if is_closed(member) {
        let detail = format!(
            "{} is closed ({}) and keeps its address until AWS has deleted it, 90 days after it was closed. Choose another \
             address, or have AWS Support reopen it.",
            name_of(member),
            member.state
        );
        cx.push(Diagnostic::error(format!("{email} is the address of a closed account"), detail).at(f.email.path()));
        return;
    }
    let mark = match tags::of(cx.cloud, &cx.place.account_id, &member.id).await {
        Ok((_, mark)) => mark,
        Err(fault) => return cx.fault(&format!("ask for the tags of {}", name_of(member)), &fault),
    };
    if !is_in_the_way(mark.as_ref(), cx.known(f.adopt).unwrap_or_default()) {
        return;
    }
    let owner = mark.map_or_else(|| "Plinth did not make it".to_owned(), |mark| format!("it is marked as {}", mark.resource));
    let detail = format!(
        "{} of this organization has it, and {owner}. Choose another address (plus-addressing reaches the same mailbox), set \
         `adopt = true` if nobody manages the account, or take it over with this block, NAME being the resource's name in the \
         configuration:\n\n  import {{\n    to = plinth_account.NAME\n    id = \"{}\"\n  }}",
        name_of(member),
        member.id
    );
    cx.push(Diagnostic::error(format!("{email} is the address of another account"), detail).at(f.email.path()));
}

/// Whether a create will refuse the account. One that is being made may be this resource's own, from a run that died: the
/// create sees whose it is.
fn is_in_the_way(mark: Option<&Mark>, adopt: bool) -> bool {
    let is_half_made = mark.is_some_and(|mark| mark.status == Status::Creating);
    let is_ours = mark.is_none_or(|mark| mark.resource.starts_with("plinth_account/"));
    !(is_half_made || adopt && is_ours)
}

fn name_of(member: &Member) -> String {
    format!("Account {} ({})", member.name, member.id)
}

/// A unit that is not there may be made by the same apply, so that is no error.
fn there(cx: &mut Preflight<'_, Account>, tree: &Tree, field: Field<Account, Option<String>>) {
    let Some(unit) = cx.known(field).flatten().filter(|unit| tree.parent(unit).is_none()) else { return };
    let mut paths: Vec<&str> = tree.units.values().map(|unit| unit.path.as_str()).collect();
    paths.sort_unstable();
    let detail = format!(
        "The apply fails unless something makes it first: `organizational_units` of plinth_organization, which this resource \
         then depends on. There are now: Root{}{}.",
        if paths.is_empty() { "" } else { ", " },
        paths.join(", ")
    );
    cx.push(Diagnostic::warning(format!("There is no organizational unit `{unit}` yet"), detail).at(field.path()));
}

async fn opt_in(cx: &mut Preflight<'_, Account>) {
    let f = Account::fields();
    if !is_new(cx, f.opt_in_regions) {
        return;
    }
    let Some(wanted) = cx.known(f.opt_in_regions).flatten() else { return };
    let before = cx.before(f.opt_in_regions).flatten().unwrap_or_default();
    let added: Vec<&String> = wanted.difference(&before).collect();
    if added.is_empty() {
        return;
    }
    // Every account knows all regions, and a new one cannot be asked yet.
    let home = cx.place.account_id.clone();
    let all = cx.cloud.of_organization(&home, "regions", || regions(cx.cloud, &home)).await;
    match all {
        Ok(all) => {
            for problem in added.into_iter().filter_map(|region| problem(&all, region)) {
                let summary = "A region that an account cannot opt in to";
                cx.push(Diagnostic::error(summary, problem).at(f.opt_in_regions.path()));
            }
        }
        Err(fault) => cannot_ask(cx, &fault),
    }
}

/// Whoever may not list regions in the management account still gets to know at the apply.
fn cannot_ask(cx: &mut Preflight<'_, Account>, fault: &Fault) {
    if fault.kind == FaultKind::Denied {
        tracing::info!(%fault, "regions cannot be checked");
    } else {
        cx.fault("ask which regions there are", fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_create_goes_on_with_is_not_in_the_way() {
        let mark = |resource: &str, status| Mark { resource: resource.to_owned(), status };
        let (half, ours) =
            (mark("plinth_account/a", Status::Creating), mark("plinth_account/a", Status::Ready));
        let others = mark("plinth_organization/o", Status::Ready);
        assert!(!is_in_the_way(Some(&half), false));
        assert!(is_in_the_way(Some(&ours), false) && !is_in_the_way(Some(&ours), true));
        assert!(is_in_the_way(None, false) && !is_in_the_way(None, true));
        assert!(is_in_the_way(Some(&others), true));
    }
}
