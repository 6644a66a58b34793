//! An organizational unit.

use tfplugin::composite::{Context, Fault, Found, Listed, Part, RepeatedPart};

use super::tree::{Tree, Unit, tree};
use super::{Own, found, in_turn, unsaid};
use crate::aws::{Aws, OrFault};

/// A unit, by its path from the root: `Workloads/Prod`. Its id is AWS's, `ou-…`. Units never move; AWS has no call for it.
///
/// # Guarantees
/// - A unit that is there already is the one that is wanted.
/// - A unit that somebody renamed is known by its id, and gets its name back; its accounts and policies stay.
/// - Only an empty unit is deleted, and never one that means something else by now.
pub struct OrganizationalUnit;

/// Units of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitOwner {
    /// How deep they are; those right under the root are at 1.
    pub level: usize,
    /// Which units are the resource's business, by path.
    pub own: Own,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitKey {
    /// `Workloads/Prod`
    pub path: String,
}

/// Where a unit should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWant {
    /// `Workloads/Prod`
    pub path: String,
    /// The id of the unit, or the root, that it is in.
    pub parent_id: String,
}

/// Where a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSeen {
    /// `ou-…`
    pub id: String,
    /// Its own name.
    pub name: String,
    /// The id of the unit, or the root, that it is in.
    pub parent_id: String,
}

/// The own name of a unit.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn seen(unit: &Unit) -> UnitSeen {
    UnitSeen { id: unit.id.clone(), name: unit.name.clone(), parent_id: unit.parent_id.clone() }
}

impl Part for OrganizationalUnit {
    type Cloud = Aws;
    type Key = UnitKey;
    type Want = UnitWant;
    type Seen = UnitSeen;

    const KIND: &'static str = "organizational unit";
    const MARKED: bool = false;
    // The list shows what the resource asked for.
    const OWN_ONLY: bool = true;
    // In another parent it is another unit.
    const FOLLOWS: bool = true;

    fn differences(want: &UnitWant, seen: &UnitSeen) -> Vec<String> {
        let mut differences = Vec::new();
        let name = name_of(&want.path);
        if seen.name != name {
            differences.push(format!("name is {:?}, should be {name:?}", seen.name));
        }
        differences.extend(Self::fixed(want, seen));
        differences
    }

    fn fixed(want: &UnitWant, seen: &UnitSeen) -> Vec<String> {
        if seen.parent_id == want.parent_id {
            return Vec::new();
        }
        vec![format!("parent is {}, should be {}", seen.parent_id, want.parent_id)]
    }

    async fn find(cx: &Context<'_, Aws>, key: &UnitKey) -> Result<Option<Found<UnitSeen>>, Fault> {
        let tree = found(tree(cx.cloud, &cx.place.account_id).await)?;
        let unit = tree.as_ref().and_then(|tree| of_path(tree, &key.path));
        Ok(unit.map(|unit| Found { id: unit.id.clone(), seen: seen(unit), mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, _: &UnitKey, want: &UnitWant) -> Result<String, Fault> {
        const OPERATION: &str = "organizations:CreateOrganizationalUnit";
        let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
        let call = client.create_organizational_unit().parent_id(&want.parent_id).name(name_of(&want.path));
        let answer = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
        let id = answer.organizational_unit.and_then(|unit| unit.id);
        id.ok_or_else(|| unsaid(OPERATION, "the new unit's id"))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<UnitSeen>, Fault> {
        let tree = found(tree(cx.cloud, &cx.place.account_id).await)?;
        Ok(tree.and_then(|tree| tree.units.get(id).map(seen)))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &UnitSeen, want: &UnitWant) -> Result<(), Fault> {
        const OPERATION: &str = "organizations:UpdateOrganizationalUnit";
        if seen.name == name_of(&want.path) {
            return Ok(());
        }
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.update_organizational_unit().organizational_unit_id(id).name(name_of(&want.path));
        in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await.map(drop)
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let account_id = &cx.place.account_id;
        let Some(tree) = found(tree(cx.cloud, account_id).await)? else { return Ok(()) };
        let path = cx.part.split_once('/').map(|(_, path)| path);
        let Some(unit) = tree.units.get(id) else { return Ok(()) };
        if Some(unit.path.as_str()) != path {
            // Somebody renamed it, and under its new name it may be wanted again.
            tracing::warn!(id, path = unit.path, "left as it is: it has another name by now");
            return Ok(());
        }
        let client = cx.cloud.organizations(account_id).await?;
        let call = client.delete_organizational_unit().organizational_unit_id(id);
        let end =
            in_turn(cx, || async { call.clone().send().await.or_fault("organizations:DeleteOrganizationalUnit") });
        match found(end.await) {
            Ok(_) => Ok(()),
            Err(fault) if fault.code.as_deref() == Some("OrganizationalUnitNotEmptyException") => {
                Err(in_the_way(cx, fault, id).await)
            }
            Err(fault) => Err(fault),
        }
    }
}

/// The same fault with what is in the unit.
async fn in_the_way(cx: &Context<'_, Aws>, fault: Fault, id: &str) -> Fault {
    // What cannot be listed is left out: the conflict is what matters.
    let Ok(tree) = tree(cx.cloud, &cx.place.account_id).await else { return fault };
    let inside = tree.inside(id);
    if inside.is_empty() {
        return fault;
    }
    let path = tree.path(id).unwrap_or(id);
    Fault { message: format!("organizational unit {path} still has {}", inside.join(", ")), ..fault }
        .hint("Move its accounts to another unit, and delete the units in it, then run again")
}

/// The unit of a path.
fn of_path<'a>(tree: &'a Tree, path: &str) -> Option<&'a Unit> {
    tree.units.values().find(|unit| unit.path == path && !unit.is_ambiguous)
}

impl RepeatedPart for OrganizationalUnit {
    type Owner = UnitOwner;

    fn key(_: &UnitOwner, name: &str) -> UnitKey {
        UnitKey { path: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &UnitOwner) -> Result<Listed<UnitSeen>, Fault> {
        let tree = found(tree(cx.cloud, &cx.place.account_id).await)?;
        Ok(tree.map(|tree| listed(&tree, owner)).unwrap_or_default())
    }
}

/// The units that an owner's names and ids mean.
fn listed(tree: &Tree, owner: &UnitOwner) -> Listed<UnitSeen> {
    let found = |unit: &Unit| Found { id: unit.id.clone(), seen: seen(unit), mark: None };
    let of_level = |path: &str| path.split('/').count() == owner.level;
    let named: Vec<&Unit> = tree
        .units
        .values()
        .filter(|unit| !unit.is_ambiguous && of_level(&unit.path) && owner.own.has(&unit.path))
        .collect();
    // Renamed by somebody: what the state knows by id, under a name that no unit has any more.
    let renamed = owner.own.known.iter().filter_map(|(path, id)| {
        let unit = tree.units.get(id).filter(|_| of_level(path) && of_path(tree, path).is_none())?;
        let is_named = named.iter().any(|named| named.id == unit.id);
        (!is_named).then(|| (path.clone(), found(unit)))
    });
    let renamed: Listed<UnitSeen> = renamed.collect();
    named.into_iter().map(|unit| (unit.path.clone(), found(unit))).chain(renamed).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::tree::tests::example;
    use super::*;

    fn names(level: usize, own: Own) -> Vec<(String, String)> {
        let listed = listed(&example(), &UnitOwner { level, own });
        listed.into_iter().map(|(name, found)| (name, found.id)).collect()
    }

    fn pair(name: &str, id: &str) -> (String, String) {
        (name.to_owned(), id.to_owned())
    }

    #[test]
    fn only_ones_own_units_are_seen() {
        let own = |names: &[&str]| Own {
            names: Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>()),
            ..Own::default()
        };
        assert_eq!(names(1, own(&["Workloads"])), [pair("Workloads", "ou-1-1")]);
        assert_eq!(names(1, own(&["Security"])), []);
        assert_eq!(names(2, own(&["Workloads", "Workloads/Prod"])), [pair("Workloads/Prod", "ou-1-2")]);
        // An import sees all but those whose path may mean another.
        assert_eq!(names(1, Own::default()), [pair("Workloads", "ou-1-1")]);
    }

    #[test]
    fn a_renamed_unit_is_known_by_its_id() {
        let own =
            Own { names: Some(BTreeSet::from(["Apps".to_owned()])), known: BTreeMap::from([pair("Apps", "ou-1-1")]) };
        assert_eq!(names(1, own), [pair("Apps", "ou-1-1")]);
        let seen = UnitSeen { id: "ou-1-1".to_owned(), name: "Workloads".to_owned(), parent_id: "r-1".to_owned() };
        let want = UnitWant { path: "Apps".to_owned(), parent_id: "r-1".to_owned() };
        assert_eq!(OrganizationalUnit::differences(&want, &seen), ["name is \"Workloads\", should be \"Apps\""]);
        assert_eq!(OrganizationalUnit::fixed(&want, &seen), [""; 0]);
    }
}
