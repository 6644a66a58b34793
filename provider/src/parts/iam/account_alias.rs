//! The name under which an account's people sign in.

use tfplugin::composite::{Context, Fault, FaultKind};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// The account's alias. AWS's default: none, and the account's id stands in the sign-in address. An account has one at most,
/// and no other account of AWS's has the same:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html>
pub struct AccountAlias;

impl Setting for AccountAlias {
    type Want = String;
    type Seen = Option<String>;

    const KIND: &'static str = "account alias";

    fn expect(want: &String) -> Option<Option<String>> {
        Some(Some(want.clone()))
    }

    fn differences(want: &String, seen: &Option<String>) -> Vec<String> {
        match seen {
            Some(seen) if seen == want => Vec::new(),
            seen => vec![format!("the alias is {}, should be {want}", seen.as_deref().unwrap_or("none"))],
        }
    }

    fn is_unset(seen: &Option<String>) -> bool {
        seen.is_none()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let answer = iam.list_account_aliases().send().await.or_fault("iam:ListAccountAliases")?;
        Ok(answer.account_aliases.into_iter().next())
    }

    async fn write(cx: &Context<'_, Aws>, _: &Option<String>, want: &String) -> Result<(), Fault> {
        // A new alias takes the old one's place.
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let call = iam.create_account_alias().account_alias(want).send().await;
        match call.or_fault("iam:CreateAccountAlias") {
            // The answer to the first of two calls was lost: AWS refuses an alias that the account itself has, too.
            Err(fault) if fault.kind == FaultKind::AlreadyExists => {
                if Self::read(cx).await?.as_ref() == Some(want) {
                    return Ok(());
                }
                let fault = Fault { kind: FaultKind::Invalid, ..fault };
                Err(fault.hint(format!("Another account of AWS's has the alias {want}. Choose another one")))
            }
            end => end.map(drop),
        }
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &Option<String>) -> Result<(), Fault> {
        let Some(alias) = seen else { return Ok(()) };
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let call = iam.delete_account_alias().account_alias(alias).send().await;
        found(call.or_fault("iam:DeleteAccountAlias")).map(drop)
    }
}
