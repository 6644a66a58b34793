//! Strings and keys as HCL writes them.

use std::fmt::Write as _;

/// The text as a quoted string that means exactly this text: `${` and `%{` start no template in it.
///
/// Escapes: <https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences>.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                quoted.push(character);
                quoted.push(character);
            }
            // Writing to a string cannot fail.
            control if control.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether the text is an identifier: a letter or `_`, then letters, digits, `_` and `-`.
pub fn is_identifier(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    first && text.chars().all(|character| character.is_alphanumeric() || character == '_' || character == '-')
}

/// The text as a key of an object or a map: bare where HCL allows it, quoted elsewhere.
pub fn key(text: &str) -> String {
    // `for` begins an expression at this place.
    if is_identifier(text) && text != "for" { text.to_owned() } else { quote(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_in_a_text_is_no_template() {
        assert_eq!(quote(r#"a"b\c ${x} %{y} $ % $${z}"#), r#""a\"b\\c $${x} %%{y} $ % $$${z}""#);
        assert_eq!(quote("line\nnext\t\u{1}"), r#""line\nnext\t\u0001""#);
    }

    #[test]
    fn keys_are_bare_where_they_may_be() {
        assert_eq!(key("prod"), "prod");
        assert_eq!(key("log-archive"), "log-archive");
        assert_eq!(key("1000"), "\"1000\"");
        assert_eq!(key("plinth:unit"), "\"plinth:unit\"");
        assert_eq!(key("for"), "\"for\"");
        assert_eq!(key(""), "\"\"");
    }
}
