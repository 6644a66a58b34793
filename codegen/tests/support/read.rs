//! What is in a folder.

use std::collections::BTreeMap;
use std::path::Path;

/// The files below a folder, by their path in it.
pub(crate) fn read(folder: &Path) -> BTreeMap<String, String> {
    fn walk(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            // What Terraform leaves where somebody tried a module.
            if name == ".terraform" || name == ".terraform.lock.hcl" {
                continue;
            }
            if path.is_dir() {
                walk(&path, root, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}
