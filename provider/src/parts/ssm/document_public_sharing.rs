//! Whether Systems Manager documents may be shared with everybody: a region's setting.

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// Public sharing of documents, `Enable` (AWS's default) or `Disable`:
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html#block-public-access>
pub struct DocumentPublicSharing;

const SETTING: &str = "/ssm/documents/console/public-sharing-permission";
const BLOCKED: &str = "Disable";
const ALLOWED: &str = "Enable";

impl Setting for DocumentPublicSharing {
    type Want = ();
    type Seen = String;

    const KIND: &'static str = "public sharing setting of SSM documents";

    fn expect((): &()) -> Option<String> {
        Some(BLOCKED.to_owned())
    }

    fn differences((): &(), seen: &String) -> Vec<String> {
        if seen == BLOCKED { Vec::new() } else { vec![format!("public sharing is {seen}, should be {BLOCKED}")] }
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<String, Fault> {
        let ssm = cx.cloud.ssm(cx.place).await?;
        let answer = ssm.get_service_setting().setting_id(SETTING).send().await.or_fault("ssm:GetServiceSetting")?;
        let value = answer.service_setting.and_then(|setting| setting.setting_value);
        Ok(value.unwrap_or_else(|| ALLOWED.to_owned()))
    }

    async fn write(cx: &Context<'_, Aws>, _: &String, (): &()) -> Result<(), Fault> {
        let ssm = cx.cloud.ssm(cx.place).await?;
        let call = ssm.update_service_setting().setting_id(SETTING).setting_value(BLOCKED);
        call.send().await.or_fault("ssm:UpdateServiceSetting").map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &String) -> Result<(), Fault> {
        if seen == ALLOWED {
            return Ok(());
        }
        let ssm = cx.cloud.ssm(cx.place).await?;
        ssm.reset_service_setting().setting_id(SETTING).send().await.or_fault("ssm:ResetServiceSetting").map(drop)
    }
}
