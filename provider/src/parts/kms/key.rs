//! A KMS key.

use std::collections::BTreeMap;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Mark, Part, Place, RepeatedPart, Status};

use super::{key_calls as calls, key_tags as tags};
use crate::aws::Aws;
use crate::aws::arn::Arn;
use crate::parts::differences::Differences;
use crate::policy::{Kind, Policy, limits};

/// A symmetric key that encrypts and decrypts. Its id is its ARN.
///
/// # Guarantees
/// - It is made with its policy, its tags and its marks in one call. `CreateKey` takes no client token, so a key whose
///   answer was lost is looked for by its marks.
/// - Deleting it schedules its deletion, after the days that its tag `plinth:deletion-window-in-days` says.
/// - A key that waits for its deletion is not there: neither found nor seen, and never taken over.
pub struct Key;

impl Key {
    /// The name of the only one of an owner.
    pub const NAME: &'static str = "main";
}

/// How a key is found: by the alias that leads to it, and otherwise by its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyKey {
    /// `alias/prod`
    pub alias_name: String,
}

/// How a key should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWant {
    /// What the console shows; empty for none.
    pub description: String,
    /// Who may do what with it.
    pub policy: Policy,
    /// Days between rotations, 90 to 2560; `None` for no rotation.
    pub rotation_period_in_days: Option<i32>,
    /// Whether it may have replicas in other regions. It never changes.
    pub multi_region: bool,
    /// Days between the deletion and its effect, 7 to 30.
    pub deletion_window_in_days: i32,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a key looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// `1234abcd-12ab-34cd-56ef-1234567890ab`; `mrk-…` for one with replicas.
    pub key_id: String,
    /// `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-…`
    pub arn: String,
    /// Empty for none.
    pub description: String,
    /// Principals that are gone stand there by their unique ids.
    pub policy: Policy,
    /// Whether it may be used.
    pub enabled: bool,
    /// Days; `None` for no rotation.
    pub rotation_period_in_days: Option<i32>,
    /// Whether it may have replicas.
    pub multi_region: bool,
    /// Days; `None` of a key that Plinth did not make.
    pub deletion_window_in_days: Option<i32>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for Key {
    type Cloud = Aws;
    type Key = KeyKey;
    type Want = KeyWant;
    type Seen = KeySeen;

    const KIND: &'static str = "KMS key";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = Some("KMS key");
    const ADOPTS: bool = true;

    fn check(want: &KeyWant) -> Vec<String> {
        let problems = want.policy.problems(Kind::Resource);
        let mut problems: Vec<String> = problems.into_iter().map(|problem| format!("Key policy: {problem}")).collect();
        let size = want.policy.minified().len();
        if size > limits::KEY {
            problems.push(format!(
                "The key policy has {size} bytes; AWS takes {}. Name fewer principals: whole accounts, or roles by a \
                 path of their own.",
                limits::KEY
            ));
        }
        if want.tags.len() > tags::MOST {
            problems.push(format!(
                "The key has {} tags; AWS takes 50, of which Plinth needs four for its own marks.",
                want.tags.len()
            ));
        }
        problems
    }

    fn differences(want: &KeyWant, seen: &KeySeen) -> Vec<String> {
        let days = |days: Option<i32>| days.map(|days| days.to_string());
        let mut differences = fixed_differences(want, seen);
        differences.compare("enabled", seen.enabled, true);
        differences.compare("description", format!("{:?}", seen.description), format!("{:?}", want.description));
        let (seen_period, period) = (days(seen.rotation_period_in_days), days(want.rotation_period_in_days));
        differences.compare_option("rotation_period_in_days", seen_period.as_deref(), period.as_deref());
        let (seen_window, window) = (days(seen.deletion_window_in_days), days(Some(want.deletion_window_in_days)));
        differences.compare_option("deletion_window_in_days", seen_window.as_deref(), window.as_deref());
        if seen.policy != want.policy {
            differences.push(format!("policy is {}, should be {}", seen.policy, want.policy));
        }
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &KeyWant, want: &KeyWant) -> bool {
        before.multi_region != want.multi_region
    }

    fn fixed(want: &KeyWant, seen: &KeySeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &KeyKey) -> Result<Option<Found<KeySeen>>, Fault> {
        match calls::get(cx, &key.alias_name).await? {
            Some(found) => Ok(Some(found)),
            None => Box::pin(calls::marked(cx)).await,
        }
    }

    async fn create(cx: &Context<'_, Aws>, _: &KeyKey, want: &KeyWant) -> Result<String, Fault> {
        calls::create(cx, want).await
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<KeySeen>, Fault> {
        Ok(calls::get(cx, id).await?.map(|found| found.seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &KeySeen, want: &KeyWant) -> Result<(), Fault> {
        if seen.multi_region != want.multi_region {
            let message = "whether a key may have replicas in other regions cannot change";
            return Err(Fault::new(FaultKind::Invalid, message).hint("Make another key"));
        }
        calls::update(cx, id, seen, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        calls::delete(cx, id).await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        let ready = [(Mark::STATUS_TAG.to_owned(), Status::Ready.as_str().to_owned())].into();
        for id in ids {
            calls::tag(cx, id, &ready).await?;
        }
        Ok(())
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
        calls::tag(cx, id, &tags::marks(&mark, cx)).await
    }

    fn place_of(id: &str) -> Option<Place> {
        let arn = Arn::parse(id)?;
        Some(Place { account_id: arn.account_id.to_owned(), region: arn.region.to_owned() })
    }
}

/// At most one key of an owner: the resource's own, or the one that its alias leads to when nobody marked it.
impl RepeatedPart for Key {
    type Owner = KeyKey;

    fn key(owner: &KeyKey, _: &str) -> KeyKey {
        owner.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &KeyKey) -> Result<Listed<KeySeen>, Fault> {
        // A key that belongs to somebody else is not the resource's, though its alias leads there.
        let by_alias = calls::get(cx, &owner.alias_name).await?;
        let ours = by_alias.filter(|it| it.mark.as_ref().is_some_and(|mark| mark.resource == cx.mark.resource));
        let found = match ours {
            Some(found) => Some(found),
            None => Box::pin(calls::marked(cx)).await?,
        };
        Ok(found.map(|found| (Key::NAME.to_owned(), found)).into_iter().collect())
    }
}

/// What no call changes.
fn fixed_differences(want: &KeyWant, seen: &KeySeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("multi_region", seen.multi_region, want.multi_region);
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    const ARN: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    fn want(principals: usize) -> KeyWant {
        let principals = (0..principals).map(|n| format!("arn:aws:iam::111122223333:role/{n:064}"));
        let statement = Statement::allow().aws_principals(principals).actions(["kms:*"]).resources(["*"]);
        KeyWant {
            description: "Secrets of prod".to_owned(),
            policy: Policy::new([statement]),
            rotation_period_in_days: Some(365),
            multi_region: false,
            deletion_window_in_days: 30,
            tags: BTreeMap::new(),
        }
    }

    fn seen() -> KeySeen {
        KeySeen {
            key_id: "1234abcd-12ab-34cd-56ef-1234567890ab".to_owned(),
            arn: ARN.to_owned(),
            description: "Secrets of prod".to_owned(),
            policy: want(1).policy,
            enabled: true,
            rotation_period_in_days: Some(365),
            multi_region: false,
            deletion_window_in_days: Some(30),
            tags: BTreeMap::new(),
        }
    }

    #[test]
    fn each_difference_is_named() {
        assert_eq!(Key::differences(&want(1), &seen()), [""; 0]);
        let seen = KeySeen {
            enabled: false,
            description: String::new(),
            rotation_period_in_days: None,
            deletion_window_in_days: None,
            multi_region: true,
            tags: [("a".to_owned(), "b".to_owned())].into(),
            ..seen()
        };
        assert_eq!(
            Key::differences(&want(1), &seen),
            [
                "multi_region is true, should be false",
                "enabled is false, should be true",
                "description is \"\", should be \"Secrets of prod\"",
                "rotation_period_in_days is none, should be 365",
                "deletion_window_in_days is none, should be 30",
                "tag a is \"b\", should not be there",
            ]
        );
        assert_eq!(Key::fixed(&want(1), &seen), ["multi_region is true, should be false"]);
    }

    #[test]
    fn what_aws_refuses_is_said_before() {
        assert_eq!(Key::check(&want(1)), [""; 0]);
        assert_eq!(Key::check(&want(0)), ["Key policy: Statement 1 needs `Principal` or `NotPrincipal`."]);
        assert!(Key::check(&want(400))[0].starts_with("The key policy has "));
        let tagged = KeyWant { tags: (0..47).map(|n| (n.to_string(), String::new())).collect(), ..want(1) };
        assert_eq!(Key::check(&tagged).len(), 1);
    }

    #[test]
    fn an_arn_says_where_the_key_is() {
        let place = Place { account_id: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        assert_eq!(Key::place_of(ARN), Some(place));
        assert_eq!(Key::place_of("1234abcd"), None);
    }
}
