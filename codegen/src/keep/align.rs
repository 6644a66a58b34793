//! Merging HCL whose columns moved.
//!
//! A longer name in a group of attributes aligns its neighbours anew, which is a change of every line of the group and
//! would contradict every edit in it. So where lines contradict each other, the texts are merged once more without the
//! blanks before `=`, and the result is formatted. That is done only for texts that the formatter takes back to what
//! they were, so that nothing but columns changes.

use super::merge::{Merged, merge};
use crate::hcl;

/// Merges a file by its lines; if it is HCL, without regard to columns where that makes a difference.
pub(super) fn merge_file(path: &str, base: &str, ours: &str, theirs: &str) -> Merged {
    let merged = merge(base, ours, theirs);
    let is_hcl = path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "hcl" | "tf" | "tfvars"));
    if merged.conflicts == 0 || !is_hcl {
        return merged;
    }
    let loosened =
        [base, ours, theirs].map(|text| Some(loose(text)).filter(|loose| aligned(loose).as_deref() == Some(text)));
    let [Some(base), Some(ours), Some(theirs)] = loosened else { return merged };
    let loose = merge(&base, &ours, &theirs);
    match aligned(&loose.text) {
        Some(text) if loose.conflicts == 0 => Merged { text, conflicts: 0 },
        _ => merged,
    }
}

fn aligned(text: &str) -> Option<String> {
    hcl::format(text).ok()
}

/// The text with one blank before the `=` of an attribute.
fn loose(text: &str) -> String {
    let one = |line: &str| {
        let name = line.trim_start();
        let indent = line.len() - name.len();
        let (name, rest) = name.split_once(' ')?;
        let rest = rest.trim_start_matches(' ');
        rest.starts_with("= ").then(|| format!("{}{name} {rest}", line.get(..indent).unwrap_or_default()))
    };
    text.split_inclusive('\n').map(|line| one(line).unwrap_or_else(|| line.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "inputs = {\n  name    = \"app\"\n  account = \"prod\"\n  region  = \"eu-west-1\"\n}\n";
    const THEIRS: &str = "inputs = {\n  name       = \"app\"\n  account    = \"prod\"\n  region     = \"eu-west-1\"\n  \
                          cidr_block = \"10.0.0.0/16\"\n}\n";

    #[test]
    fn columns_that_move_contradict_no_edit() {
        let ours = BASE.replace("\"app\"", "\"mine\"");
        assert_eq!(merge(BASE, &ours, THEIRS).conflicts, 1, "by its lines, it is a conflict");
        let merged = merge_file("a.hcl", BASE, &ours, THEIRS);
        assert_eq!(merged, Merged { text: THEIRS.replace("\"app\"", "\"mine\""), conflicts: 0 });
        // Both move them.
        let ours = BASE.replace("  name    = ", "  nat_gateways = 1\n  name    = ");
        let ours = hcl::format(&ours).unwrap();
        let merged = merge_file("a.tf", BASE, &ours, THEIRS);
        assert_eq!(merged.conflicts, 0, "{}", merged.text);
        assert!(
            merged.text.contains("  nat_gateways = 1\n") && merged.text.contains("  cidr_block   = "),
            "{}",
            merged.text
        );
    }

    #[test]
    fn a_true_conflict_stays_one_and_keeps_its_columns() {
        let ours = BASE.replace("\"prod\"", "\"mine\"");
        let theirs = THEIRS.replace("\"prod\"", "\"theirs\"");
        let merged = merge_file("a.hcl", BASE, &ours, &theirs);
        assert_eq!(merged, merge(BASE, &ours, &theirs));
        assert_eq!(merged.conflicts, 1);
    }

    #[test]
    fn a_text_that_the_formatter_would_change_is_merged_by_its_lines() {
        let heredoc = |text: &str| format!("{text}x = <<-EOT\n  two  = columns\nEOT\n");
        let (base, theirs) = (heredoc(BASE), heredoc(THEIRS));
        let ours = base.replace("\"app\"", "\"mine\"");
        assert_eq!(merge_file("a.hcl", &base, &ours, &theirs).conflicts, 1);
        let own_style = BASE.replace("  name    = \"app\"", "  name=\"mine\"");
        assert_eq!(merge_file("a.hcl", BASE, &own_style, THEIRS).conflicts, 1);
        assert_eq!(merge_file("a.md", BASE, &BASE.replace("\"app\"", "\"mine\""), THEIRS).conflicts, 1);
    }
}
