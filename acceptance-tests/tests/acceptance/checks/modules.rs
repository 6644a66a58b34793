//! The tests that come with the modules.

use crate::world::World;
use acceptance_tests::aws::{Inventory, REGION};
use acceptance_tests::cli::Workdir;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::live::allow_destroy;
use acceptance_tests::{ensure, paths};
use std::fs;
use std::path::Path;

/// `terraform test` of every module: examples are planned and, where they can be cleaned up, applied to a mock; every value
/// that a variable refuses is refused.
pub(crate) fn scenario_every_module_passes_its_own_tests(world: &World<'_>) -> Result<()> {
    let workdir = world.workdir()?;
    let modules = workdir.module();
    copy(&paths::repository().join("modules"), &modules)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(&modules).context("no modules")? {
        names.push(entry.context("no modules")?.file_name().to_string_lossy().into_owned());
    }
    ensure!(!names.is_empty(), "there are no modules");
    names.sort();
    for name in names {
        let folder = format!("-chdir={name}");
        workdir.run(&[&folder, "get"])?.success()?;
        let said = workdir.run(&[&folder, "test"])?.success()?;
        ensure!(said.text.contains("passed, 0 failed"), "{name} has no tests:\n{}", said.text);
    }
    Ok(())
}

/// What the modules that put others together make is there, settled, and goes again. A generated repository has units of the
/// single modules, so nothing else applies these; an account is made here, too, and stays, as its module demands.
pub(crate) fn scenario_modules_of_whole_accounts_are_applied(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let modules = case.workdir.module().join("modules");
    copy(&paths::repository().join("modules"), &modules)?;
    let (member, management) = (&case.member.id, &case.management.id);
    let shared = format!(
        "  account = \"{member}\"\n  regions = [\"{HOME}\"]\n  roles = {{\n    read-only = {{ access = \"read_only\", \
         trusted_accounts = [\"{management}\"] }}\n  }}\n"
    );
    let network = format!("  name = \"stage\"\n  region = \"{HOME}\"\n  cidr_block = \"10.20.0.0/16\"\n");
    let accounts = [&case.management, &case.member];
    for (module, arguments) in [
        ("security-account", shared.clone()),
        ("shared-services-account", format!("{shared}{network}")),
        ("environment-account", format!("{shared}{network}")),
    ] {
        let before = Inventory::take(&accounts, &[REGION, HOME])?;
        call(&case.workdir, module, &arguments)?;
        case.workdir.run(&["get"])?.success()?;
        // The key is not given up by mistake.
        allow_destroy(&modules.join("secrets-key"))?;
        case.workdir.apply().context(module)?;
        case.workdir.expect_empty_plan().context(module)?;
        case.workdir.destroy().context(module)?;
        let after = Inventory::take(&accounts, &[REGION, HOME])?;
        let left: Vec<_> = after.since(&before).map(|object| format!("{} {}", object.kind, object.id)).collect();
        ensure!(left.is_empty(), "{module} left {left:?}");
    }
    let email = format!("aws+made-{management}@example.com");
    call(&case.workdir, "account", &format!("  name = \"made\"\n  email = \"{email}\"\n"))?;
    case.workdir.run(&["get"])?.success()?;
    case.workdir.apply().context("account")?;
    case.workdir.expect_empty_plan().context("account")?;
    ensure!(case.management.members()?.contains_key("made"), "there is no account");
    Ok(())
}

const HOME: &str = "eu-west-1";

/// A root module that calls one.
fn call(workdir: &Workdir, module: &str, arguments: &str) -> Result<()> {
    let source =
        "terraform {\n  required_providers {\n    plinth = {\n      source = \"plinth/plinth\"\n    }\n  }\n}\n";
    let provider = format!("provider \"plinth\" {{\n  region = \"{HOME}\"\n}}\n");
    workdir.write_text(&format!(
        "{source}\n{provider}\nmodule \"this\" {{\n  source = \"./modules/{module}\"\n{arguments}}}\n"
    ))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).context(to.display())?;
    for entry in fs::read_dir(from).context(from.display())? {
        let entry = entry.context(from.display())?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == ".terraform" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).context(path.display())?;
        }
    }
    Ok(())
}
