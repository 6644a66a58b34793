//! E-mail addresses as AWS takes them for accounts.

use tfplugin::model::{AttributeValue, Mismatch};
use tfplugin::schema::Shape;
use tfplugin::value::Value;

/// An address, the same in upper and lower case. It keeps the case that the person wrote.
#[derive(Clone, Debug)]
pub struct Email(pub(super) String);

impl PartialEq for Email {
    fn eq(&self, other: &Email) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl AttributeValue for Email {
    fn shape() -> Shape {
        String::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        String::decode(value).map(Email)
    }

    fn encode(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::String(left), Value::String(right)) => left.eq_ignore_ascii_case(right),
            _ => left == right,
        }
    }
}

/// What is wrong with an address. AWS takes the request all the same, and says `INVALID_EMAIL` minutes later. The rules:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>
pub(super) fn check(value: &Value) -> Result<(), String> {
    problem(value.as_str().unwrap_or_default()).map_or(Ok(()), Err)
}

fn problem(email: &str) -> Option<String> {
    let length = email.chars().count();
    if !(6..=64).contains(&length) {
        return Some(format!("it has {length} characters, and AWS takes 6 to 64"));
    }
    if let Some(wrong) = email.chars().find(|character| !character.is_ascii_graphic()) {
        return Some(format!("it has the character {wrong:?}"));
    }
    let Some((local, domain)) = email.split_once('@').filter(|(_, domain)| !domain.contains('@')) else {
        return Some("it has not exactly one `@`".to_owned());
    };
    if let Some(wrong) = local.chars().find(|character| "\"'()<>[]:;,\\|%&".contains(*character)) {
        return Some(format!("it has `{wrong}` before its `@`"));
    }
    if local.is_empty() || local.starts_with('.') {
        return Some("what is before its `@` is empty or begins with a dot".to_owned());
    }
    if local.starts_with('+') || local.ends_with('+') {
        return Some("plus-addressing needs a name before the `+` and a tag after it, as `aws+prod`".to_owned());
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let fits = |label: &&str| {
        let made_of = label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-');
        made_of && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_domain = labels.len() > 1 && labels.iter().all(fits);
    (!is_domain).then(|| format!("`{domain}` is no domain"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        let (upper, lower) = (Value::string("AWS@Example.com"), Value::string("aws@example.com"));
        assert!(Email::same(&upper, &lower) && Email::decode(&upper) == Email::decode(&lower));
        assert_eq!(Email::decode(&upper).unwrap().encode(), upper);
        assert!(!Email::same(&upper, &Value::string("aws@example.org")));
    }

    #[test]
    fn what_aws_takes() {
        for email in ["aws+prod@example.com", "a.b_c-d@mail.example.co", "a1@b2.cd", "x!y#z$1*2/3=4@example.com"] {
            assert_eq!(problem(email), None, "{email}");
        }
    }

    #[test]
    fn what_aws_does_not_take_is_said_in_words() {
        for (email, words) in [
            ("a@b.c", "5 characters"),
            ("aws+prod@@example.com", "exactly one"),
            ("aws.example.com", "exactly one"),
            ("aws prod@example.com", "' '"),
            ("äws@example.com", "'ä'"),
            ("a,b@example.com", "`,`"),
            (".aws@example.com", "begins with a dot"),
            ("@example.com", "is empty"),
            ("aws+@example.com", "plus-addressing"),
            ("+prod@example.com", "plus-addressing"),
            ("aws@localhost", "no domain"),
            ("aws@-a.example", "no domain"),
            ("aws@exa_mple.com", "no domain"),
            ("aws@example.com.", "no domain"),
        ] {
            let problem = problem(email).unwrap_or_default();
            assert!(problem.contains(words), "{email}: {problem}");
        }
        let long = format!("{}@example.com", "x".repeat(60));
        assert!(problem(&long).unwrap().contains("72 characters"));
    }
}
