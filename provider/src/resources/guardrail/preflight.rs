//! What must be asked before a guardrail can be planned: whether its targets exist and have room, whether its type is
//! enabled, and whether its name is free. Of a guardrail whose name and targets stay, nothing is asked.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Fault, FaultKind, Mark, Preflight};
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::{Named, Out};

use super::document::default_type;
use super::{Guardrail, lockout, targets};
use crate::parts::organizations::policy_calls::{attached, named};
use crate::parts::organizations::tags;
use crate::parts::organizations::tree::{ROOT, Tree, tree};
use crate::policy::organization::PolicyType;

type Plan<'a, 'b> = &'a mut Preflight<'b, Guardrail>;

pub(super) async fn ask(cx: Plan<'_, '_>) {
    let f = Guardrail::fields();
    let (Some(name), Some(kind)) = (cx.known(f.name), kind(cx)) else { return };
    let wanted = cx.known(f.targets).map(Option::unwrap_or_default);
    if let Some(wanted) = &wanted {
        lockout::check(cx, kind, wanted).await;
    }
    let known = cx.known(f.target_ids).and_then(|ids| ids.0).unwrap_or_default();
    let is_there = |ids: &BTreeMap<String, String>| {
        ids.values().all(|id| cx.has_part(&format!("attachment/{id}")))
    };
    let all_there = wanted.as_ref().and_then(|wanted| targets::ids(wanted, &known)).is_some_and(|ids| is_there(&ids));
    let id = format!("{}/{name}", cx.place.account_id);
    let is_named = cx.has_part("policy") && cx.known(f.common.id) == Some(Out::known(id));
    if all_there && is_named {
        return;
    }
    let tree = match tree(cx.cloud, &cx.place.account_id).await {
        Ok(tree) => tree,
        // The same apply may make the organization, and plans again when it comes to this resource.
        Err(fault) if fault.kind == FaultKind::NotFound => return,
        Err(fault) => return cx.fault("look at the organization", &fault),
    };
    if !is_named {
        name_is_free(cx, kind, &name).await;
    }
    let Some(ids) = wanted.and_then(|wanted| found(cx, &tree, &wanted)) else { return };
    cx.choose_again(f.target_ids, &ids);
    let open: Vec<(String, String)> =
        ids.into_iter().filter(|(_, id)| !cx.has_part(&format!("attachment/{id}"))).collect();
    if !open.is_empty() {
        type_is_enabled(cx, &tree, kind);
    }
    there_is_room(cx, kind, &name, &open).await;
}

/// The policy's type; `None` while it is not known.
fn kind(cx: &Preflight<'_, Guardrail>) -> Option<&'static PolicyType> {
    let f = Guardrail::fields();
    let name = if cx.is_set(f.kind) {
        cx.known(f.kind)?.0?
    } else {
        default_type(cx.known(f.preset)?.as_deref()).to_owned()
    };
    PolicyType::named(&name)
}

/// The ids of the targets. Those that are not there are an error, as are two that are the same.
fn found(cx: Plan<'_, '_>, tree: &Tree, wanted: &BTreeSet<String>) -> Option<BTreeMap<String, String>> {
    let path = Guardrail::fields().targets.path();
    let mut ids = BTreeMap::new();
    let mut names: BTreeMap<String, &String> = BTreeMap::new();
    for target in wanted {
        let Some(id) = tree.target(target) else {
            cx.push(Diagnostic::error(format!("There is no target `{target}`"), missing(tree, target)).at(path.clone()));
            continue;
        };
        if let Some(other) = names.insert(id.to_owned(), target) {
            let detail = format!("`{other}` and `{target}` are both {id}. Name it once.");
            cx.push(Diagnostic::error("Two targets are the same", detail).at(path.clone()));
        }
        ids.insert(target.clone(), id.to_owned());
    }
    (ids.len() == wanted.len() && names.len() == wanted.len()).then_some(ids)
}

fn missing(tree: &Tree, target: &str) -> String {
    if targets::is_id(target) {
        return format!(
            "Organization {} has no root, organizational unit or account of this ID. Check the ID and `account_id`.",
            tree.organization_id
        );
    }
    let paths: BTreeSet<&str> = tree.units.keys().filter_map(|id| tree.path(id)).collect();
    let paths: Vec<&str> = std::iter::once(ROOT).chain(paths).collect();
    format!(
        "Organization {} has no organizational unit at this path. There are: {}. One that the same apply makes is best \
         given by an attribute, as `plinth_organization.example.organizational_unit_ids[\"{target}\"]`: then Terraform \
         makes it first.",
        tree.organization_id,
        paths.join(", ")
    )
}

/// A warning only: the same apply may enable the type.
fn type_is_enabled(cx: Plan<'_, '_>, tree: &Tree, kind: &PolicyType) {
    let state = tree.root.policy_types.get(&kind.aws_name()).map(String::as_str);
    if matches!(state, Some("ENABLED" | "PENDING_ENABLE")) {
        return;
    }
    let detail = format!(
        "AWS attaches no {} while the type is not enabled at the root {}. Name `{}` in `enabled_policy_types` of \
         `plinth_organization`. If this very apply enables it, make the guardrail depend on that, and it will go through.",
        kind.title, tree.root.id, kind.name
    );
    cx.push(Diagnostic::warning(format!("The type `{}` is not enabled", kind.name), detail).at(Guardrail::fields().kind.path()));
}

/// Policies per target: those that others attached count, and AWS's own.
async fn there_is_room(cx: Plan<'_, '_>, kind: &PolicyType, name: &str, open: &[(String, String)]) {
    let f = Guardrail::fields();
    for (target, id) in open {
        let there = match attached(cx.cloud, &cx.place.account_id, id, kind.name).await {
            Ok(there) => there,
            Err(fault) => return cx.fault(&format!("ask what is attached to {target}"), &fault),
        };
        // One of this name is the policy itself, or what it takes the place of.
        let others: Vec<&str> = there.iter().map(|policy| policy.name.as_str()).filter(|other| other != &name).collect();
        if others.len() < kind.per_target {
            continue;
        }
        let detail = format!(
            "AWS attaches {} policies of the type `{}` to one target at most, its own included. There are: {}. Detach one, \
             put two into one, or attach this one to a unit above the target.",
            kind.per_target,
            kind.name,
            others.join(", ")
        );
        cx.push(Diagnostic::error(format!("No room for another policy at `{target}`"), detail).at(f.targets.path()));
    }
}

/// Somebody else's policy of this name. One that bears this resource's mark is for the apply to judge: it may be what an
/// interrupted run left, or what is about to be replaced.
async fn name_is_free(cx: Plan<'_, '_>, kind: &PolicyType, name: &str) {
    let f = Guardrail::fields();
    let account_id = cx.place.account_id.clone();
    let ours = format!("{}_{}/{name}", crate::NAME, Guardrail::NAME);
    let (id, owner) = match owner(cx, kind, name).await {
        Ok(Some((_, Some(Mark { resource, .. })))) if resource == ours => return,
        Ok(Some((id, Some(mark)))) => (id, format!("It belongs to `{}`.", mark.resource)),
        Ok(Some((id, None))) => (id, "Plinth did not make it.".to_owned()),
        Ok(None) => return,
        Err(fault) => return cx.fault("ask for the policies of the organization", &fault),
    };
    let detail = format!(
        "The organization has a {} of this name already, {id}. {owner} Choose another name, or take it over with this block, \
         NAME being the resource's name in the configuration:\n\n  import {{\n    to = {}_{}.NAME\n    id = \
         \"{account_id}/{name}\"\n  }}",
        kind.title,
        crate::NAME,
        Guardrail::NAME
    );
    cx.push(Diagnostic::error(format!("The name `{name}` is taken"), detail).at(f.name.path()));
}

/// The policy of a name, unless it is the resource's own, and its mark.
async fn owner(
    cx: &Preflight<'_, Guardrail>,
    kind: &PolicyType,
    name: &str,
) -> Result<Option<(String, Option<Mark>)>, Fault> {
    let own = cx.known(Guardrail::fields().policy_id).and_then(|id| id.0);
    match named(cx.cloud, &cx.place.account_id, Some(kind.name), name).await? {
        Some(id) if Some(&id) != own.as_ref() => {
            let (_, mark) = tags::of(cx.cloud, &cx.place.account_id, &id).await?;
            Ok(Some((id, mark)))
        }
        _ => Ok(None),
    }
}
