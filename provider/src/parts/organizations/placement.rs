//! The organizational unit that an account is in.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::in_turn;
use super::member::{by_id, described};
use super::tree::{ROOT, Tree, tree};
use crate::aws::{Aws, OrFault};

/// Where in its organization an account is. An account is always somewhere, so it is moved and never deleted: when nobody
/// wants it anywhere, it stays. Its id is `account/organizational-unit`.
pub struct Placement;

/// Whose place it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementKey {
    /// The account's id.
    pub account_id: String,
}

/// Where it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementWant {
    /// `Root`, a path from the root down as `Workloads/Prod`, or an id.
    pub unit: String,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementSeen {
    /// `r-…` or `ou-…`
    pub parent_id: String,
    /// `Root`, or the unit's path; `None` where a name on it holds a slash.
    pub path: Option<String>,
}

impl PlacementSeen {
    /// Whether a text means the unit that the account is in.
    pub fn is(&self, meant: &str) -> bool {
        let is_root = meant.eq_ignore_ascii_case(ROOT) && self.path.as_deref() == Some(ROOT);
        is_root || meant == self.parent_id || Some(meant) == self.path.as_deref()
    }

    /// The path, or the id where there is none.
    pub fn name(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.parent_id)
    }
}

/// How often an account is looked for again that somebody else moves at the same time.
const ATTEMPTS: u32 = 3;

impl Part for Placement {
    type Cloud = Aws;
    type Key = PlacementKey;
    type Want = PlacementWant;
    type Seen = PlacementSeen;

    const KIND: &'static str = "place in the organization";
    const MARKED: bool = false;
    // Where nobody says where it should be, it may be anywhere.
    const OWN_ONLY: bool = true;

    fn differences(want: &PlacementWant, seen: &PlacementSeen) -> Vec<String> {
        if seen.is(&want.unit) {
            return Vec::new();
        }
        vec![format!("the account is in {}, should be in {}", seen.name(), want.unit)]
    }

    async fn find(cx: &Context<'_, Aws>, key: &PlacementKey) -> Result<Option<Found<PlacementSeen>>, Fault> {
        let seen = seen(cx, &key.account_id).await?;
        Ok(seen.map(|seen| Found { id: id(&key.account_id), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &PlacementKey, want: &PlacementWant) -> Result<String, Fault> {
        move_to(cx, &key.account_id, &want.unit).await?;
        Ok(id(&key.account_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<PlacementSeen>, Fault> {
        seen(cx, account_in(id)).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, _: &PlacementSeen, want: &PlacementWant) -> Result<(), Fault> {
        move_to(cx, account_in(id), &want.unit).await
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

impl RepeatedPart for Placement {
    type Owner = String;

    fn key(owner: &String, _: &str) -> PlacementKey {
        PlacementKey { account_id: owner.clone() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &String) -> Result<Listed<PlacementSeen>, Fault> {
        let found = Self::find(cx, &PlacementKey { account_id: owner.clone() }).await?;
        Ok(found.map(|found| (Placement::NAME.to_owned(), found)).into_iter().collect())
    }
}

impl Placement {
    /// The name of the only one of an account.
    pub const NAME: &'static str = "organizational-unit";
}

/// Moves an account, unless it is there already.
///
/// # Errors
/// `Invalid` when there is no such unit; what AWS answers.
pub(super) async fn move_to(cx: &Context<'_, Aws>, account_id: &str, unit: &str) -> Result<(), Fault> {
    const OPERATION: &str = "organizations:MoveAccount";
    let management = &cx.place.account_id;
    let tree = tree(cx.cloud, management).await?;
    let to = tree.parent(unit).ok_or_else(|| no_unit(&tree, unit))?;
    let client = cx.cloud.organizations(management).await?;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let Some(member) = described(cx.cloud, management, account_id).await? else {
            return Err(Fault::new(FaultKind::NotFound, format!("account {account_id} is not in the organization")));
        };
        if member.parent_id == to {
            return Ok(());
        }
        let call = client.move_account().account_id(account_id);
        let call = call.source_parent_id(&member.parent_id).destination_parent_id(to);
        match in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await {
            Ok(_) => return Ok(()),
            // It is there, or not where it was a moment ago: somebody moved it, or the answer to the first of two calls was
            // lost.
            Err(fault)
                if matches!(fault.kind, FaultKind::AlreadyExists | FaultKind::NotFound) && attempt < ATTEMPTS =>
            {
                tracing::debug!(%fault, "looking again where the account is");
            }
            Err(fault) => return Err(fault),
        }
    }
}

fn no_unit(tree: &Tree, unit: &str) -> Fault {
    let mut paths: Vec<&str> = tree.units.values().map(|unit| unit.path.as_str()).collect();
    paths.sort_unstable();
    let there = if paths.is_empty() { "none".to_owned() } else { paths.join(", ") };
    Fault::new(FaultKind::Invalid, format!("there is no organizational unit {unit:?}; there are: {there}"))
        .hint("Add it to `organizational_units` of plinth_organization, and let the account depend on that.")
}

async fn seen(cx: &Context<'_, Aws>, account_id: &str) -> Result<Option<PlacementSeen>, Fault> {
    let Some(member) = by_id(cx, account_id).await? else { return Ok(None) };
    let tree = tree(cx.cloud, &cx.place.account_id).await?;
    let path = tree.path(&member.parent_id).map(str::to_owned);
    Ok(Some(PlacementSeen { parent_id: member.parent_id, path }))
}

fn id(account_id: &str) -> String {
    format!("{account_id}/{}", Placement::NAME)
}

fn account_in(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_goes_by_path_and_by_id() {
        let seen = PlacementSeen { parent_id: "ou-1-2".to_owned(), path: Some("Workloads/Prod".to_owned()) };
        let differs = |unit: &str| Placement::differences(&PlacementWant { unit: unit.to_owned() }, &seen);
        assert_eq!(differs("Workloads/Prod"), [""; 0]);
        assert_eq!(differs("ou-1-2"), [""; 0]);
        assert_eq!(differs("Root"), ["the account is in Workloads/Prod, should be in Root"]);
        let root = PlacementSeen { parent_id: "r-1".to_owned(), path: Some("Root".to_owned()) };
        assert!(root.is("root") && root.is("r-1") && !root.is("Workloads"));
    }

    #[test]
    fn an_id_says_whose_place_it_is() {
        assert_eq!(account_in(&id("111122223333")), "111122223333");
    }

    #[test]
    fn a_unit_that_is_not_there_is_answered_with_those_that_are() {
        let fault = no_unit(&super::super::tree::tests::example(), "Workload/Prod");
        assert!(fault.message.contains("there are: Workloads, Workloads/Prod, a/b"), "{fault}");
    }
}
