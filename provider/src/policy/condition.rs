//! Whether a condition of a statement holds for a request: as far as the request is known, and no further.

use std::collections::BTreeMap;

use serde_json::Value;

use super::canonical::{each, text};
use super::glob;

/// What is known of a request's context, by key in lower case: its value, or `None` for a key that it does not have.
/// A key that is not in the map may have any value.
pub(super) type Known = BTreeMap<String, Option<String>>;

/// Whether all of a statement's conditions hold; `None` when it depends on what is not known.
pub(super) fn holds(condition: Option<&Value>, known: &Known) -> Option<bool> {
    let operators = condition.and_then(Value::as_object).into_iter().flatten();
    let each_key = operators.flat_map(|(operator, keys)| {
        keys.as_object().into_iter().flatten().map(move |(key, values)| (operator.as_str(), key, values))
    });
    all(each_key.map(|(operator, key, values)| key_holds(operator, known.get(&key.to_lowercase()), values)))
}

/// `Some(false)` when one is false, `Some(true)` when all are true.
fn all(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let results: Vec<Option<bool>> = results.collect();
    if results.contains(&Some(false)) {
        Some(false)
    } else {
        results.into_iter().all(|one| one == Some(true)).then_some(true)
    }
}

/// One operator on one key. Operators that speak of sets of values, dates, addresses and bytes are not judged.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
fn key_holds(operator: &str, value: Option<&Option<String>>, wanted: &Value) -> Option<bool> {
    if operator == "Null" {
        let absent = value.map(Option::is_none)?;
        return Some(each(Some(wanted)).any(|wanted| text(wanted) == absent.to_string()));
    }
    let (operator, if_exists) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let (matcher, negated) = matcher(operator)?;
    let Some(value) = value? else {
        // Without the key, what is negated holds, and what is not does not.
        return Some(if_exists || negated);
    };
    // Of several values any is enough; of several that must not be, none may be.
    let results: Vec<Option<bool>> = each(Some(wanted)).map(|wanted| matcher(&text(wanted), value)).collect();
    let any = if results.contains(&Some(true)) {
        Some(true)
    } else {
        results.into_iter().all(|one| one == Some(false)).then_some(false)
    };
    any.map(|any| any != negated)
}

/// Compares what a policy says with a request's value; `None` when it cannot be told.
type Matcher = fn(&str, &str) -> Option<bool>;

fn matcher(operator: &str) -> Option<(Matcher, bool)> {
    let found: (Matcher, bool) = match operator {
        "StringEquals" => (equal, false),
        "StringNotEquals" => (equal, true),
        "StringEqualsIgnoreCase" | "Bool" => (equal_in_any_case, false),
        "StringNotEqualsIgnoreCase" => (equal_in_any_case, true),
        "StringLike" => (like, false),
        "StringNotLike" => (like, true),
        "ArnEquals" | "ArnLike" => (arn_like, false),
        "ArnNotEquals" | "ArnNotLike" => (arn_like, true),
        "NumericLessThan" => (|wanted, value| number(wanted, value, |value, wanted| value < wanted), false),
        "NumericLessThanEquals" => (|wanted, value| number(wanted, value, |value, wanted| value <= wanted), false),
        "NumericGreaterThan" => (|wanted, value| number(wanted, value, |value, wanted| value > wanted), false),
        "NumericGreaterThanEquals" => (|wanted, value| number(wanted, value, |value, wanted| value >= wanted), false),
        _ => return None,
    };
    Some(found)
}

fn equal(wanted: &str, value: &str) -> Option<bool> {
    compare(wanted, value, |wanted, value| wanted == value)
}

fn equal_in_any_case(wanted: &str, value: &str) -> Option<bool> {
    compare(wanted, value, str::eq_ignore_ascii_case)
}

fn like(wanted: &str, value: &str) -> Option<bool> {
    compare(wanted, value, glob::matches)
}

/// ARNs match part by part: a star does not reach over a colon, but in the last part.
fn arn_like(wanted: &str, value: &str) -> Option<bool> {
    compare(wanted, value, |wanted, value| {
        let (wanted, value): (Vec<&str>, Vec<&str>) = (wanted.splitn(6, ':').collect(), value.splitn(6, ':').collect());
        wanted.len() == value.len() && wanted.iter().zip(value).all(|(wanted, value)| glob::matches(wanted, value))
    })
}

/// The account in the ARN of a role that stands for the roles of its name in several accounts.
pub(super) const ANY_ACCOUNT: &str = "*";

/// Compares texts. Of a value that is a role of any account, a pattern that is right but for the account is right for some.
fn compare(wanted: &str, value: &str, equal: impl Fn(&str, &str) -> bool) -> Option<bool> {
    // What a policy variable becomes, only AWS knows.
    if wanted.contains("${") {
        return None;
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let [arn, partition, service, region, ANY_ACCOUNT, resource] = parts.as_slice() else {
        return Some(equal(wanted, value));
    };
    let with = |account: &str| [*arn, *partition, *service, *region, account, *resource].join(":");
    // No account has this number; only a wildcard matches it.
    if equal(wanted, &with("000000000000")) {
        return Some(true);
    }
    let account = wanted.split(':').nth(4).unwrap_or_default();
    if equal(wanted, &with(account)) { None } else { Some(false) }
}

fn number(wanted: &str, value: &str, holds: fn(f64, f64) -> bool) -> Option<bool> {
    Some(holds(value.parse().ok()?, wanted.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(condition: &str, context: &[(&str, Option<&str>)]) -> Option<bool> {
        let known = context.iter().map(|(key, value)| (key.to_lowercase(), value.map(str::to_owned))).collect();
        holds(Some(&serde_json::from_str(condition).unwrap()), &known)
    }

    #[test]
    fn operators() {
        for (condition, value, expected) in [
            (r#"{"StringEquals":{"k":["a","b"]}}"#, Some("b"), true),
            (r#"{"StringNotEquals":{"k":["a","b"]}}"#, Some("b"), false),
            (r#"{"StringNotEquals":{"k":["a","b"]}}"#, Some("c"), true),
            (r#"{"StringNotEquals":{"k":"a"}}"#, None, true),
            (r#"{"StringEquals":{"k":"a"}}"#, None, false),
            (r#"{"StringEqualsIfExists":{"k":"a"}}"#, None, true),
            (r#"{"StringLike":{"k":"a*"}}"#, Some("abc"), true),
            (r#"{"Bool":{"K":true}}"#, Some("true"), true),
            (r#"{"Null":{"k":"true"}}"#, None, true),
            (r#"{"Null":{"k":"false"}}"#, None, false),
            (r#"{"NumericLessThan":{"k":"2.0"}}"#, Some("1.0"), true),
            (r#"{"NumericGreaterThan":{"k":"2"}}"#, Some("2"), false),
        ] {
            assert_eq!(judged(condition, &[("k", value)]), Some(expected), "{condition} {value:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        assert_eq!(judged(r#"{"StringEquals":{"k":"a"}}"#, &[]), None);
        assert_eq!(judged(r#"{"IpAddress":{"k":"10.0.0.0/8"}}"#, &[("k", Some("10.0.0.1"))]), None);
        assert_eq!(judged(r#"{"StringEquals":{"k":"${aws:PrincipalOrgID}"}}"#, &[("k", Some("o-1"))]), None);
        // One that is false is enough.
        assert_eq!(judged(r#"{"StringEquals":{"k":"a","x":"y"}}"#, &[("x", Some("z"))]), Some(false));
    }

    #[test]
    fn roles_of_any_account() {
        let role = [("aws:PrincipalArn", Some("arn:aws:iam::*:role/admin"))];
        for (pattern, expected) in [
            ("arn:aws:iam::*:role/admin", Some(false)),
            ("arn:*:iam::*:role/*", Some(false)),
            ("*", Some(true)),
            ("arn:aws:iam::111122223333:role/admin", None),
            ("arn:aws:iam::111122223333:role/other", Some(true)),
            ("arn:aws:iam::*:root", Some(true)),
        ] {
            let condition = format!(r#"{{"ArnNotLike":{{"aws:PrincipalArn":"{pattern}"}}}}"#);
            assert_eq!(judged(&condition, &role), expected, "{pattern}");
        }
        assert_eq!(judged(r#"{"StringNotLike":{"aws:PrincipalArn":"*:role/admin"}}"#, &role), Some(false));
    }
}
