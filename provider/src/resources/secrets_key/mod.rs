//! `plinth_secrets_key`: its page, its attributes, and the parts they are wired to.

mod access;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Graph, Regional};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::parts::kms::alias::{self, Alias, AliasKey, AliasTarget};
use crate::parts::kms::key::{Key, KeyKey, KeySeen, KeyWant};

use access::{Access, IAM_ACCESS};

/// A KMS key for the secrets of one environment, with an alias, rotation, and a policy that says who may encrypt and who may
/// decrypt.
///
/// The policy follows from the attributes. `encrypters` cannot read what they wrote, `decrypters` cannot write, and
/// `administrators` can do neither, though they can change the policy. Roles and users of other accounts may be among them:
/// there, their own account must allow them the same in IAM.
///
/// By default, IAM policies of the key's own account can let somebody administer the key, so it cannot be locked, but not use
/// it: an administrator of the account does not read secrets just because of that. `iam_access` says otherwise.
///
/// AWS deletes no key at once. Destroying the resource, or replacing it, schedules the key's deletion, and from then on it
/// decrypts nothing. Within `deletion_window_in_days` it can be taken back: `aws kms cancel-key-deletion`, then
/// `aws kms enable-key`, then import it. After that, what it encrypted is lost. A key that waits for its deletion does not
/// exist for Plinth: the next create makes a new one, and the alias leads to that.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the key and starts again. To continue where it stopped instead, run `terraform untaint` first.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "secrets_key")]
pub struct SecretsKey {
    /// Name of the key, which its alias has after `alias/`. No other alias of the account and region may have it.
    #[tf(required, force_new, check = NAME)]
    pub name: String,
    /// Text that describes the key, as the console shows it.
    #[tf(optional, check = Len(1, 8192))]
    pub description: Option<String>,
    /// Who may administer the key: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide. They may
    /// change its policy, rotation, tags and aliases, and delete it; they may not use it. They must exist when they are
    /// added here.
    #[tf(optional, check = each(PRINCIPAL))]
    pub administrators: Option<BTreeSet<String>>,
    /// Who may encrypt: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide.
    #[tf(optional, check = each(PRINCIPAL))]
    pub encrypters: Option<BTreeSet<String>>,
    /// Who may decrypt: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide.
    #[tf(optional, check = each(PRINCIPAL))]
    pub decrypters: Option<BTreeSet<String>>,
    /// What IAM policies of the key's own account can allow, beside what the attributes above say:
    ///
    /// * `administration`: to administer the key, and not to use it
    /// * `full`: everything, as AWS's own default policy does
    /// * `none`: nothing. Only `administrators` can change the key, and when all of them are gone, only AWS Support can
    ///   help. The role by which the provider works in the account must be one of them.
    #[tf(default = "administration", check = OneOf(IAM_ACCESS))]
    pub iam_access: String,
    /// Encryption context that everybody must give to encrypt and to decrypt, whatever else allows them to: values by key.
    /// AWS writes it into logs, so it is no place for secrets. Services that encrypt with a context of their own cannot use
    /// such a key.
    #[tf(optional, check = Items(0, 8), check = keys(CONTEXT_KEY), check = each(CONTEXT_VALUE))]
    pub encryption_context: Option<BTreeMap<String, String>>,
    /// Whether AWS makes new key material from time to time. What was encrypted before can still be decrypted.
    #[tf(default = true)]
    pub enable_key_rotation: bool,
    /// Days between rotations.
    #[tf(default = 365, check = Range(90, 2560))]
    pub rotation_period_in_days: i64,
    /// Whether the key may have replicas in other regions. The resource makes none.
    #[tf(default = false, force_new)]
    pub multi_region: bool,
    /// Days for which AWS keeps the key after the resource is destroyed. The key carries the number in a tag, so a change
    /// takes effect with the apply, and before any destroy.
    #[tf(default = 30, check = Range(7, 30))]
    pub deletion_window_in_days: i64,
    /// ID of the key.
    #[tf(computed)]
    pub key_id: Out<String>,
    /// ARN of the key.
    #[tf(computed)]
    pub arn: Out<String>,
    /// Name of the alias, such as `alias/prod`.
    #[tf(computed)]
    pub alias_name: Out<String>,
    /// ARN of the alias, by which the key can be named where it may be made again one day.
    #[tf(computed)]
    pub alias_arn: Out<String>,
    /// What every resource in a region has.
    #[tf(flatten)]
    pub common: Regional,
}

// Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
const NAME: Check = Check::Custom("1 to 250 letters, digits and `/_-`, without `aws/` at the beginning", |value| {
    let name = value.as_str().unwrap_or_default();
    let known = |c: char| c.is_ascii_alphanumeric() || "/_-".contains(c);
    match name.chars().find(|c| !known(*c)) {
        Some(other) => Err(format!("it has a `{other}`")),
        None if name.is_empty() || name.len() > 250 => Err(format!("it has {} characters", name.len())),
        None if name.starts_with("aws/") => Err("such names are for keys of AWS's own".to_owned()),
        None => Ok(()),
    }
});
const PRINCIPAL: Check = Check::Pattern(
    "[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[!-)+-~]+",
    "the ARN of a role or a user, without `*`, or an account ID of twelve digits",
);
const CONTEXT_KEY: Check = Check::Pattern("[A-Za-z0-9_.-][A-Za-z0-9_.:/ -]{0,127}", "1 to 128 letters, digits, spaces and `_.:/-`");
const CONTEXT_VALUE: Check = Check::Pattern("[^*?$]{1,256}", "1 to 256 characters other than `*?$`");

impl Composite for SecretsKey {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "region", "name"];

    const SUBCATEGORY: &'static str = "Secrets";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        let (account_id, region) = (f.common.global.account_id, f.common.region);
        let tags_all = f.common.global.tags_all;
        g.output(f.common.global.id, (account_id, region, f.name), |(account_id, region, name)| {
            format!("{}/{}/{name}", text(account_id), text(region))
        });
        g.output(f.alias_name, f.name, |name| alias_of(&name));
        g.output(f.alias_arn, (account_id, region, f.name), |(account_id, region, name)| {
            let place = tfplugin::composite::Place { account_id: text(account_id), region: text(region) };
            alias::arn(&place, &alias_of(&name))
        });

        let who = (account_id, f.iam_access, f.administrators, f.encrypters, f.decrypters, f.encryption_context);
        let rotation = (f.enable_key_rotation, f.rotation_period_in_days);
        let shape = (f.description, rotation, f.multi_region, f.deletion_window_in_days, tags_all);
        let key = g
            .part::<Key>("key")
            .key(f.name, |name| KeyKey { alias_name: alias_of(&name) })
            .want((who, shape), |(who, (description, rotation, multi_region, window, tags))| KeyWant {
                description: description.unwrap_or_default(),
                policy: access(who).policy(),
                rotation_period_in_days: rotation.0.then(|| days(rotation.1)),
                multi_region,
                deletion_window_in_days: days(window),
                tags: tags.0.unwrap_or_default(),
            })
            .fill(f.key_id, |seen| Some(Out::known(seen.key_id.clone())))
            .fill(f.arn, |seen| Some(Out::known(seen.arn.clone())))
            .fill(f.description, |seen| Some(Some(seen.description.clone()).filter(|text| !text.is_empty())))
            .fill(f.enable_key_rotation, |seen| Some(seen.rotation_period_in_days.is_some()))
            .fill(f.rotation_period_in_days, |seen| seen.rotation_period_in_days.map(i64::from))
            .fill(f.multi_region, |seen| Some(seen.multi_region))
            .fill(f.deletion_window_in_days, |seen| seen.deletion_window_in_days.map(i64::from))
            .fill(f.iam_access, |seen| Some(recognized(seen)?.iam_access))
            .fill(f.administrators, |seen| Some(Some(recognized(seen)?.administrators)))
            .fill(f.encrypters, |seen| Some(Some(recognized(seen)?.encrypters)))
            .fill(f.decrypters, |seen| Some(Some(recognized(seen)?.decrypters)))
            .fill(f.encryption_context, |seen| Some(Some(recognized(seen)?.encryption_context)))
            .fill(tags_all, |seen| Some(Out::known(seen.tags.clone())))
            .at(f.administrators)
            .add();

        g.part::<Alias>("alias")
            .key(f.name, |name| AliasKey { alias_name: alias_of(&name) })
            .want(key, |seen| AliasTarget { key_id: seen.key_id })
            .at(f.name)
            .add();
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}

fn text(text: Out<String>) -> String {
    text.0.unwrap_or_default()
}

fn alias_of(name: &str) -> String {
    format!("alias/{name}")
}

/// A number of days that was checked to be a small one.
fn days(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

type Who = (
    Out<String>,
    String,
    Option<BTreeSet<String>>,
    Option<BTreeSet<String>>,
    Option<BTreeSet<String>>,
    Option<BTreeMap<String, String>>,
);

fn access((account_id, iam_access, administrators, encrypters, decrypters, encryption_context): Who) -> Access {
    Access {
        account_id: text(account_id),
        iam_access,
        administrators: administrators.unwrap_or_default(),
        encrypters: encrypters.unwrap_or_default(),
        decrypters: decrypters.unwrap_or_default(),
        encryption_context: encryption_context.unwrap_or_default(),
    }
}

/// The attributes that make the policy that was seen; `None` when none do, which shows as drift.
fn recognized(seen: &KeySeen) -> Option<Access> {
    let account_id = seen.arn.split(':').nth(4)?;
    Access::recognize(account_id, &seen.policy)
}
