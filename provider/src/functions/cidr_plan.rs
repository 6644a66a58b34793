//! `cidr_plan`: the blocks of a VPC's subnets, before there is a VPC.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Function;
use tfplugin::check::Check;
use tfplugin::function::FunctionFault;

use crate::network::block::Block;
use crate::network::slots::{LAYOUTS, layout, plan};

/// Blocks of the subnets of a VPC, by tier and availability zone id.
///
/// Each pair of tier and zone has a fixed place in the VPC's block, so a tier or a zone that is added or removed never
/// moves the others. A VPC is cut into eight zones; half of a zone is for `private_app`, a quarter for
/// `private_persistence`, an eighth for `public`, a sixteenth for `transit`.
#[derive(Clone, Debug, Function)]
#[tf(name = "cidr_plan")]
pub struct CidrPlan {
    /// Block of the VPC, from `/16` to `/28`, such as `10.0.0.0/16`.
    #[tf(check = BLOCK)]
    cidr: String,
    /// Tiers: `public`, `private_app`, `private_persistence`, `transit`.
    #[tf(check = Items(1, 4))]
    tiers: BTreeSet<String>,
    /// Ids of availability zones, such as `use1-az1`.
    #[tf(check = Items(1, 8))]
    azs: BTreeSet<String>,
}

// Sizes of a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const BLOCK: Check = Check::Custom("an IPv4 block between /16 and /28", |value| {
    let text = value.as_str().unwrap_or_default();
    let block: Block = text.parse().map_err(|why| format!("`{text}` is none: {why}"))?;
    if (16..=28).contains(&block.prefix()) { Ok(()) } else { Err(format!("it is a /{}", block.prefix())) }
});

impl tfplugin::function::Function for CidrPlan {
    type Output = BTreeMap<String, BTreeMap<String, String>>;
    const SUBCATEGORY: &'static str = "Network";

    fn call(self) -> Result<Self::Output, FunctionFault> {
        let vpc: Block = self.cidr.parse().map_err(|why| FunctionFault::new(format!("{why}")).argument(0))?;
        let mut tiers = BTreeMap::new();
        for tier in self.tiers {
            let known = || LAYOUTS.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let layout = layout(&tier).ok_or_else(|| {
                FunctionFault::new(format!("There is no tier `{tier}`; there are {}", known())).argument(1)
            })?;
            tiers.insert(tier, layout);
        }
        let zones: Vec<String> = self.azs.into_iter().collect();
        let plan = plan(vpc, &tiers, &zones).map_err(|wrong| FunctionFault::new(wrong.join(". ")))?;
        let text = |zones: BTreeMap<String, Block>| zones.into_iter().map(|(zone, block)| (zone, block.to_string()));
        Ok(plan.into_iter().map(|(tier, zones)| (tier, text(zones).collect())).collect())
    }
}

#[cfg(test)]
mod tests {
    use tfplugin::function::FunctionEntry;
    use tfplugin::value::Value;

    use super::*;

    fn call(cidr: &str, tiers: &[&str], azs: &[&str]) -> Result<Value, (Option<usize>, String)> {
        let set = |texts: &[&str]| Value::set(texts.iter().map(|text| Value::string(*text)));
        let arguments = vec![Value::string(cidr), set(tiers), set(azs)];
        (FunctionEntry::of::<CidrPlan>().call)(arguments).map_err(|fault| (fault.argument, fault.text))
    }

    #[test]
    fn blocks_by_tier_and_zone() {
        let zones = Value::map([("use1-az2", Value::string("10.0.56.0/22"))]);
        assert_eq!(call("10.0.0.0/16", &["public"], &["use1-az2"]), Ok(Value::map([("public", zones)])));
    }

    #[test]
    fn the_wrong_argument_is_named() {
        assert!(call("10.0.0.0/8", &["public"], &["use1-az2"]).is_err_and(|(at, _)| at == Some(0)));
        assert!(call("10.0.0.1/16", &["public"], &["use1-az2"]).is_err_and(|(_, text)| text.contains("begins at")));
        assert!(call("10.0.0.0/16", &["pubic"], &["use1-az2"]).is_err_and(|(at, _)| at == Some(1)));
        assert!(call("10.0.0.0/24", &["transit"], &["use1-az2"]).is_err_and(|(_, text)| text.contains("/31")));
    }
}
