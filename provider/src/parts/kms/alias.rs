//! The name of a KMS key.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use super::{describe, is_alive, when_shown};
use crate::aws::arn::{Arn, partition_of};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::found;

/// An alias. Its id is its ARN. It takes no tags, so it has no mark.
///
/// # Guarantees
/// - `create` takes over an alias that leads to the wanted key, or to one that waits for its deletion; one that leads to
///   any other key is somebody's, and is refused.
pub struct Alias;

impl Alias {
    /// The name of the only one of an owner.
    pub const NAME: &'static str = "main";
}

/// What identifies an alias: its name is unique in its account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasKey {
    /// `alias/prod`
    pub alias_name: String,
}

/// Where an alias leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasTarget {
    /// `1234abcd-12ab-34cd-56ef-1234567890ab`
    pub key_id: String,
}

impl Part for Alias {
    type Cloud = Aws;
    type Key = AliasKey;
    type Want = AliasTarget;
    type Seen = AliasTarget;

    const KIND: &'static str = "KMS alias";
    const MARKED: bool = false;
    // There is one of the name or none.
    const OWN_ONLY: bool = true;

    fn expect(_: &AliasKey, want: &AliasTarget) -> Option<AliasTarget> {
        Some(want.clone())
    }

    fn differences(want: &AliasTarget, seen: &AliasTarget) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("target", &seen.key_id, &want.key_id);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &AliasKey) -> Result<Option<Found<AliasTarget>>, Fault> {
        let id = arn(cx.place, &key.alias_name);
        Ok(target(cx, &id).await?.map(|seen| Found { id, seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &AliasKey, want: &AliasTarget) -> Result<String, Fault> {
        let id = arn(cx.place, &key.alias_name);
        let kms = cx.cloud.kms(cx.place).await?;
        let call = kms.create_alias().alias_name(&key.alias_name).target_key_id(&want.key_id);
        match when_shown(cx, "kms:CreateAlias", || call.clone().send()).await {
            Ok(_) => Ok(id),
            Err(fault) if fault.kind == FaultKind::AlreadyExists => match describe(cx, &id).await? {
                Some(other) if is_alive(&other) && other.key_id != want.key_id => {
                    let message = format!("{} leads to another key, {}", key.alias_name, other.key_id);
                    let fault = Fault { kind: FaultKind::Invalid, message, ..fault };
                    Err(fault.hint("Choose another name, or remove the alias"))
                }
                Some(other) if other.key_id == want.key_id => Ok(id),
                _ => lead(cx, &key.alias_name, want).await.map(|()| id),
            },
            Err(fault) => Err(fault),
        }
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<AliasTarget>, Fault> {
        target(cx, id).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &AliasTarget, want: &AliasTarget) -> Result<(), Fault> {
        if seen == want { Ok(()) } else { lead(cx, name_in(id)?, want).await }
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let kms = cx.cloud.kms(cx.place).await?;
        let call = kms.delete_alias().alias_name(name_in(id)?).send().await;
        found(call.or_fault("kms:DeleteAlias")).map(drop)
    }

    fn place_of(id: &str) -> Option<Place> {
        let arn = Arn::parse(id)?;
        Some(Place { account_id: arn.account_id.to_owned(), region: arn.region.to_owned() })
    }
}

impl RepeatedPart for Alias {
    type Owner = AliasKey;

    fn key(owner: &AliasKey, _: &str) -> AliasKey {
        owner.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &AliasKey) -> Result<Listed<AliasTarget>, Fault> {
        Ok(Self::find(cx, owner).await?.map(|found| (Alias::NAME.to_owned(), found)).into_iter().collect())
    }
}

/// The key that an alias leads to, whatever the key's state.
async fn target(cx: &Context<'_, Aws>, alias: &str) -> Result<Option<AliasTarget>, Fault> {
    Ok(describe(cx, alias).await?.map(|key| AliasTarget { key_id: key.key_id }))
}

async fn lead(cx: &Context<'_, Aws>, alias_name: &str, want: &AliasTarget) -> Result<(), Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    let call = kms.update_alias().alias_name(alias_name).target_key_id(&want.key_id);
    when_shown(cx, "kms:UpdateAlias", || call.clone().send()).await.map(drop)
}

/// The ARN of an alias.
pub fn arn(place: &Place, alias_name: &str) -> String {
    let Place { account_id, region } = place;
    format!("arn:{}:kms:{region}:{account_id}:{alias_name}", partition_of(region))
}

/// The name in an alias's ARN.
fn name_in(arn: &str) -> Result<&str, Fault> {
    let name = Arn::parse(arn).map(|arn| arn.resource).filter(|name| name.starts_with("alias/"));
    name.ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{arn}` is no alias's ARN")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_says_where_the_alias_is() {
        let place = Place { account_id: "111122223333".to_owned(), region: "us-gov-west-1".to_owned() };
        let id = arn(&place, "alias/team/prod");
        assert_eq!(id, "arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/team/prod");
        assert_eq!((name_in(&id), Alias::place_of(&id)), (Ok("alias/team/prod"), Some(place)));
        assert!(name_in("arn:aws:kms:us-east-1:111122223333:key/x").is_err());
    }

    #[test]
    fn another_target_is_a_difference() {
        let to = |key_id: &str| AliasTarget { key_id: key_id.to_owned() };
        assert_eq!(Alias::differences(&to("a"), &to("a")), [""; 0]);
        assert_eq!(Alias::differences(&to("a"), &to("b")), ["target is b, should be a"]);
    }
}
