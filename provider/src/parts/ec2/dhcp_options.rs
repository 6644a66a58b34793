//! What instances in a VPC learn by DHCP.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{DhcpOptions as Answer, NewDhcpConfiguration, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, VpcOwner, filter, found, half_made, id_in, marked};
use super::{named, tags, vpc, when_shown};
use crate::aws::{Aws, OrFault};

/// A set of DHCP options, and that the VPC uses it. A VPC has one at most. A set never changes, so other options are another
/// set; for the VPC to have one all the time, the new one takes the old one's place before that goes. So the id is the
/// VPC's, `vpc-…/dhcp-options`, and the set is found by its mark.
pub struct DhcpOptions;

impl DhcpOptions {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How a set should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DhcpOptionsWant {
    /// The VPC that uses it.
    pub vpc_id: String,
    /// `domain-name`, `domain-name-servers`, `ntp-servers`, `netbios-name-servers`, `netbios-node-type`, … with their
    /// values, in order.
    pub options: BTreeMap<String, Vec<String>>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a set looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DhcpOptionsSeen {
    /// `dopt-…`
    pub dhcp_options_id: String,
    /// The options with their values.
    pub options: BTreeMap<String, Vec<String>>,
    /// Whether the VPC uses it.
    pub is_used: bool,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for DhcpOptions {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = DhcpOptionsWant;
    type Seen = DhcpOptionsSeen;

    const KIND: &'static str = "DHCP options set";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = Some("dhcp options");

    fn check(want: &DhcpOptionsWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &DhcpOptionsWant, seen: &DhcpOptionsSeen) -> Vec<String> {
        let none = Vec::new();
        let mut differences = Differences::new();
        for key in want.options.keys().chain(seen.options.keys().filter(|key| !want.options.contains_key(*key))) {
            let value = |options: &BTreeMap<String, Vec<String>>| options.get(key).unwrap_or(&none).join(", ");
            differences.compare(key, format!("[{}]", value(&seen.options)), format!("[{}]", value(&want.options)));
        }
        if !seen.is_used {
            differences.push(format!("{} does not use it, should", want.vpc_id));
        }
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<DhcpOptionsSeen>>, Fault> {
        Ok(named(Self::list(cx, &VpcOwner { vpc_id: key.vpc_id.clone() }).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &DhcpOptionsWant) -> Result<String, Fault> {
        let made = make(cx, want).await?;
        half_made(associate(cx, &made, &want.vpc_id).await)?;
        Ok(id(&want.vpc_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<DhcpOptionsSeen>, Fault> {
        Ok(own(cx, vpc_in(id)?).await?.into_iter().next().map(|set| set.seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &DhcpOptionsSeen,
        want: &DhcpOptionsWant,
    ) -> Result<(), Fault> {
        let vpc_id = vpc_in(id)?;
        if seen.options == want.options {
            if !seen.is_used {
                associate(cx, &seen.dhcp_options_id, vpc_id).await?;
            }
            return tags::update(cx, &seen.dhcp_options_id, &seen.tags, &want.tags).await;
        }
        // An interrupted run may have made it already.
        let made = own(cx, vpc_id).await?.into_iter().find(|set| set.seen.options == want.options);
        let new = match made {
            Some(set) => {
                tags::update(cx, &set.id, &set.seen.tags, &want.tags).await?;
                set.id
            }
            None => make(cx, want).await?,
        };
        associate(cx, &new, vpc_id).await?;
        for old in own(cx, vpc_id).await?.into_iter().filter(|set| set.id != new) {
            remove(cx, &old.id).await?;
        }
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        for set in own(cx, vpc_in(id)?).await? {
            remove(cx, &set.id).await?;
        }
        Ok(())
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        for id in ids {
            let sets: Vec<String> = own(cx, vpc_in(id)?).await?.into_iter().map(|set| set.id).collect();
            tags::settle(cx, &sets).await?;
        }
        Ok(())
    }
}

impl RepeatedPart for DhcpOptions {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<DhcpOptionsSeen>, Fault> {
        let set = own(cx, &owner.vpc_id).await?.into_iter().next();
        let found = set.map(|set| Found { id: id(&owner.vpc_id), ..set.found() });
        Ok(found.map(|found| (Self::NAME.to_owned(), found)).into_iter().collect())
    }
}

fn id(vpc_id: &str) -> String {
    format!("{vpc_id}/dhcp-options")
}

fn vpc_in(id: &str) -> Result<&str, Fault> {
    let message = || format!("`{id}` is not of the form vpc-…/dhcp-options");
    id.strip_suffix("/dhcp-options").ok_or_else(|| Fault::new(FaultKind::Bug, message()))
}

/// The resource's own sets, by the mark alone, since a set is in no VPC; the one that the VPC uses comes first. There is
/// more than one only after an update that was interrupted.
async fn own(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Vec<Object<DhcpOptionsSeen>>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let sets = ec2.describe_dhcp_options().filters(marked(cx)).into_paginator().items().send();
    let sets = sets.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeDhcpOptions")?;
    let is_own = |set: &Object<DhcpOptionsSeen>| tags::name_in(cx.part, &set.tagged.part).is_some();
    let mut sets: Vec<Object<DhcpOptionsSeen>> = sets.into_iter().map(object).filter(is_own).collect();
    if sets.is_empty() {
        return Ok(sets);
    }
    let vpc = vpc::get(cx, vpc_id).await?;
    let used = vpc.as_ref().as_ref().and_then(|vpc| vpc.dhcp_options_id.as_deref());
    for set in &mut sets {
        set.seen.is_used = used == Some(set.id.as_str());
    }
    sets.sort_by(|one, other| (!one.seen.is_used, &one.id).cmp(&(!other.seen.is_used, &other.id)));
    Ok(sets)
}

/// Makes a set, which nobody uses yet.
async fn make(cx: &Context<'_, Aws>, want: &DhcpOptionsWant) -> Result<String, Fault> {
    const OPERATION: &str = "ec2:CreateDhcpOptions";
    let ec2 = cx.cloud.ec2_once(cx.place).await?;
    let options = want
        .options
        .iter()
        .map(|(key, values)| NewDhcpConfiguration::builder().key(key).set_values(Some(values.clone())).build());
    let call = ec2
        .create_dhcp_options()
        .set_dhcp_configurations(Some(options.collect()))
        .tag_specifications(tags::specification(cx, ResourceType::DhcpOptions, &want.tags));
    let answer = call.send().await.or_fault(OPERATION)?;
    id_in(OPERATION, answer.dhcp_options.and_then(|options| options.dhcp_options_id))
}

/// Removes a set; whoever uses it gets the region's own.
async fn remove(cx: &Context<'_, Aws>, dhcp_options_id: &str) -> Result<(), Fault> {
    let users = users(cx, dhcp_options_id).await?;
    if !users.is_empty() {
        let other = regions_own(cx).await?;
        for vpc_id in users {
            associate(cx, &other, &vpc_id).await?;
        }
    }
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.delete_dhcp_options().dhcp_options_id(dhcp_options_id).send().await;
    found(call.or_fault("ec2:DeleteDhcpOptions")).map(drop)
}

fn object(set: Answer) -> Object<DhcpOptionsSeen> {
    let (tagged, tags) = tags::take(set.tags);
    let id = set.dhcp_options_id.unwrap_or_default();
    let options = set.dhcp_configurations.unwrap_or_default().into_iter().filter_map(|option| {
        let values = option.values.unwrap_or_default().into_iter().filter_map(|value| value.value);
        Some((option.key?, values.collect()))
    });
    let seen = DhcpOptionsSeen { dhcp_options_id: id.clone(), options: options.collect(), is_used: false, tags };
    Object { id, seen, tagged }
}

/// The VPCs that use a set.
async fn users(cx: &Context<'_, Aws>, id: &str) -> Result<Vec<String>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let vpcs = ec2.describe_vpcs().filters(filter("dhcp-options-id", id)).into_paginator().items().send();
    let vpcs = vpcs.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeVpcs")?;
    Ok(vpcs.into_iter().filter_map(|vpc| vpc.vpc_id).collect())
}

/// The set that AWS made for the region and gives to new VPCs: Amazon's resolver and the region's domain, nothing else.
/// Without it a VPC that loses its set would have no resolver at all, which is what EC2 understands by `default`:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html>
async fn regions_own(cx: &Context<'_, Aws>) -> Result<String, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let sets =
        ec2.describe_dhcp_options().filters(filter("value", "AmazonProvidedDNS")).into_paginator().items().send();
    let sets = sets.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeDhcpOptions")?;
    let own = regions_options(&cx.place.region);
    let mut ids: Vec<String> = sets
        .into_iter()
        .map(object)
        .filter(|set| set.tagged.mark.is_none() && set.seen.options == own)
        .map(|set| set.id)
        .collect();
    ids.sort();
    Ok(ids.into_iter().next().unwrap_or_else(|| "default".to_owned()))
}

fn regions_options(region: &str) -> BTreeMap<String, Vec<String>> {
    let domain = if region == "us-east-1" { "ec2.internal".to_owned() } else { format!("{region}.compute.internal") };
    BTreeMap::from([
        ("domain-name".to_owned(), vec![domain]),
        ("domain-name-servers".to_owned(), vec!["AmazonProvidedDNS".to_owned()]),
    ])
}

async fn associate(cx: &Context<'_, Aws>, id: &str, vpc_id: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.associate_dhcp_options().dhcp_options_id(id).vpc_id(vpc_id);
    when_shown(cx, "ec2:AssociateDhcpOptions", || call.clone().send()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let seen = DhcpOptionsSeen {
            dhcp_options_id: "dopt-1".to_owned(),
            options: regions_options("eu-west-1"),
            is_used: false,
            tags: BTreeMap::new(),
        };
        let want = DhcpOptionsWant {
            vpc_id: "vpc-1".to_owned(),
            options: [("domain-name".to_owned(), vec!["corp.example".to_owned()])].into(),
            tags: BTreeMap::new(),
        };
        assert_eq!(
            DhcpOptions::differences(&want, &seen),
            [
                "domain-name is [eu-west-1.compute.internal], should be [corp.example]",
                "domain-name-servers is [AmazonProvidedDNS], should be []",
                "vpc-1 does not use it, should",
            ]
        );
    }
}
