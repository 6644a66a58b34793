//! The YAML between the `---` lines at the top of a page: written, and read as far as the rules about it go.

/// The front matter of a page. `doc` is Markdown; its first paragraph becomes the plain description.
pub(super) fn write(title: &str, subcategory: Option<&str>, doc: &str) -> String {
    let paragraph = doc.split("\n\n").next().unwrap_or_default();
    let description = paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ").replace('`', "");
    let subcategory = subcategory.map(|name| format!("subcategory: {}\n", quoted(name))).unwrap_or_default();
    format!("---\npage_title: {}\n{subcategory}description: |-\n  {description}\n---\n", quoted(title))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The top-level keys and their one-line values, or what is wrong with the YAML.
pub(super) fn read(page: &str) -> Result<Vec<(String, String)>, String> {
    let mut lines = page.lines();
    if lines.next() != Some("---") {
        return Err("has no YAML front matter: it must start with a line `---`".to_owned());
    }
    let mut entries = Vec::new();
    for line in lines {
        if line.trim_end() == "---" {
            return Ok(entries);
        }
        let is_nested = line.starts_with(' ') && !entries.is_empty();
        if line.trim().is_empty() || line.starts_with('#') || is_nested {
            continue;
        }
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.contains(char::is_whitespace)) else {
            return Err(format!("has front matter that is not YAML: `{line}`"));
        };
        entries.push((key.to_owned(), value.trim().trim_matches('"').to_owned()));
    }
    Err("has front matter without an end: a line `---` is missing".to_owned())
}
