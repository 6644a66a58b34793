//! Values and expressions as HCL text.

use serde_json::Value;

use super::quote::{key, quote};

/// Longest list that stays on one line, in characters.
const ONE_LINE: usize = 80;

/// An expression: a value, or something that is evaluated later.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A scalar value, `null` included.
    Scalar(Value),
    /// HCL that is written as it stands: `dependency.vpc.outputs.vpc_id`.
    Raw(String),
    /// A list.
    List(Vec<Expression>),
    /// An object or map, in this order.
    Map(Vec<(String, Expression)>),
}

impl Expression {
    /// HCL that is written as it stands.
    pub fn raw(text: impl Into<String>) -> Self {
        Self::Raw(text.into())
    }

    /// A string.
    pub fn string(text: impl Into<String>) -> Self {
        Self::Scalar(Value::String(text.into()))
    }

    /// A list of strings.
    pub fn strings<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::string).collect())
    }

    /// An object with these keys.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Expression)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// Whether it is the value `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Scalar(Value::Null))
    }

    /// The expression as text, over as many lines as are good to read; indentation and alignment are the formatter's.
    pub fn text(&self) -> String {
        match self {
            Self::Scalar(Value::String(text)) => quote(text),
            Self::Scalar(value) => value.to_string(),
            Self::Raw(text) => text.clone(),
            Self::List(items) => list(items),
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) => {
                let lines = entries.iter().map(|(name, value)| format!("{} = {}", key(name), value.text()));
                format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

fn list(items: &[Expression]) -> String {
    let texts: Vec<String> = items.iter().map(Expression::text).collect();
    let one_line = texts.join(", ");
    if one_line.contains('\n') || one_line.len() > ONE_LINE {
        format!("[\n{},\n]", texts.join(",\n"))
    } else {
        format!("[{one_line}]")
    }
}

impl From<Value> for Expression {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(entries) => Self::map(entries.into_iter().map(|(key, value)| (key, Self::from(value)))),
            scalar => Self::Scalar(scalar),
        }
    }
}

impl From<&str> for Expression {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<bool> for Expression {
    fn from(value: bool) -> Self {
        Self::Scalar(Value::Bool(value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_text() {
        let value =
            json!({ "a": 1, "b c": ["x", null, true], "empty": {}, "none": [], "nested": { "k": [{ "n": 1.5 }] } });
        let text = "{\na = 1\n\"b c\" = [\"x\", null, true]\nempty = {}\nnone = []\nnested = {\nk = [\n{\nn = 1.5\n},\n]\n}\n}";
        assert_eq!(Expression::from(value).text(), text);
    }

    #[test]
    fn long_lists_take_a_line_for_each() {
        let names: Vec<String> = (0..20).map(|number| format!("name-{number}")).collect();
        assert_eq!(Expression::strings(names).text().lines().count(), 22);
    }
}
