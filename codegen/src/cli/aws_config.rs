//! `plinth aws-config`: a profile of the AWS CLI for every account and role.

use miette::miette;
use serde::Serialize;

use super::{AwsConfig, Failure};
use crate::estate::Estate;

/// One profile.
#[derive(Debug, Serialize)]
pub(super) struct Profile {
    name: String,
    role_arn: String,
    region: String,
    require_mfa: bool,
}

/// Profiles by account and role.
pub(super) fn profiles(estate: &Estate) -> Result<Vec<Profile>, Failure> {
    let mut profiles = Vec::new();
    let mut unknown = Vec::new();
    for account in &estate.accounts {
        for role in estate.roles.iter().filter(|role| !role.pipeline && role.accounts.contains(&account.name)) {
            let Some(id) = &account.id else {
                unknown.push(account.name.as_str());
                break;
            };
            profiles.push(Profile {
                name: format!("{}-{}-{}", estate.organization.name, account.name, role.name),
                role_arn: format!("arn:aws:iam::{id}:role/{}", role.name),
                region: account.regions.first().unwrap_or(&estate.organization.home_region).clone(),
                require_mfa: role.require_mfa,
            });
        }
    }
    if unknown.is_empty() {
        return Ok(profiles);
    }
    let help = "pin the IDs, which `aws organizations list-accounts` shows: plinth pin prod=<id>";
    Err(miette!(help = help, "profiles need the IDs of accounts, and these have none: {}", unknown.join(", ")))
}

/// The profiles as `~/.aws/config` has them.
pub(super) fn text(profiles: &[Profile], flags: &AwsConfig) -> String {
    let source = &flags.source_profile;
    let mut lines = Vec::new();
    for Profile { name, role_arn, region, require_mfa } in profiles {
        lines.push(format!("[profile {name}]\nrole_arn = {role_arn}\nsource_profile = {source}\nregion = {region}\n"));
        if let (true, Some(serial)) = (require_mfa, &flags.mfa_serial) {
            lines.push(format!("mfa_serial = {serial}\n"));
        }
        lines.push("\n".to_owned());
    }
    lines.concat()
}
