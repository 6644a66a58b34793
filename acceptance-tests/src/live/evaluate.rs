//! As much of HCL's expressions as generated files have. What they do not have is an error here, and never a guess.

use crate::error::{Context as _, Result};
use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value};

/// Variables by name, and what a function answers.
pub(super) struct Scope<'a> {
    pub(super) variables: Map<String, Value>,
    pub(super) function: &'a dyn Fn(&str, &[Value]) -> Result<Value>,
}

/// The value of an expression.
pub(super) fn evaluate(expression: &Expression, scope: &Scope<'_>) -> Result<Value> {
    match expression {
        Expression::Null(_) => Ok(Value::Null),
        Expression::Bool(value) => Ok(Value::Bool(*value.value())),
        Expression::Number(value) => serde_json::from_str(&value.value().to_string()).context("a number"),
        Expression::String(value) => Ok(Value::String(value.value().clone())),
        Expression::Array(items) => {
            Ok(Value::Array(items.iter().map(|item| evaluate(item, scope)).collect::<Result<_>>()?))
        }
        Expression::Object(object) => {
            let mut map = Map::new();
            for (key, value) in object {
                let key = match key {
                    ObjectKey::Ident(name) => name.as_str().to_owned(),
                    ObjectKey::Expression(key) => text(&evaluate(key, scope)?)?,
                };
                map.insert(key, evaluate(value.expr(), scope)?);
            }
            Ok(Value::Object(map))
        }
        Expression::StringTemplate(template) => join(template.iter(), scope),
        Expression::HeredocTemplate(heredoc) => filled(&heredoc.template, scope),
        Expression::Parenthesis(inner) => evaluate(inner.inner(), scope),
        Expression::Variable(name) => {
            let name = name.as_str();
            scope.variables.get(name).cloned().context(format!("there is no variable {name}"))
        }
        Expression::FuncCall(call) => {
            let arguments = call.args.iter().map(|argument| evaluate(argument, scope)).collect::<Result<Vec<_>>>()?;
            let name = call.name.name.as_str();
            match (name, arguments.as_slice()) {
                ("jsonencode", [value]) => Ok(Value::String(value.to_string())),
                ("merge", maps) => merged(maps),
                ("replace", [Value::String(text), Value::String(from), Value::String(to)]) => {
                    Ok(Value::String(text.replace(from, to)))
                }
                _ => (scope.function)(name, &arguments),
            }
        }
        Expression::Traversal(traversal) => {
            let mut value = evaluate(&traversal.expr, scope)?;
            for operator in &traversal.operators {
                let name = match operator.value() {
                    TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
                    TraversalOperator::Index(index) => text(&evaluate(index, scope)?)?,
                    other => return Err(format!("{other:?} is not evaluated here").into()),
                };
                value = value.get(&name).cloned().context(format!("{name} is not in {value}"))?;
            }
            Ok(value)
        }
        other => Err(format!("{other:?} is not evaluated here").into()),
    }
}

fn filled(template: &Template, scope: &Scope<'_>) -> Result<Value> {
    join(template.iter(), scope)
}

fn join<'a>(elements: impl Iterator<Item = &'a Element>, scope: &Scope<'_>) -> Result<Value> {
    let mut whole = String::new();
    for element in elements {
        match element {
            Element::Literal(literal) => whole.push_str(literal),
            Element::Interpolation(interpolation) => whole.push_str(&text(&evaluate(&interpolation.expr, scope)?)?),
            Element::Directive(_) => return Err("directives are not evaluated here".into()),
        }
    }
    Ok(Value::String(whole))
}

fn text(value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        other => Err(format!("{other} is no text").into()),
    }
}

fn merged(maps: &[Value]) -> Result<Value> {
    let mut merged = Map::new();
    for map in maps {
        merged.extend(map.as_object().context(format!("{map} is no map"))?.clone());
    }
    Ok(Value::Object(merged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> Result<Value> {
        let function = |name: &str, _: &[Value]| Err(format!("no function {name}").into());
        let variables = json!({ "local": { "a": { "b": "x" }, "n": 3 } }).as_object().cloned().unwrap_or_default();
        evaluate(&text.parse::<Expression>().context("an expression")?, &Scope { variables, function: &function })
    }

    #[test]
    fn what_generated_files_have_is_evaluated_and_nothing_else() {
        for (text, expected) in [
            ("\"${local.a.b}-${local.n}\"", json!("x-3")),
            ("merge(local.a, { c = [1, true, null] })", json!({ "b": "x", "c": [1, true, null] })),
            ("jsonencode({ \"k\" = local.a })", json!("{\"k\":{\"b\":\"x\"}}")),
            ("replace(\"a/b\", \"/\", \"-\")", json!("a-b")),
        ] {
            assert_eq!(value(text).map_err(|error| error.to_string()), Ok(expected), "{text}");
        }
        for text in ["local.c", "nothing(1)", "true ? 1 : 2", "[for a in [] : a]"] {
            assert!(value(text).is_err(), "{text}");
        }
    }
}
