//! The modules, one list of few lines each. A module whose resource the provider does not have is not written.

use super::recipe::{Check, Derived, Each, Recipe};

const ROUTE_TABLES: Derived = Derived {
    name: "all_route_table_ids",
    description: "IDs of all route tables of the tiers, for peering connections.",
    value: "toset(flatten([for tables in values(plinth_env_vpc.this.route_table_ids) : values(tables)]))",
};

const NAT_GATEWAYS: Check = Check {
    variable: "nat_gateways",
    condition: "var.nat_gateways == null || can(regex(\"^(one_per_az|single|none|[1-8])$\", var.nat_gateways))",
    message: "nat_gateways is one_per_az, single, none, or a number from 1 to 8.",
    refused: "\"many\"",
};

const ACCESS: Check = Check {
    variable: "roles",
    condition: "alltrue([for role in values(var.roles) : contains([\"full_access\", \"read_only\", \"developer\", \"billing\", \"support\", \"logs\", \"iam_admin\", \"auto_deploy\", \"custom\"], role.access)])",
    message: "The access of a role is full_access, read_only, developer, billing, support, logs, iam_admin, auto_deploy or custom.",
    refused: "{ wrong = { access = \"everything\" } }",
};

/// All modules.
pub const RECIPES: &[Recipe] = &[
    Recipe {
        name: "organization",
        title: "The organization, its organizational units and the services that it trusts",
        about: "It is created, or adopted when the account has one already. Which accounts are in it, the data source `plinth_organization` tells.",
        resource: "plinth_organization",
        hidden: &["account_organizational_units", "accounts"],
        prevent_destroy: true,
        example: "organizational_units = [\"Security\", \"Workloads/Prod\"]",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "account",
        title: "A member account of the organization, ready to use",
        about: "Closing an account cannot be undone; leave `close_on_deletion` unset to have a destroy refused.",
        resource: "plinth_account",
        prevent_destroy: true,
        example: "name = \"prod\"\nemail = \"aws+prod@example.com\"\norganizational_unit = \"Workloads/Prod\"",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "accounts",
        title: "The member accounts of the organization, by name",
        about: "Adding an account is one entry of the map. Closing one cannot be undone, so a destroy is refused.",
        resource: "plinth_account",
        each: Some(Each { variable: "accounts", key: "name", entry: "account" }),
        prevent_destroy: true,
        example: "accounts = {\nprod = { email = \"aws+prod@example.com\", organizational_unit = \"Workloads/Prod\" }\n}",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "guardrails",
        title: "Policies of the organization with what they are attached to, by name",
        about: "A policy is one of the presets or a document of one's own.",
        resource: "plinth_guardrail",
        each: Some(Each { variable: "guardrails", key: "name", entry: "guardrail" }),
        example: "guardrails = {\ndeny-leaving-organization = { preset = \"deny_leaving_organization\", targets = [\"Root\"] }\n}",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "account-baseline",
        title: "The guardrails of one account in all its regions",
        about: "Every guardrail can be switched off, or left as it is found.",
        resource: "plinth_account_baseline",
        example: "account = \"111122223333\"\nregions = [\"eu-west-1\", \"us-east-1\"]",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "log-archive",
        title: "The bucket that trails, Config and flow logs of the organization write to",
        about: "Only the organization's accounts can write to it, and nobody can make it public.",
        resource: "plinth_log_archive",
        prevent_destroy: true,
        example: "account = \"111122223333\"\nbucket = \"acme-log-archive\"",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "env-vpc",
        title: "The VPC of an environment: tiers of subnets in several availability zones, gateways, routes and flow logs",
        about: "A subnet's block follows from its tier and its zone, so adding a zone or a tier never moves another.",
        resource: "plinth_env_vpc",
        checks: &[NAT_GATEWAYS],
        shown: &["availability_zone_ids", "cidr_block"],
        outputs: &[ROUTE_TABLES],
        example: "name = \"prod\"\ncidr_block = \"10.0.0.0/16\"",
        complete: "name = \"prod\"\naccount = \"111122223333\"\nregion = \"eu-west-1\"\ncidr_block = \"10.0.0.0/16\"\nnum_availability_zones = 3\nnat_gateways = \"one_per_az\"\ntags = { Environment = \"prod\" }",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "management-vpc",
        title: "The VPC from which people and tools reach the environments' VPCs",
        about: "It is an environment's VPC of the kind `management`: it has the tiers that bastions, VPNs and CI need.",
        resource: "plinth_env_vpc",
        settled: &[("kind", "\"management\"")],
        checks: &[NAT_GATEWAYS],
        shown: &["availability_zone_ids", "cidr_block"],
        outputs: &[ROUTE_TABLES],
        example: "name = \"management\"\ncidr_block = \"10.0.0.0/16\"",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "vpc-peering",
        title: "A peering connection between two VPCs in any accounts and regions, accepted and routed on both sides",
        about: "One apply makes both sides. Route tables that are not named get no routes.",
        resource: "plinth_vpc_peering",
        example: "name = \"management-to-prod\"\nrequester_vpc_id = \"vpc-0123456789abcdef0\"\naccepter_vpc_id = \"vpc-0fedcba9876543210\"",
        complete: "name = \"management-to-prod\"\naccount = \"111122223333\"\nregion = \"eu-west-1\"\nrequester_vpc_id = \"vpc-0123456789abcdef0\"\nrequester_route_table_ids = [\"rtb-0123456789abcdef0\"]\naccepter_account = \"444455556666\"\naccepter_region = \"us-east-1\"\naccepter_vpc_id = \"vpc-0fedcba9876543210\"\naccepter_route_table_ids = [\"rtb-0fedcba9876543210\"]",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "cross-account-roles",
        title: "Roles of one account that other accounts may assume, by name",
        about: "People need MFA, unless a role says otherwise; machines have sessions of one hour.",
        resource: "plinth_cross_account_role",
        each: Some(Each { variable: "roles", key: "name", entry: "role" }),
        checks: &[ACCESS],
        example: "roles = {\nread-only = { access = \"read_only\", trusted_accounts = [\"111122223333\"] }\n}",
        complete: "account = \"444455556666\"\nroles = {\nread-only = { access = \"read_only\", trusted_accounts = [\"111122223333\"] }\nbilling = { access = \"billing\", trusted_accounts = [\"111122223333\"] }\nauto-deploy = { access = \"auto_deploy\", trusted_accounts = [\"777788889999\"] }\n}",
        ..Recipe::PLAIN
    },
    Recipe {
        name: "secrets-key",
        title: "One KMS key for the secrets of an environment",
        about: "Who may encrypt is not who may decrypt, and neither administers the key.",
        resource: "plinth_secrets_key",
        prevent_destroy: true,
        example: "name = \"prod\"",
        ..Recipe::PLAIN
    },
];

/// The type of the resource that a module is made of; nothing of a module that has no recipe.
pub fn resource(module: &str) -> Option<&'static str> {
    RECIPES.iter().find(|recipe| recipe.name == module).map(|recipe| recipe.resource)
}
