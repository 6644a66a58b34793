//! The regions of an account.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_ec2::Client;
use tfplugin::composite::Fault;

use super::OrFault;

/// The regions of the account's partition by name, also those that it may not use: whether an account has opted in to each,
/// as EC2 says it (`opt-in-not-required`, `opted-in`, `not-opted-in`).
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Region.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions(pub BTreeMap<String, String>);

impl Regions {
    /// Why the account cannot use a region, in a sentence; `None` when it can.
    pub fn problem_with(&self, region: &str) -> Option<String> {
        match self.0.get(region).map(String::as_str) {
            Some("not-opted-in") => Some(format!(
                "The account has not opted in to region {region}. Switch it on (`aws account enable-region --region-name \
                 {region}`), which takes AWS some minutes, or leave it out."
            )),
            Some(_) => None,
            None => {
                let near = self.0.keys().filter(|name| name.split('-').next() == region.split('-').next());
                let near: Vec<&str> = near.map(String::as_str).collect();
                let near = if near.is_empty() { self.0.keys().map(String::as_str).collect() } else { near };
                Some(format!("There is no region {region}. There are {}.", near.join(", ")))
            }
        }
    }
}

/// All regions, also those that the account has not opted in to.
pub(super) async fn ask(ec2: &Client) -> Result<Arc<Regions>, Fault> {
    let answer = ec2.describe_regions().all_regions(true).send().await.or_fault("ec2:DescribeRegions")?;
    let regions = answer.regions.unwrap_or_default().into_iter();
    let pairs = regions.filter_map(|region| Some((region.region_name?, region.opt_in_status.unwrap_or_default())));
    Ok(Arc::new(Regions(pairs.collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_there_and_open_or_it_is_said_why_not() {
        let pairs = [("eu-west-1", "opt-in-not-required"), ("eu-south-2", "not-opted-in"), ("af-south-1", "opted-in")];
        let regions = Regions(pairs.map(|(name, status)| (name.to_owned(), status.to_owned())).into());
        assert_eq!((regions.problem_with("eu-west-1"), regions.problem_with("af-south-1")), (None, None));
        assert!(
            regions.problem_with("eu-south-2").unwrap().contains("aws account enable-region --region-name eu-south-2")
        );
        assert_eq!(
            regions.problem_with("eu-west-9").unwrap(),
            "There is no region eu-west-9. There are eu-south-2, eu-west-1."
        );
    }
}
