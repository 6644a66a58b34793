//! `plinth_caller`: who the provider is.

use tfplugin::DataSource;
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::Out;

use crate::aws::Aws;

/// The AWS identity that the provider has, in its own account or in another one.
///
/// With `account_id` the provider gets into that account as it does for a resource there, so reading this also tests
/// whether it can.
#[derive(Clone, Debug, PartialEq, DataSource)]
#[tf(name = "caller")]
pub struct Caller {
    /// ID of the account to get into. Default: the account that the provider's own credentials belong to.
    #[tf(optional, computed, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    account_id: Out<String>,
    /// ARN of the identity. Where the provider assumes a role, it is the ARN of the session:
    /// `arn:aws:sts::444455556666:assumed-role/OrganizationAccountAccessRole/plinth`.
    #[tf(computed)]
    arn: Out<String>,
    /// Unique ID of the identity, as `aws:userid` has it in policies.
    #[tf(computed)]
    user_id: Out<String>,
    /// Partition that the account is in, such as `aws`, `aws-cn` or `aws-us-gov`.
    #[tf(computed)]
    partition: Out<String>,
}

impl tfplugin::definition::DataSource for Caller {
    type Cloud = Aws;

    const SUBCATEGORY: &'static str = "Access";

    async fn read(self, aws: &Aws) -> Result<Caller, Diagnostic> {
        let caller = match self.account_id.get() {
            Some(account_id) => aws.identity(account_id).await,
            None => aws.caller().await,
        };
        let caller = caller.map_err(|fault| {
            let hint = fault.hint.as_ref().map(|hint| format!("\n\nhint: {hint}")).unwrap_or_default();
            Diagnostic::error("Could not find out who the provider is", format!("{fault}{hint}"))
        })?;
        Ok(Caller {
            account_id: caller.account_id.into(),
            arn: caller.arn.into(),
            user_id: caller.user_id.into(),
            partition: caller.partition.into(),
        })
    }
}
