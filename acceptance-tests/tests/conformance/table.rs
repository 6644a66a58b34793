//! What the suite did: a row for each resource and kind of case, as text and as JSON.

use crate::case::Outcome;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What is known of one kind of case.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    outcome: Outcome,
    failed: usize,
    seconds: f64,
}

/// All rows.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: BTreeMap<(&'static str, &'static str), Row>,
    /// What samples were drawn from.
    pub(crate) samples: Vec<String>,
    pub(crate) wall: Duration,
}

impl Table {
    /// Adds how a case went; none when it failed.
    pub(crate) fn add(
        &mut self,
        type_name: &'static str,
        kind: &'static str,
        outcome: Option<Outcome>,
        took: Duration,
    ) {
        let row = self.rows.entry((type_name, kind)).or_default();
        row.seconds += took.as_secs_f64();
        match outcome {
            Some(outcome) => {
                row.outcome.tried += outcome.tried;
                row.outcome.missed += outcome.missed;
                row.outcome.twice += outcome.twice;
            }
            None => row.failed += 1,
        }
    }

    /// How many cases there were, and how many failed.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let failed = self.rows.values().map(|row| row.failed).sum();
        (self.rows.values().map(|row| row.outcome.tried).sum::<usize>() + failed, failed)
    }

    /// Writes the rows beside what cargo built.
    pub(crate) fn write_json(&self) -> Result<PathBuf> {
        let rows = self.rows.iter().map(|((type_name, kind), row)| {
            json!({
                "resource": type_name,
                "kind": kind,
                "cases": row.outcome.tried + row.failed,
                "failed": row.failed,
                "not_tried": row.outcome.missed,
                "two_applies": row.outcome.twice,
                "seconds": (row.seconds * 10.0).round() / 10.0,
            })
        });
        let (cases, failed) = self.counts();
        let all = json!({
            "rows": rows.collect::<Vec<Json>>(),
            "samples": self.samples,
            "cases": cases,
            "failed": failed,
            "wall_seconds": self.wall.as_secs(),
        });
        let own = std::env::current_exe().context("the running executable")?;
        let folder = own.ancestors().nth(3).context("the folder of what cargo builds")?;
        let path = folder.join("conformance.json");
        let text = serde_json::to_string_pretty(&all).context("the table as JSON")?;
        std::fs::write(&path, text + "\n").context(format!("could not write {}", path.display()))?;
        Ok(path)
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let heads = self.rows.keys().map(|(type_name, kind)| (type_name.len(), kind.len()));
        let (first, second) = heads.fold((8, 4), |(a, b), (c, d)| (a.max(c), b.max(d)));
        writeln!(f, "| {:first$} | {:second$} | cases | failed | not tried | seconds |", "resource", "kind")?;
        writeln!(f, "| {:-<first$} | {:-<second$} | ----: | -----: | --------: | ------: |", "", "")?;
        for ((type_name, kind), row) in &self.rows {
            let cases = row.outcome.tried + row.failed;
            writeln!(
                f,
                "| {type_name:first$} | {kind:second$} | {cases:5} | {:6} | {:9} | {:7.1} |",
                row.failed, row.outcome.missed, row.seconds
            )?;
        }
        let twice: usize = self.rows.values().map(|row| row.outcome.twice).sum();
        writeln!(f, "{twice} cases took two applies to converge, all others one")?;
        for sample in &self.samples {
            writeln!(f, "{sample}")?;
        }
        Ok(())
    }
}
