//! The role that belongs to an AWS service.

use aws_sdk_iam::types::Role;
use tfplugin::composite::{Context, Fault, FaultKind};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A service's own role in an account, which only the service may change. The instance's name is that of the role:
/// `AWSServiceRoleForConfig`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
pub struct ServiceLinkedRole;

impl Regional for ServiceLinkedRole {
    /// The service: `config.amazonaws.com`.
    type Want = String;
    /// ARN of the role.
    type Seen = String;

    const KIND: &'static str = "service-linked role";

    fn differences(_: &String, _: &String) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<String>, Fault> {
        Ok(role(cx, name).await?.map(|role| role.arn))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&String>, want: &String) -> Result<(), Fault> {
        let iam = cx.cloud.iam_once(&cx.place.account_id).await?;
        let call = iam.create_service_linked_role().aws_service_name(want).send().await;
        match call.or_fault("iam:CreateServiceLinkedRole") {
            // Services make it themselves when they are first used, which may be now.
            Err(fault) if fault.kind == FaultKind::Invalid && role(cx, name).await?.is_some() => Ok(()),
            end => end.map(drop),
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let call = iam.delete_service_linked_role().role_name(name).send().await;
        // IAM asks the service whether the role is in use, and deletes it later.
        found(call.or_fault("iam:DeleteServiceLinkedRole")).map(drop)
    }
}

async fn role(cx: &Context<'_, Aws>, name: &str) -> Result<Option<Role>, Fault> {
    let iam = cx.cloud.iam(&cx.place.account_id).await?;
    let answer = found(iam.get_role().role_name(name).send().await.or_fault("iam:GetRole"))?;
    Ok(answer.and_then(|answer| answer.role))
}
