//! `.terraform.lock.hcl`, byte for byte as `terraform init` writes it.

use super::constraints::canonical;
use super::find::Package;

/// The provider's address. Terraform's registry is the host of a source that names none.
const ADDRESS: &str = "registry.terraform.io/plinth/plinth";

/// The lock file of a root module in which the provider's version is constrained like this.
pub fn lock_file(package: &Package, constraints: &[&str]) -> String {
    let mut text = format!(
        "# This file is maintained automatically by \"terraform init\".\n# Manual edits may be lost in future updates.\n\n\
         provider \"{ADDRESS}\" {{\n  version     = \"{}\"\n  constraints = \"{}\"\n  hashes = [\n",
        package.version,
        canonical(constraints)
    );
    for hash in &package.hashes {
        text.extend(["    \"", hash, "\",\n"]);
    }
    text + "  ]\n}\n"
}
