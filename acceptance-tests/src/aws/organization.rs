//! An organization of accounts, made as a person would make it: through the Organizations API.

use super::{ACCESS_ROLE, Account};
use crate::emulator::Emulator;
use crate::error::{Context as _, Result};
use aws_sdk_organizations::types::{CreateAccountState, OrganizationFeatureSet};
use std::collections::BTreeMap;
use std::time::Duration;

/// A management account with member accounts.
pub struct Organization {
    /// The account that manages the others.
    pub management: Account,
    /// Member accounts, as their administrator.
    pub members: Vec<Account>,
}

impl Organization {
    /// Makes an organization with this many member accounts.
    pub fn create(emulator: &Emulator, members: usize) -> Result<Self> {
        let management = emulator.account()?;
        let members = Self::in_account(&management, members)?;
        Ok(Self { management, members })
    }

    /// Makes an organization of an account that has none, with this many member accounts.
    pub fn in_account(management: &Account, members: usize) -> Result<Vec<Account>> {
        crate::runtime().block_on(async {
            let create = management.organizations().create_organization().feature_set(OrganizationFeatureSet::All);
            create.send().await.map_err(aws_sdk_organizations::Error::from).context("CreateOrganization")
        })?;
        let member = |n| {
            let id = vend(management, n)?;
            management.assume(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None)
        };
        (1..=members).map(member).collect()
    }
}

impl Account {
    /// IDs of the organization's accounts by name, as its management account sees them.
    pub fn members(&self) -> Result<BTreeMap<String, String>> {
        let organizations = self.organizations();
        crate::runtime().block_on(async {
            let mut pages = organizations.list_accounts().into_paginator().send();
            let mut members = BTreeMap::new();
            while let Some(page) = pages.next().await {
                let page = page.map_err(aws_sdk_organizations::Error::from).context("ListAccounts")?;
                let named =
                    page.accounts().iter().filter_map(|one| Some((one.name()?.to_owned(), one.id()?.to_owned())));
                members.extend(named);
            }
            Ok(members)
        })
    }
}

/// Makes one member account and waits until it is there.
fn vend(management: &Account, n: usize) -> Result<String> {
    let organizations = management.organizations();
    crate::runtime().block_on(async {
        let create = organizations
            .create_account()
            .account_name(format!("member-{n}"))
            .email(format!("member-{n}+{}@example.com", management.id));
        let answer = create.send().await.map_err(aws_sdk_organizations::Error::from).context("CreateAccount")?;
        let mut status = answer.create_account_status().context("CreateAccount answered no status")?.clone();
        while status.state() == Some(&CreateAccountState::InProgress) {
            // AWS offers no event to wait for; this is how long its own examples wait between looks, and no test's time.
            tokio::time::sleep(Duration::from_millis(50)).await;
            let request = status.id().context("CreateAccount answered no id")?;
            let look = organizations.describe_create_account_status().create_account_request_id(request).send().await;
            let look = look.map_err(aws_sdk_organizations::Error::from).context("DescribeCreateAccountStatus")?;
            status = look.create_account_status().context("no status")?.clone();
        }
        status.account_id().map(str::to_owned).context(format!("no account was made: {:?}", status.failure_reason()))
    })
}
