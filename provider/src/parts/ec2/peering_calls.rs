//! What the parts of a peering connection share: where they live, and how a connection looks from either side.

use std::time::Duration;

use aws_sdk_ec2::types::{VpcPeeringConnection as Answer, VpcPeeringConnectionStateReasonCode as Code};
use tfplugin::composite::{Context, Fault, FaultKind, Place};

use super::{first, found};
use crate::aws::{Aws, Ended, OrFault, Poll};

/// Seconds within a region, up to minutes between regions; AWS gives no bound.
const STATES: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(5), limit: Duration::from_mins(10) };

/// The id of a part that may live elsewhere than its resource: `111122223333/eu-west-1/pcx-…`.
pub(super) fn id(place: &Place, rest: &str) -> String {
    format!("{}/{}/{rest}", place.account_id, place.region)
}

/// Where a part lives, and what is left of its id.
pub(super) fn split(id: &str) -> Result<(Place, &str), Fault> {
    let mut pieces = id.splitn(3, '/');
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(account_id), Some(region), Some(rest)) if !rest.is_empty() => {
            Ok((Place { account_id: account_id.to_owned(), region: region.to_owned() }, rest))
        }
        _ => Err(Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/region/pcx-…"))),
    }
}

/// Where a part lives.
pub(super) fn place_of(id: &str) -> Option<Place> {
    split(id).ok().map(|(place, _)| place)
}

/// The same work elsewhere.
pub(super) fn there<'a>(cx: &Context<'a, Aws>, place: &'a Place) -> Context<'a, Aws> {
    Context { place, ..*cx }
}

/// A connection as the place of the context sees it.
pub(super) async fn get(cx: &Context<'_, Aws>, pcx: &str) -> Result<Option<Answer>, Fault> {
    let ask = async || {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.describe_vpc_peering_connections().vpc_peering_connection_ids(pcx).send().await;
        let answer = found(call.or_fault("ec2:DescribeVpcPeeringConnections"))?;
        Ok(answer.and_then(|answer| first(answer.vpc_peering_connections)))
    };
    let answer = cx.once(&format!("ec2:DescribeVpcPeeringConnections {pcx}"), ask).await?;
    Ok(answer.as_ref().clone())
}

/// A connection's state.
pub(super) fn code(answer: &Answer) -> Option<&Code> {
    answer.status.as_ref()?.code.as_ref()
}

/// Whether a connection has ended. EC2 shows it for some hours more:
/// <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle>
pub(super) fn is_over(answer: &Answer) -> bool {
    matches!(code(answer), Some(Code::Deleted | Code::Deleting | Code::Expired | Code::Failed | Code::Rejected))
}

/// Why a connection that has ended did.
pub(super) fn over(pcx: &str, answer: &Answer) -> Fault {
    let said = answer.status.as_ref().and_then(|status| status.message.as_deref()).unwrap_or("AWS gives no reason");
    let owner = answer.accepter_vpc_info.as_ref().and_then(|side| side.owner_id.as_deref()).unwrap_or("the accepter's");
    let (end, advice) = match code(answer) {
        Some(Code::Failed) => (
            format!("failed: {said}"),
            "Check that the accepter's VPC exists in that account and region, and that no CIDR blocks of the two VPCs \
             overlap",
        ),
        Some(Code::Rejected) => (
            format!("was rejected by account {owner}"),
            "Agree with whoever rejected it, then run the same command again",
        ),
        Some(Code::Expired) => {
            ("expired: nobody accepted it within seven days".to_owned(), "Run the same command again")
        }
        _ => (format!("was deleted: {said}"), "Run the same command again"),
    };
    Fault::new(FaultKind::Invalid, format!("peering connection {pcx} {end}")).hint(advice)
}

/// Until a connection, as the place of the context sees it, is so. An end is an error that says which.
pub(super) async fn until(
    cx: &Context<'_, Aws>,
    pcx: &str,
    state: &str,
    is_so: impl Fn(&Code) -> bool,
) -> Result<Answer, Fault> {
    let mut wait = STATES.begin();
    loop {
        let answer = get(cx, pcx).await?;
        let now = answer.as_ref().and_then(code).cloned();
        match answer {
            Some(answer) if is_over(&answer) => return Err(over(pcx, &answer)),
            Some(answer) if now.as_ref().is_some_and(&is_so) => return Ok(answer),
            _ => {}
        }
        let now = now.as_ref().map_or("not shown", Code::as_str);
        tracing::info!(id = pcx, state = now, wanted = state, "waiting for a peering connection");
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("peering connection {pcx} to be {state}"))),
            Err(Ended::Late) => {
                let minutes = STATES.limit.as_secs() / 60;
                let message = format!("peering connection {pcx} is {now} after {minutes} minutes, should be {state}");
                return Err(Fault::new(FaultKind::Conflict, message).hint("Run the same command again"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{VpcPeeringConnectionStateReason, VpcPeeringConnectionVpcInfo};

    use super::*;

    fn answer(code: Code, message: &str) -> Answer {
        let status = VpcPeeringConnectionStateReason::builder().code(code).message(message).build();
        let accepter = VpcPeeringConnectionVpcInfo::builder().owner_id("444455556666").build();
        Answer::builder().status(status).accepter_vpc_info(accepter).build()
    }

    #[test]
    fn an_id_says_where_a_part_lives() {
        let place = Place { account_id: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        let route = id(&place, "pcx-1/rtb-1/10.0.0.0/16");
        assert_eq!(split(&route), Ok((place.clone(), "pcx-1/rtb-1/10.0.0.0/16")));
        assert_eq!(place_of(&id(&place, "pcx-1")), Some(place));
        assert!(split("pcx-1").is_err() && split("1/2/").is_err());
    }

    #[test]
    fn each_end_is_a_sentence() {
        let words = |code: Code| over("pcx-1", &answer(code, "said AWS")).message;
        assert_eq!(words(Code::Failed), "peering connection pcx-1 failed: said AWS");
        assert_eq!(words(Code::Rejected), "peering connection pcx-1 was rejected by account 444455556666");
        assert_eq!(words(Code::Expired), "peering connection pcx-1 expired: nobody accepted it within seven days");
        assert_eq!(words(Code::Deleted), "peering connection pcx-1 was deleted: said AWS");
    }

    #[test]
    fn only_an_ended_connection_is_over() {
        for code in [Code::Active, Code::InitiatingRequest, Code::PendingAcceptance, Code::Provisioning] {
            assert!(!is_over(&answer(code, "")));
        }
        assert!(is_over(&answer(Code::Deleting, "")) && is_over(&answer(Code::Failed, "")));
    }
}
