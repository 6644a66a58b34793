//! The attributes that every composite has. The engine fills them; resources take them in with `#[tf(flatten)]`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::check::Check;
use crate::diagnostic::{Diagnostics, Path};
use crate::model::Out;
use crate::plan::Attributes;
use crate::value::Value;

/// Name of the readable id.
pub(super) const ID: &str = "id";
/// Name of the attribute that says in which account a resource lives.
pub(super) const ACCOUNT_ID: &str = "account_id";
/// Name of the attribute that says in which region a resource lives.
pub(super) const REGION: &str = "region";
/// Name of the tags that the configuration sets.
pub(super) const TAGS: &str = "tags";
/// Name of the tags with the provider's default tags.
pub(super) const TAGS_ALL: &str = "tags_all";
/// Name of the map from part to id.
pub(super) const PARTS: &str = "parts";
/// Name of the map from part to what differs.
pub(super) const DRIFT: &str = "drift";
/// Name of the block of deadlines.
pub(super) const TIMEOUTS: &str = "timeouts";

/// Attributes of every resource that lives in one account and in no region.
#[derive(Clone, Debug, PartialEq, crate::Object)]
pub struct Global {
    /// ID by which the resource is imported.
    #[tf(computed)]
    pub id: Out<String>,
    /// ID of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    /// when the resource is created.
    #[tf(optional, computed, force_new, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    pub account_id: Out<String>,
    /// Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`.
    #[tf(optional, check = TAG_KEYS, check = TAG_VALUES)]
    pub tags: Option<BTreeMap<String, String>>,
    /// All tags of the resource: its `tags`, and the provider's `default_tags`.
    #[tf(computed)]
    pub tags_all: Out<BTreeMap<String, String>>,
    /// Deadlines.
    #[tf(block)]
    pub timeouts: Option<Timeouts>,
    /// The AWS objects that make up the resource: the ID of each by the name of the part.
    #[tf(computed)]
    pub parts: Out<BTreeMap<String, String>>,
    /// What somebody changed at AWS and the next apply will repair: what differs, by the name of the part. Empty when
    /// nothing differs.
    #[tf(computed)]
    pub drift: Out<BTreeMap<String, String>>,
}

/// Attributes of a resource that is an account itself, and lives in the account that makes it: its
/// [home](super::Composite::HOME).
#[derive(Clone, Debug, PartialEq, crate::Object)]
pub struct Member {
    /// ID by which the resource is imported.
    #[tf(computed)]
    pub id: Out<String>,
    /// ID of the management account of the organization. Default: the account that the provider's own credentials belong to
    /// when the resource is created.
    #[tf(optional, computed, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    pub management_account_id: Out<String>,
    /// Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`.
    #[tf(optional, check = TAG_KEYS, check = TAG_VALUES)]
    pub tags: Option<BTreeMap<String, String>>,
    /// All tags of the resource: its `tags`, and the provider's `default_tags`.
    #[tf(computed)]
    pub tags_all: Out<BTreeMap<String, String>>,
    /// Deadlines.
    #[tf(block)]
    pub timeouts: Option<Timeouts>,
    /// The AWS objects that make up the resource: the ID of each by the name of the part.
    #[tf(computed)]
    pub parts: Out<BTreeMap<String, String>>,
    /// What somebody changed at AWS and the next apply will repair: what differs, by the name of the part. Empty when
    /// nothing differs.
    #[tf(computed)]
    pub drift: Out<BTreeMap<String, String>>,
}

/// Attributes of every resource that lives in one account and one region.
#[derive(Clone, Debug, PartialEq, crate::Object)]
pub struct Regional {
    /// Region in which the resource lives. Default: the provider's region, as it was when the resource was created.
    #[tf(optional, computed, force_new, check = Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`"))]
    pub region: Out<String>,
    /// What resources without a region have, too.
    #[tf(flatten)]
    pub global: Global,
}

const TAG_KEYS: Check =
    Check::Custom("tags whose keys are 1 to 128 characters and do not start with `aws:` or `plinth:`", |tags| {
        for key in tags.entries().into_iter().flat_map(|entries| entries.keys()) {
            if key.is_empty() || key.chars().count() > 128 {
                return Err(format!("the key `{key}` has {} characters", key.chars().count()));
            }
            if key.to_lowercase().starts_with("aws:") || key.starts_with("plinth:") {
                return Err(format!("the prefix of the key `{key}` is reserved"));
            }
        }
        Ok(())
    });

const TAG_VALUES: Check = Check::Custom("tags whose values are at most 256 characters", |tags| {
    for (key, value) in tags.entries().into_iter().flatten() {
        let length = value.as_str().map_or(0, |value| value.chars().count());
        if length > 256 {
            return Err(format!("the value of `{key}` has {length} characters"));
        }
    }
    Ok(())
});

/// How long operations on the resource may take. One that takes longer ends with an error, and the state keeps what exists.
#[derive(Clone, Debug, Default, PartialEq, crate::Object)]
pub struct Timeouts {
    /// Longest time that creating the resource may take. Default: `20m`.
    #[tf(optional, check = DURATION)]
    pub create: Option<String>,
    /// Longest time that updating the resource may take. Default: `20m`.
    #[tf(optional, check = DURATION)]
    pub update: Option<String>,
    /// Longest time that deleting the resource may take. Default: `20m`.
    #[tf(optional, check = DURATION)]
    pub delete: Option<String>,
}

const DURATION: Check = Check::Custom("a duration such as `90s`, `30m` or `1h30m`", |value| {
    let text = value.as_str().unwrap_or_default();
    parse_duration(text).map(|_| ()).ok_or_else(|| format!("it is `{text}`"))
});

const DEFAULT_DEADLINE: Duration = Duration::from_mins(20);

/// The deadline of one operation (`create`, `update`, `delete`).
pub(super) fn deadline(attributes: &Attributes, operation: &str) -> Duration {
    let text = attributes.get(TIMEOUTS).and_then(|timeouts| timeouts.get(operation)).and_then(Value::as_str);
    text.and_then(parse_duration).unwrap_or(DEFAULT_DEADLINE)
}

/// Hours, minutes and seconds as Go writes them, the form that Terraform users know.
fn parse_duration(text: &str) -> Option<Duration> {
    let mut total = 0_u64;
    let mut digits = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let unit = match character {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    (digits.is_empty() && total > 0).then(|| Duration::from_secs(total))
}

/// The provider's default tags with the resource's own on top; unknown while the default tags are.
pub(super) fn merged_tags(defaults: Option<&BTreeMap<String, String>>, tags: &Value) -> Value {
    let Some(defaults) = defaults else { return Value::UNKNOWN };
    let own = match tags {
        Value::Unknown(_) => return Value::UNKNOWN,
        Value::Map(tags) => tags.clone(),
        _ => BTreeMap::new(),
    };
    let mut merged: BTreeMap<String, Value> =
        defaults.iter().map(|(key, value)| (key.clone(), Value::string(value.clone()))).collect();
    merged.extend(own.into_iter().filter(|(_, value)| !value.is_null()));
    Value::Map(merged)
}

/// Reports values that cannot be: kept here so that every resource says the same.
pub(super) fn validate(config: &Attributes, diagnostics: &mut Diagnostics) {
    for (key, value) in config.get(TAGS).and_then(Value::entries).into_iter().flatten() {
        if value.is_null() {
            let detail = "A tag has a value, which may be empty; leave the key out to have no tag.";
            diagnostics.error_at(Path::attribute(TAGS).key(key.clone()), format!("Tag `{key}` is null"), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(parse_duration("90s"), Some(Duration::from_secs(90)));
        assert_eq!(parse_duration("1h30m"), Some(Duration::from_mins(90)));
        for wrong in ["", "10", "m", "1d", "-5s", "0s", "99999999999999999999h"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn own_tags_win_over_default_tags() {
        let defaults =
            BTreeMap::from([("Owner".to_owned(), "platform".to_owned()), ("Env".to_owned(), "dev".to_owned())]);
        let own = Value::map([("Env", Value::string("prod"))]);
        let expected = Value::map([("Env", Value::string("prod")), ("Owner", Value::string("platform"))]);
        assert_eq!(merged_tags(Some(&defaults), &own), expected);
        assert_eq!(merged_tags(None, &own), Value::UNKNOWN);
    }
}
