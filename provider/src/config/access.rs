//! Blocks about the accounts that the provider reaches, and the tags that it leaves there.

use std::collections::BTreeMap;

use tfplugin::Object;

use super::checks;

/// The role that AWS Organizations puts into accounts it creates:
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>.
pub const DEFAULT_ROLE_NAME: &str = "OrganizationAccountAccessRole";

/// The role that the provider assumes in accounts other than the one its own credentials belong to.
#[derive(Clone, Debug, Default, PartialEq, Object)]
pub struct AccountAccess {
    /// Name of the role, the same in every account, after its path if it has one: `ops/plinth`. Cannot be
    /// set together with `role_arn_template`. Default: `OrganizationAccountAccessRole`.
    #[tf(optional, check = Pattern("[\\w+=,.@/-]{1,512}", "a role's name: letters, digits and `_+=,.@/-`"))]
    pub role_name: Option<String>,
    /// ARN of the role, in which `{account_id}` stands for the account's ID and `{partition}` for its partition:
    /// `arn:{partition}:iam::{account_id}:role/ops/{account_id}-plinth`. Cannot be set together
    /// with `role_name`.
    #[tf(optional, check = Custom("a role's ARN with `{account_id}` in it", checks::role_arn_template))]
    pub role_arn_template: Option<String>,
    /// External ID that the roles' trust policies ask for.
    #[tf(optional, check = Pattern("[\\w+=,.@:/\\\\-]{2,1224}", "2 to 1224 letters, digits and `_+=,.@:/\\-`"))]
    pub external_id: Option<String>,
    /// Role session name, which CloudTrail records. Default: `plinth`.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub session_name: Option<String>,
    /// How long the sessions last, such as `1h30m`; they are renewed before they expire. Default: `1h`, which is also the
    /// most that AWS allows when the provider's own credentials are those of a role.
    #[tf(optional, check = Custom("a duration from `15m` to `12h`", checks::session_duration))]
    pub duration: Option<String>,
    /// Roles of accounts that differ, by account ID. With an entry for the account of the provider's own credentials, the
    /// provider assumes a role there as well.
    #[tf(optional, check = keys(Pattern("[0-9]{12}", "an account ID of twelve digits")))]
    pub overrides: Option<BTreeMap<String, AccountOverride>>,
}

/// The role to assume in one account.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AccountOverride {
    /// ARN of the role.
    #[tf(required, check = Pattern(checks::ROLE_ARN, "the ARN of a role"))]
    pub role_arn: String,
    /// External ID that this role's trust policy asks for. Default: the `external_id` of the block.
    #[tf(optional, check = Pattern("[\\w+=,.@:/\\\\-]{2,1224}", "2 to 1224 letters, digits and `_+=,.@:/\\-`"))]
    pub external_id: Option<String>,
}

/// Tags of everything that the provider manages and that takes tags. A resource's own `tags` win.
#[derive(Clone, Debug, Default, PartialEq, Object)]
pub struct DefaultTags {
    /// The tags: values by key.
    #[tf(optional, check = Items(0, 48), check = keys(Custom("a tag's key of 1 to 128 characters that does not start with `aws:` or `plinth:`", checks::tag_key)), check = each(Len(0, 256)))]
    pub tags: Option<BTreeMap<String, String>>,
}

impl AccountAccess {
    /// ARN of the role to assume in an account.
    pub fn role_arn(&self, partition: &str, account_id: &str) -> String {
        if let Some(one) = self.overrides.as_ref().and_then(|overrides| overrides.get(account_id)) {
            return one.role_arn.clone();
        }
        if let Some(template) = &self.role_arn_template {
            return template.replace("{partition}", partition).replace("{account_id}", account_id);
        }
        let name = self.role_name.as_deref().unwrap_or(DEFAULT_ROLE_NAME).trim_start_matches('/');
        format!("arn:{partition}:iam::{account_id}:role/{name}")
    }

    /// External id to send for an account.
    pub fn external_id(&self, account_id: &str) -> Option<&str> {
        let one = self.overrides.as_ref().and_then(|overrides| overrides.get(account_id));
        one.and_then(|one| one.external_id.as_deref()).or(self.external_id.as_deref())
    }

    /// Whether the account has a role of its own here.
    pub fn overrides(&self, account_id: &str) -> bool {
        self.overrides.as_ref().is_some_and(|overrides| overrides.contains_key(account_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_is_named_templated_or_overridden() {
        let mut access = AccountAccess::default();
        assert_eq!(
            access.role_arn("aws", "111122223333"),
            "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole"
        );
        access.role_name = Some("ops/plinth".to_owned());
        assert_eq!(access.role_arn("aws-cn", "111122223333"), "arn:aws-cn:iam::111122223333:role/ops/plinth");
        access.role_arn_template = Some("arn:{partition}:iam::{account_id}:role/x-{account_id}".to_owned());
        assert_eq!(access.role_arn("aws", "111122223333"), "arn:aws:iam::111122223333:role/x-111122223333");
        access.external_id = Some("common".to_owned());
        let own = AccountOverride { role_arn: "arn:aws:iam::111122223333:role/own".to_owned(), external_id: None };
        access.overrides = Some([("111122223333".to_owned(), own)].into());
        assert_eq!(access.role_arn("aws", "111122223333"), "arn:aws:iam::111122223333:role/own");
        assert_eq!(access.external_id("111122223333"), Some("common"));
        assert!(access.overrides("111122223333") && !access.overrides("444455556666"));
    }
}
