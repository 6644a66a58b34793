//! Where things are: the repository, the built provider, the emulator, its interpreter.

use crate::ensure;
use crate::error::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The provider's executable, as Terraform looks for it.
pub const PROVIDER: &str = "terraform-provider-plinth";

/// The folder of this crate, in the clone that this runs in: two clones that share a target folder also share an
/// executable, which then knows of one of them alone.
pub fn acceptance_tests() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let here = std::env::current_dir().unwrap_or_default();
        let folders = here.ancestors().map(|folder| folder.join("acceptance-tests"));
        let found = folders.into_iter().find(|folder| folder.join("Cargo.toml").is_file());
        found.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")))
    });
    &FOLDER
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    acceptance_tests().parent().unwrap_or(Path::new("."))
}

/// The generator under test, beside the running executable.
pub fn generator() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the running executable")?;
    let beside = own.ancestors().skip(1).take(2).map(|folder| folder.join("plinth"));
    let advice = "the generator is not built: run `cargo build --workspace --bins`, or `make test`, which does";
    beside.into_iter().find(|path| path.is_file()).context(advice)
}

/// The provider under test: `PLINTH_PROVIDER_BINARY`, else what cargo built beside the running executable.
pub fn provider_binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PLINTH_PROVIDER_BINARY") {
        let path = PathBuf::from(path);
        ensure!(path.is_file(), "PLINTH_PROVIDER_BINARY names no file: {}", path.display());
        return Ok(path);
    }
    let own = std::env::current_exe().context("the running executable")?;
    own.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(PROVIDER))
        .find(|path| path.is_file())
        .context("the provider is not built: run `cargo build --workspace --bins`, or `make test`, which does")
}

/// The Python interpreter that has what the emulator needs: `PLINTH_PYTHON`, else the virtual environment of `make`.
pub fn python() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PLINTH_PYTHON") {
        return Ok(PathBuf::from(path));
    }
    let path = acceptance_tests().join(".venv/bin/python");
    ensure!(path.is_file(), "the AWS emulator is not set up: run `make setup`");
    Ok(path)
}
