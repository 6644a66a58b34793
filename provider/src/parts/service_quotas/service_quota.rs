//! How much of something an account may have in a region.

use std::collections::BTreeSet;

use aws_sdk_servicequotas::Client;
use aws_sdk_servicequotas::types::RequestStatus;
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use crate::aws::{Aws, OrFault};

/// A quota that is at least so high. It is always there; what is too low is asked to be raised, which AWS grants at once or
/// after days. It cannot be lowered, so nothing happens when it is not wanted any more. Its id is
/// `account/region/service/quota`: <https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html>
pub struct ServiceQuota;

/// One quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceQuotaKey {
    /// Where it holds.
    pub place: Place,
    /// `vpc`
    pub service_code: String,
    /// `L-F678F1CE`
    pub quota_code: String,
}

/// How high it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceQuotaSeen {
    /// What holds now.
    pub value: f64,
    /// What an open request asks for.
    pub requested: Option<f64>,
}

/// Quotas of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceQuotaOwner {
    /// The account's id.
    pub account_id: String,
    /// `region/service/quota`
    pub names: BTreeSet<String>,
}

impl Part for ServiceQuota {
    type Cloud = Aws;
    type Key = ServiceQuotaKey;
    /// The least that it should be.
    type Want = i64;
    type Seen = ServiceQuotaSeen;

    const KIND: &'static str = "service quota";
    const MARKED: bool = false;
    // The list sees only the quotas that the resource names.
    const OWN_ONLY: bool = true;

    fn differences(want: &i64, seen: &ServiceQuotaSeen) -> Vec<String> {
        let want = float(*want);
        let enough = seen.value >= want || seen.requested.is_some_and(|requested| requested >= want);
        if enough { Vec::new() } else { vec![format!("it is {}, should be {want}", seen.value)] }
    }

    async fn find(cx: &Context<'_, Aws>, key: &ServiceQuotaKey) -> Result<Option<Found<ServiceQuotaSeen>>, Fault> {
        let seen = look(&cx.cloud.service_quotas(&key.place).await?, key).await?;
        Ok(Some(Found { id: id_of(key), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &ServiceQuotaKey, want: &i64) -> Result<String, Fault> {
        let quotas = cx.cloud.service_quotas(&key.place).await?;
        let seen = look(&quotas, key).await?;
        if !Self::differences(want, &seen).is_empty() {
            request(&quotas, key, *want).await?;
        }
        Ok(id_of(key))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<ServiceQuotaSeen>, Fault> {
        let key = key_of(id);
        look(&cx.cloud.service_quotas(&key.place).await?, &key).await.map(Some)
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, _: &ServiceQuotaSeen, want: &i64) -> Result<(), Fault> {
        let key = key_of(id);
        request(&cx.cloud.service_quotas(&key.place).await?, &key, *want).await
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, want: &i64) -> Result<Vec<String>, Fault> {
        let key = key_of(id);
        let seen = look(&cx.cloud.service_quotas(&key.place).await?, &key).await?;
        if seen.value >= float(*want) {
            return Ok(Vec::new());
        }
        Ok(vec![format!("It is {}. AWS was asked for {want}, and takes up to some days to decide.", seen.value)])
    }

    fn place_of(id: &str) -> Option<Place> {
        Some(key_of(id).place)
    }
}

impl RepeatedPart for ServiceQuota {
    type Owner = ServiceQuotaOwner;

    fn key(owner: &ServiceQuotaOwner, name: &str) -> ServiceQuotaKey {
        key_of(&format!("{}/{name}", owner.account_id))
    }

    async fn list(cx: &Context<'_, Aws>, owner: &ServiceQuotaOwner) -> Result<Listed<ServiceQuotaSeen>, Fault> {
        let one = async |name: &String| Ok((name.clone(), Self::find(cx, &Self::key(owner, name)).await?));
        let found: Vec<(String, Option<Found<ServiceQuotaSeen>>)> = try_join_all(owner.names.iter().map(one)).await?;
        Ok(found.into_iter().filter_map(|(name, found)| Some((name, found?))).collect())
    }
}

fn id_of(key: &ServiceQuotaKey) -> String {
    let Place { account_id, region } = &key.place;
    format!("{account_id}/{region}/{}/{}", key.service_code, key.quota_code)
}

fn key_of(id: &str) -> ServiceQuotaKey {
    let mut parts = id.splitn(4, '/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let place = Place { account_id: next(), region: next() };
    ServiceQuotaKey { place, service_code: next(), quota_code: next() }
}

#[expect(clippy::cast_precision_loss, reason = "quotas are far below what a float can hold exactly")]
fn float(value: i64) -> f64 {
    value as f64
}

async fn look(quotas: &Client, key: &ServiceQuotaKey) -> Result<ServiceQuotaSeen, Fault> {
    let call = quotas.get_service_quota().service_code(&key.service_code).quota_code(&key.quota_code).send().await;
    let quota = match call.or_fault("servicequotas:GetServiceQuota") {
        Ok(answer) => answer.quota,
        // Some quotas have a default and nothing of the account's own.
        Err(fault) if fault.kind == FaultKind::NotFound => {
            let call = quotas.get_aws_default_service_quota().service_code(&key.service_code);
            let call = call.quota_code(&key.quota_code).send().await;
            call.or_fault("servicequotas:GetAWSDefaultServiceQuota").map_err(|fault| no_such(key, fault))?.quota
        }
        Err(fault) => return Err(fault),
    };
    let call = quotas.list_requested_service_quota_change_history_by_quota().service_code(&key.service_code);
    let answer = call.quota_code(&key.quota_code).send().await;
    let answer = answer.or_fault("servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota")?;
    let is_open =
        |status: &Option<RequestStatus>| matches!(status, Some(RequestStatus::Pending | RequestStatus::CaseOpened));
    let open = answer.requested_quotas.unwrap_or_default().into_iter().find(|request| is_open(&request.status));
    let value = quota.and_then(|quota| quota.value).unwrap_or_default();
    Ok(ServiceQuotaSeen { value, requested: open.and_then(|request| request.desired_value) })
}

/// What is never there is no object that is gone.
fn no_such(key: &ServiceQuotaKey, fault: Fault) -> Fault {
    if fault.kind != FaultKind::NotFound {
        return fault;
    }
    let (service, quota, region) = (&key.service_code, &key.quota_code, &key.place.region);
    let list =
        format!("`aws service-quotas list-service-quotas --service-code {service} --region {region}` lists them");
    Fault { kind: FaultKind::Invalid, ..fault }.hint(format!(
        "Region {region} has no quota {service}/{quota}: {list}. Quotas of global services are in us-east-1: name it in `regions`"
    ))
}

async fn request(quotas: &Client, key: &ServiceQuotaKey, want: i64) -> Result<(), Fault> {
    let call = quotas.request_service_quota_increase().service_code(&key.service_code).quota_code(&key.quota_code);
    let end = call.desired_value(float(want)).send().await.or_fault("servicequotas:RequestServiceQuotaIncrease");
    match end {
        // One request at a time: the lost answer of a moment ago, or somebody's who wants less.
        Err(fault) if fault.kind == FaultKind::AlreadyExists => {
            let requested = look(quotas, key).await?.requested;
            if requested.is_some_and(|requested| requested >= float(want)) {
                return Ok(());
            }
            let fault = Fault { kind: FaultKind::Invalid, ..fault };
            Err(fault.hint("AWS takes one request at a time. Apply again when it has decided on the open one"))
        }
        end => end.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_apart() {
        let key = key_of("111122223333/eu-west-1/vpc/L-F678F1CE");
        assert_eq!(key.place.region, "eu-west-1");
        assert_eq!(id_of(&key), "111122223333/eu-west-1/vpc/L-F678F1CE");
    }

    #[test]
    fn more_is_enough_and_so_is_an_open_request() {
        let seen = |value, requested| ServiceQuotaSeen { value, requested };
        assert_eq!(ServiceQuota::differences(&10, &seen(20.0, None)), [""; 0]);
        assert_eq!(ServiceQuota::differences(&10, &seen(5.0, Some(10.0))), [""; 0]);
        assert_eq!(ServiceQuota::differences(&10, &seen(5.0, Some(7.0))), ["it is 5, should be 10"]);
    }
}
