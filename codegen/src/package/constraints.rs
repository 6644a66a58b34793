//! Constraints on a version, in the form in which Terraform writes them into a lock file.

/// All of the constraints, each once, in Terraform's order and spelling.
pub(super) fn canonical(constraints: &[&str]) -> String {
    // Of one version: as Terraform orders them.
    const OPERATORS: [&str; 7] = [">", ">=", "", "~>", "<=", "<", "!="];
    let mut all: Vec<([u64; 3], usize, String)> = Vec::new();
    for one in constraints.iter().flat_map(|list| list.split(',')) {
        let one = one.trim();
        let start = one.find(|character: char| character.is_ascii_digit()).unwrap_or(one.len());
        let (operator, version) = one.split_at(start);
        // `= 1.0.0` is written as `1.0.0`.
        let operator = operator.trim().trim_start_matches('v').trim();
        let operator = if operator == "=" { "" } else { operator };
        let numbers = version.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<u64> = numbers.split('.').filter_map(|part| part.parse().ok()).collect();
        // Terraform completes a version, but for `~>`, where what is missing has a meaning.
        let version = match (operator, numbers.as_slice()) {
            ("~>", _) | (_, [_, _, _, ..] | []) => version.to_owned(),
            (_, [major]) => format!("{major}.0.0"),
            (_, [major, minor]) => format!("{major}.{minor}.0"),
        };
        let text = if operator.is_empty() { version } else { format!("{operator} {version}") };
        let numbers = [0, 1, 2].map(|place| numbers.get(place).copied().unwrap_or_default());
        let rank = OPERATORS.iter().position(|known| *known == operator).unwrap_or(OPERATORS.len());
        all.push((numbers, rank, text));
    }
    all.sort();
    all.dedup();
    all.into_iter().map(|(_, _, text)| text).collect::<Vec<_>>().join(", ")
}
