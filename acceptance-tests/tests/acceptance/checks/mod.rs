//! The list of checks. A number is that of the check in the table of forty that a provider has to stand; what is missing waits
//! for resources that it needs. Scenarios have none.

mod account;
mod baseline;
mod configure;
mod env_vpc;
mod examples;
mod function;
mod harness;
mod import;
mod lifecycle;
mod live;
mod log_archive;
mod modules;
mod outside;
mod peering;
mod process;
mod replace;
mod signal;
mod start;
mod terragrunt;
mod trust;
mod unknown;
mod update;

use crate::world::World;
use acceptance_tests::cli::Terragrunt;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::Result;

/// A named check.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) body: Body,
}

/// What a check needs.
pub(crate) enum Body {
    /// The provider's binary alone.
    Provider(fn() -> Result<()>),
    /// The emulator alone.
    Emulator(fn(&Emulator) -> Result<()>),
    /// A command line tool, and the emulator.
    Cli(fn(&World<'_>) -> Result<()>),
    /// The same, and what it proves does not depend on the tool: the first that is there is enough.
    OneCli(fn(&World<'_>) -> Result<()>),
    /// The same, and it takes so long that it is run only where `PLINTH_LIVE_FULL` is set.
    LongCli(fn(&World<'_>) -> Result<()>),
    /// Terragrunt with one of the tools; skipped where there is none.
    Terragrunt(fn(&World<'_>, &Terragrunt) -> Result<()>),
}

/// One line per check, in the order of the table.
macro_rules! checks {
    ($($kind:ident $module:ident::$name:ident),* $(,)?) => {
        /// All checks.
        pub(crate) fn all() -> Vec<Check> {
            vec![$(Check { name: stringify!($name), body: Body::$kind($module::$name) }),*]
        }
    };
}

checks! {
    Emulator harness::harness_the_proxy_breaks_calls_as_told,
    Provider process::check_01_a_person_who_starts_it_is_told_what_it_is,
    Provider process::check_02_the_handshake_line_has_six_fields,
    Provider process::check_03_only_the_client_that_started_it_gets_in,
    Cli start::check_04_without_tls_it_works_as_well,
    Cli start::check_05_the_schema_is_the_committed_one,
    Cli start::check_06_validate_needs_no_aws,
    Cli start::check_07_processes_end_when_they_are_told,
    Cli lifecycle::check_08_plan_apply_plan_is_empty,
    Cli lifecycle::check_09_every_optional_argument_at_once,
    Cli lifecycle::check_10_an_optional_argument_that_is_taken_away_is_gone,
    Cli lifecycle::check_11_empty_is_as_good_as_absent,
    Cli update::check_12_updates_happen_in_place,
    Cli update::check_13_some_changes_replace_and_say_why,
    Cli unknown::check_14_every_argument_may_be_unknown,
    Cli unknown::check_16_a_provider_argument_may_be_unknown,
    Cli configure::check_17_the_environment_is_heeded_and_arguments_come_first,
    Cli replace::check_20_only_the_instance_that_comes_or_goes_changes,
    Cli outside::check_21_what_was_deleted_outside_is_made_again,
    Cli outside::check_22_an_error_while_reading_changes_nothing,
    Cli outside::check_23_drift_is_shown_and_repaired,
    Cli outside::check_24_without_refresh_nothing_is_read,
    Cli replace::check_25_taint_untaint_and_replace,
    Cli lifecycle::check_29_an_error_while_destroying_keeps_the_object,
    Cli import::check_30_import_restores_the_whole_state,
    Cli import::check_30_import_of_many_with_for_each,
    Cli function::check_38_functions_are_pure_and_blame_the_right_argument,
    Cli configure::scenario_one_provider_is_in_every_account,
    Cli configure::scenario_a_call_waits_its_turn_however_long,
    Cli trust::scenario_a_role_is_assumed_from_another_account,
    Cli trust::scenario_a_wrong_external_id_is_refused,
    Cli trust::scenario_without_mfa_a_role_for_people_is_refused,
    Cli baseline::scenario_a_baseline_deletes_default_vpcs_that_are_empty_and_names_what_is_in_others,
    Cli baseline::scenario_regions_that_an_account_may_not_use_are_refused_in_the_plan,
    Cli baseline::scenario_what_a_baseline_lets_go_stays_and_is_named_or_goes_back,
    Cli peering::scenario_vpcs_of_two_accounts_and_regions_are_peered,
    Cli peering::scenario_a_peering_is_imported_with_both_sides,
    Cli peering::scenario_a_peering_leads_to_a_block_that_is_added_later,
    Cli peering::scenario_vpcs_that_share_addresses_are_refused_in_the_plan,
    Cli peering::scenario_a_peering_that_nobody_accepts_in_time_says_so,
    Cli signal::scenario_sigint_at_any_call_of_a_create_loses_no_role,
    Cli signal::scenario_sigterm_at_any_call_of_a_create_loses_no_role,
    Cli signal::scenario_sigkill_at_any_call_of_a_create_loses_no_role,
    Cli env_vpc::scenario_a_vpc_that_cannot_be_is_refused_while_planning,
    Cli env_vpc::scenario_a_vpc_grows_and_nothing_that_exists_moves,
    Cli env_vpc::scenario_what_keeps_a_vpc_is_named,
    Cli env_vpc::scenario_a_vpc_with_everything_and_back,
    Cli env_vpc::scenario_a_vpc_gets_its_block_from_a_pool,
    Cli env_vpc::scenario_nothing_else_becomes_a_vpc,
    Cli account::scenario_many_accounts_are_vended_at_once,
    Cli account::scenario_a_killed_vend_goes_on_with_its_request,
    Cli account::scenario_a_slow_vend_is_continued,
    Cli account::scenario_why_no_account_is_made_is_said,
    Cli account::scenario_a_new_account_can_be_used_when_it_is_made,
    Cli account::scenario_a_destroy_closes_an_account_only_when_it_is_told_to,
    Cli account::scenario_an_account_that_exists_is_refused_adopted_and_imported,
    Cli account::scenario_a_destroyed_organization_leaves_what_its_accounts_are_in,
    Cli log_archive::scenario_an_organization_delivers_its_logs_to_the_archive,
    Cli log_archive::scenario_an_archive_with_logs_is_not_destroyed,
    Cli log_archive::scenario_an_archive_that_cannot_be_is_refused_while_planning,
    Cli examples::scenario_every_example_is_applied_and_destroyed,
    OneCli live::scenario_every_unit_of_every_preset_is_valid,
    OneCli live::scenario_the_starter_is_applied_by_terraform,
    OneCli live::scenario_the_starter_is_applied_by_terragrunt_units,
    OneCli live::scenario_the_standard_is_applied_by_terraform,
    OneCli live::scenario_the_standard_is_applied_by_terragrunt_units,
    LongCli live::scenario_the_enterprise_is_applied_by_terraform,
    LongCli live::scenario_the_enterprise_is_applied_by_terragrunt_units,
    OneCli live::scenario_a_repo_changes_its_flavour_and_keeps_its_state,
    Terragrunt terragrunt::scenario_the_starter_is_applied_by_terragrunt_itself,
    Terragrunt terragrunt::scenario_stacks_become_the_same_units,
    OneCli modules::scenario_every_module_passes_its_own_tests,
    OneCli modules::scenario_modules_of_whole_accounts_are_applied,
}
