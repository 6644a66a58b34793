//! The organization's configurations in one place: Config's aggregator, with its role, and the account as administrator.

use std::collections::BTreeSet;

use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::config::Config;
use super::guardrail::{BaselineField, is_managed};
use super::service::{Ground, In, OnGround, Tags, here, in_management, once};
use crate::aws::arn::partition_of;
use crate::parts::config::aggregator::{Aggregator, AggregatorWant};
use crate::parts::iam::attached_policy::RoleOwner;
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::parts::iam::role::{Role, RoleKey, RoleWant};
use crate::parts::organizations::service_administrator::ServiceAdministrator;
use crate::parts::organizations::service_trust::ServiceTrust;
use crate::policy::{Policy, Statement};

const SERVICE: &str = "config.amazonaws.com";
const POLICY: &str = "list-organization";

/// Declares the parts: trusted access first, then the administrator, then the role and the aggregator.
pub(super) fn declare(g: &mut Graph<AccountBaseline>, field: BaselineField<Config>) {
    let f = AccountBaseline::fields();
    let trust = in_management("config_trust", field)
        .declare::<ServiceTrust, _, _>(
            g,
            ((), |config, _, ()| once(format!("global/{SERVICE}"), config.aggregator.is_some())),
            ((), |_, _, ()| Some(())),
        )
        .add();
    let administrator = in_management("config_administrator", field)
        .declare::<ServiceAdministrator, _, _>(
            g,
            (f.management_account_id, |config: &Config, ground: &Ground, management: Option<String>| {
                let is_other = management.as_ref() != Some(&ground.account_id);
                once(format!("global/{SERVICE}/{}", ground.account_id), config.aggregator.is_some() && is_other)
            }),
            ((), |_, _, ()| Some(())),
        )
        .after(trust.all())
        .add();
    let role = g
        .parts::<Role>("config_aggregator_role")
        .names(field, |config| once(Role::NAME, aggregates(config.as_ref())))
        .owner(field, |config| RoleKey { name: role_name(config.as_ref()) })
        .want(Tags, |_, tags| {
            Some(RoleWant {
                path: "/".to_owned(),
                description: "Lists the organization's accounts for AWS Config".to_owned(),
                trust: trust_policy(),
                max_session_duration: 3600,
                permissions_boundary: None,
                tags,
            })
        })
        .at(field, false)
        .add();
    let policy = g
        .parts::<InlinePolicy>("config_aggregator_policy")
        .names(field, |config| once(POLICY, aggregates(config.as_ref())))
        .owner((role.maybe((), |_, ()| Some(Role::NAME.to_owned())), field), |(_, config)| RoleOwner {
            role_name: role_name(config.as_ref()),
        })
        .want((), |_, ()| Some(permissions()))
        .add();
    here("config_aggregator", field)
        .declare::<Aggregator, _, _>(g, ((), aggregator), ((OnGround, In::Account), |config: Config, _, (ground, account_id)| {
            let (partition, role) = (partition_of(&ground.home), role_name(Some(&config)));
            let role_arn = format!("arn:{partition}:iam::{account_id}:role/{role}");
            Some(AggregatorWant { role_arn, regions: config.aggregator?.regions })
        }))
        .after((trust.all(), administrator.all(), role.all(), policy.all()))
        .add();
}

/// The role of an aggregator. Without one it is the name of no role, so that none is found.
fn role_name(config: Option<&Config>) -> String {
    let aggregator = config.and_then(|config| config.aggregator.as_ref());
    let name = aggregator.map_or("", |aggregator| aggregator.name.as_str());
    format!("plinth-config-aggregator-{name}").chars().take(64).collect()
}

fn aggregates(config: Option<&Config>) -> bool {
    is_managed(config) && config.is_some_and(|config| config.aggregator.is_some())
}

fn aggregator(config: &Config, ground: &Ground, (): ()) -> BTreeSet<String> {
    config.aggregator.iter().map(|aggregator| format!("{}/{}", ground.home, aggregator.name)).collect()
}

fn trust_policy() -> Policy {
    Policy::new([Statement::allow().service_principals([SERVICE]).actions(["sts:AssumeRole"])])
}

/// What the managed policy `AWSConfigRoleForOrganizations` allows:
/// <https://docs.aws.amazon.com/config/latest/developerguide/security-iam-awsmanpol.html>
fn permissions() -> Policy {
    let actions = [
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListAWSServiceAccessForOrganization",
        "organizations:ListDelegatedAdministrators",
    ];
    Policy::new([Statement::allow().actions(actions).resources(["*"])])
}
