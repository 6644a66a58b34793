//! A marked section of Plinth's in a file of the user's.

use std::ops::Range;

/// Where the section is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The file has no markers.
    None,
    /// The section without its markers, and with them.
    Section { inner: Range<usize>, outer: Range<usize> },
    /// A marker is missing, or there are several.
    Damaged,
}

/// What begins and ends a comment in a file of that name.
fn comment(path: &str) -> (&'static str, &'static str) {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if matches!(extension, "md" | "html" | "svg") { ("<!-- ", " -->") } else { ("# ", "") }
}

fn markers(path: &str) -> (String, String) {
    let (open, close) = comment(path);
    let begin = format!("{open}BEGIN plinth: edit plinth.yaml, then run `plinth generate`{close}");
    (begin, format!("{open}END plinth{close}"))
}

/// Finds the section.
pub(super) fn find(path: &str, text: &str) -> Found {
    let (open, close) = comment(path);
    let begins = |line: &str| line.starts_with(&format!("{open}BEGIN plinth"));
    let ends = |line: &str| line.trim_end() == format!("{open}END plinth{close}");
    let (mut at, mut begin, mut end) = (0, Vec::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        if begins(line) {
            begin.push(range);
        } else if ends(line) {
            end.push(range);
        }
        at += line.len();
    }
    match (begin.as_slice(), end.as_slice()) {
        ([], []) => Found::None,
        ([begin], [end]) if begin.end <= end.start => {
            Found::Section { inner: begin.end..end.start, outer: begin.start..end.end }
        }
        _ => Found::Damaged,
    }
}

/// The file with the section as it should be: in its place, or at the end of a text that has none.
pub(super) fn put(path: &str, text: &str, section: &str) -> String {
    let line_end = if section.is_empty() || section.ends_with('\n') { "" } else { "\n" };
    if let Found::Section { inner, .. } = find(path, text) {
        let (before, after) = (text.get(..inner.start), text.get(inner.end..));
        return format!("{}{section}{line_end}{}", before.unwrap_or_default(), after.unwrap_or_default());
    }
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let (begin, end) = markers(path);
    format!("{text}{gap}{begin}\n{section}{line_end}{end}\n")
}

/// The file without the section; `None` when nothing else is in it.
pub(super) fn without(path: &str, text: &str) -> Option<String> {
    let Found::Section { outer, .. } = find(path, text) else { return Some(text.to_owned()) };
    let before = text.get(..outer.start).unwrap_or_default();
    let after = text.get(outer.end..).unwrap_or_default();
    // The blank line before it came with it.
    let before = before.strip_suffix("\n\n").map_or(before.to_owned(), |kept| format!("{kept}\n"));
    let rest = before + after;
    (!rest.trim().is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_added_replaced_and_taken_out_and_the_rest_stays() {
        for (path, own) in [(".gitignore", "mine\n"), ("README.md", "# Mine\n\ntext"), ("a.yml", "")] {
            let added = put(path, own, "one\n");
            assert!(added.starts_with(own), "{added}");
            let Found::Section { inner, .. } = find(path, &added) else { panic!("{added}") };
            assert_eq!(&added[inner], "one\n");
            let replaced = put(path, &(added + "after\n"), "two");
            assert!(
                replaced.contains("\ntwo\n") && !replaced.contains("one") && replaced.ends_with("after\n"),
                "{replaced}"
            );
            let out = without(path, &replaced).unwrap();
            assert!(out.starts_with(own) && out.ends_with("after\n") && !out.contains("plinth"), "{out}");
        }
        assert_eq!(without(".gitignore", &put(".gitignore", "", "one")), None);
    }

    #[test]
    fn half_a_section_is_damaged() {
        let whole = put("a.hcl", "", "x\n");
        let (begin, end) = whole.split_once("x\n").unwrap();
        for text in [begin.to_owned(), end.to_owned(), format!("{end}{begin}"), whole.repeat(2)] {
            assert_eq!(find("a.hcl", &text), Found::Damaged, "{text}");
        }
    }
}
