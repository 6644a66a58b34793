//! HCL files as they are on the disk.

use std::fs;
use std::path::Path;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Body;

use super::Finding;
use crate::keep::{self, KeepError};

/// A file that was parsed.
pub(super) struct Source {
    /// From the repo's root.
    pub(super) path: String,
    text: String,
    pub(super) body: Body,
}

impl Source {
    /// Reads a file; one that is no HCL is a finding.
    pub(super) fn read(root: &Path, path: &str, findings: &mut Vec<Finding>) -> Result<Option<Self>, KeepError> {
        keep::is_sound(root, path)?;
        let bytes = fs::read(root.join(path)).map_err(KeepError::system("read", path))?;
        let parsed = String::from_utf8(bytes).map_err(|error| (0, error.to_string())).and_then(|text| {
            let body = text.parse::<Body>();
            body.map(|body| (text, body)).map_err(|error| (error.location().line(), error.message().to_owned()))
        });
        match parsed {
            Ok((text, body)) => Ok(Some(Self { path: path.to_owned(), text, body })),
            Err((line, reason)) => {
                let reason = reason.replace('\n', ", ");
                findings.push(Finding::new(
                    path,
                    line,
                    format!("it is no HCL: {reason}"),
                    "correct it; unresolved conflicts look so too",
                ));
                Ok(None)
            }
        }
    }

    /// The line that something begins in.
    pub(super) fn line(&self, what: &impl Span) -> usize {
        let start = what.span().map_or(0, |span| span.start);
        1 + self.text.get(..start).map_or(0, |before| before.matches('\n').count())
    }

    /// An expression as it is written.
    pub(super) fn written(&self, expression: &Expression) -> &str {
        expression.span().and_then(|span| self.text.get(span)).unwrap_or_default().trim()
    }
}

/// The key of an object's item, if it is said literally.
pub(super) fn key(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Ident(ident) => Some(ident.as_str().to_owned()),
        ObjectKey::Expression(expression) => match expression {
            Expression::Variable(name) => Some(name.as_str().to_owned()),
            other => other.as_str().map(str::to_owned),
        },
    }
}

/// The strings of a list; those that are computed are left out.
pub(super) fn strings(expression: &Expression) -> Vec<(&str, &Expression)> {
    let items = expression.as_array().into_iter().flat_map(|array| array.iter());
    items.filter_map(|item| Some((item.as_str()?, item))).collect()
}

/// A way from a folder of the repo; `None` when it leads out.
pub(super) fn resolve(from: &str, way: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in way.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Files of a name below the repo, by their path. Hidden folders, and those of modules and of the catalog, are left out.
pub(super) fn find(root: &Path, name: &str) -> Result<Vec<String>, KeepError> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let failed = || KeepError::system("read", if folder.is_empty() { "." } else { folder.as_str() });
        for entry in fs::read_dir(root.join(&folder)).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let Ok(part) = entry.file_name().into_string() else { continue };
            let path = if folder.is_empty() { part.clone() } else { format!("{folder}/{part}") };
            // Links are not followed.
            let kind = entry.file_type().map_err(KeepError::system("looked at", path.as_str()))?;
            let is_ours = folder.is_empty() && matches!(part.as_str(), "modules" | "catalog");
            if kind.is_dir() && !part.starts_with('.') && !is_ours {
                folders.push(path);
            } else if kind.is_file() && part == name {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_followed_inside_the_repo() {
        assert_eq!(resolve("a/b/c", "../../d").as_deref(), Some("a/d"));
        assert_eq!(resolve("a", "./b//c/").as_deref(), Some("a/b/c"));
        assert_eq!(resolve("a", "../.."), None);
    }
}
