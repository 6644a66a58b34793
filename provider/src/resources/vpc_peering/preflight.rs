//! What must be asked before a connection can be planned: the CIDR blocks of both VPCs.

use std::collections::BTreeSet;

use tfplugin::composite::{Place, Preflight};
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::{Field, Named, Out};

use super::VpcPeering;
use super::blocks::overlaps;
use crate::parts::ec2::vpc_peering_connection::vpc_cidr_blocks;

/// Asks for the blocks of both VPCs, unless they are known from a refresh, and refuses VPCs whose blocks overlap, as AWS
/// does: <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations>
pub(super) async fn blocks(cx: &mut Preflight<'_, VpcPeering>) {
    let f = VpcPeering::fields();
    // An account and a region that the configuration leaves out become the requester's; the engine fills them later.
    let account_id = part(cx, f.accepter_account_id, &cx.place.account_id);
    let region = part(cx, f.accepter_region, &cx.place.region);
    let theirs = match (account_id, region) {
        (Some(account_id), Some(region)) => Some(Place { account_id, region }),
        _ => None,
    };
    let ours = Some(cx.place.clone());
    let requester = ask(cx, ours, f.requester_vpc_id, f.requester_cidr_blocks).await;
    let accepter = ask(cx, theirs, f.accepter_vpc_id, f.accepter_cidr_blocks).await;
    let (Some(requester), Some(accepter)) = (requester, accepter) else { return };
    let pairs = overlaps(&requester, &accepter);
    if pairs.is_empty() {
        return;
    }
    let pairs: Vec<String> = pairs.iter().map(|(own, other)| format!("{own} and {other}")).collect();
    let detail = format!(
        "AWS refuses a peering connection between VPCs that share addresses: {} of the requester's and the accepter's VPC \
         overlap. Give one of the VPCs another CIDR block.",
        pairs.join(", ")
    );
    cx.push(Diagnostic::error("The CIDR blocks of the two VPCs overlap", detail).at(f.accepter_vpc_id.path()));
}

/// A field that has a default; `None` while it is not known.
fn part(cx: &Preflight<'_, VpcPeering>, field: Field<VpcPeering, Out<String>>, default: &str) -> Option<String> {
    cx.known(field).map(|value| value.0.unwrap_or_else(|| default.to_owned()))
}

async fn ask(
    cx: &mut Preflight<'_, VpcPeering>,
    place: Option<Place>,
    vpc: Field<VpcPeering, String>,
    blocks: Field<VpcPeering, Out<BTreeSet<String>>>,
) -> Option<BTreeSet<String>> {
    if let Some(known) = cx.known(blocks).and_then(|blocks| blocks.0) {
        return Some(known);
    }
    let (place, vpc_id) = (place?, cx.known(vpc)?);
    if is_placeholder(&vpc_id) {
        let detail = "This plan was made from mocks, as Terragrunt does while a dependency was never applied: nothing \
                      has such an ID. Apply the dependency, and plan again.";
        cx.push(Diagnostic::warning(format!("VPC {vpc_id} is a placeholder"), detail).at(vpc.path()));
        return None;
    }
    match vpc_cidr_blocks(cx.cloud, &place, &vpc_id).await {
        Ok(Some(found)) => {
            cx.choose(blocks, &found);
            Some(found)
        }
        Ok(None) => {
            let detail = format!("In {place}: there is no such VPC. Check the ID, the account and the region.");
            cx.push(Diagnostic::error(format!("VPC {vpc_id} does not exist"), detail).at(vpc.path()));
            None
        }
        Err(fault) => {
            cx.fault(&format!("ask for the CIDR blocks of {vpc_id} in {place}"), &fault);
            None
        }
    }
}

/// Whether an ID stands for a VPC that is not there yet: generated repositories write sixteen zeros and a digit for it, which
/// AWS gives to nobody.
fn is_placeholder(vpc_id: &str) -> bool {
    vpc_id.strip_prefix("vpc-0000000000000000").is_some_and(|rest| rest.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn only_ids_of_mocks_are_placeholders() {
        assert!(is_placeholder("vpc-00000000000000000") && is_placeholder("vpc-00000000000000001"));
        for real in ["vpc-0123456789abcdef0", "vpc-00000000", "vpc-0000000000000000", "vpc-000000000000000000"] {
            assert!(!is_placeholder(real), "{real}");
        }
    }
}
