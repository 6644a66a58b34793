//! Which organization an account is in.

use tfplugin::composite::Fault;

use crate::aws::{Aws, OrFault};
use crate::parts::found;

/// The ID of the organization that an account is in, which every account may ask for; `None` when it is in none.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>
pub async fn organization_of(aws: &Aws, account_id: &str) -> Result<Option<String>, Fault> {
    let organizations = aws.organizations(account_id).await?;
    let answer =
        found(organizations.describe_organization().send().await.or_fault("organizations:DescribeOrganization"))?;
    Ok(answer.and_then(|answer| answer.organization).and_then(|organization| organization.id))
}
