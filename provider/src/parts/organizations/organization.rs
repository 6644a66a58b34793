//! The organization itself.

use std::sync::Arc;

use aws_sdk_organizations::types::OrganizationFeatureSet;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Part};

use super::tree::{Tree, tree};
use super::{found, in_turn, unsaid};
use crate::aws::{Aws, OrFault};

/// An organization with all features. Its id is AWS's, `o-…`. An account manages one at most, so it has no key.
///
/// # Guarantees
/// - An organization that the account manages already is the one that is wanted: a create finds it and changes nothing.
/// - Of an organization that another account manages nothing is changed; that is a fault.
pub struct Organization;

/// How an organization looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationSeen {
    /// `o-…`, its ARN, who manages it, and which features it has.
    pub described: Arc<Described>,
    /// All that is in it.
    pub tree: Arc<Tree>,
}

/// What AWS says of an organization to each of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// `o-…`
    pub organization_id: String,
    /// `arn:aws:organizations::111122223333:organization/o-…`
    pub arn: String,
    /// The account that manages it.
    pub management_account_id: String,
    /// The address of the management account's root user.
    pub management_account_email: String,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
}

/// With all features, an organization can have policies and trusted services:
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html>
pub const ALL_FEATURES: &str = "ALL";

/// The organization that an account is in; `None` when it is in none. All who ask at about the same time share one answer.
///
/// # Errors
/// What AWS answers otherwise.
pub async fn described(aws: &Aws, account_id: &str) -> Result<Option<Arc<Described>>, Fault> {
    found(aws.of_organization(account_id, "organization", || describe(aws, account_id)).await)
}

async fn describe(aws: &Aws, account_id: &str) -> Result<Described, Fault> {
    const OPERATION: &str = "organizations:DescribeOrganization";
    let client = aws.organizations(account_id).await?;
    let answer = client.describe_organization().send().await.or_fault(OPERATION)?;
    let organization = answer.organization.ok_or_else(|| unsaid(OPERATION, "the organization"))?;
    let text = |text: Option<String>, what| text.ok_or_else(|| unsaid(OPERATION, what));
    Ok(Described {
        organization_id: text(organization.id, "the organization's id")?,
        arn: text(organization.arn, "the organization's ARN")?,
        management_account_id: text(organization.master_account_id, "the management account")?,
        management_account_email: organization.master_account_email.unwrap_or_default(),
        feature_set: organization.feature_set.map(|set| set.as_str().to_owned()).unwrap_or_default(),
    })
}

/// What is wrong with an organization that a resource in an account is to manage.
pub fn unmanageable(described: &Described, account_id: &str) -> Option<Fault> {
    let Described { organization_id, management_account_id, feature_set, .. } = described;
    if management_account_id != account_id {
        let message = format!(
            "account {account_id} is a member of organization {organization_id}, which account {management_account_id} \
             manages"
        );
        return Some(Fault::new(FaultKind::Conflict, message).hint(format!(
            "Set `account_id = \"{management_account_id}\"`, with `account_access` by which the provider gets there, or take \
             the account out of that organization first"
        )));
    }
    if feature_set != ALL_FEATURES {
        let message = format!(
            "organization {organization_id} has the features {feature_set} only, without policies and trusted services"
        );
        return Some(Fault::new(FaultKind::Conflict, message).hint(
            "Enable all features first: in the console, under Settings. Each invited account must agree, so nothing else can \
             wait for it",
        ));
    }
    None
}

impl Part for Organization {
    type Cloud = Aws;
    type Key = ();
    type Want = ();
    type Seen = OrganizationSeen;

    const KIND: &'static str = "organization";
    const MARKED: bool = false;

    fn differences((): &(), _: &OrganizationSeen) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, (): &()) -> Result<Option<Found<OrganizationSeen>>, Fault> {
        let account_id = &cx.place.account_id;
        let Some(described) = described(cx.cloud, account_id).await? else { return Ok(None) };
        if let Some(fault) = unmanageable(&described, account_id) {
            return Err(fault);
        }
        let Some(tree) = found(tree(cx.cloud, account_id).await)? else { return Ok(None) };
        let id = described.organization_id.clone();
        Ok(Some(Found { id, seen: OrganizationSeen { described, tree }, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, (): &(), (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "organizations:CreateOrganization";
        let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
        let call = client.create_organization().feature_set(OrganizationFeatureSet::All);
        let answer = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
        let id = answer.organization.and_then(|organization| organization.id);
        id.ok_or_else(|| unsaid(OPERATION, "the new organization's id"))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<OrganizationSeen>, Fault> {
        let account_id = &cx.place.account_id;
        let described = described(cx.cloud, account_id).await?;
        // An account that has left may be in another organization by now.
        let Some(described) = described.filter(|it| it.organization_id == id) else { return Ok(None) };
        let tree = found(tree(cx.cloud, account_id).await)?;
        Ok(tree.map(|tree| OrganizationSeen { described, tree }))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, _: &OrganizationSeen, (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.delete_organization();
        let end =
            in_turn(cx, || async { call.clone().send().await.or_fault("organizations:DeleteOrganization") }).await;
        match found(end) {
            Ok(_) => Ok(()),
            Err(fault) if fault.code.as_deref() == Some("OrganizationNotEmptyException") => {
                Err(members(cx, fault).await)
            }
            Err(fault) => Err(fault),
        }
    }
}

/// The same fault with the accounts that are in the way.
async fn members(cx: &Context<'_, Aws>, fault: Fault) -> Fault {
    // What cannot be listed is left out: the conflict is what matters.
    let Ok(tree) = tree(cx.cloud, &cx.place.account_id).await else { return fault };
    let others = tree.accounts.values().filter(|account| account.id != tree.management_account_id);
    let others: Vec<String> =
        others.map(|account| format!("{} ({}, {})", account.name, account.id, account.state)).collect();
    let message = format!("organization {} still has accounts: {}", tree.organization_id, others.join(", "));
    Fault { message, ..fault }.hint(
        "Remove or close them first. A closed account stays in the organization for 90 days, and keeps it that long",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ones_own_organization_with_all_features_is_managed() {
        let described = Described {
            organization_id: "o-1".to_owned(),
            arn: String::new(),
            management_account_id: "111122223333".to_owned(),
            management_account_email: String::new(),
            feature_set: ALL_FEATURES.to_owned(),
        };
        assert_eq!(unmanageable(&described, "111122223333"), None);
        assert!(
            unmanageable(&described, "444455556666").unwrap().message.contains("which account 111122223333 manages")
        );
        let billing = Described { feature_set: "CONSOLIDATED_BILLING".to_owned(), ..described };
        assert!(unmanageable(&billing, "111122223333").unwrap().hint.unwrap().contains("Enable all features"));
    }
}
