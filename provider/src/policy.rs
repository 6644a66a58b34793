//! IAM policy documents: building, comparing, measuring and checking them.
//!
//! Pure: nothing here asks AWS. Which policies a role gets is for the resources to say.

mod attribute;
mod canonical;
mod condition;
pub mod control;
mod except;
pub mod glob;
mod grammar;
pub mod organization;
mod settings;
mod statement;
mod trust;
pub mod verdict;

use std::fmt;

use serde_json::{Map, Value};

pub use attribute::PolicyJson;
pub use grammar::Kind;
pub use statement::{Effect, Statement};
pub use trust::{Admission, admits};

/// Quotas in characters without white space, from
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
pub mod limits {
    /// A role's trust policy, unless the account's quota was raised.
    pub const TRUST: usize = 2_048;
    /// A role's trust policy, with the quota raised as far as AWS raises it.
    pub const TRUST_RAISED: usize = 4_096;
    /// All inline policies of a role together.
    pub const ROLE_INLINE: usize = 10_240;
    /// All inline policies of a group together.
    pub const GROUP_INLINE: usize = 5_120;
    /// One managed policy.
    pub const MANAGED: usize = 6_144;
    /// The policy of a KMS key: <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>.
    pub const KEY: usize = 32_768;
    /// The policy of a bucket: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>.
    pub const BUCKET: usize = 20_480;
}

/// A policy document. Two are equal when IAM takes them for the same.
#[derive(Clone)]
pub struct Policy(Value);

/// The text is not a JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAPolicy {
    /// Not JSON at all, with the parser's reason.
    Json(String),
    /// JSON, but no object.
    Object,
}

impl fmt::Display for NotAPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAPolicy::Json(reason) => write!(f, "It is not JSON: {reason}"),
            NotAPolicy::Object => f.write_str("It is JSON, but not an object"),
        }
    }
}

impl std::error::Error for NotAPolicy {}

impl Policy {
    /// The document that consists of these statements, in the current version of the language.
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Policy {
        let mut document = Map::new();
        document.insert("Version".to_owned(), Value::from("2012-10-17"));
        document.insert("Statement".to_owned(), statements.into_iter().map(Statement::into_json).collect());
        Policy(Value::Object(document))
    }

    /// A document of settings, as Organizations has them beside those of this language.
    pub fn settings(document: Value) -> Policy {
        Policy(document)
    }

    /// The document in a text.
    pub fn parse(text: &str) -> Result<Policy, NotAPolicy> {
        match serde_json::from_str(text) {
            Ok(document @ Value::Object(_)) => Ok(Policy(document)),
            Ok(_) => Err(NotAPolicy::Object),
            Err(error) => Err(NotAPolicy::Json(error.to_string())),
        }
    }

    /// The document in a text, or what cannot be one: [`Policy::problems`] then says so.
    pub fn of(text: &str) -> Policy {
        Policy::parse(text).unwrap_or_else(|_| Policy(Value::String(text.to_owned())))
    }

    /// The document as JSON.
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// The document without white space. Elements stand in AWS's usual order, so that the same document always
    /// gives the same text; lists keep the order they have.
    pub fn minified(&self) -> String {
        canonical::ordered(&self.0).to_string()
    }

    /// Its size as IAM counts it: characters, without white space between tokens.
    pub fn size(&self) -> usize {
        self.minified().chars().count()
    }

    /// What IAM would refuse, as far as it can be told from the document alone. Each a sentence.
    pub fn problems(&self, kind: Kind) -> Vec<String> {
        match &self.0 {
            Value::String(text) => Policy::parse(text).err().into_iter().map(|error| format!("{error}.")).collect(),
            document => grammar::problems(document, kind),
        }
    }

    /// What Organizations would refuse in a document of settings. Each a sentence.
    pub fn settings_problems(&self) -> Vec<String> {
        match &self.0 {
            Value::String(text) => Policy::parse(text).err().into_iter().map(|error| format!("{error}.")).collect(),
            document => settings::problems(document),
        }
    }

    /// The same document, in which no statement that denies is about these principals: see [`except`](mod@except).
    #[must_use]
    pub fn excepting<'a>(&self, principals: impl IntoIterator<Item = &'a str>) -> Policy {
        let principals: Vec<&str> = principals.into_iter().collect();
        Policy(except::excepting(&self.0, &principals))
    }

    /// Whether a principal is a role or a user, rather than an account or a service. AWS checks that those exist.
    pub fn names_identities(&self) -> bool {
        trust::names_identities(&self.0)
    }
}

impl PartialEq for Policy {
    fn eq(&self, other: &Policy) -> bool {
        self.0 == other.0 || canonical::meaning(&self.0) == canonical::meaning(&other.0)
    }
}

impl Eq for Policy {}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({})", self.minified())
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.minified())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_minified_form() {
        let one = Policy::parse(
            r#"{ "Statement": { "Resource": "*", "Effect": "Allow", "Action": "s3:*" }, "Version": "2012-10-17" }"#,
        );
        assert_eq!(
            one.unwrap().minified(),
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        );
    }

    #[test]
    fn size_counts_characters_without_white_space() {
        let policy = Policy::parse("{ \"Id\" : \"é b\" }").unwrap();
        assert_eq!(policy.size(), r#"{"Id":"é b"}"#.chars().count());
    }

    #[test]
    fn what_is_no_policy_says_so() {
        assert!(matches!(Policy::parse("{"), Err(NotAPolicy::Json(_))));
        assert_eq!(Policy::parse("[]").unwrap_err(), NotAPolicy::Object);
        assert_eq!(Policy::of("[]").problems(Kind::Trust), ["It is JSON, but not an object."]);
    }
}
