//! What passwords of an account's IAM users must be like.

use tfplugin::composite::{Context, Fault};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// The account's password policy. AWS's default: none, and IAM's own rules hold. An update sets it whole:
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
pub struct PasswordPolicy;

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are IAM's")]
pub struct PasswordRules {
    /// 6 to 128.
    pub minimum_password_length: i32,
    /// How many earlier passwords may not come again, 1 to 24; `None`: any may.
    pub password_reuse_prevention: Option<i32>,
    /// Days until a password expires, 1 to 1095; `None`: never.
    pub max_password_age: Option<i32>,
    /// Whether one of `! @ # $ % ^ & * ( ) _ + - = [ ] { } | '` is required.
    pub require_symbols: bool,
    /// Whether a digit is required.
    pub require_numbers: bool,
    /// Whether a letter from A to Z is required.
    pub require_uppercase_characters: bool,
    /// Whether a letter from a to z is required.
    pub require_lowercase_characters: bool,
    /// Whether users may change their own passwords.
    pub allow_users_to_change_password: bool,
    /// Whether who let a password expire cannot set another.
    pub hard_expiry: bool,
}

impl Setting for PasswordPolicy {
    type Want = PasswordRules;
    type Seen = Option<PasswordRules>;

    const KIND: &'static str = "IAM password policy";

    fn expect(want: &PasswordRules) -> Option<Option<PasswordRules>> {
        Some(Some(want.clone()))
    }

    fn differences(want: &PasswordRules, seen: &Option<PasswordRules>) -> Vec<String> {
        let Some(seen) = seen else { return vec!["there is no password policy, should be one".to_owned()] };
        let words = |rules: &PasswordRules| {
            let number = |number: Option<i32>| number.map_or_else(|| "none".to_owned(), |number| number.to_string());
            [
                ("minimum_password_length", rules.minimum_password_length.to_string()),
                ("password_reuse_prevention", number(rules.password_reuse_prevention)),
                ("max_password_age", number(rules.max_password_age)),
                ("require_symbols", rules.require_symbols.to_string()),
                ("require_numbers", rules.require_numbers.to_string()),
                ("require_uppercase_characters", rules.require_uppercase_characters.to_string()),
                ("require_lowercase_characters", rules.require_lowercase_characters.to_string()),
                ("allow_users_to_change_password", rules.allow_users_to_change_password.to_string()),
                ("hard_expiry", rules.hard_expiry.to_string()),
            ]
        };
        let pairs = words(seen).into_iter().zip(words(want)).filter(|(seen, want)| seen != want);
        pairs.map(|((name, seen), (_, want))| format!("{name} is {seen}, should be {want}")).collect()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<Option<PasswordRules>, Fault> {
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let answer = iam.get_account_password_policy().send().await.or_fault("iam:GetAccountPasswordPolicy");
        Ok(found(answer)?.and_then(|answer| answer.password_policy).map(|policy| PasswordRules {
            minimum_password_length: policy.minimum_password_length.unwrap_or(6),
            password_reuse_prevention: policy.password_reuse_prevention,
            max_password_age: policy.max_password_age.filter(|days| *days > 0),
            require_symbols: policy.require_symbols,
            require_numbers: policy.require_numbers,
            require_uppercase_characters: policy.require_uppercase_characters,
            require_lowercase_characters: policy.require_lowercase_characters,
            allow_users_to_change_password: policy.allow_users_to_change_password,
            hard_expiry: policy.hard_expiry.unwrap_or_default(),
        }))
    }

    async fn write(cx: &Context<'_, Aws>, _: &Option<PasswordRules>, want: &PasswordRules) -> Result<(), Fault> {
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let call = iam
            .update_account_password_policy()
            .minimum_password_length(want.minimum_password_length)
            .set_password_reuse_prevention(want.password_reuse_prevention)
            .set_max_password_age(want.max_password_age)
            .require_symbols(want.require_symbols)
            .require_numbers(want.require_numbers)
            .require_uppercase_characters(want.require_uppercase_characters)
            .require_lowercase_characters(want.require_lowercase_characters)
            .allow_users_to_change_password(want.allow_users_to_change_password)
            .hard_expiry(want.hard_expiry);
        call.send().await.or_fault("iam:UpdateAccountPasswordPolicy").map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &Option<PasswordRules>) -> Result<(), Fault> {
        if seen.is_none() {
            return Ok(());
        }
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let answer = iam.delete_account_password_policy().send().await.or_fault("iam:DeleteAccountPasswordPolicy");
        found(answer).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let want = PasswordRules {
            minimum_password_length: 14,
            password_reuse_prevention: Some(24),
            max_password_age: Some(90),
            require_symbols: true,
            require_numbers: true,
            require_uppercase_characters: true,
            require_lowercase_characters: true,
            allow_users_to_change_password: true,
            hard_expiry: false,
        };
        let seen = PasswordRules { max_password_age: None, require_symbols: false, ..want.clone() };
        assert_eq!(
            PasswordPolicy::differences(&want, &Some(seen)),
            ["max_password_age is none, should be 90", "require_symbols is false, should be true"]
        );
        assert_eq!(PasswordPolicy::differences(&want, &Some(want.clone())), [""; 0]);
        assert_eq!(PasswordPolicy::differences(&want, &None).len(), 1);
    }
}
