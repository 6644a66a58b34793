//! One line of hclog JSON.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tracing::Metadata;

use super::fields::Fields;
use super::level;

/// Longest line in bytes, line feed included. Terraform tears lines of 64 KiB apart.
pub(super) const LIMIT: usize = 60 << 10;

/// What a string is cut to, in bytes, when its line is too long.
const CUT: usize = 8 << 10;

/// hclog demands exactly six digits; with another number of them the line counts as text.
const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// The event as a line, at most [`LIMIT`] bytes with the line feed. Levels, messages and times are always strings:
/// anything else makes Terraform itself panic.
pub(super) fn line(metadata: &Metadata<'_>, now: OffsetDateTime, fields: Fields) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, text: String| object.insert(name.to_owned(), Value::String(text));
    put("@level", level::name(*metadata.level()).to_owned());
    put("@message", fields.message.unwrap_or_default());
    put("@timestamp", timestamp(now));
    put("@module", metadata.target().replace("::", "."));
    if let (Some(file), Some(number)) = (metadata.file(), metadata.line()) {
        put("@caller", format!("{file}:{number}"));
    }
    object.extend(fields.others);
    fit(object)
}

fn timestamp(now: OffsetDateTime) -> String {
    let now = now.to_offset(time::UtcOffset::UTC);
    now.format(TIMESTAMP).unwrap_or_else(|_| "1970-01-01T00:00:00.000000Z".to_owned())
}

/// Text of the object: whole if it fits, otherwise with long strings cut, otherwise without its fields.
fn fit(mut object: Map<String, Value>) -> String {
    let whole = text(&object);
    if whole.len() <= LIMIT {
        return whole;
    }
    for value in object.values_mut() {
        if let Value::String(string) = value {
            cut(string);
        }
    }
    let shorter = text(&object);
    if shorter.len() <= LIMIT {
        return shorter;
    }
    object.retain(|name, _| name.starts_with('@'));
    text(&object)
}

fn cut(string: &mut String) {
    if string.len() > CUT {
        string.truncate(string.floor_char_boundary(CUT));
        string.push_str("... (cut)");
    }
}

fn text(object: &Map<String, Value>) -> String {
    // Escaping can grow a character sixfold, so it is the text that is measured and not the values.
    let mut text = serde_json::to_string(object).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_whatever_the_time() {
        assert_eq!(timestamp(OffsetDateTime::UNIX_EPOCH), "1970-01-01T00:00:00.000000Z");
        let later = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_123_456_789).unwrap();
        assert_eq!(timestamp(later), "2023-11-14T22:13:20.123456Z");
    }

    #[test]
    fn long_lines_are_cut_and_stay_json() {
        for (fields, length) in [(1, 1 << 20), (1000, 1000), (6, 9000)] {
            let mut object = Map::new();
            object.insert("@message".to_owned(), Value::String("\u{1}é".repeat(length)));
            for number in 0..fields {
                object.insert(format!("f{number}"), Value::String("ä".repeat(length)));
            }
            let line = fit(object);
            assert!(line.len() <= LIMIT, "{}", line.len());
            let value: Value = serde_json::from_str(&line).unwrap();
            assert!(value["@message"].is_string());
        }
    }
}
