//! What can be said of single arguments without asking anybody.

use tfplugin::value::Value;

use crate::aws::arn::is_account_id;

/// What is wrong with an alias: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html>
pub(super) fn alias(value: &Value) -> Result<(), String> {
    let alias = value.as_str().unwrap_or_default();
    let length = alias.chars().count();
    if !(3..=63).contains(&length) {
        return Err(format!("it has {length} characters"));
    }
    let fits = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    if let Some(wrong) = alias.chars().find(|character| !fits(*character)) {
        return Err(format!("it has {wrong:?}"));
    }
    if alias.starts_with('-') || alias.ends_with('-') || alias.contains("--") {
        return Err("it has a hyphen at an end, or two in a row".to_owned());
    }
    if is_account_id(alias) {
        return Err("it looks like an account's id".to_owned());
    }
    Ok(())
}

/// What is wrong with the way to an organizational unit. Whether there is one is AWS's to say.
pub(super) fn unit(value: &Value) -> Result<(), String> {
    let unit = value.as_str().unwrap_or_default();
    let names: Vec<&str> = unit.split('/').collect();
    if names.iter().any(|name| name.is_empty() || name.trim() != *name) {
        return Err(format!("`{unit}` has an empty name, or a space at an end of one"));
    }
    // How long names are and how deep units go:
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    if names.len() > 5 {
        return Err(format!("it has {} names, and units go five levels deep", names.len()));
    }
    match names.iter().find(|name| name.chars().count() > 128) {
        Some(name) => Err(format!("`{name}` has more than 128 characters")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases() {
        for good in ["acme-prod", "abc", "a1-b2-c3"] {
            assert_eq!(alias(&Value::string(good)), Ok(()), "{good}");
        }
        for wrong in ["ab", "-acme", "acme-", "ac--me", "Acme", "ac_me", "111122223333", "x".repeat(64).as_str()] {
            assert!(alias(&Value::string(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn units() {
        for good in ["Root", "Workloads/Prod", "ou-ab12-cd34ef56", "a/b/c/d/e"] {
            assert_eq!(unit(&Value::string(good)), Ok(()), "{good}");
        }
        for wrong in ["", "/Prod", "Prod/", "a//b", " a", "a/b/c/d/e/f", "x".repeat(129).as_str()] {
            assert!(unit(&Value::string(wrong)).is_err(), "{wrong}");
        }
    }
}
