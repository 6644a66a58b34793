//! What a destroy leaves.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Fault, Leaves, Leaving};
use tfplugin::model::Named;

use super::Organization;
use super::parts::address_of_unit;
use crate::parts::organizations::found;
use crate::parts::organizations::tree::{Tree, tree};

/// All of it, unless the organization is to be deleted; and then what AWS does not delete. That is the organization itself
/// while it has members, <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html>, and
/// units that somebody or something is in. A closed account stays where it is for 90 days, so this is how the destroy of a
/// whole organization ends.
pub(super) async fn leaves(cx: &Leaving<'_, Organization>) -> Result<Option<Leaves>, Fault> {
    let f = Organization::fields();
    if cx.state.known(f.on_destroy).is_none_or(|on_destroy| on_destroy != "delete") {
        let advice = "To have a destroy turn off and delete what the configuration lists, set `on_destroy = \"delete\"` and \
                      apply that first.";
        return Ok(Some(Leaves { parts: None, advice: advice.to_owned() }));
    }
    let units = cx.state.known(f.organizational_unit_ids).and_then(|ids| ids.0).unwrap_or_default();
    let tree = found(tree(cx.cloud, &cx.place.account_id).await)?;
    Ok(tree.and_then(|tree| in_use(&tree, &units)))
}

/// What of the organization, and of its own units by path, is in use.
fn in_use(tree: &Tree, units: &BTreeMap<String, String>) -> Option<Leaves> {
    let mut parts = BTreeSet::new();
    let mut advice = Vec::new();
    let members = tree.accounts.values().filter(|account| account.id != tree.management_account_id);
    let members: Vec<String> =
        members.map(|account| format!("{} ({}, {})", account.name, account.id, account.state)).collect();
    if !members.is_empty() {
        parts.insert("organization".to_owned());
        advice.push(format!(
            "AWS deletes an organization only when it has no member account. It has {}. A closed account stays in it for 90 \
             days.",
            members.join(", ")
        ));
    }
    let occupied = tree.occupied(&units.values().map(String::as_str).collect());
    let occupied = units.iter().filter(|(_, id)| occupied.contains(id.as_str()));
    let occupied: Vec<String> = occupied
        .map(|(path, id)| {
            parts.insert(address_of_unit(path));
            format!("{path} has {}", tree.inside(id).join(", "))
        })
        .collect();
    if !occupied.is_empty() {
        advice.push(format!("AWS deletes only empty units: {}.", occupied.join("; ")));
    }
    (!parts.is_empty()).then(|| Leaves { parts: Some(parts), advice: advice.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::organizations::tree::tests::example;

    #[test]
    fn what_is_in_use_stays() {
        let mut tree = example();
        let own = |units: &[(&str, &str)]| {
            units.iter().map(|(path, id)| ((*path).to_owned(), (*id).to_owned())).collect::<BTreeMap<_, _>>()
        };
        let units = own(&[("Workloads", "ou-1-1"), ("Workloads/Prod", "ou-1-2"), ("Spare", "ou-1-4")]);
        let leaves = in_use(&tree, &units).unwrap();
        let parts: Vec<String> = leaves.parts.unwrap().into_iter().collect();
        assert_eq!(parts, ["organization", "organizational_unit/Workloads", "organizational_unit_2/Workloads/Prod"]);
        let advice = leaves.advice;
        assert!(advice.contains("It has prod (111122223333, ). A closed"), "{advice}");
        assert!(advice.contains("Workloads has organizational unit Workloads/Prod; "), "{advice}");
        // The management account alone keeps units, and no organization.
        tree.management_account_id = "111122223333".to_owned();
        assert_eq!(in_use(&tree, &units).unwrap().parts.unwrap().len(), 2);
        tree.accounts.values_mut().for_each(|account| account.parent_id = "r-1".to_owned());
        assert_eq!(in_use(&tree, &own(&[("Workloads", "ou-1-1"), ("Workloads/Prod", "ou-1-2")])), None);
    }
}
