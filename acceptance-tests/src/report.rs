//! The table of results: check x command line tool.

use std::fmt::Write as _;

/// How a check ended with one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Not as expected, and why.
    Failed(String),
    /// Not run, and why.
    Skipped(String),
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed(_) => "FAILED",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// Results in rows.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<(String, Vec<Verdict>)>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(columns: &[String]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row: a check, and how it ended in each column.
    pub fn row(&mut self, check: &str, verdicts: Vec<Verdict>) {
        self.rows.push((check.to_owned(), verdicts));
    }

    /// How many cells passed, failed, were skipped.
    pub fn counts(&self) -> (usize, usize, usize) {
        let cells = || self.rows.iter().flat_map(|(_, verdicts)| verdicts);
        let failed = cells().filter(|verdict| matches!(verdict, Verdict::Failed(_))).count();
        let skipped = cells().filter(|verdict| matches!(verdict, Verdict::Skipped(_))).count();
        (cells().count() - failed - skipped, failed, skipped)
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.rows.iter().map(|(check, _)| check.len()).max().unwrap_or(0).max("check".len());
        let widths: Vec<_> = self.columns.iter().map(|column| column.len().max("skipped".len())).collect();
        let line = |cells: &[&str]| {
            let mut text = String::new();
            for (cell, width) in cells.iter().zip(std::iter::once(&first).chain(&widths)) {
                let _ = write!(text, "| {cell:width$} ");
            }
            text + "|"
        };
        let mut head = vec!["check"];
        head.extend(self.columns.iter().map(String::as_str));
        writeln!(f, "{}", line(&head))?;
        let dashes: Vec<_> = std::iter::once(&first).chain(&widths).map(|width| "-".repeat(*width)).collect();
        writeln!(f, "{}", line(&dashes.iter().map(String::as_str).collect::<Vec<_>>()))?;
        for (check, verdicts) in &self.rows {
            let mut cells = vec![check.as_str()];
            for verdict in verdicts {
                cells.push(verdict.word());
            }
            writeln!(f, "{}", line(&cells))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_as_markdown() {
        let mut table = Table::new(&["terraform".to_owned(), "tofu".to_owned()]);
        table.row("check_08", vec![Verdict::Passed, Verdict::Failed("why".into())]);
        let expected = "| check    | terraform | tofu    |\n\
                        | -------- | --------- | ------- |\n\
                        | check_08 | ok        | FAILED  |\n";
        assert_eq!(table.to_string(), expected);
        assert_eq!(table.counts(), (1, 1, 0));
    }
}
