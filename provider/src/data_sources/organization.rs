//! `plinth_organization`: the organization that the provider is in, whoever made it.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::DataSource;
use tfplugin::composite::{Cloud, Fault, FaultKind};
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::Out;

use crate::aws::Aws;
use crate::parts::organizations::delegated_administrator::delegated_administrators;
use crate::parts::organizations::organization::described;
use crate::parts::organizations::tree::{Member, Tree, tree};
use crate::parts::organizations::trusted_service::trusted_services;

/// The organization that an account is in: its units, its accounts, and who administers what.
///
/// It can be read from the management account, and from a member account that is the delegated administrator of any
/// service. AWS shows other members nothing of it.
#[derive(Clone, Debug, PartialEq, DataSource)]
#[tf(name = "organization")]
#[expect(clippy::struct_field_names, reason = "attributes have the names that other resources take them by")]
pub struct Organization {
    /// ID of the account to ask from. Default: the account that the provider's own credentials belong to.
    #[tf(optional, computed, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    account_id: Out<String>,
    /// ID of the organization, such as `o-exampleorgid`.
    #[tf(computed)]
    organization_id: Out<String>,
    /// ARN of the organization.
    #[tf(computed)]
    arn: Out<String>,
    /// `ALL`, or `CONSOLIDATED_BILLING` for an organization without policies and trusted services.
    #[tf(computed)]
    feature_set: Out<String>,
    /// ID of the account that manages the organization.
    #[tf(computed)]
    management_account_id: Out<String>,
    /// E-mail address of the management account's root user.
    #[tf(computed)]
    management_account_email: Out<String>,
    /// ID of the root, which everything in the organization is under.
    #[tf(computed)]
    root_id: Out<String>,
    /// Types of policies that are enabled at the root.
    #[tf(computed)]
    enabled_policy_types: Out<BTreeSet<String>>,
    /// Services that may act in all accounts of the organization, by their principals.
    #[tf(computed)]
    trusted_services: Out<BTreeSet<String>>,
    /// IDs of the accounts that administer a service for the whole organization, by the service's principal.
    #[tf(computed)]
    delegated_administrators: Out<BTreeMap<String, BTreeSet<String>>>,
    /// IDs of all organizational units by path, such as `Workloads/Prod`. A unit with a slash in its name is left out.
    #[tf(computed)]
    organizational_unit_ids: Out<BTreeMap<String, String>>,
    /// IDs of all accounts by name. A name that several accounts have stands for the one that is active; where that does not
    /// tell, it is left out.
    #[tf(computed)]
    accounts: Out<BTreeMap<String, String>>,
    /// All accounts by ID, closed ones included as long as AWS lists them.
    #[tf(computed)]
    account_details: Out<BTreeMap<String, Account>>,
}

/// An account of the organization.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Account {
    /// Name of the account.
    #[tf(computed)]
    name: Out<String>,
    /// E-mail address of its root user.
    #[tf(computed)]
    email: Out<String>,
    /// ARN of the account.
    #[tf(computed)]
    arn: Out<String>,
    /// `ACTIVE`, `PENDING_ACTIVATION`, `PENDING_CLOSURE`, `SUSPENDED` or `CLOSED`.
    #[tf(computed)]
    status: Out<String>,
    /// Path of the organizational unit that it is in, such as `Workloads/Prod`, or `Root`. A unit with a slash in its name has
    /// its ID here.
    #[tf(computed)]
    organizational_unit: Out<String>,
    /// ID of the organizational unit, or the root, that it is in.
    #[tf(computed)]
    organizational_unit_id: Out<String>,
    /// `CREATED`, or `INVITED` for an account that was there before it joined.
    #[tf(computed)]
    joined_method: Out<String>,
    /// When it joined, in UTC, as `2026-01-31T12:00:00Z`.
    #[tf(computed)]
    joined_timestamp: Out<String>,
}

impl tfplugin::definition::DataSource for Organization {
    type Cloud = Aws;

    const SUBCATEGORY: &'static str = "Organization";

    async fn read(self, aws: &Aws) -> Result<Organization, Diagnostic> {
        self.ask(aws).await.map_err(|fault| {
            let hint = fault.hint.as_ref().map(|hint| format!("\n\n{hint}")).unwrap_or_default();
            Diagnostic::error("Could not read the organization", format!("{fault}.{hint}"))
        })
    }
}

impl Organization {
    async fn ask(self, aws: &Aws) -> Result<Organization, Fault> {
        let account_id = match self.account_id.get() {
            Some(account_id) => account_id.clone(),
            None => aws.default_account().await?,
        };
        let Some(described) = described(aws, &account_id).await? else {
            let message = format!("account {account_id} is in no organization");
            return Err(Fault::new(FaultKind::NotFound, message)
                .hint("Make one with the resource `plinth_organization`, or ask from another account"));
        };
        let (tree, trusted, delegated) = tokio::try_join!(
            tree(aws, &account_id),
            trusted_services(aws, &account_id),
            delegated_administrators(aws, &account_id),
        )?;
        let mut administrators: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (service, account_id) in delegated.iter().cloned() {
            administrators.entry(service).or_default().insert(account_id);
        }
        let on = tree.root.policy_types.iter().filter(|(_, state)| *state == "ENABLED");
        Ok(Organization {
            account_id: account_id.into(),
            organization_id: described.organization_id.clone().into(),
            arn: described.arn.clone().into(),
            feature_set: described.feature_set.clone().into(),
            management_account_id: described.management_account_id.clone().into(),
            management_account_email: described.management_account_email.clone().into(),
            root_id: tree.root.id.clone().into(),
            enabled_policy_types: on.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>().into(),
            trusted_services: (*trusted).clone().into(),
            delegated_administrators: administrators.into(),
            organizational_unit_ids: tree.unit_ids_by_path().into(),
            accounts: tree.account_ids_by_name().into(),
            account_details: details(&tree).into(),
        })
    }
}

fn details(tree: &Tree) -> BTreeMap<String, Account> {
    let paths = tree.paths_by_account();
    let detail = |account: &Member| Account {
        name: account.name.clone().into(),
        email: account.email.clone().into(),
        arn: account.arn.clone().into(),
        status: account.state.clone().into(),
        organizational_unit: Out(paths.get(&account.id).cloned()),
        organizational_unit_id: account.parent_id.clone().into(),
        joined_method: account.joined_method.clone().into(),
        joined_timestamp: account.joined_timestamp.clone().into(),
    };
    tree.accounts.values().map(|account| (account.id.clone(), detail(account))).collect()
}
