//! The organization, its accounts, and its organizational units.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Recorded;
use super::names::{check_name, check_region, check_used_region};
use crate::estate::{Account, MANAGEMENT, Organization, Purpose};
use crate::spec::{Layout, Problem, Problems};

/// Folders of the repo that no account can have, and the management account, which no layout makes.
const RESERVED: [&str; 5] = [MANAGEMENT, "modules", "docs", "catalog", "root"];
/// AWS nests organizational units five deep: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>.
const DEEPEST: usize = 5;
/// Longest e-mail address of an account: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>.
const LONGEST_EMAIL: usize = 64;

pub(super) fn organization(layout: &Layout, problems: &mut Problems) -> Organization {
    let said = &layout.organization;
    check_name("an organization", &said.name, 20, problems);
    check_region(&said.home_region, problems);
    said.regions.iter().for_each(|region| check_region(region, problems));
    if !said.email.contains("{account}") {
        let help = "write a pattern such as `aws+{account}@example.com`: AWS wants another address for every account";
        problems.push(Problem::new(
            "the pattern of addresses has no `{account}`",
            &said.email.span,
            "the same for every account",
            help,
        ));
    }
    let bucket = said.state_bucket.as_ref();
    if let Some(bucket) = bucket {
        check_name("a bucket", bucket, 63, problems);
    }
    let mut regions = vec![said.home_region.value.clone()];
    for region in &said.regions {
        if !regions.contains(&region.value) {
            regions.push(region.value.clone());
        }
    }
    Organization {
        name: said.name.value.clone(),
        home_region: said.home_region.value.clone(),
        regions,
        email: said.email.value.clone(),
        tags: said.tags.clone(),
        state_bucket: bucket
            .map_or_else(|| format!("{}-terraform-state", said.name.value), |bucket| bucket.value.clone()),
    }
}

pub(super) fn accounts(
    layout: &Layout,
    organization: &Organization,
    recorded: &Recorded,
    problems: &mut Problems,
) -> (Vec<Account>, Vec<String>) {
    let mut accounts = vec![Account {
        name: MANAGEMENT.to_owned(),
        email: organization.email.replace("{account}", MANAGEMENT),
        purpose: Purpose::Management,
        unit: None,
        id: recorded.account_ids.get(MANAGEMENT).cloned(),
        regions: organization.regions.clone(),
        tags: organization.tags.clone(),
        management: true,
    }];
    let mut units = BTreeSet::new();
    let mut emails =
        BTreeMap::from([(accounts.iter().map(|a| a.email.to_lowercase()).collect::<String>(), MANAGEMENT.to_owned())]);
    for (name, said) in &layout.accounts {
        check_name("an account", name, 50, problems);
        if RESERVED.contains(&name.as_str()) {
            let help = "choose another name; the account that owns the organization is there already and is called `management`";
            problems.push(Problem::new(
                format!("no account can be called `{}`", name.value),
                &name.span,
                "the repo has a folder of this name",
                help,
            ));
        }
        if said.purpose == Purpose::Management {
            let help = "leave the account out: it is there already, as `management`";
            problems.push(Problem::new(
                "only the organization's owner has the purpose `management`",
                &said.span,
                "a member account",
                help,
            ));
        }
        if let Some(unit) = &said.unit {
            check_unit(unit, &unit.span, problems);
            let mut path = String::new();
            for part in unit.split('/') {
                path = if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") };
                units.insert(path.clone());
            }
        }
        let (email, span) = match &said.email {
            Some(email) => (email.value.clone(), &email.span),
            None => (organization.email.replace("{account}", name), &name.span),
        };
        check_email(&email, span, problems);
        if let Some(other) = emails.insert(email.to_lowercase(), name.value.clone()) {
            let label = format!("`{other}` has {email} too");
            problems.push(Problem::new(
                "two accounts have the same address",
                span,
                label,
                "AWS wants another address for every account",
            ));
        }
        let regions = said.regions.as_ref().map_or_else(
            || organization.regions.clone(),
            |regions| {
                for region in regions {
                    check_used_region(region, organization, problems);
                }
                regions.iter().map(|region| region.value.clone()).collect()
            },
        );
        let mut tags = organization.tags.clone();
        tags.extend(said.tags.clone());
        let id = recorded.account_ids.get(&name.value).cloned();
        let unit = said.unit.as_ref().map(|unit| unit.value.clone());
        accounts.push(Account {
            name: name.value.clone(),
            email,
            purpose: said.purpose,
            unit,
            id,
            regions,
            tags,
            management: false,
        });
    }
    (accounts, units.into_iter().collect())
}

fn check_unit(unit: &str, span: &Range<usize>, problems: &mut Problems) {
    let parts: Vec<&str> = unit.split('/').collect();
    if parts.len() > DEEPEST {
        let label = format!("{} deep", parts.len());
        problems.push(Problem::new(
            "an organizational unit is too deep",
            span,
            label,
            format!("AWS nests them {DEEPEST} deep"),
        ));
    }
    let bad = |part: &&str| {
        part.is_empty()
            || part.len() > 128
            || part.trim() != *part
            || part.chars().any(char::is_control)
            || *part == ".."
    };
    if parts.iter().any(bad) {
        let help = "write names of 1 to 128 characters with `/` between them: `Workloads/Prod`";
        problems.push(Problem::new(
            format!("`{unit}` is no path of an organizational unit"),
            span,
            "a part is empty, too long or `..`",
            help,
        ));
    }
}

fn check_email(email: &str, span: &Range<usize>, problems: &mut Problems) {
    let fits = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
    });
    if !fits || email.contains(['{', '}']) || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let help = "write an address such as `aws+prod@example.com`";
        problems.push(Problem::new(
            format!("{email} is no e-mail address"),
            span,
            "the account's root user has it",
            help,
        ));
    } else if email.len() > LONGEST_EMAIL {
        let label = format!("{email} has {} characters", email.len());
        let help = format!("AWS takes {LONGEST_EMAIL}: shorten the pattern, or say the account's `email`");
        problems.push(Problem::new("an e-mail address is too long", span, label, help));
    }
}
