//! An IAM role without its policies.

use std::collections::BTreeMap;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Mark, Part, RepeatedPart, Status};

use super::role_calls as calls;
use crate::aws::Aws;
use crate::aws::arn::Arn;
use crate::policy::{Kind, Policy, limits};

/// An IAM role. Its id is its ARN.
///
/// # Guarantees
/// - Tags that begin with `aws:`, and Plinth's own marks, are neither seen nor touched by an update.
/// - The path and the name of a role never change; AWS has no call for it.
pub struct Role;

/// What identifies a role: its name is unique in the account, whatever its path and letter case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleKey {
    /// Name without path.
    pub name: String,
}

/// How a role should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleWant {
    /// `/`, or `/ops/`.
    pub path: String,
    /// What the console shows; empty for none.
    pub description: String,
    /// Who may assume it.
    pub trust: Policy,
    /// Seconds, 3600 to 43200.
    pub max_session_duration: i32,
    /// ARN of the policy that bounds its permissions.
    pub permissions_boundary: Option<String>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a role looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSeen {
    /// `arn:aws:iam::111122223333:role/ops/deploy`
    pub arn: String,
    /// `AROA…`, which a role of the same name made again does not share.
    pub unique_id: String,
    /// `/`, or `/ops/`.
    pub path: String,
    /// Empty for none.
    pub description: String,
    /// Who may assume it. Principals that are gone stand there by their unique ids.
    pub trust: Policy,
    /// Seconds.
    pub max_session_duration: i32,
    /// ARN of the policy that bounds its permissions.
    pub permissions_boundary: Option<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// Tags per role: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>. Two are the marks.
const MAX_TAGS: usize = 50 - 2;

impl Part for Role {
    type Cloud = Aws;
    type Key = RoleKey;
    type Want = RoleWant;
    type Seen = RoleSeen;

    const KIND: &'static str = "IAM role";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("IAM role");
    const ADOPTS: bool = true;

    fn check(want: &RoleWant) -> Vec<String> {
        let mut problems: Vec<String> =
            want.trust.problems(Kind::Trust).into_iter().map(|problem| format!("Trust policy: {problem}")).collect();
        let size = want.trust.size();
        if size > limits::TRUST_RAISED {
            problems.push(format!(
                "The trust policy has {size} characters without white space; AWS takes {}, and {} with a raised quota. \
                 Trust fewer principals: a whole account, or an organization by `aws:PrincipalOrgID`.",
                limits::TRUST,
                limits::TRUST_RAISED
            ));
        }
        let length = want.description.chars().count();
        if length > 1_000 {
            problems.push(format!("The description has {length} characters; AWS takes 1000."));
        }
        if want.tags.len() > MAX_TAGS {
            problems.push(format!(
                "The role has {} tags; AWS takes 50, of which Plinth needs two for its own marks.",
                want.tags.len()
            ));
        }
        if !(3_600..=43_200).contains(&want.max_session_duration) {
            problems.push(format!("Sessions last 3600 to 43200 seconds, not {}.", want.max_session_duration));
        }
        problems
    }

    fn advise(want: &RoleWant) -> Vec<String> {
        let size = want.trust.size();
        if size <= limits::TRUST || size > limits::TRUST_RAISED {
            return Vec::new();
        }
        vec![format!(
            "The trust policy has {size} characters without white space; AWS takes {} unless the account's quota \
             \"Role trust policy length\" was raised, which goes up to {}.",
            limits::TRUST,
            limits::TRUST_RAISED
        )]
    }

    fn differences(want: &RoleWant, seen: &RoleSeen) -> Vec<String> {
        let none = "none";
        let bounded = |boundary: &Option<String>| boundary.as_deref().unwrap_or(none).to_owned();
        let mut differences = Vec::new();
        let mut compare = |name: &str, seen: String, want: String| {
            if seen != want {
                differences.push(format!("{name} is {seen}, should be {want}"));
            }
        };
        compare("path", seen.path.clone(), want.path.clone());
        compare("description", format!("{:?}", seen.description), format!("{:?}", want.description));
        compare("max_session_duration", seen.max_session_duration.to_string(), want.max_session_duration.to_string());
        compare("permissions_boundary", bounded(&seen.permissions_boundary), bounded(&want.permissions_boundary));
        if seen.trust != want.trust {
            differences.push(format!("trust policy is {}, should be {}", seen.trust, want.trust));
        }
        for (key, value) in &want.tags {
            match seen.tags.get(key) {
                Some(other) if other == value => {}
                Some(other) => differences.push(format!("tag {key} is {other:?}, should be {value:?}")),
                None => differences.push(format!("tag {key} is missing, should be {value:?}")),
            }
        }
        for (key, value) in seen.tags.iter().filter(|(key, _)| !want.tags.contains_key(*key)) {
            differences.push(format!("tag {key} is {value:?}, should not be there"));
        }
        differences
    }

    async fn find(cx: &Context<'_, Aws>, key: &RoleKey) -> Result<Option<Found<RoleSeen>>, Fault> {
        let found = calls::get(cx.cloud, &cx.place.account_id, &key.name).await?;
        Ok(found.map(|(seen, mark)| Found { id: seen.arn.clone(), seen, mark }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &RoleKey, want: &RoleWant) -> Result<String, Fault> {
        let mut tags = want.tags.clone();
        tags.extend(cx.mark.tags());
        calls::create(cx, &key.name, want, &tags).await
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<RoleSeen>, Fault> {
        let (account_id, name) = parts_of(id)?;
        let found = calls::get(cx.cloud, account_id, name).await?;
        // A role of the same name under another path is another object.
        Ok(found.map(|(seen, _)| seen).filter(|seen| seen.arn == id))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &RoleSeen, want: &RoleWant) -> Result<(), Fault> {
        let (account_id, name) = parts_of(id)?;
        if seen.path != want.path {
            let message = format!("the path of a role cannot change: it is {}, should be {}", seen.path, want.path);
            return Err(Fault::new(FaultKind::Invalid, message).hint("Replace the role"));
        }
        calls::update(cx, account_id, name, seen, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (account_id, name) = parts_of(id)?;
        calls::delete(cx.cloud, account_id, name).await
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, want: &RoleWant) -> Result<Vec<String>, Fault> {
        let (account_id, name) = parts_of(id)?;
        super::role_wait::until_usable(cx, account_id, name, id, &want.trust).await
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (account_id, name) = parts_of(id)?;
        calls::tag(cx.cloud, account_id, name, &cx.mark.tags().into()).await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
        for id in ids {
            let (account_id, name) = parts_of(id)?;
            calls::tag(cx.cloud, account_id, name, &mark.tags().into()).await?;
        }
        Ok(())
    }
}

/// At most one role of an owner: the one of that name, if it is the resource's own.
impl RepeatedPart for Role {
    type Owner = RoleKey;

    fn key(owner: &RoleKey, _: &str) -> RoleKey {
        owner.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RoleKey) -> Result<Listed<RoleSeen>, Fault> {
        let found = Self::find(cx, owner).await?;
        let ours = found.filter(|it| it.mark.as_ref().is_some_and(|mark| mark.resource == cx.mark.resource));
        Ok(ours.map(|found| (Role::NAME.to_owned(), found)).into_iter().collect())
    }
}

impl Role {
    /// The name of the only one of an owner.
    pub const NAME: &'static str = "main";
}

/// Whether an account has a role of this name.
///
/// # Errors
/// What AWS answers.
pub async fn exists(aws: &Aws, account_id: &str, name: &str) -> Result<bool, Fault> {
    Ok(calls::get(aws, account_id, name).await?.is_some())
}

/// Account and name in a role's ARN.
fn parts_of(arn: &str) -> Result<(&str, &str), Fault> {
    let parts = Arn::parse(arn).filter(|arn| arn.service == "iam" && arn.resource.starts_with("role/"));
    let name = parts.and_then(|arn| arn.resource.rsplit('/').next());
    match (parts, name) {
        (Some(parts), Some(name)) => Ok((parts.account_id, name)),
        _ => Err(Fault::new(FaultKind::Bug, format!("`{arn}` is no role's ARN"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    const ARN: &str = "arn:aws:iam::111122223333:role/ops/deploy";

    fn trust(accounts: usize) -> Policy {
        let accounts = (0..accounts).map(|n| format!("{n:012}"));
        Policy::new([Statement::allow().aws_principals(accounts).actions(["sts:AssumeRole"])])
    }

    fn want() -> RoleWant {
        RoleWant {
            path: "/ops/".to_owned(),
            description: String::new(),
            trust: trust(1),
            max_session_duration: 3600,
            permissions_boundary: None,
            tags: [("team".to_owned(), "a".to_owned())].into(),
        }
    }

    fn seen() -> RoleSeen {
        RoleSeen {
            arn: ARN.to_owned(),
            unique_id: "AROA1".to_owned(),
            path: "/ops/".to_owned(),
            description: String::new(),
            trust: Policy::of(
                r#"{"Version":"2012-10-17","Statement":{"Action":"sts:assumerole","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Effect":"Allow"}}"#,
            ),
            max_session_duration: 3600,
            permissions_boundary: None,
            tags: [("team".to_owned(), "a".to_owned())].into(),
        }
    }

    #[test]
    fn a_role_as_wanted_has_no_difference() {
        assert_eq!(Role::differences(&want(), &seen()), [""; 0]);
    }

    #[test]
    fn each_difference_is_named() {
        let mut seen = seen();
        seen.max_session_duration = 7200;
        seen.permissions_boundary = Some("arn:b".to_owned());
        seen.tags = [("team".to_owned(), "b".to_owned()), ("left".to_owned(), "over".to_owned())].into();
        assert_eq!(
            Role::differences(&want(), &seen),
            [
                "max_session_duration is 7200, should be 3600",
                "permissions_boundary is arn:b, should be none",
                "tag team is \"b\", should be \"a\"",
                "tag left is \"over\", should not be there",
            ]
        );
    }

    #[test]
    fn trust_policies_have_two_limits() {
        let with = |accounts| RoleWant { trust: trust(accounts), ..want() };
        assert_eq!((Role::check(&with(100)).len(), Role::advise(&with(100)).len()), (0, 0));
        assert_eq!((Role::check(&with(200)).len(), Role::advise(&with(200)).len()), (0, 1));
        assert_eq!((Role::check(&with(300)).len(), Role::advise(&with(300)).len()), (1, 0));
    }

    #[test]
    fn what_aws_refuses_is_said_before() {
        let nobody = RoleWant { trust: trust(0), ..want() };
        assert_eq!(Role::check(&nobody), ["Trust policy: Statement 1 needs `Principal` or `NotPrincipal`."]);
        let wordy = RoleWant { description: "x".repeat(1_001), ..want() };
        assert_eq!(Role::check(&wordy), ["The description has 1001 characters; AWS takes 1000."]);
        let tagged = RoleWant { tags: (0..49).map(|n| (n.to_string(), String::new())).collect(), ..want() };
        assert_eq!(Role::check(&tagged).len(), 1);
    }

    #[test]
    fn an_arn_says_where_the_role_is() {
        assert_eq!(parts_of(ARN), Ok(("111122223333", "deploy")));
        assert!(parts_of("arn:aws:iam::111122223333:user/deploy").is_err());
    }
}
