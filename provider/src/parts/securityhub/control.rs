//! A control that is switched off.

use std::collections::BTreeSet;

use aws_sdk_securityhub::types::{AssociationStatus, StandardsControlAssociationUpdate, UnprocessedErrorCode};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A control that is off in every standard which is subscribed to. The instance's name is the control's: `IAM.6`.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/disable-controls-overview.html>
pub struct Control;

/// ARNs of the standards in which a control is on, and in which it is off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlSeen {
    /// On.
    pub on: BTreeSet<String>,
    /// Off, by a person: with a reason.
    pub off: BTreeSet<String>,
}

impl Regional for Control {
    /// Why it is off.
    type Want = String;
    type Seen = ControlSeen;

    const KIND: &'static str = "Security Hub control";

    fn differences(_: &String, seen: &ControlSeen) -> Vec<String> {
        seen.on.iter().map(|standard| format!("it is on in {standard}, should be off")).collect()
    }

    async fn get(cx: &Context<'_, Aws>, control: &str) -> Result<Option<ControlSeen>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let pages = hub.list_standards_control_associations().security_control_id(control).into_paginator().items();
        let found = found(
            pages.send().collect::<Result<Vec<_>, _>>().await.or_fault("securityhub:ListStandardsControlAssociations"),
        )?;
        let mut seen = ControlSeen::default();
        for each in found.into_iter().flatten() {
            let standard = each.standards_arn.unwrap_or_default();
            match each.association_status {
                Some(AssociationStatus::Enabled) => seen.on.insert(standard),
                // Controls of standards that nobody subscribed to are off, too, but without a reason.
                _ if each.updated_reason.is_some() => seen.off.insert(standard),
                _ => false,
            };
        }
        Ok(Some(seen).filter(|seen| !seen.off.is_empty() || !seen.on.is_empty()))
    }

    async fn put(cx: &Context<'_, Aws>, control: &str, seen: Option<&ControlSeen>, want: &String) -> Result<(), Fault> {
        let Some(seen) = seen else {
            let message = format!("no standard that is subscribed to has the control {control}");
            return Err(Fault::new(FaultKind::Invalid, message)
                .hint("Subscribe to a standard that has it, or take it out of `disabled_controls`"));
        };
        switch(cx, control, &seen.on, AssociationStatus::Disabled, Some(want)).await
    }

    async fn remove(cx: &Context<'_, Aws>, control: &str) -> Result<(), Fault> {
        match Self::get(cx, control).await? {
            Some(seen) => switch(cx, control, &seen.off, AssociationStatus::Enabled, None).await,
            None => Ok(()),
        }
    }
}

async fn switch(
    cx: &Context<'_, Aws>,
    control: &str,
    standards: &BTreeSet<String>,
    status: AssociationStatus,
    reason: Option<&String>,
) -> Result<(), Fault> {
    const OPERATION: &str = "securityhub:BatchUpdateStandardsControlAssociations";
    let update = |standard: &String| {
        StandardsControlAssociationUpdate::builder()
            .standards_arn(standard)
            .security_control_id(control)
            .association_status(status.clone())
            .set_updated_reason(reason.cloned())
            .build()
    };
    let updates: Vec<_> = standards.iter().map(update).collect();
    if updates.is_empty() {
        return Ok(());
    }
    let hub = cx.cloud.security_hub(cx.place).await?;
    let call = hub.batch_update_standards_control_associations();
    let call = call.set_standards_control_association_updates(Some(updates)).send().await;
    let failed = call.or_fault(OPERATION)?.unprocessed_association_updates.unwrap_or_default().into_iter().next();
    let Some(failed) = failed else { return Ok(()) };
    // An answer that reports success names those that it left.
    let code = failed.error_code.as_ref().map(UnprocessedErrorCode::as_str);
    Err(crate::aws::error::unsuccessful(OPERATION, code, failed.error_reason.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_off_in_every_standard() {
        let seen = ControlSeen { on: ["a".to_owned()].into(), off: ["b".to_owned()].into() };
        assert_eq!(Control::differences(&"why".to_owned(), &seen), ["it is on in a, should be off"]);
        assert_eq!(Control::differences(&"why".to_owned(), &ControlSeen { on: BTreeSet::new(), ..seen }), [""; 0]);
    }
}
