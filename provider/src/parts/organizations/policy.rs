//! A policy of an organization, attached or not.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Mark, Part, Status};

use super::policy_calls as calls;
use super::tags::{self, Tags};
use crate::aws::Aws;
use crate::policy::control::unprotected_services;
use crate::policy::organization::PolicyType;
use crate::policy::{Kind, Policy};

/// A policy of an organization. Its id is AWS's, `p-…`.
///
/// # Guarantees
/// - Its name, description, document and tags change in place, and it stays attached where it is.
/// - AWS's own policies are never changed or deleted.
pub struct OrganizationPolicy;

/// What identifies a policy: its type, and its name, which no other policy has. A policy that gets another name is the same
/// one, so keys of one type are equal.
#[derive(Clone, Debug)]
pub struct OrganizationPolicyKey {
    /// Its name; of one that is to be found, also its id.
    pub name: String,
    /// The type's name; `None` for any.
    pub kind: Option<String>,
}

impl PartialEq for OrganizationPolicyKey {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// How a policy should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationPolicyWant {
    /// Its name.
    pub name: String,
    /// The type's name, as [`PolicyType`] has it.
    pub kind: String,
    /// Empty for none.
    pub description: String,
    /// What it says.
    pub document: Policy,
    /// Tags, without marks.
    pub tags: Tags,
}

/// How a policy looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationPolicySeen {
    /// `p-…`
    pub id: String,
    /// `arn:aws:organizations::111122223333:policy/o-…/service_control_policy/p-…`
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The type's name, in lower case.
    pub kind: String,
    /// Empty for none.
    pub description: String,
    /// What it says.
    pub document: Policy,
    /// Tags, without marks and without those of AWS's own.
    pub tags: Tags,
    /// The resource that its mark names, if it has one.
    pub owner: Option<String>,
}

/// Characters of a description: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>.
const LONGEST_DESCRIPTION: usize = 512;

impl Part for OrganizationPolicy {
    type Cloud = Aws;
    type Key = OrganizationPolicyKey;
    type Want = OrganizationPolicyWant;
    type Seen = OrganizationPolicySeen;

    const KIND: &'static str = "organization policy";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("organization policy");
    const ADOPTS: bool = true;

    fn check(want: &OrganizationPolicyWant) -> Vec<String> {
        let Some(kind) = PolicyType::named(&want.kind) else {
            return vec![format!("AWS Organizations has no policies of the type `{}`.", want.kind)];
        };
        let mut problems = match kind.kind() {
            Some(kind) => want.document.problems(kind),
            None => want.document.settings_problems(),
        };
        let size = want.document.size();
        if size > kind.size {
            problems.push(format!(
                "It has {size} characters without white space; AWS takes {} in a {}. Move some of it to another policy, or \
                 write names that have a beginning in common with a wildcard.",
                kind.size, kind.title
            ));
        }
        let length = want.description.chars().count();
        if length > LONGEST_DESCRIPTION {
            problems.push(format!("The description has {length} characters; AWS takes {LONGEST_DESCRIPTION}."));
        }
        problems.extend(tags::check(&want.tags));
        problems
    }

    fn advise(want: &OrganizationPolicyWant) -> Vec<String> {
        let kind = PolicyType::named(&want.kind).and_then(PolicyType::kind);
        if kind != Some(Kind::ResourceControl) {
            return Vec::new();
        }
        let others = unprotected_services(&want.document);
        if others.is_empty() {
            return Vec::new();
        }
        let others: Vec<String> = others.into_iter().map(|service| format!("`{service}`")).collect();
        vec![format!(
            "It names {}, which AWS did not list among the services whose resources such policies protect when this version \
             of the provider was made.",
            others.join(", ")
        )]
    }

    fn differences(want: &OrganizationPolicyWant, seen: &OrganizationPolicySeen) -> Vec<String> {
        let mut differences = Vec::new();
        for (name, seen, want) in
            [("name", &seen.name, &want.name), ("description", &seen.description, &want.description)]
        {
            if seen != want {
                differences.push(format!("{name} is {seen:?}, should be {want:?}"));
            }
        }
        if seen.document != want.document {
            differences.push(format!("policy is {}, should be {}", seen.document, want.document));
        }
        differences.extend(tags::differences(&want.tags, &seen.tags));
        // An update that was killed after the new name left the old mark.
        let marked = seen.owner.as_deref().and_then(|owner| owner.split_once('/'));
        if let Some((_, name)) = marked.filter(|(_, name)| *name != want.name) {
            differences.push(format!("is marked as {name:?}, should be as {:?}", want.name));
        }
        differences
    }

    fn fixed(want: &OrganizationPolicyWant, seen: &OrganizationPolicySeen) -> Vec<String> {
        if seen.kind == want.kind {
            Vec::new()
        } else {
            vec![format!("type is {}, should be {}", seen.kind, want.kind)]
        }
    }

    async fn find(
        cx: &Context<'_, Aws>,
        key: &OrganizationPolicyKey,
    ) -> Result<Option<Found<OrganizationPolicySeen>>, Fault> {
        let account_id = &cx.place.account_id;
        let Some(id) = calls::named(cx.cloud, account_id, key.kind.as_deref(), &key.name).await? else {
            return Ok(None);
        };
        let found = calls::get(cx.cloud, account_id, &id).await?;
        Ok(found.map(|(seen, mark)| Found { id, seen, mark }))
    }

    async fn create(
        cx: &Context<'_, Aws>,
        _: &OrganizationPolicyKey,
        want: &OrganizationPolicyWant,
    ) -> Result<String, Fault> {
        calls::create(cx, want).await
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<OrganizationPolicySeen>, Fault> {
        Ok(calls::get(cx.cloud, &cx.place.account_id, id).await?.map(|(seen, _)| seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &OrganizationPolicySeen,
        want: &OrganizationPolicyWant,
    ) -> Result<(), Fault> {
        if seen.kind != want.kind {
            let message = format!("the type of a policy cannot change: it is {}, should be {}", seen.kind, want.kind);
            return Err(Fault::new(FaultKind::Invalid, message).hint("Replace the policy"));
        }
        calls::update(cx, id, seen, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        calls::delete(cx, id).await
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        tags::add(cx, &cx.place.account_id, id, &cx.mark.tags().into()).await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
        for id in ids {
            tags::add(cx, &cx.place.account_id, id, &mark.tags().into()).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    fn document(actions: usize) -> Policy {
        let actions = (0..actions).map(|n| format!("service:Action{n:03}"));
        Policy::new([Statement::deny().actions(actions).resources(["*"])])
    }

    fn want() -> OrganizationPolicyWant {
        OrganizationPolicyWant {
            name: "deny".to_owned(),
            kind: "service_control_policy".to_owned(),
            description: String::new(),
            document: document(1),
            tags: Tags::new(),
        }
    }

    #[test]
    fn each_type_has_its_own_size() {
        let of = |kind: &str, actions| OrganizationPolicyWant {
            kind: kind.to_owned(),
            document: if kind == "resource_control_policy" {
                let actions = (0..actions).map(|n| format!("s3:Actions{n:06}"));
                Policy::new([Statement::deny().everybody().actions(actions).resources(["*"])])
            } else {
                document(actions)
            },
            ..want()
        };
        assert_eq!(OrganizationPolicy::check(&of("service_control_policy", 500)), [""; 0]);
        let problems = OrganizationPolicy::check(&of("service_control_policy", 600));
        assert!(problems[0].contains("AWS takes 10240 in a service control policy"), "{problems:?}");
        assert_eq!(OrganizationPolicy::check(&of("resource_control_policy", 250)), [""; 0]);
        assert_eq!(OrganizationPolicy::check(&of("resource_control_policy", 300)).len(), 1);
    }

    #[test]
    fn services_that_no_resource_control_policy_protects_are_named() {
        let document = Policy::new([Statement::deny().everybody().actions(["s3:*", "ec2:*"]).resources(["*"])]);
        let want = OrganizationPolicyWant { kind: "resource_control_policy".to_owned(), document, ..want() };
        assert!(OrganizationPolicy::advise(&want)[0].starts_with("It names `ec2`, which AWS"));
        assert_eq!(OrganizationPolicy::advise(&self::want()), [""; 0]);
    }

    #[test]
    fn documents_of_settings_have_operators() {
        let settings =
            |text: &str| OrganizationPolicyWant { kind: "tag_policy".to_owned(), document: Policy::of(text), ..want() };
        let sound = settings(r#"{"tags":{"Team":{"tag_key":{"@@assign":"Team"}}}}"#);
        assert_eq!(OrganizationPolicy::check(&sound), [""; 0]);
        let bare = settings(r#"{"tags":{"Team":{"tag_key":"Team"}}}"#);
        assert_eq!(
            OrganizationPolicy::check(&bare),
            ["`tags.Team.tag_key` is \"Team\": a value stands under an operator, as in {\"@@assign\":\"Team\"}."]
        );
        assert_eq!(OrganizationPolicy::check(&settings("[]")), ["It is JSON, but not an object."]);
    }

    #[test]
    fn the_mark_has_the_name() {
        let seen = |owner: Option<&str>| OrganizationPolicySeen {
            id: "p-12345678".to_owned(),
            arn: String::new(),
            name: "deny".to_owned(),
            kind: want().kind,
            description: String::new(),
            document: want().document,
            tags: Tags::new(),
            owner: owner.map(str::to_owned),
        };
        for owner in [None, Some("plinth_guardrail/deny")] {
            assert_eq!(OrganizationPolicy::differences(&want(), &seen(owner)), [""; 0]);
        }
        let old = seen(Some("plinth_guardrail/old"));
        assert_eq!(OrganizationPolicy::differences(&want(), &old), ["is marked as \"old\", should be as \"deny\""]);
    }

    #[test]
    fn another_name_is_no_other_policy() {
        let key = |name: &str, kind: &str| OrganizationPolicyKey { name: name.to_owned(), kind: Some(kind.to_owned()) };
        assert_eq!(key("a", "tag_policy"), key("b", "tag_policy"));
        assert_ne!(key("a", "tag_policy"), key("a", "backup_policy"));
    }
}
