//! The parts of an organization, and what they are wired to.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Graph, Handle, Many, Wires};
use tfplugin::model::{Named, Out};
use tfplugin::value::Value;

use super::own::Listed;
use super::root_access::RootAccessManagement;
use super::unit_paths::{UnitPaths, parent};
use crate::parts::iam::root_access::{RootAccess, RootAccessOwner};
use crate::parts::organizations::delegated_administrator::DelegatedAdministrator;
use crate::parts::organizations::organization::Organization as OrganizationPart;
use crate::parts::organizations::organizational_unit::{OrganizationalUnit, UnitOwner, UnitWant};
use crate::parts::organizations::policy_type::{PolicyType, PolicyTypeOwner};
use crate::parts::organizations::root_tags::{RootTags, RootTagsKey};
use crate::parts::organizations::trusted_service::TrustedService;
use crate::resources::organization::Organization;

type Anchor = Handle<OrganizationPart>;

pub(super) fn declare(g: &mut Graph<Organization>) {
    let f = Organization::fields();
    g.output(f.common.id, f.common.account_id, |account_id| account_id.0.unwrap_or_default());
    let organization = organization(g);
    services(g, organization);
    units(g, organization);
}

fn organization(g: &mut Graph<Organization>) -> Anchor {
    let f = Organization::fields();
    let organization = g
        .part::<OrganizationPart>("organization")
        .key((), |()| ())
        .want((), |()| ())
        .fill(f.organization_id, |seen| Some(Out::known(seen.described.organization_id.clone())))
        .fill(f.arn, |seen| Some(Out::known(seen.described.arn.clone())))
        .fill(f.management_account_id, |seen| Some(Out::known(seen.described.management_account_id.clone())))
        .fill(f.management_account_email, |seen| Some(Out::known(seen.described.management_account_email.clone())))
        .fill(f.root_id, |seen| Some(Out::known(seen.tree.root.id.clone())))
        .fill(f.accounts, |seen| Some(Out::known(seen.tree.account_ids_by_name())))
        .fill(f.account_organizational_units, |seen| Some(Out::known(seen.tree.paths_by_account())))
        .add();
    g.part::<RootTags>("root_tags")
        .key(organization, |seen| RootTagsKey { root_id: seen.tree.root.id.clone() })
        .want(f.common.tags_all, |tags| tags.0.unwrap_or_default())
        .fill(f.common.tags_all, |seen| Some(Out::known(seen.clone())))
        .at(f.common.tags)
        .add();
    organization
}

/// What is turned on: services, then what needs them.
fn services(g: &mut Graph<Organization>, organization: Anchor) {
    let f = Organization::fields();
    let own = Listed { field: f.trusted_services, names: Option::unwrap_or_default, address: "trusted_service" };
    let trusted = g
        .parts::<TrustedService>("trusted_service")
        .names(f.trusted_services, Option::unwrap_or_default)
        .owner((organization, own), |(_, own)| own)
        .want((), |_, ()| Some(()))
        .fill(f.trusted_services, (), |seen, ()| Some(seen.into_keys().collect::<BTreeSet<_>>()))
        .at(f.trusted_services, false)
        .add();

    let own = Listed { field: f.delegated_administrators, names: administrators, address: "delegated_administrator" };
    g.parts::<DelegatedAdministrator>("delegated_administrator")
        .names(f.delegated_administrators, administrators)
        .owner((organization, own), |(_, own)| own)
        .want((), |_, ()| Some(()))
        .fill(f.delegated_administrators, (), |seen, ()| Some(by_service(seen.keys())))
        .at(f.delegated_administrators, false)
        .after(trusted.all())
        .add();

    let own = Listed { field: f.enabled_policy_types, names: Option::unwrap_or_default, address: "policy_type" };
    g.parts::<PolicyType>("policy_type")
        .names(f.enabled_policy_types, Option::unwrap_or_default)
        .owner((organization, own), |(seen, own)| PolicyTypeOwner { root_id: seen.tree.root.id.clone(), own })
        .want((), |_, ()| Some(()))
        .fill(f.enabled_policy_types, (), |seen, ()| Some(seen.into_keys().collect::<BTreeSet<_>>()))
        .at(f.enabled_policy_types, false)
        // Some types are those of a service, which cannot lose its trusted access while they are enabled.
        .after(trusted.all())
        .add();

    let own = Listed { field: f.root_access_management, names: is_managed, address: "root_access" };
    g.parts::<RootAccess>("root_access")
        .names(f.root_access_management, |management| management.map(RootAccessManagement::features).unwrap_or_default())
        .owner((organization, own), |(_, own)| RootAccessOwner {
            is_managed: own.names.is_none_or(|names| !names.is_empty()),
        })
        .want((), |_, ()| Some(()))
        .fill(f.root_access_management, f.root_access_management, |seen, now| {
            now.map(|_| RootAccessManagement {
                root_credentials_management: seen.contains_key(RootAccess::CREDENTIALS),
                root_sessions: seen.contains_key(RootAccess::SESSIONS),
            })
        })
        .at(f.root_access_management, false)
        .after(trusted.all())
        .add();
}

fn is_managed(management: Option<RootAccessManagement>) -> BTreeSet<String> {
    management.map(|_| RootAccessManagement::all()).unwrap_or_default()
}

/// `service/account` of each administration.
fn administrators(by_service: Option<BTreeMap<String, BTreeSet<String>>>) -> BTreeSet<String> {
    let pairs = by_service.unwrap_or_default().into_iter();
    pairs.flat_map(|(service, accounts)| accounts.into_iter().map(move |id| format!("{service}/{id}"))).collect()
}

/// The way back.
fn by_service<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (service, account_id) in names.filter_map(|name| name.split_once('/')) {
        all.entry(service.to_owned()).or_default().insert(account_id.to_owned());
    }
    all
}

/// A level of organizational units: its part's address, and the names of its units.
#[derive(Clone, Copy)]
struct Level {
    depth: usize,
    address: &'static str,
    names: fn(Option<UnitPaths>) -> BTreeSet<String>,
}

/// One part for each level, because a unit is made after the one that it is in, and deleted before.
const LEVELS: [Level; 5] = [
    Level { depth: 1, address: "organizational_unit", names: |paths| at(paths, 1) },
    Level { depth: 2, address: "organizational_unit_2", names: |paths| at(paths, 2) },
    Level { depth: 3, address: "organizational_unit_3", names: |paths| at(paths, 3) },
    Level { depth: 4, address: "organizational_unit_4", names: |paths| at(paths, 4) },
    Level { depth: 5, address: "organizational_unit_5", names: |paths| at(paths, 5) },
];

/// The address of a unit's part, by its path.
pub(super) fn address_of_unit(path: &str) -> String {
    let depth = path.split('/').count();
    let level = LEVELS.into_iter().find(|level| level.depth == depth);
    format!("{}/{path}", level.map_or("organizational_unit", |level| level.address))
}

fn at(paths: Option<UnitPaths>, depth: usize) -> BTreeSet<String> {
    paths.unwrap_or_default().at(depth)
}

fn units(g: &mut Graph<Organization>, organization: Anchor) {
    let f = Organization::fields();
    let [first, deeper @ ..] = LEVELS;
    let mut above = level(g, organization, first, organization, |seen| seen.tree.root.id.clone());
    let mut all = vec![above];
    for next in deeper {
        let parent = above.at((), |path: &str, ()| parent(path).unwrap_or_default().to_owned());
        above = level(g, organization, next, parent, |seen| seen.id);
        all.push(above);
    }
    g.ids_of_all(f.organizational_unit_ids, &all, (), |ids, ()| Value::Map(ids));
}

/// The units of one level, each in what `parent` shows.
fn level<W: Wires<Organization>>(
    g: &mut Graph<Organization>,
    organization: Anchor,
    level: Level,
    parent: W,
    parent_id: fn(W::Values) -> String,
) -> Many<OrganizationalUnit>
where
    W::Values: 'static,
{
    let f = Organization::fields();
    let Level { depth, address, names } = level;
    let own = Listed { field: f.organizational_units, names, address };
    g.parts::<OrganizationalUnit>(address)
        .names(f.organizational_units, names)
        .owner((organization, own), move |(_, own)| UnitOwner { level: depth, own })
        .want(parent, move |path, parent| Some(UnitWant { path: path.to_owned(), parent_id: parent_id(parent) }))
        .fill(f.organizational_units, f.organizational_units, move |seen, now| {
            let seen: BTreeSet<String> = seen.into_keys().collect();
            match now {
                None if seen.is_empty() => None,
                now => Some(now.unwrap_or_default().seen_at(depth, seen)),
            }
        })
        .at(f.organizational_units, false)
        .add()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_go_there_and_back() {
        let all = BTreeMap::from([
            ("a.amazonaws.com".to_owned(), BTreeSet::from(["1".to_owned(), "2".to_owned()])),
            ("b.amazonaws.com".to_owned(), BTreeSet::from(["1".to_owned()])),
        ]);
        let names = administrators(Some(all.clone()));
        assert_eq!(names.len(), 3);
        assert_eq!(by_service(names.iter()), all);
    }

    #[test]
    fn every_level_has_a_part() {
        assert_eq!(LEVELS.len(), crate::parts::organizations::tree::DEPTH);
        for (index, level) in LEVELS.into_iter().enumerate() {
            let path = vec!["x"; index + 1].join("/");
            assert_eq!(level.depth, index + 1);
            assert_eq!((level.names)(Some(UnitPaths(BTreeSet::from([path.clone()])))), BTreeSet::from([path]));
        }
    }
}
