//! What a run of a command line tool said, and the sentences in it that no run may ever say.

use crate::ensure;
use crate::error::Result;

/// Terraform's words, and OpenTofu's, for a provider that broke the rules. Compared without case, on one line.
const PROVIDER_BUGS: [&str; 14] = [
    "provider produced",
    "provider returned",
    "plugin did not respond",
    "request cancelled",
    "request canceled",
    "plugin error",
    "unsupported plugin method",
    "the plugin encountered an error",
    "the plugin crashed",
    "terraform crash",
    "opentofu crash",
    "panic:",
    "which is a bug in the provider",
    "failed to load plugin schemas",
];

/// A finished run.
#[derive(Clone, Debug)]
pub struct Output {
    /// The arguments, for messages.
    pub command: String,
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output and standard error as they came.
    pub text: String,
    /// Standard output alone.
    pub stdout: String,
}

impl Output {
    /// A run that ended with this code after having said this.
    pub(super) fn new(command: String, code: Option<i32>, text: &str, stdout: &str) -> Self {
        Self { command, code, text: without_override_warning(text), stdout: without_override_warning(stdout) }
    }

    /// Fails when the run accuses the provider of breaking the rules, whatever its exit code.
    pub(super) fn without_provider_bugs(self) -> Result<Self> {
        // Boxes and line ends are decoration: sentences are wrapped anywhere.
        let words = self.words().to_lowercase();
        let found = PROVIDER_BUGS.into_iter().find(|sentence| words.contains(sentence));
        ensure!(
            found.is_none(),
            "{} accuses the provider ({}):\n{}",
            self.command,
            found.unwrap_or_default(),
            self.text
        );
        Ok(self)
    }

    /// The text on one line, without the boxes around diagnostics.
    pub fn words(&self) -> String {
        let plain: String = self.text.chars().map(|c| if matches!(c, '│' | '╷' | '╵') { ' ' } else { c }).collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The run, if it ended with code 0.
    pub fn success(self) -> Result<Self> {
        self.ended(0)
    }

    /// The run, if it ended with this code.
    pub fn ended(self, code: i32) -> Result<Self> {
        ensure!(self.code == Some(code), "{} ended with {:?}, not {code}:\n{}", self.command, self.code, self.text);
        Ok(self)
    }

    /// The run, if it ended with an error of its own making.
    pub fn failure(self) -> Result<Self> {
        self.ended(1)
    }

    /// The run, if it said this; line breaks and case do not matter.
    pub fn says(self, sentence: &str) -> Result<Self> {
        let said = self.words().to_lowercase().contains(&sentence.to_lowercase());
        ensure!(said, "{} did not say {sentence:?}:\n{}", self.command, self.text);
        Ok(self)
    }
}

/// The text without the box that every command begins with, because the provider is not from a registry.
fn without_override_warning(text: &str) -> String {
    let Some(found) = text.find("Provider development overrides are in effect") else { return text.to_owned() };
    let start = text.get(..found).and_then(|before| before.rfind('╷')).unwrap_or(found);
    let end = text.get(found..).and_then(|after| after.find('╵')).map_or(found, |at| found + at + '╵'.len_utf8());
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    format!("{before}{}", after.trim_start_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_about_overrides_is_left_out() {
        let text = "╷\n│ Warning: Provider development overrides are in effect\n│ and so on\n╵\n\n╷\n│ Error: x\n╵\n";
        assert_eq!(without_override_warning(text), "╷\n│ Error: x\n╵\n");
    }

    fn output(text: &str) -> Output {
        Output { command: "apply".into(), code: Some(0), text: text.into(), stdout: String::new() }
    }

    #[test]
    fn an_accusation_is_found_in_its_box_and_across_lines() {
        let text = "╷\n│ Error: Provider produced\n│ inconsistent result after apply\n╵\n";
        assert!(output(text).without_provider_bugs().is_err());
        assert!(output("Apply complete! Resources: 1 added").without_provider_bugs().is_ok());
    }

    #[test]
    fn sentences_are_compared_without_boxes_and_case() {
        assert!(output("│ has been\n│   deleted").says("Has been deleted").is_ok());
    }
}
