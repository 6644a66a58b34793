//! Configurations, as text: what a user would write.

use std::fmt::Write as _;

/// A root module in the making.
#[derive(Clone, Debug, Default)]
pub struct Config {
    provider: String,
    blocks: Vec<String>,
}

impl Config {
    /// The smallest configuration of the provider: a region.
    pub fn new() -> Self {
        Self::with_provider(&format!("  region = \"{}\"", crate::aws::REGION))
    }

    /// A configuration whose provider block has this body.
    pub fn with_provider(body: &str) -> Self {
        Self { provider: body.to_owned(), blocks: Vec::new() }
    }

    /// The same with one more resource.
    #[must_use]
    pub fn resource(self, kind: &str, name: &str, body: &str) -> Self {
        self.block(&format!("resource \"{kind}\" \"{name}\""), body)
    }

    /// The same with one more data source.
    #[must_use]
    pub fn data(self, kind: &str, name: &str, body: &str) -> Self {
        self.block(&format!("data \"{kind}\" \"{name}\""), body)
    }

    /// The same with one more output.
    #[must_use]
    pub fn output(self, name: &str, value: &str) -> Self {
        self.block(&format!("output \"{name}\""), &format!("  value = {value}"))
    }

    /// The same with one more block.
    #[must_use]
    pub fn block(mut self, header: &str, body: &str) -> Self {
        self.blocks.push(format!("{header} {{\n{}\n}}\n", body.trim_matches('\n')));
        self
    }

    /// The text of `main.tf`.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "terraform {\n  required_providers {\n    plinth = {\n      source = \"plinth/plinth\"\n    }\n  }\n}\n\n",
        );
        let _ = match self.provider.trim_matches('\n') {
            "" => writeln!(text, "provider \"plinth\" {{}}"),
            body => writeln!(text, "provider \"plinth\" {{\n{body}\n}}"),
        };
        for block in &self.blocks {
            let _ = write!(text, "\n{block}");
        }
        text
    }
}
