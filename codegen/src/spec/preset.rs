//! Layouts to begin with.

use serde::Serialize;

/// A layout to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    /// Management, security, shared services, stage and prod: one region, one screen.
    Starter,
    /// Also dev, a log archive and a network account; two regions.
    Standard,
    /// Also sandbox, audit, accounts per team, and three regions.
    Enterprise,
}

/// What a preset asks for.
#[derive(Clone, Debug, Serialize)]
pub struct Answers {
    /// The organization's name.
    pub name: String,
    /// Pattern of addresses, with `{account}`.
    pub email: String,
    /// The home region.
    pub home_region: String,
    /// What the repo is written for: `terragrunt`, `terragrunt-stacks` or `terraform`.
    pub flavour: String,
}

/// A preset could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the preset's template could not be rendered: {0}")]
pub struct PresetError(#[from] handlebars::RenderError);

impl Preset {
    fn template(self) -> &'static str {
        match self {
            Preset::Starter => include_str!("../../presets/starter.yaml.hbs"),
            Preset::Standard => include_str!("../../presets/standard.yaml.hbs"),
            Preset::Enterprise => include_str!("../../presets/enterprise.yaml.hbs"),
        }
    }

    /// The layout file's text.
    ///
    /// # Errors
    /// When the template is broken, which a test excludes.
    pub fn render(self, answers: &Answers) -> Result<String, PresetError> {
        let mut handlebars = handlebars::Handlebars::new();
        handlebars.set_strict_mode(true);
        // JSON's strings are YAML's too; what needs no quotes gets none, as a person would write it.
        handlebars.register_escape_fn(|text| {
            let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_+.@{}/".contains(c))
                && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
                    .contains(&text.to_ascii_lowercase().as_str());
            if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
        });
        let other = if answers.home_region == "us-east-1" { "us-west-2" } else { "us-east-1" };
        let third = if answers.home_region == "eu-central-1" { "eu-west-1" } else { "eu-central-1" };
        let data = serde_json::json!({
            "name": answers.name, "email": answers.email, "home_region": answers.home_region, "flavour": answers.flavour,
            "other_region": other, "third_region": third,
        });
        Ok(handlebars.render_template(self.template(), &data)?)
    }
}
