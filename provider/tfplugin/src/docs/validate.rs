//! The rules of `tfplugindocs validate`, so that a tree of pages that the Registry would refuse fails a test here.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::front_matter;

const MAX_FILES: usize = 2_000;
const MAX_BYTES: u64 = 500_000;

/// Folders that the Registry knows, beside `cdktf`, which holds translations.
const FOLDERS: [&str; 8] = [
    "actions",
    "data-sources",
    "ephemeral-resources",
    "functions",
    "guides",
    "list-resources",
    "resources",
    "state-stores",
];

/// What the provider has, and so must have pages for. Full names, with the provider's prefix; functions have none.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The provider's name: `plinth`.
    pub provider: String,
    /// Resources.
    pub resources: Vec<String>,
    /// Data sources.
    pub data_sources: Vec<String>,
    /// Ephemeral resources.
    pub ephemeral_resources: Vec<String>,
    /// Functions.
    pub functions: Vec<String>,
}

/// All problems of the pages in `dir/docs`, each a sentence that starts with the file; empty when there are none.
///
/// # Errors
///
/// A folder or file cannot be read.
pub fn validate(dir: &Path, names: &Names) -> io::Result<Vec<String>> {
    let docs = dir.join("docs");
    let mut problems = Vec::new();
    if dir.join("website").join("docs").exists() {
        problems.push("website/docs: the Registry takes either `docs` or `website/docs`; keep `docs`".to_owned());
    }
    let mut count = 0;
    for name in list(&docs)? {
        let path = docs.join(&name);
        let shown = format!("docs/{name}");
        if !path.is_dir() {
            count += 1;
            if name != "index.md" {
                problems.push(format!("{shown}: only `index.md` stands in `docs` itself"));
            }
            page(&path, &shown, &mut problems)?;
        } else if FOLDERS.contains(&name.as_str()) {
            count += folder(&path, &shown, &mut problems)?;
        } else if name != "cdktf" {
            problems.push(format!("{shown}: the Registry knows no such folder; it knows {}", FOLDERS.join(", ")));
        }
    }
    if count > MAX_FILES {
        problems.push(format!("docs: {count} files are more than the {MAX_FILES} that the Registry takes"));
    }
    if !docs.join("index.md").is_file() {
        problems.push("docs/index.md: the page of the provider is missing".to_owned());
    }
    let all = [
        ("resources", &names.resources),
        ("data-sources", &names.data_sources),
        ("ephemeral-resources", &names.ephemeral_resources),
        ("functions", &names.functions),
    ];
    for (folder, declared) in all {
        let prefix = format!("{}_", names.provider);
        let expected = declared.iter().map(|name| name.strip_prefix(&prefix).unwrap_or(name).to_owned()).collect();
        exactly(&docs, folder, &expected, &mut problems)?;
    }
    Ok(problems)
}

/// Every declared thing has exactly one page, and there are no others.
fn exactly(docs: &Path, folder: &str, expected: &BTreeSet<String>, problems: &mut Vec<String>) -> io::Result<()> {
    let found: BTreeSet<String> =
        list(&docs.join(folder))?.into_iter().filter_map(|file| file.strip_suffix(".md").map(str::to_owned)).collect();
    for name in expected.difference(&found) {
        problems.push(format!("docs/{folder}/{name}.md: the page is missing"));
    }
    for name in found.difference(expected) {
        problems.push(format!("docs/{folder}/{name}.md: the provider has nothing of that name"));
    }
    Ok(())
}

/// Tests the pages of a folder, and counts them.
fn folder(path: &Path, shown: &str, problems: &mut Vec<String>) -> io::Result<usize> {
    let files = list(path)?;
    for name in &files {
        let (path, shown) = (path.join(name), format!("{shown}/{name}"));
        if path.is_dir() {
            problems.push(format!("{shown}: pages stand in the folder itself, not in folders inside"));
        } else {
            page(&path, &shown, problems)?;
        }
    }
    Ok(files.len())
}

fn page(path: &Path, shown: &str, problems: &mut Vec<String>) -> io::Result<()> {
    if path.extension().is_none_or(|extension| extension != "md") {
        problems.push(format!("{shown}: a page's name ends in `.md`"));
        return Ok(());
    }
    let size = fs::metadata(path)?.len();
    if size > MAX_BYTES {
        problems.push(format!("{shown}: {size} bytes are more than the {MAX_BYTES} that the Registry takes"));
    }
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let entries = match front_matter::read(&text) {
        Ok(entries) => entries,
        Err(problem) => {
            problems.push(format!("{shown}: {problem}"));
            return Ok(());
        }
    };
    let is_index = shown == "docs/index.md";
    let mut seen = BTreeSet::new();
    for (key, value) in &entries {
        if !seen.insert(key.as_str()) {
            problems.push(format!("{shown}: the front matter has `{key}` twice"));
        }
        match key.as_str() {
            "page_title" if value.is_empty() => problems.push(format!("{shown}: `page_title` is empty")),
            "layout" | "sidebar_current" => {
                problems.push(format!("{shown}: `{key}` belongs to the old `website/docs`; remove it"));
            }
            "subcategory" if is_index => problems.push(format!("{shown}: the index has no `subcategory`; remove it")),
            "page_title" | "subcategory" | "description" => {}
            _ => problems.push(format!("{shown}: the Registry knows no `{key}` in front matter")),
        }
    }
    let mandatory: &[&str] =
        if shown.starts_with("docs/guides/") { &["page_title"] } else { &["page_title", "description"] };
    for key in mandatory.iter().filter(|key| !seen.contains(**key)) {
        problems.push(format!("{shown}: the front matter lacks `{key}`"));
    }
    Ok(())
}

/// Names in a folder, sorted; a folder that is not there is empty.
fn list(path: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
