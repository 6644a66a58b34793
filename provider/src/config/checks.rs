//! What single values of the provider block must satisfy.

use std::time::Duration;

use tfplugin::value::Value;

use super::duration;
use crate::policy::Policy;

pub(super) const REGION: &str = "[a-z]{2,4}(-[a-z]+)+-[0-9]+";

pub(super) const ROLE_ARN: &str = "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+";

/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `RoleSessionName` and `SourceIdentity`.
pub(super) const SESSION_NAME: &str = "[\\w+=,.@-]{2,64}";

pub(super) const SESSION_NAME_WORDS: &str = "2 to 64 letters, digits and `_+=,.@-`";

pub(super) fn session_duration(value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let allowed = Duration::from_mins(15)..=Duration::from_hours(12);
    match duration::parse(text) {
        Some(duration) if allowed.contains(&duration) => Ok(()),
        _ => Err(format!("it is `{text}`")),
    }
}

pub(super) fn policy(value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    Policy::parse(text).map(drop).map_err(|error| error.to_string())
}

pub(super) fn role_arn_template(value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let is_arn = text.starts_with("arn:") && text.contains(":iam::") && text.contains(":role/");
    match () {
        () if !is_arn => Err(format!("it is `{text}`")),
        () if !text.contains("{account_id}") => Err("it has no `{account_id}`".to_owned()),
        () => Ok(()),
    }
}

pub(super) fn positive(value: &Value) -> Result<(), String> {
    match value {
        Value::Number(number) if number.as_f64() <= 0.0 => Err(format!("it is {number}")),
        _ => Ok(()),
    }
}

/// AWS keeps keys that begin with `aws:` for itself, and the provider those with `plinth:`.
pub(super) fn tag_key(value: &Value) -> Result<(), String> {
    let Some(key) = value.as_str() else { return Ok(()) };
    let length = key.chars().count();
    match () {
        () if length == 0 || length > 128 => Err(format!("it has {length} characters")),
        () if key.to_lowercase().starts_with("aws:") || key.starts_with("plinth:") => Err(format!("it is `{key}`")),
        () => Ok(()),
    }
}
