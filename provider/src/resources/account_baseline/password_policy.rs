//! IAM users have strong passwords, and new ones in time.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::iam::password_policy::{PasswordPolicy as Policy, PasswordRules};

/// What passwords of IAM users must be like.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
#[expect(clippy::struct_excessive_bools, reason = "they are IAM's")]
pub struct PasswordPolicy {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Fewest characters.
    #[tf(default = 14, check = Range(6, 128))]
    pub minimum_password_length: i64,
    /// How many earlier passwords may not come again; 0: any may.
    #[tf(default = 24, check = Range(0, 24))]
    pub password_reuse_prevention: i64,
    /// Days until a password expires; 0: never.
    #[tf(default = 90, check = Range(0, 1095))]
    pub max_password_age: i64,
    /// Whether a password must have a symbol.
    #[tf(default = true)]
    pub require_symbols: bool,
    /// Whether a password must have a digit.
    #[tf(default = true)]
    pub require_numbers: bool,
    /// Whether a password must have a letter from A to Z.
    #[tf(default = true)]
    pub require_uppercase_characters: bool,
    /// Whether a password must have a letter from a to z.
    #[tf(default = true)]
    pub require_lowercase_characters: bool,
    /// Whether users may change their own passwords.
    #[tf(default = true)]
    pub allow_users_to_change_password: bool,
    /// Whether only an administrator can help who let a password expire.
    #[tf(default = false)]
    pub hard_expiry: bool,
}

impl Default for PasswordPolicy {
    fn default() -> PasswordPolicy {
        PasswordPolicy {
            mode: guardrail::ENABLED.to_owned(),
            minimum_password_length: 14,
            password_reuse_prevention: 24,
            max_password_age: 90,
            require_symbols: true,
            require_numbers: true,
            require_uppercase_characters: true,
            require_lowercase_characters: true,
            allow_users_to_change_password: true,
            hard_expiry: false,
        }
    }
}

impl Guardrail for PasswordPolicy {
    const SCOPE: Scope = Scope::Account;

    const CONTROLS: &'static [&'static str] = &[
        "CIS AWS Foundations Benchmark v3.0.0/1.8",
        "CIS AWS Foundations Benchmark v3.0.0/1.9",
        "IAM.7",
        "IAM.11",
        "IAM.12",
        "IAM.13",
        "IAM.14",
        "IAM.15",
        "IAM.16",
        "IAM.17",
    ];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<PasswordPolicy>) {
        let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        let some = move |it: i64| Some(number(it)).filter(|number| *number > 0);
        guardrail::setting::<Policy, _>(g, field, move |config, _| PasswordRules {
            minimum_password_length: number(config.minimum_password_length),
            password_reuse_prevention: some(config.password_reuse_prevention),
            max_password_age: some(config.max_password_age),
            require_symbols: config.require_symbols,
            require_numbers: config.require_numbers,
            require_uppercase_characters: config.require_uppercase_characters,
            require_lowercase_characters: config.require_lowercase_characters,
            allow_users_to_change_password: config.allow_users_to_change_password,
            hard_expiry: config.hard_expiry,
        });
    }
}
