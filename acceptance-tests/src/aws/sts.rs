//! Who one is, and becoming somebody else.

use super::{Account, Keys};
use crate::error::{Context as _, Result};

/// What `GetCallerIdentity` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Account of the caller.
    pub account: String,
    /// ARN of the caller.
    pub arn: String,
}

impl Account {
    /// Who these credentials are.
    pub fn caller(&self) -> Result<Caller> {
        crate::runtime().block_on(async {
            let answer = self.sts().get_caller_identity().send().await.map_err(aws_sdk_sts::Error::from);
            let answer = answer.context("GetCallerIdentity")?;
            Ok(Caller {
                account: answer.account().unwrap_or_default().to_owned(),
                arn: answer.arn().unwrap_or_default().to_owned(),
            })
        })
    }

    /// Becomes a role; the answer acts in the role's account.
    ///
    /// # Errors
    /// AWS's code first, such as `AccessDenied`.
    pub fn assume(&self, role_arn: &str, external_id: Option<&str>) -> Result<Self> {
        crate::runtime().block_on(self.assume_now(role_arn, external_id))
    }

    /// Becomes a role with a code of the user's MFA device.
    ///
    /// # Errors
    /// AWS's code first, such as `AccessDenied`.
    pub fn assume_with_mfa(&self, role_arn: &str, device: &str, code: &str) -> Result<Self> {
        crate::runtime().block_on(self.assume_as(role_arn, None, Some((device, code))))
    }

    /// [`Account::assume`], for callers that have more to do at the same time.
    pub(super) async fn assume_now(&self, role_arn: &str, external_id: Option<&str>) -> Result<Self> {
        self.assume_as(role_arn, external_id, None).await
    }

    async fn assume_as(&self, role_arn: &str, external_id: Option<&str>, mfa: Option<(&str, &str)>) -> Result<Self> {
        let mut request = self.sts().assume_role().role_arn(role_arn).role_session_name("acceptance-test");
        if let Some((device, code)) = mfa {
            request = request.serial_number(device).token_code(code);
        }
        let answer = request.set_external_id(external_id.map(str::to_owned)).send().await;
        let answer = answer.map_err(|error| {
            let error = error.into_service_error();
            let code = error.meta().code().unwrap_or("no code").to_owned();
            format!("{code}: {}", error.meta().message().unwrap_or("no message"))
        })?;
        let session = answer.credentials().context("AssumeRole answered no credentials")?;
        let keys = Keys {
            id: session.access_key_id().to_owned(),
            secret: session.secret_access_key().to_owned(),
            token: Some(session.session_token().to_owned()),
        };
        let account = role_arn.split(':').nth(4).context("a role ARN names its account")?;
        Ok(Self::new(&self.endpoint, account, keys))
    }
}
