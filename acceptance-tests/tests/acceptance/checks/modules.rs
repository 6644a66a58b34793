//! The tests that come with the modules.

use crate::world::World;
use acceptance_tests::error::{Context as _, Result};
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
