//! A public IPv4 address of one's own.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{Address, DomainType, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, Object, SETTLE, first, found, id_in, in_the_way, marked, named, ours, tags};
use crate::aws::{Aws, OrFault};

/// An elastic IP address. It is in no VPC, so it is found by its mark alone.
pub struct ElasticIp;

/// Which of the resource's addresses it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElasticIpKey {
    /// What tells it apart from the resource's others.
    pub name: String,
}

/// How an address should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElasticIpWant {
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How an address looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElasticIpSeen {
    /// `eipalloc-…`
    pub allocation_id: String,
    /// `198.51.100.7`
    pub public_ip: String,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for ElasticIp {
    type Cloud = Aws;
    type Key = ElasticIpKey;
    type Want = ElasticIpWant;
    type Seen = ElasticIpSeen;

    const KIND: &'static str = "elastic IP address";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &ElasticIpWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &ElasticIpWant, seen: &ElasticIpSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &ElasticIpKey) -> Result<Option<Found<ElasticIpSeen>>, Fault> {
        Ok(named(list(cx).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &ElasticIpKey, want: &ElasticIpWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:AllocateAddress";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let tags = tags::specification(cx, ResourceType::ElasticIp, &want.tags);
        let call = ec2.allocate_address().domain(DomainType::Vpc).tag_specifications(tags).send().await;
        id_in(OPERATION, call.or_fault(OPERATION)?.allocation_id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<ElasticIpSeen>, Fault> {
        Ok(get(cx, id).await?.map(|address| object(address).seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &ElasticIpSeen, want: &ElasticIpWant) -> Result<(), Fault> {
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.release_address().allocation_id(id).send().await.or_fault("ec2:ReleaseAddress")) {
            Ok(_) => Ok(()),
            // Of an address that one of AWS's own services holds, EC2 says that it is not the caller's.
            Err(fault) if matches!(fault.kind, FaultKind::Conflict | FaultKind::Denied) => {
                let user = get(cx, id).await.ok().flatten().and_then(user);
                let Some(user) = user else { return Err(fault) };
                let fault = Fault { kind: FaultKind::Conflict, ..fault };
                Err(in_the_way::named(fault, &format!("elastic IP address {id}"), vec![user]))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for ElasticIp {
    type Owner = ();

    fn key((): &(), name: &str) -> ElasticIpKey {
        ElasticIpKey { name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, (): &()) -> Result<Listed<ElasticIpSeen>, Fault> {
        list(cx).await
    }
}

async fn list(cx: &Context<'_, Aws>) -> Result<Listed<ElasticIpSeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    // Not paged: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
    let answer = ec2.describe_addresses().filters(marked(cx)).send().await.or_fault("ec2:DescribeAddresses")?;
    Ok(ours(cx, answer.addresses.unwrap_or_default().into_iter().map(object)))
}

async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Address>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let answer = found(ec2.describe_addresses().allocation_ids(id).send().await.or_fault("ec2:DescribeAddresses"))?;
    Ok(answer.and_then(|answer| first(answer.addresses)))
}

fn object(address: Address) -> Object<ElasticIpSeen> {
    let (tagged, tags) = tags::take(address.tags);
    let id = address.allocation_id.unwrap_or_default();
    let public_ip = address.public_ip.unwrap_or_default();
    Object { seen: ElasticIpSeen { allocation_id: id.clone(), public_ip, tags }, id, tagged }
}

/// What has the address.
fn user(address: Address) -> Option<String> {
    address.association_id?;
    let what = address.instance_id.map(|id| format!("instance {id}"));
    let what = what.or_else(|| address.network_interface_id.map(|id| format!("network interface {id}")))?;
    let owner = address.network_interface_owner_id.map_or(String::new(), |owner| format!(" (of account {owner})"));
    Some(what + &owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_an_address_is_named() {
        let address = Address::builder().network_interface_id("eni-1").network_interface_owner_id("amazon");
        assert_eq!(user(address.clone().build()), None);
        let user = user(address.association_id("eipassoc-1").build());
        assert_eq!(user.as_deref(), Some("network interface eni-1 (of account amazon)"));
    }
}
