//! What a live repo holds that the program reads: the layout, recorded blocks, pinned accounts.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use miette::miette;

use super::Failure;
use super::generate::failure;
use super::writes::Writes;
use crate::cidr::Blocks;
use crate::keep::{self, Guard, Move};
use crate::package;
use crate::resolve::{Recorded, Resolved, resolve};
use crate::spec;

/// The layout file's name.
pub(super) const LAYOUT: &str = "plinth.yaml";
/// Where blocks are recorded.
const BLOCKS: &str = ".plinth/networks.json";
/// Where the layout's JSON Schema is.
pub(super) const SCHEMA: &str = ".plinth/layout.schema.json";
/// Where IDs of accounts are pinned.
const ACCOUNTS: &str = "accounts.json";
/// Where the provider's packages are pinned.
const PROVIDER: &str = ".plinth/provider.json";

/// The estate that the folder's layout means, with all that is wrong if it means none.
pub(super) fn read(directory: &Path) -> Result<Resolved, Vec<Failure>> {
    read_moved(directory, &[])
}

/// The same after folders were renamed: what is recorded about them goes along.
pub(super) fn read_moved(directory: &Path, moves: &[Move]) -> Result<Resolved, Vec<Failure>> {
    let path = directory.join(LAYOUT);
    let text = fs::read_to_string(&path).map_err(|error| {
        let help = "plinth init writes one; -C names another folder";
        vec![miette!(help = help, "{} could not be read: {error}", path.display())]
    })?;
    let recorded = Recorded {
        blocks: moved(blocks(&directory.join(BLOCKS)).map_err(|failure| vec![failure])?, moves),
        account_ids: moved(pinned(&directory.join(ACCOUNTS)).map_err(|failure| vec![failure])?, moves),
        package: recorded(&directory.join(PROVIDER)).map_err(|failure| vec![failure])?,
    };
    let layout = spec::parse(&text).map_err(|problem| vec![Failure::new(problem.in_file(LAYOUT, &text))])?;
    resolve(&layout, &recorded)
        .map_err(|problems| problems.into_iter().map(|problem| Failure::new(problem.in_file(LAYOUT, &text))).collect())
}

/// Keys are folders. One that is there under its new name already stays as it is.
fn moved<T>(recorded: BTreeMap<String, T>, moves: &[Move]) -> BTreeMap<String, T> {
    let (old, mut kept): (BTreeMap<String, T>, BTreeMap<String, T>) =
        recorded.into_iter().partition(|(folder, _)| keep::renamed(moves, folder).is_some());
    for (folder, value) in old {
        if let Some(new) = keep::renamed(moves, &folder) {
            kept.entry(new).or_insert(value);
        }
    }
    kept
}

/// What a JSON file records; the default where there is none.
pub(super) fn recorded<T: Default + serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
        Err(error) => return Err(miette!("{} could not be read: {error}", path.display())),
    };
    let help = "take the file back from version control: what it records is nowhere else";
    serde_json::from_str(&text).map_err(|error| miette!(help = help, "{} is damaged: {error}", path.display()))
}

fn blocks(path: &Path) -> Result<Blocks, Failure> {
    let texts: BTreeMap<String, String> = recorded(path)?;
    let parse = |(place, text): (String, String)| match text.parse() {
        Ok(block) => Ok((place, block)),
        Err(_) => Err(miette!("{} is damaged: {place} has `{text}`, which is no IPv4 block", path.display())),
    };
    texts.into_iter().map(parse).collect()
}

/// The record of blocks, by which the next run hands out none of them again: path and text.
pub(super) fn blocks_record(blocks: &Blocks) -> Result<(String, String), Failure> {
    let texts: BTreeMap<&String, String> = blocks.iter().map(|(place, block)| (place, block.to_string())).collect();
    let text = serde_json::to_string_pretty(&texts)
        .map_err(|error| miette!("{BLOCKS} could not be written, and is as it was: {error}"))?;
    Ok((BLOCKS.to_owned(), text + "\n"))
}

/// The schema by which editors complete the layout: path and text.
pub(super) fn schema_record() -> Result<(String, String), Failure> {
    let text = spec::schema().map_err(|error| miette!("{SCHEMA} could not be written: {error}"))?;
    Ok((SCHEMA.to_owned(), text))
}

/// `accounts.json` maps names to objects whose `id` may be missing or empty.
fn pinned(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let accounts: BTreeMap<String, serde_json::Value> = recorded(path)?;
    let id = |account: &serde_json::Value| {
        account.get("id").and_then(|id| id.as_str()).filter(|id| !id.is_empty()).map(str::to_owned)
    };
    Ok(accounts.iter().filter_map(|(name, account)| Some((name.clone(), id(account)?))).collect())
}

/// Writes IDs beside what `accounts.json` says already.
pub(super) fn pin(directory: &Path, names: &[&str], ids: &[String]) -> Result<String, Failure> {
    let path = directory.join(ACCOUNTS);
    let writes = Writes::begin()?;
    let _guard = Guard::take(directory).map_err(failure)?;
    let before = fs::read_to_string(&path).ok();
    // In the order of the file, so that it is what `generate` writes.
    let mut accounts: serde_json::Map<String, serde_json::Value> = recorded(&path)?;
    for pair in ids {
        let (name, id) = pair.split_once('=').ok_or_else(|| miette!("`{pair}` is not of the form name=id"))?;
        if !names.contains(&name) {
            return Err(miette!(help = spec::known_words(name, names.iter().copied()), "unknown account `{name}`"));
        }
        if id.len() != 12 || !id.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(miette!("`{id}` is no account ID: it has twelve digits"));
        }
        let account = accounts.entry(name).or_insert_with(|| serde_json::json!({}));
        let account = account.as_object_mut().ok_or_else(|| miette!("{}: `{name}` is no object", path.display()))?;
        account.insert("id".to_owned(), id.into());
    }
    let text = serde_json::to_string_pretty(&accounts)
        .map_err(|error| miette!("accounts.json could not be written: {error}"))?
        + "\n";
    replace(&path, &text)?;
    // It is Plinth's own edit, and none of anybody else's.
    keep::wrote(directory, ACCOUNTS, before.as_deref(), &text, &writes).map_err(failure)?;
    Ok(format!("accounts.json: {} pinned\n", ids.len()))
}

/// Records the provider's packages, in place of those that are recorded.
pub(super) fn pin_provider(directory: &Path, paths: &[PathBuf]) -> Result<String, Failure> {
    let package = package::find(paths).map_err(|error| {
        let help = "name archives `terraform-provider-plinth_<version>_<os>_<arch>.zip`, folders that the provider is in, or a mirror";
        miette!(help = help, "{error}; nothing was pinned")
    })?;
    let text = serde_json::to_string_pretty(&package)
        .map_err(|error| miette!("{PROVIDER} could not be written, and is as it was: {error}"))?
        + "\n";
    keep::is_sound(directory, PROVIDER).map_err(failure)?;
    let path = directory.join(PROVIDER);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| miette!("{} could not be made: {error}", folder.display()))?;
    }
    replace(&path, &text)?;
    let (version, count) = (package.version, package.hashes.len());
    Ok(format!("version {version} of the provider: {count} packages pinned; `plinth generate` writes the lock files\n"))
}

/// Writes a whole file or nothing.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| miette!("{} could not be written, and is as it was: {error}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
