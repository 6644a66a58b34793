//! Who looks for costs that are unusual.

use aws_sdk_costexplorer::types::{AnomalyMonitor as Answer, MonitorDimension, MonitorType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use crate::aws::{Aws, OrFault};
use crate::parts::setting::HeldIn;

/// The monitor of all of an account's services. An account has one at most, so one that is there is taken over, under
/// whatever name; AWS itself makes one for accounts that begin with Cost Explorer. Only one that was made here is deleted. Its
/// id is its ARN. Cost Explorer is one for all regions:
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html>
pub struct AnomalyMonitor;

/// How it looks: where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalyMonitorSeen {
    /// Its ARN.
    pub arn: String,
}

const NAME: &str = "account-baseline-services";

impl Part for AnomalyMonitor {
    type Cloud = Aws;
    /// The account's id.
    type Key = String;
    type Want = ();
    type Seen = AnomalyMonitorSeen;

    const KIND: &'static str = "cost anomaly monitor";
    const MARKED: bool = false;
    // Whether anybody cares is for the resource to say.
    const OWN_ONLY: bool = true;

    fn differences((): &(), _: &AnomalyMonitorSeen) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, account_id: &String) -> Result<Option<Found<AnomalyMonitorSeen>>, Fault> {
        let monitors = all(cx, account_id).await?;
        let is_of_services = |it: &Answer| it.monitor_dimension == Some(MonitorDimension::Service);
        let arn = monitors.into_iter().find(is_of_services).and_then(|monitor| monitor.monitor_arn);
        Ok(arn.map(|arn| Found { id: arn.clone(), seen: AnomalyMonitorSeen { arn }, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, account_id: &String, (): &()) -> Result<String, Fault> {
        // AWS says only that there are too many.
        if let Some(found) = Self::find(cx, account_id).await? {
            return Ok(found.id);
        }
        let monitor = Answer::builder().monitor_name(NAME).monitor_type(MonitorType::Dimensional);
        let monitor = monitor.monitor_dimension(MonitorDimension::Service).build();
        let monitor = monitor.map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))?;
        let costs = cx.cloud.cost_explorer_once(account_id).await?;
        let call = costs.create_anomaly_monitor().anomaly_monitor(monitor).send().await;
        Ok(call.or_fault("ce:CreateAnomalyMonitor")?.monitor_arn)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<AnomalyMonitorSeen>, Fault> {
        let monitors = all(cx, &account_in(id)).await?;
        let is_there = monitors.iter().any(|monitor| monitor.monitor_arn.as_deref() == Some(id));
        Ok(is_there.then(|| AnomalyMonitorSeen { arn: id.to_owned() }))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, _: &AnomalyMonitorSeen, (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let monitors = all(cx, &account_in(id)).await?;
        let own = monitors.iter().find(|monitor| monitor.monitor_arn.as_deref() == Some(id));
        if own.is_none_or(|monitor| monitor.monitor_name != NAME) {
            return Ok(());
        }
        let costs = cx.cloud.cost_explorer(&account_in(id)).await?;
        let call = costs.delete_anomaly_monitor().monitor_arn(id).send().await;
        match call.or_fault("ce:DeleteAnomalyMonitor") {
            Err(fault) if fault.kind != FaultKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }

    fn place_of(id: &str) -> Option<Place> {
        Some(Place { account_id: account_in(id), region: String::new() })
    }
}

impl RepeatedPart for AnomalyMonitor {
    type Owner = HeldIn;

    fn key(owner: &HeldIn, _: &str) -> String {
        owner.account_id.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &HeldIn) -> Result<Listed<AnomalyMonitorSeen>, Fault> {
        let Some(name) = owner.names.first() else { return Ok(Listed::new()) };
        let found = Self::find(cx, &owner.account_id).await?;
        Ok(found.map(|found| (name.clone(), found)).into_iter().collect())
    }
}

/// The account of `arn:aws:ce::111122223333:anomalymonitor/…`.
pub(super) fn account_in(arn: &str) -> String {
    arn.split(':').nth(4).unwrap_or_default().to_owned()
}

async fn all(cx: &Context<'_, Aws>, account_id: &str) -> Result<Vec<Answer>, Fault> {
    let costs = cx.cloud.cost_explorer(account_id).await?;
    let mut monitors = Vec::new();
    let mut next = None;
    loop {
        let call = costs.get_anomaly_monitors().set_next_page_token(next).send().await;
        let page = call.or_fault("ce:GetAnomalyMonitors")?;
        monitors.extend(page.anomaly_monitors);
        next = page.next_page_token;
        if next.is_none() {
            return Ok(monitors);
        }
    }
}
