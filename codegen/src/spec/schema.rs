//! The JSON Schema of the layout file, by which editors complete it.

/// The schema as text, with a line feed at its end. The same for every layout.
///
/// # Errors
/// Only what `serde_json` says of a value that is no JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&schemars::schema_for!(super::Layout))? + "\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// `UPDATE=1` writes the file.
    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("layout.schema.json");
        let schema = super::schema().unwrap();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema, "layout.schema.json is stale: run this test with UPDATE=1");
    }
}
