//! Root modules of Terraform: a `main.tf` with a module called `unit` in each folder.

use std::path::Path;

use super::Finding;
use super::read::{Source, find, resolve};
use super::unit::{Found, Given, Needed, Way, uses};
use crate::keep::KeepError;

/// Arguments of a module block that are no inputs.
const META: [&str; 6] = ["source", "version", "providers", "for_each", "count", "depends_on"];

pub(super) fn units(root: &Path, findings: &mut Vec<Finding>) -> Result<Vec<Found>, KeepError> {
    let mut units = Vec::new();
    for path in find(root, "main.tf")? {
        let Some(source) = Source::read(root, &path, findings)? else { continue };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_unit = |block: &&hcl_edit::structure::Block| block.has_exact_labels(&["unit"]);
        let Some(block) = source.body.get_blocks("module").find(is_unit) else { continue };
        let from = block.body.get_attribute("source").and_then(|attribute| attribute.value.as_str());
        let inputs = block.body.attributes().filter(|attribute| !META.contains(&attribute.key.as_str()));
        let given = |attribute: &hcl_edit::structure::Attribute| {
            let text = attribute.value.as_str().map(str::to_owned);
            (attribute.key.as_str().to_owned(), Given { file: path.clone(), line: source.line(attribute), text })
        };
        units.push(Found {
            path: folder.to_owned(),
            file: path.clone(),
            line: source.line(block),
            module: from.filter(|from| from.starts_with('.')).and_then(|from| resolve(folder, from)),
            inputs: inputs.map(given).collect(),
            complete: true,
            dependencies: states(&source),
            after: Vec::new(),
            uses: uses(&source, &["data", "terraform_remote_state"], &["outputs", "unit"]),
        });
    }
    Ok(units)
}

/// Other units whose states are read.
fn states(source: &Source) -> Vec<Needed> {
    let blocks = source
        .body
        .get_blocks("data")
        .filter(|block| block.labels.first().is_some_and(|label| label.as_str() == "terraform_remote_state"));
    let one = |block: &hcl_edit::structure::Block| {
        let name = block.labels.get(1)?.as_str().to_owned();
        let config = block.body.get_attribute("config").and_then(|attribute| attribute.value.as_object());
        let key = config.and_then(|config| {
            config
                .iter()
                .find(|(name, _)| super::read::key(name).is_some_and(|name| name == "key"))
                .map(|(_, value)| value.expr())
        });
        let way = key.and_then(|key| {
            let written = key.as_str()?;
            let to = written.strip_suffix("/terraform.tfstate").map(str::to_owned);
            Some(Way { file: source.path.clone(), line: source.line(key), to, written: written.to_owned() })
        });
        Some(Needed { name, way, file: source.path.clone(), line: source.line(block), mocks: None, commands: None })
    };
    blocks.filter_map(one).collect()
}
