//! `plinth_organization`: its page, its attributes, and the parts they are wired to.

mod destroy;
mod own;
mod parts;
mod preflight;
mod root_access;
mod rules;
mod unit_paths;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Fault, Global, Graph, Imported, Leaves, Leaving, Preflight};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::parts::iam::root_access::RootAccess;
use crate::parts::organizations::policy_type::TYPES;

use root_access::RootAccessManagement;
use unit_paths::{UNIT_PATH, UnitPaths};

/// An organization of AWS accounts, with its organizational units, the policy types and the services that it has turned
/// on, and the accounts that administer services for it.
///
/// It lives in the management account, and has all features. Where the account manages an organization already, that one
/// is adopted and changed to what is said here; there is no need to import it. An organizational unit, a policy type, a
/// trusted service or a delegated administrator that is there already is adopted in the same way.
///
/// Only what is listed is this resource's business: a service that somebody else turned on stays on, and a unit that
/// somebody else made stays as it is. What is taken off a list is turned off, deregistered or deleted: a unit only when it
/// is empty. An attribute that is left out is not managed at all.
///
/// Services such as GuardDuty, Security Hub, Macie and Inspector appoint their administrators by calls of their own, which
/// turn on trusted access as well; `plinth_account_baseline` does that. `delegated_administrators` is for those that have
/// none. An account that `plinth_account` makes in the same configuration is made after the organization, so its ID has to
/// be written, or come from elsewhere.
///
/// Each change of an organization waits for the one before, also for those of others: AWS takes one at a time.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "organization")]
pub struct Organization {
    /// Types of policies that are enabled at the root, such as `SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY`,
    /// `TAG_POLICY` or `DECLARATIVE_POLICY_EC2`. When a type is taken off the list, AWS takes its policies off everything
    /// that they are attached to.
    #[tf(optional, check = each(OneOf(TYPES)))]
    pub enabled_policy_types: Option<BTreeSet<String>>,
    /// Services that may act in all accounts of the organization, by their principals, such as
    /// `access-analyzer.amazonaws.com` or `sso.amazonaws.com`.
    #[tf(optional, check = each(SERVICE))]
    pub trusted_services: Option<BTreeSet<String>>,
    /// Accounts that administer a service for the whole organization, by the service's principal. The service must have
    /// trusted access.
    #[tf(optional, check = keys(SERVICE), check = each(Items(1, 100)), check = each(each(ACCOUNT)))]
    pub delegated_administrators: Option<BTreeMap<String, BTreeSet<String>>>,
    /// Organizational units by path, such as `Workloads/Prod`, at most five levels deep. The units that a path goes through
    /// are made with it, and need not be listed. A unit that somebody renames gets its name back; to change a name, change it
    /// at AWS and here.
    #[tf(optional, check = each(UNIT_PATH))]
    pub organizational_units: Option<UnitPaths>,
    /// What the organization can do about the root users of its member accounts. Needs trusted access for
    /// `iam.amazonaws.com`.
    #[tf(optional)]
    pub root_access_management: Option<RootAccessManagement>,
    /// What a destroy does: with `keep`, nothing at AWS, so that Terraform only forgets the organization, and a warning says
    /// so; with `delete`, it turns off, deregisters and deletes all that is listed here, and the organization itself. What AWS
    /// does not delete stays: the organization while it has member accounts, closed ones included, and units that an account
    /// or somebody else's unit is in. The plan of the destroy says which. Apply the value before the destroy.
    #[tf(default = "keep", check = OneOf(&["keep", "delete"]))]
    pub on_destroy: String,
    /// ID of the organization, such as `o-exampleorgid`.
    #[tf(computed)]
    pub organization_id: Out<String>,
    /// ARN of the organization.
    #[tf(computed)]
    pub arn: Out<String>,
    /// ID of the account that manages the organization.
    #[tf(computed)]
    pub management_account_id: Out<String>,
    /// E-mail address of the management account's root user.
    #[tf(computed)]
    pub management_account_email: Out<String>,
    /// ID of the root, which everything in the organization is under, such as `r-examplerootid111`.
    #[tf(computed)]
    pub root_id: Out<String>,
    /// IDs of the organizational units that are managed here, those on the way included, by path.
    #[tf(computed)]
    pub organizational_unit_ids: Out<BTreeMap<String, String>>,
    /// IDs of all accounts of the organization by name, as they were when Terraform last looked. A name that several
    /// accounts have stands for the one that is active; where that does not tell, it is left out.
    #[tf(computed)]
    pub accounts: Out<BTreeMap<String, String>>,
    /// Path of the organizational unit that each account of the organization is in, such as `Workloads/Prod`, or `Root`, by
    /// the account's ID, as it was when Terraform last looked.
    #[tf(computed)]
    pub account_organizational_units: Out<BTreeMap<String, String>>,
    /// What every resource has. The tags are on the root: the organization itself takes none.
    #[tf(flatten)]
    pub common: Global,
}

const SERVICE: Check = Check::Pattern(
    r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.amazonaws\.com",
    "the principal of a service, as `access-analyzer.amazonaws.com`",
);
const ACCOUNT: Check = Check::Pattern("[0-9]{12}", "an account ID of twelve digits");

impl Composite for Organization {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id"];

    const SUBCATEGORY: &'static str = "Organization";

    fn parts(g: &mut Graph<Self>) {
        parts::declare(g);
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        preflight::organization(cx).await;
    }

    async fn leaves(cx: &Leaving<'_, Self>) -> Result<Option<Leaves>, Fault> {
        destroy::leaves(cx).await
    }

    fn imported(organization: &mut Imported<'_, Self>) {
        let features = organization.names("root_access").into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        if !features.is_empty() {
            let has = |feature: &str| features.contains(feature);
            let management = RootAccessManagement {
                root_credentials_management: has(RootAccess::CREDENTIALS),
                root_sessions: has(RootAccess::SESSIONS),
            };
            organization.set(Self::fields().root_access_management, &Some(management));
        }
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}
