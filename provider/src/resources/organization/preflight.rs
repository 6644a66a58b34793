//! What only AWS can say while planning: who manages the organization, and which accounts are in it.

use tfplugin::composite::Preflight;
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::Named;

use super::Organization;
use crate::parts::organizations::found;
use crate::parts::organizations::organization::{described, unmanageable};
use crate::parts::organizations::tree::{Tree, tree};

/// Refuses an organization that the account does not manage, and administrators that are none of its accounts.
pub(super) async fn organization(cx: &mut Preflight<'_, Organization>) {
    let account_id = cx.place.account_id.clone();
    match described(cx.cloud, &account_id).await {
        Ok(Some(described)) => {
            if let Some(fault) = unmanageable(&described, &account_id) {
                let hint = fault.hint.as_ref().map(|hint| format!("\n\n{hint}")).unwrap_or_default();
                let detail = format!("In {}: {fault}.{hint}", cx.place);
                let path = Organization::fields().common.account_id.path();
                return cx.push(Diagnostic::error("The organization cannot be managed from here", detail).at(path));
            }
        }
        // It will be made.
        Ok(None) => return,
        Err(fault) => return cx.fault("ask which organization the account is in", &fault),
    }
    match found(tree(cx.cloud, &account_id).await) {
        Ok(Some(tree)) => administrators(cx, &tree),
        Ok(None) => {}
        Err(fault) => cx.fault("ask what is in the organization", &fault),
    }
}

fn administrators(cx: &mut Preflight<'_, Organization>, tree: &Tree) {
    let f = Organization::fields();
    for (service, accounts) in cx.known(f.delegated_administrators).flatten().unwrap_or_default() {
        for account_id in accounts {
            let problem = match tree.accounts.get(&account_id) {
                _ if account_id == tree.management_account_id => {
                    "it manages the organization, and AWS takes member accounts only".to_owned()
                }
                Some(account) if account.state == "ACTIVE" => continue,
                Some(account) => format!("it is {}", account.state),
                None => format!("it is not in organization {}", tree.organization_id),
            };
            let detail = format!("Account {account_id} cannot administer `{service}`: {problem}.");
            let path = f.delegated_administrators.path().key(service.clone());
            cx.push(Diagnostic::error("An account cannot be a delegated administrator", detail).at(path));
        }
    }
}
