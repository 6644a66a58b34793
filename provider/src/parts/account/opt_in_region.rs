//! A region that an account opts in to.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_account::types::RegionOptStatus;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart, waiting};

use super::split_id;
use crate::aws::{Aws, OrFault, Poll};

/// A region that is off until an account enables it. Its id is `account/region`. Removing it disables the region: what is
/// in it stays, costs what it costs, and cannot be reached.
pub struct OptInRegion;

/// Which region of which account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptInRegionKey {
    /// The account's id.
    pub account_id: String,
    /// `af-south-1`
    pub region: String,
}

/// Whose regions, and which of them are of interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptInRegionOwner {
    /// The account's id.
    pub account_id: String,
    /// `None`: all that are enabled. Otherwise a region that somebody else enabled is nobody's business here.
    pub regions: Option<BTreeSet<String>>,
}

/// Enabling takes from minutes to hours; the resource's deadline ends the wait:
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const SWITCHED: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(15), limit: Duration::from_hours(24) };

impl Part for OptInRegion {
    type Cloud = Aws;
    type Key = OptInRegionKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "opt-in region";
    const MARKED: bool = false;
    const OWN_ONLY: bool = true;

    fn expect(_: &OptInRegionKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &OptInRegionKey) -> Result<Option<Found<()>>, Fault> {
        let there = is_on(&status(cx.cloud, &key.account_id, &key.region).await?);
        Ok(there.then(|| Found { id: id(&key.account_id, &key.region), seen: (), mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &OptInRegionKey, (): &()) -> Result<String, Fault> {
        switch(cx, &key.account_id, &key.region, true).await?;
        Ok(id(&key.account_id, &key.region))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (account_id, region) = split_id(id)?;
        Ok(is_on(&status(cx.cloud, account_id, region).await?).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (account_id, region) = split_id(id)?;
        switch(cx, account_id, region, false).await
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, (): &()) -> Result<Vec<String>, Fault> {
        let (account_id, region) = split_id(id)?;
        let mut wait = SWITCHED.begin();
        while status(cx.cloud, account_id, region).await? == RegionOptStatus::Enabling {
            waiting(&format!("{region} to be enabled, which takes from minutes to hours"));
            if wait.pause(cx.cancel).await.is_err() {
                return Err(Fault::cancelled(format!("{region} to be enabled in account {account_id}"))
                    .hint("AWS goes on with it. Raise `timeouts`, or apply again later."));
            }
        }
        Ok(Vec::new())
    }

    fn place_of(id: &str) -> Option<Place> {
        super::place_of(id)
    }
}

impl RepeatedPart for OptInRegion {
    type Owner = OptInRegionOwner;

    fn key(owner: &OptInRegionOwner, name: &str) -> OptInRegionKey {
        OptInRegionKey { account_id: owner.account_id.clone(), region: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &OptInRegionOwner) -> Result<Listed<()>, Fault> {
        let on = regions(cx.cloud, &owner.account_id).await?;
        let on = on.into_iter().filter(|(_, status)| is_on(status)).map(|(region, _)| region);
        let of_interest = on.filter(|region| owner.regions.as_ref().is_none_or(|regions| regions.contains(region)));
        let found = |region: String| {
            let id = id(&owner.account_id, &region);
            (region, Found { id, seen: (), mark: None })
        };
        Ok(of_interest.map(found).collect())
    }
}

/// All regions that there are, as an account has them.
///
/// # Errors
/// What AWS answers.
pub async fn regions(aws: &Aws, account_id: &str) -> Result<Vec<(String, RegionOptStatus)>, Fault> {
    let client = aws.account(account_id).await?;
    let pages = client.list_regions().into_paginator().items().send();
    let regions = pages.collect::<Result<Vec<_>, _>>().await.or_fault("account:ListRegions")?;
    Ok(regions.into_iter().filter_map(|region| Some((region.region_name?, region.region_opt_status?))).collect())
}

/// What keeps an account from opting in to a region, in a sentence: it does not exist, or every account has it.
pub fn problem(regions: &[(String, RegionOptStatus)], region: &str) -> Option<String> {
    match regions.iter().find(|(name, _)| name == region) {
        None => {
            let mut names: Vec<&str> = regions.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            Some(format!("AWS has no region {region}. There are: {}.", names.join(", ")))
        }
        Some((_, RegionOptStatus::EnabledByDefault)) => {
            Some(format!("{region} is enabled in every account, and cannot be disabled. Leave it out."))
        }
        Some(_) => None,
    }
}

fn is_on(status: &RegionOptStatus) -> bool {
    matches!(status, RegionOptStatus::Enabled | RegionOptStatus::Enabling)
}

async fn status(aws: &Aws, account_id: &str, region: &str) -> Result<RegionOptStatus, Fault> {
    const OPERATION: &str = "account:GetRegionOptStatus";
    let client = aws.account(account_id).await?;
    let answer = client.get_region_opt_status().region_name(region).send().await.or_fault(OPERATION)?;
    answer.region_opt_status.ok_or_else(|| Fault {
        operation: OPERATION.to_owned(),
        ..Fault::new(FaultKind::Uncertain, "the answer does not say the region's status")
    })
}

/// Begins to enable or disable a region, unless it is so already. A switch the other way that is under way comes first.
async fn switch(cx: &Context<'_, Aws>, account_id: &str, region: &str, on: bool) -> Result<(), Fault> {
    let operation = if on { "account:EnableRegion" } else { "account:DisableRegion" };
    let client = cx.cloud.account(account_id).await?;
    let mut wait = SWITCHED.begin();
    loop {
        let (wanted, other) = if on {
            ([RegionOptStatus::Enabled, RegionOptStatus::Enabling], RegionOptStatus::Disabling)
        } else {
            ([RegionOptStatus::Disabled, RegionOptStatus::Disabling], RegionOptStatus::Enabling)
        };
        let now = status(cx.cloud, account_id, region).await?;
        if wanted.contains(&now) || now == RegionOptStatus::EnabledByDefault {
            return Ok(());
        }
        if now != other {
            let end = if on {
                client.enable_region().region_name(region).send().await.or_fault(operation).map(drop)
            } else {
                client.disable_region().region_name(region).send().await.or_fault(operation).map(drop)
            };
            match end {
                Ok(()) => return Ok(()),
                // Six at a time, and one change of a region at a time; it passes.
                Err(fault) if matches!(fault.kind, FaultKind::Throttled | FaultKind::Conflict) => {
                    tracing::debug!(%fault, region, "another change of regions is under way");
                }
                Err(fault) => return Err(fault),
            }
        }
        waiting(&format!("other changes of regions, {region} being {now}"));
        if wait.pause(cx.cancel).await.is_err() {
            return Err(Fault::cancelled(format!("{region} of account {account_id} to be {now} no more")));
        }
    }
}

fn id(account_id: &str, region: &str) -> String {
    format!("{account_id}/{region}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_enabled_is_said() {
        let regions = [
            ("eu-west-1".to_owned(), RegionOptStatus::EnabledByDefault),
            ("af-south-1".to_owned(), RegionOptStatus::Disabled),
        ];
        assert_eq!(problem(&regions, "af-south-1"), None);
        assert!(problem(&regions, "eu-west-1").is_some_and(|text| text.contains("Leave it out")));
        let unknown = problem(&regions, "af-south-9").unwrap();
        assert_eq!(unknown, "AWS has no region af-south-9. There are: af-south-1, eu-west-1.");
    }
}
