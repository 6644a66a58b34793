//! `plinth_caller`: who the provider is.

use tfplugin::DataSource;
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::Out;

use crate::aws::Aws;

/// Who the provider is, in its own account or in another one.
///
/// ```hcl
/// data "plinth_caller" "stage" {
///   account_id = "111122223333"
/// }
/// ```
///
/// With `account_id` the provider goes into that account as it would for a resource there, so this also tests whether it
/// gets in.
#[derive(Clone, Debug, PartialEq, DataSource)]
#[tf(name = "caller")]
pub struct Caller {
    /// Account to be asked about. Default: the account that the provider's credentials belong to.
    #[tf(optional, computed, check = Pattern("[0-9]{12}", "an account's id, of twelve digits"))]
    account_id: Out<String>,
    /// ARN of the identity, of an assumed role where the provider assumes one.
    #[tf(computed)]
    arn: Out<String>,
    /// Unique id of the identity.
    #[tf(computed)]
    user_id: Out<String>,
    /// Partition that the account is in: `aws`, `aws-cn` or `aws-us-gov`.
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
