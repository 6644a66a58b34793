//! An organization from its root down: organizational units by path, and accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{Account, OrganizationalUnit};
use aws_smithy_types::date_time::Format;
use futures_util::future::try_join_all;
use tfplugin::composite::Fault;

use super::unsaid;
use crate::aws::arn::Arn;
use crate::aws::{Aws, OrFault};

/// How deep units go: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub const DEPTH: usize = 5;

/// What the root is called where a path of a unit, or another target, may stand. In any letter case.
pub const ROOT: &str = "Root";

/// A whole organization, as it was at about one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// `o-…`
    pub organization_id: String,
    /// The account that manages it.
    pub management_account_id: String,
    /// The root.
    pub root: Root,
    /// Units by id.
    pub units: BTreeMap<String, Unit>,
    /// Accounts by id, closed ones included as long as AWS lists them.
    pub accounts: BTreeMap<String, Member>,
}

/// The root, which everything is under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// `r-…`
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// States of policy types (`ENABLED`, `PENDING_ENABLE`, `PENDING_DISABLE`) by type; one that is off is not there.
    pub policy_types: BTreeMap<String, String>,
}

/// An organizational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// `ou-…`
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its own name.
    pub name: String,
    /// Names from the root down, as `Workloads/Prod`.
    pub path: String,
    /// The id of the unit, or the root, that it is in.
    pub parent_id: String,
    /// Whether a name on its path holds a slash itself, so that the path may mean another unit. It goes by its id only.
    pub is_ambiguous: bool,
}

/// An account of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Twelve digits.
    pub id: String,
    /// Its ARN, which names the organization.
    pub arn: String,
    /// Its name, which others may have, too.
    pub name: String,
    /// The address of its root user, which no other account in AWS has.
    pub email: String,
    /// `ACTIVE`, `PENDING_ACTIVATION`, `PENDING_CLOSURE`, `SUSPENDED` or `CLOSED`.
    pub state: String,
    /// `CREATED` or `INVITED`.
    pub joined_method: String,
    /// When it joined, in UTC, as `2026-01-31T12:00:00Z`; empty when AWS does not say.
    pub joined_timestamp: String,
    /// The id of the unit, or the root, that it is in.
    pub parent_id: String,
}

/// The organization that an account manages, or is a delegated administrator of. All who ask at about the same time share
/// one answer: see [`Aws::of_organization`]. It takes a call for the root, one for every twenty accounts, and one for each
/// unit, because AWS lists units by their parents only.
///
/// # Errors
/// `NotFound` when the account is in no organization, `Denied` when it may not look at it.
pub async fn tree(aws: &Aws, account_id: &str) -> Result<Arc<Tree>, Fault> {
    aws.of_organization(account_id, "tree", || ask(aws, account_id)).await
}

async fn ask(aws: &Aws, account_id: &str) -> Result<Tree, Fault> {
    // Boxed: it is rarely run, and large.
    Box::pin(async {
        let client = aws.organizations(account_id).await?;
        let (root, accounts) = tokio::try_join!(root(&client), accounts(&client))?;
        let units = units(&client, &root.id).await?;
        let arn = Arn::parse(&root.arn);
        let organization_id = arn.and_then(|arn| arn.resource.split('/').nth(1)).map(str::to_owned);
        Ok(Tree {
            organization_id: organization_id.ok_or_else(|| unsaid("organizations:ListRoots", "the root's ARN"))?,
            management_account_id: arn.map(|arn| arn.account_id.to_owned()).unwrap_or_default(),
            root,
            units,
            accounts,
        })
    })
    .await
}

/// The states of policy types at this moment, by type.
///
/// # Errors
/// What AWS answers.
pub async fn policy_types(aws: &Aws, account_id: &str) -> Result<BTreeMap<String, String>, Fault> {
    Ok(root(&aws.organizations(account_id).await?).await?.policy_types)
}

async fn root(client: &Client) -> Result<Root, Fault> {
    const OPERATION: &str = "organizations:ListRoots";
    let pages = client.list_roots().into_paginator().send().collect::<Result<Vec<_>, _>>().await.or_fault(OPERATION)?;
    let root = pages.into_iter().flat_map(|page| page.roots.unwrap_or_default()).next();
    let root = root.ok_or_else(|| unsaid(OPERATION, "the root"))?;
    let types = root.policy_types.unwrap_or_default().into_iter();
    let types = types.filter_map(|it| Some((it.r#type?.as_str().to_owned(), it.status?.as_str().to_owned())));
    Ok(Root {
        id: root.id.ok_or_else(|| unsaid(OPERATION, "the root's id"))?,
        arn: root.arn.unwrap_or_default(),
        policy_types: types.collect(),
    })
}

async fn accounts(client: &Client) -> Result<BTreeMap<String, Member>, Fault> {
    let pages = client.list_accounts().into_paginator().send().collect::<Result<Vec<_>, _>>().await;
    let pages = pages.or_fault("organizations:ListAccounts")?;
    let accounts = pages.into_iter().flat_map(|page| page.accounts.unwrap_or_default());
    let members = accounts.map(async |account| {
        let parent_id = match parent_in(account.paths()) {
            Some(parent_id) => parent_id.to_owned(),
            // Older endpoints do not say the path.
            None => parent_of(client, account.id().unwrap_or_default()).await?,
        };
        Ok::<_, Fault>(member(account, parent_id))
    });
    let members = try_join_all(members).await?;
    Ok(members.into_iter().map(|member| (member.id.clone(), member)).collect())
}

/// The last but one in `o-…/r-…/ou-…/111122223333/`.
pub(super) fn parent_in(paths: &[String]) -> Option<&str> {
    let mut steps = paths.first()?.trim_end_matches('/').rsplit('/');
    steps.next()?;
    steps.next().filter(|step| step.starts_with("r-") || step.starts_with("ou-"))
}

/// The unit or root that a unit or an account is in.
///
/// # Errors
/// `NotFound` when it is in none of this organization.
pub async fn parent_of(client: &Client, child_id: &str) -> Result<String, Fault> {
    const OPERATION: &str = "organizations:ListParents";
    let answer = client.list_parents().child_id(child_id).send().await.or_fault(OPERATION)?;
    let parent = answer.parents.unwrap_or_default().into_iter().next().and_then(|parent| parent.id);
    parent.ok_or_else(|| unsaid(OPERATION, "the parent"))
}

/// An account as AWS describes it, and what it is in.
pub fn member(account: Account, parent_id: String) -> Member {
    let status = account.status.map(|status| status.as_str().to_owned());
    let state = account.state.map(|state| state.as_str().to_owned()).or(status);
    let joined = account.joined_timestamp.and_then(|joined| joined.fmt(Format::DateTime).ok());
    Member {
        id: account.id.unwrap_or_default(),
        arn: account.arn.unwrap_or_default(),
        name: account.name.unwrap_or_default(),
        email: account.email.unwrap_or_default(),
        state: state.unwrap_or_default(),
        joined_method: account.joined_method.map(|method| method.as_str().to_owned()).unwrap_or_default(),
        joined_timestamp: joined.unwrap_or_default(),
        parent_id,
    }
}

/// All units, level by level, those of one level at a time.
async fn units(client: &Client, root_id: &str) -> Result<BTreeMap<String, Unit>, Fault> {
    let mut all = BTreeMap::new();
    let mut parents: Vec<(String, Option<Unit>)> = vec![(root_id.to_owned(), None)];
    for _ in 0..DEPTH {
        let levels = parents.iter().map(async |(id, parent)| inside(client, id, parent.as_ref()).await);
        let level: Vec<Unit> = try_join_all(levels).await?.into_iter().flatten().collect();
        parents = level.iter().map(|unit| (unit.id.clone(), Some(unit.clone()))).collect();
        all.extend(level.into_iter().map(|unit| (unit.id.clone(), unit)));
    }
    Ok(all)
}

/// The units right under one.
async fn inside(client: &Client, parent_id: &str, parent: Option<&Unit>) -> Result<Vec<Unit>, Fault> {
    let pages = client.list_organizational_units_for_parent().parent_id(parent_id).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await;
    match pages.or_fault("organizations:ListOrganizationalUnitsForParent") {
        Ok(pages) => {
            let units = pages.into_iter().flat_map(|page| page.organizational_units.unwrap_or_default());
            Ok(units.map(|it| unit(it, parent_id, parent)).collect())
        }
        // Deleted since its parent was asked.
        Err(fault) if fault.kind == tfplugin::composite::FaultKind::NotFound && parent.is_some() => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

fn unit(answer: OrganizationalUnit, parent_id: &str, parent: Option<&Unit>) -> Unit {
    let name = answer.name.unwrap_or_default();
    Unit {
        id: answer.id.unwrap_or_default(),
        arn: answer.arn.unwrap_or_default(),
        path: parent.map_or_else(|| name.clone(), |parent| format!("{}/{name}", parent.path)),
        parent_id: parent_id.to_owned(),
        is_ambiguous: name.contains('/') || parent.is_some_and(|parent| parent.is_ambiguous),
        name,
    }
}

impl Tree {
    /// The id of the unit, or the root, that `Root`, a path or an id means.
    pub fn parent(&self, meant: &str) -> Option<&str> {
        if meant.eq_ignore_ascii_case(ROOT) || meant == self.root.id {
            return Some(&self.root.id);
        }
        if let Some(unit) = self.units.get(meant) {
            return Some(&unit.id);
        }
        let of_path = self.units.values().find(|unit| unit.path == meant && !unit.is_ambiguous);
        of_path.map(|unit| unit.id.as_str())
    }

    /// The id of what a policy can be attached to: [`Tree::parent`], or an account's id.
    pub fn target(&self, meant: &str) -> Option<&str> {
        self.parent(meant).or_else(|| self.accounts.get(meant).map(|account| account.id.as_str()))
    }

    /// `Root`, or the path of a unit, by its id. A unit whose path may mean another one has none.
    pub fn path(&self, id: &str) -> Option<&str> {
        if id == self.root.id {
            return Some(ROOT);
        }
        self.units.get(id).filter(|unit| !unit.is_ambiguous).map(|unit| unit.path.as_str())
    }

    /// Ids of accounts by name. Of several accounts of one name the active one counts; where that does not tell, the name
    /// stands for none of them.
    pub fn account_ids_by_name(&self) -> BTreeMap<String, String> {
        let mut by_name: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
        for account in self.accounts.values() {
            by_name.entry(&account.name).or_default().push(account);
        }
        let only = by_name.into_iter().filter_map(|(name, accounts)| {
            let active: Vec<&&Member> = accounts.iter().filter(|account| account.state == "ACTIVE").collect();
            let one = match (active.as_slice(), accounts.as_slice()) {
                ([one], _) => *one,
                ([], [one]) => one,
                _ => return None,
            };
            Some((name.to_owned(), one.id.clone()))
        });
        only.collect()
    }

    /// The path of the unit that each account is in, or `Root`, by the account's id.
    pub fn paths_by_account(&self) -> BTreeMap<String, String> {
        let path = |account: &Member| self.path(&account.parent_id).unwrap_or(&account.parent_id).to_owned();
        self.accounts.values().map(|account| (account.id.clone(), path(account))).collect()
    }

    /// Ids of units by path.
    pub fn unit_ids_by_path(&self) -> BTreeMap<String, String> {
        let units = self.units.values().filter(|unit| !unit.is_ambiguous);
        units.map(|unit| (unit.path.clone(), unit.id.clone())).collect()
    }

    /// What is right under a unit or the root: `organizational unit Workloads/Prod`, `account prod (111122223333)`.
    pub fn inside(&self, id: &str) -> Vec<String> {
        let units = self.units.values().filter(|unit| unit.parent_id == id);
        let units = units.map(|unit| format!("organizational unit {}", unit.path));
        let accounts = self.accounts.values().filter(|account| account.parent_id == id);
        let accounts = accounts.map(|account| format!("account {} ({}, {})", account.name, account.id, account.state));
        units.chain(accounts).collect()
    }

    /// The ids of units that are not empty but for those of `own`: with an account, or another unit, in them or anywhere below.
    pub fn occupied(&self, own: &BTreeSet<&str>) -> BTreeSet<&str> {
        let accounts = self.accounts.values().map(|account| &account.parent_id);
        let units = self.units.values().filter(|unit| !own.contains(unit.id.as_str())).map(|unit| &unit.parent_id);
        let mut occupied = BTreeSet::new();
        for parent_id in accounts.chain(units) {
            let mut at = self.units.get(parent_id);
            while let Some(unit) = at
                && occupied.insert(unit.id.as_str())
            {
                at = self.units.get(&unit.parent_id);
            }
        }
        occupied
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An organization with units `Workloads`, `Workloads/Prod` and `a/b`, and an account in `Workloads/Prod`.
    pub(crate) fn example() -> Tree {
        let root = Root { id: "r-1".to_owned(), arn: String::new(), policy_types: BTreeMap::new() };
        let named = |id: &str, name: &str| OrganizationalUnit::builder().id(id).name(name).build();
        let top = unit(named("ou-1-1", "Workloads"), "r-1", None);
        let units =
            [unit(named("ou-1-2", "Prod"), "ou-1-1", Some(&top)), unit(named("ou-1-3", "a/b"), "r-1", None), top];
        let account = Account::builder().id("111122223333").name("prod").build();
        Tree {
            organization_id: "o-1".to_owned(),
            management_account_id: "444455556666".to_owned(),
            root,
            units: units.into_iter().map(|unit| (unit.id.clone(), unit)).collect(),
            accounts: BTreeMap::from([("111122223333".to_owned(), member(account, "ou-1-2".to_owned()))]),
        }
    }

    #[test]
    fn everything_goes_by_path_and_by_id() {
        let tree = example();
        for (meant, id) in [
            ("Root", Some("r-1")),
            ("root", Some("r-1")),
            ("r-1", Some("r-1")),
            ("Workloads/Prod", Some("ou-1-2")),
            ("ou-1-2", Some("ou-1-2")),
            ("Prod", None),
            ("workloads", None),
            ("a/b", None),
            ("ou-1-3", Some("ou-1-3")),
            ("111122223333", None),
        ] {
            assert_eq!(tree.parent(meant), id, "{meant}");
        }
        assert_eq!(tree.target("111122223333"), Some("111122223333"));
        assert_eq!(
            (tree.path("ou-1-2"), tree.path("r-1"), tree.path("ou-1-3")),
            (Some("Workloads/Prod"), Some("Root"), None)
        );
        assert_eq!(tree.inside("ou-1-2"), ["account prod (111122223333, )"]);
    }

    #[test]
    fn a_unit_is_occupied_by_what_is_anywhere_below_it() {
        let mut tree = example();
        let all = BTreeSet::from(["ou-1-1", "ou-1-2", "ou-1-3"]);
        assert_eq!(tree.occupied(&all), BTreeSet::from(["ou-1-1", "ou-1-2"]));
        tree.accounts.clear();
        assert_eq!(tree.occupied(&all), BTreeSet::new());
        assert_eq!(tree.occupied(&BTreeSet::from(["ou-1-1"])), BTreeSet::from(["ou-1-1"]));
    }

    #[test]
    fn a_name_that_several_accounts_have_means_the_active_one() {
        let mut tree = example();
        let account = |id: &str, state: &str| Member {
            id: id.to_owned(),
            state: state.to_owned(),
            ..example().accounts["111122223333"].clone()
        };
        let mut with = |accounts: &[Member]| {
            tree.accounts = accounts.iter().map(|account| (account.id.clone(), account.clone())).collect();
            tree.account_ids_by_name().remove("prod")
        };
        assert_eq!(with(&[account("1", "ACTIVE"), account("2", "CLOSED")]).as_deref(), Some("1"));
        assert_eq!(with(&[account("1", "CLOSED")]).as_deref(), Some("1"));
        assert_eq!(with(&[account("1", "ACTIVE"), account("2", "ACTIVE")]), None);
        assert_eq!(with(&[account("1", "CLOSED"), account("2", "CLOSED")]), None);
        assert_eq!(tree.paths_by_account()["1"], "Workloads/Prod");
    }

    #[test]
    fn a_path_of_ids_names_the_parent() {
        let parent = |path: &str| parent_in(&[path.to_owned()]).map(str::to_owned);
        assert_eq!(parent("o-1/r-1/ou-1-1/111122223333/").as_deref(), Some("ou-1-1"));
        assert_eq!(parent("o-1/r-1/111122223333/").as_deref(), Some("r-1"));
        assert_eq!(parent("111122223333/"), None);
        assert_eq!(parent_in(&[]), None);
    }
}
