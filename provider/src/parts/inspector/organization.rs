//! What Inspector does for the organization's member accounts.

use std::collections::BTreeSet;

use aws_sdk_inspector2::types::AutoEnable;
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::administration::once_appointed;
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// What is scanned in accounts that join the organization: set by the administrator, per region.
pub struct Organization;

impl Regional for Organization {
    /// `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`, `CODE_REPOSITORY`.
    type Want = BTreeSet<String>;
    type Seen = BTreeSet<String>;

    const KIND: &'static str = "Inspector organization configuration";

    fn differences(want: &BTreeSet<String>, seen: &BTreeSet<String>) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_sets("auto_enable", seen, want);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<BTreeSet<String>>, Fault> {
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.describe_organization_configuration().send().await;
        match call.or_fault("inspector2:DescribeOrganizationConfiguration") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
            answer => Ok(answer?.auto_enable.map(|auto_enable| kinds(&auto_enable))),
        }
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&BTreeSet<String>>,
        want: &BTreeSet<String>,
    ) -> Result<(), Fault> {
        if seen.is_none() {
            once_appointed(cx, || Self::get(cx, name)).await?;
        }
        let has = |kind: &str| want.contains(kind);
        let auto_enable = AutoEnable::builder()
            .ec2(has("EC2"))
            .ecr(has("ECR"))
            .lambda(has("LAMBDA"))
            .lambda_code(has("LAMBDA_CODE"))
            // Not every region has it, so it is only asked for.
            .set_code_repository(Some(true).filter(|_| has("CODE_REPOSITORY")))
            .build()
            .map_err(|error| Fault::new(FaultKind::Bug, format!("the request could not be built: {error}")))?;
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.update_organization_configuration().auto_enable(auto_enable).send().await;
        call.or_fault("inspector2:UpdateOrganizationConfiguration").map(drop)
    }

    /// New members are no longer enabled; those that are stay.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        match Self::get(cx, name).await? {
            Some(seen) if !seen.is_empty() => Self::put(cx, name, Some(&seen), &BTreeSet::new()).await,
            _ => Ok(()),
        }
    }
}

fn kinds(auto_enable: &AutoEnable) -> BTreeSet<String> {
    let on = [
        ("EC2", auto_enable.ec2),
        ("ECR", auto_enable.ecr),
        ("LAMBDA", auto_enable.lambda == Some(true)),
        ("LAMBDA_CODE", auto_enable.lambda_code == Some(true)),
        ("CODE_REPOSITORY", auto_enable.code_repository == Some(true)),
    ];
    on.into_iter().filter(|(_, is_on)| *is_on).map(|(kind, _)| kind.to_owned()).collect()
}
