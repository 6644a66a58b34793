//! Who somebody is, as STS says it.

use aws_sdk_sts::Client;
use tfplugin::composite::{Fault, FaultKind};

use super::OrFault;
use super::arn::Arn;

/// An identity: `sts:GetCallerIdentity` needs no permission and cannot be denied.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account that the credentials belong to.
    pub account_id: String,
    /// `arn:aws:sts::111122223333:assumed-role/deploy/ci`, or a user's ARN.
    pub arn: String,
    /// The unique id, with the session's name for a role.
    pub user_id: String,
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
}

impl Caller {
    /// Asks STS.
    pub(super) async fn ask(sts: &Client) -> Result<Caller, Fault> {
        const OPERATION: &str = "sts:GetCallerIdentity";
        let answer = sts.get_caller_identity().send().await.or_fault(OPERATION)?;
        let (Some(account_id), Some(arn), Some(user_id)) = (answer.account, answer.arn, answer.user_id) else {
            let message = "the answer says no account, no ARN or no user id";
            return Err(Fault { operation: OPERATION.to_owned(), ..Fault::new(FaultKind::Uncertain, message) });
        };
        let partition = Arn::parse(&arn).map_or("aws", |arn| arn.partition).to_owned();
        Ok(Caller { account_id, arn, user_id, partition })
    }
}
