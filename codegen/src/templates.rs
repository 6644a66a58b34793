//! The templates: text that reads like what it becomes.
//!
//! They are Handlebars in strict mode, so a name that does not exist is an error. What `{{name}}` writes is escaped as its file
//! needs it: in HCL as the inside of a quoted string, in Markdown as the cell of a table. `{{{name}}}` writes text as it is, for
//! expressions that are HCL already.

use handlebars::{Context, Handlebars};
use serde::Serialize;

use crate::hcl;

/// A file could not be written from its template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The template itself is wrong.
    #[error("template `{name}` does not parse: {reason}")]
    Parse {
        /// Its path in `templates/`.
        name: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The template asks for what is not there.
    #[error("template `{name}` could not be filled in: {reason}")]
    Render {
        /// Its path in `templates/`.
        name: String,
        /// What is missing.
        reason: String,
    },
    /// What came out is not HCL.
    #[error("template `{name}` makes text that is not HCL: {reason}")]
    Format {
        /// Its path in `templates/`.
        name: String,
        /// What is wrong with the text.
        reason: hcl::Unfinished,
    },
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// Every template, by its path in `templates/` without `.hbs`.
        const TEMPLATES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/", $name, ".hbs")))),*];
    };
}

templates![
    "modules/README.md",
    "modules/composition.tf",
    "modules/composition_test.hcl",
    "modules/example.tf",
    "modules/main.tf",
    "modules/outputs.tf",
    "modules/test.hcl",
    "modules/variables.tf",
    "modules/versions.tf",
    "repo/README.md",
    "repo/access.md",
    "repo/accounts.md",
    "repo/apply.yml",
    "repo/gitattributes",
    "repo/gitignore",
    "repo/guardrails.md",
    "repo/mise.toml",
    "repo/network.md",
    "repo/placeholders.md",
    "repo/plan.yml",
    "repo/runbook.md",
    "stacks/stack.hcl",
    "stacks/unit.hcl",
    "terraform/main.tf",
    "terraform/outputs.tf",
    "terraform/terraform.tf",
    "terragrunt/account.hcl",
    "terragrunt/moved.tf",
    "terragrunt/region.hcl",
    "terragrunt/root.hcl",
    "terragrunt/unit.hcl",
];

/// All templates, parsed.
#[derive(Debug)]
pub struct Templates {
    hcl: Handlebars<'static>,
    markdown: Handlebars<'static>,
    plain: Handlebars<'static>,
}

/// How the text of a file is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hcl,
    Markdown,
    Plain,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name.rsplit('.').next() {
            Some("hcl" | "tf") => Self::Hcl,
            Some("md") => Self::Markdown,
            _ => Self::Plain,
        }
    }
}

impl Templates {
    /// All templates, parsed.
    pub fn new() -> Result<Self, TemplateError> {
        let mut templates = Self {
            hcl: engine(|text| inside(&hcl::quote(text))),
            markdown: engine(|text| text.replace('|', "\\|").replace('\n', " ")),
            plain: engine(str::to_owned),
        };
        for (name, text) in TEMPLATES {
            let engine = match Kind::of(name) {
                Kind::Hcl => &mut templates.hcl,
                Kind::Markdown => &mut templates.markdown,
                Kind::Plain => &mut templates.plain,
            };
            engine
                .register_template_string(name, text)
                .map_err(|error| TemplateError::Parse { name, reason: error.to_string() })?;
        }
        Ok(templates)
    }

    /// The text of a file: the template filled in, and formatted if it is HCL.
    pub fn render(&self, name: &str, data: &impl Serialize) -> Result<String, TemplateError> {
        let context = Context::wraps(data)
            .map_err(|error| TemplateError::Render { name: name.to_owned(), reason: error.to_string() })?;
        self.render_in(name, &context)
    }

    /// The same, with data that several templates read and that is not copied for each.
    pub fn render_in(&self, name: &str, data: &Context) -> Result<String, TemplateError> {
        let kind = Kind::of(name);
        let engine = match kind {
            Kind::Hcl => &self.hcl,
            Kind::Markdown => &self.markdown,
            Kind::Plain => &self.plain,
        };
        let text = engine
            .render_with_context(name, data)
            .map_err(|error| TemplateError::Render { name: name.to_owned(), reason: error.to_string() })?;
        let text = one_blank_line(&text);
        if kind != Kind::Hcl {
            return Ok(text);
        }
        hcl::format(&text).map_err(|reason| TemplateError::Format { name: name.to_owned(), reason })
    }
}

fn engine(escape: fn(&str) -> String) -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(escape);
    engine
}

/// A quoted string without its quotes.
fn inside(quoted: &str) -> String {
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// The text with never more than one blank line in a row, and exactly one line end at its end.
fn one_blank_line(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.trim_end().lines() {
        let empty = line.trim().is_empty();
        if !(empty && blank) {
            written.push_str(line.trim_end());
            written.push('\n');
        }
        blank = empty;
    }
    written
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use serde_json::json;

    use super::*;

    #[test]
    fn every_template_is_in_the_list() {
        fn walk(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                    found.insert(name.strip_suffix(".hbs").expect("templates end with .hbs").to_owned());
                }
            }
        }
        let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("templates");
        let mut found = BTreeSet::new();
        walk(&root, &root, &mut found);
        let listed: BTreeSet<String> = TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn every_template_parses() {
        Templates::new().unwrap();
    }

    #[test]
    fn what_is_written_into_a_string_stays_a_string() {
        let mut templates = Templates::new().unwrap();
        templates.hcl.register_template_string("t.hcl", "a = \"x {{value}}\"\nlonger = {{{expression}}}\n").unwrap();
        let text = templates.render("t.hcl", &json!({ "value": "\"${evil}\" %{if}", "expression": "var.x" })).unwrap();
        assert_eq!(text, "a      = \"x \\\"$${evil}\\\" %%{if}\"\nlonger = var.x\n");
    }

    #[test]
    fn a_name_that_does_not_exist_is_an_error() {
        let mut templates = Templates::new().unwrap();
        templates.hcl.register_template_string("t.hcl", "a = {{nowhere}}").unwrap();
        assert!(templates.render("t.hcl", &json!({})).is_err());
    }
}
