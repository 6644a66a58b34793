//! Roles and guardrails.

use super::deploy;
use super::names::{accounts_of, check_account};
use crate::estate::{Account, Guardrail, Organization, Role, Target};
use crate::spec::{Layout, Names, Problem, Problems, known_words};

/// What a role may do, without those that need more than a layout says.
const ACCESS: [&str; 7] = ["full_access", "read_only", "billing", "support", "logs", "iam_admin", "auto_deploy"];
/// Presets that need nothing but what a layout says.
const GUARDRAILS: [&str; 7] = [
    "deny_leaving_organization",
    "deny_public_s3",
    "deny_regions",
    "deny_root_user",
    "protect_security_services",
    "quarantine",
    "require_imdsv2",
];

pub(super) fn roles(
    layout: &Layout,
    organization: &Organization,
    accounts: &[Account],
    problems: &mut Problems,
) -> Vec<Role> {
    let Some(access) = &layout.access else { return Vec::new() };
    check_account(&access.from, &access.from.span, accounts, problems);
    let mut roles = Vec::new();
    for (name, said) in &access.roles {
        let fits = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c));
        if !fits {
            let help = "use 1 to 64 letters, digits and `+=,.@_-`";
            problems.push(Problem::new(
                format!("no role can be called `{}`", name.value),
                &name.span,
                "IAM refuses the name",
                help,
            ));
        }
        let (word, span) = said
            .access
            .as_ref()
            .map_or_else(|| (name.replace('-', "_"), &name.span), |word| (word.value.clone(), &word.span));
        if !ACCESS.contains(&word.as_str()) {
            let help = format!("say `access`; {}", known_words(&word, ACCESS));
            problems.push(Problem::new(format!("unknown access `{word}`"), span, "no access of this name", help));
        }
        if word == "auto_deploy" && said.deploys.is_none() {
            let help = "say what it deploys: `deploys: [ecs, lambda, parameters]`, or a part of that; `deploys: []` is nothing";
            problems.push(Problem::new(format!("role `{}` could do nothing", name.value), &name.span, "", help));
        }
        if word != "auto_deploy" && said.deploys.is_some() {
            let help = "leave `deploys` out, or say `access: auto_deploy`";
            let label = format!("has the access `{word}`");
            problems.push(Problem::new(format!("role `{}` deploys nothing", name.value), &name.span, label, help));
        }
        let deploy = deploy::policy(said.deploys.as_deref().unwrap_or_default(), &organization.name, problems);
        let mut trusted = match &said.trusted {
            Some(list) => {
                for account in list {
                    check_account(account, &said.span, accounts, problems);
                }
                list.iter().map(|account| account.value.clone()).collect()
            }
            None => vec![access.from.value.clone()],
        };
        trusted.sort();
        trusted.dedup();
        roles.push(Role {
            name: name.value.clone(),
            require_mfa: said.require_mfa.unwrap_or(word != "auto_deploy"),
            access: word,
            accounts: accounts_of(&said.accounts, accounts, problems),
            trusted,
            subjects: Vec::new(),
            inline_policies: deploy.map(|policy| (deploy::POLICY.to_owned(), policy)).into_iter().collect(),
            pipeline: false,
        });
    }
    roles
}

pub(super) fn guardrails(
    layout: &Layout,
    accounts: &[Account],
    units: &[String],
    problems: &mut Problems,
) -> Vec<Guardrail> {
    let mut guardrails = Vec::new();
    for (preset, said) in &layout.guardrails {
        if !GUARDRAILS.contains(&preset.as_str()) {
            let help = known_words(preset, GUARDRAILS);
            problems.push(Problem::new(
                format!("unknown guardrail `{}`", preset.value),
                &preset.span,
                "no preset of this name",
                help,
            ));
        }
        let words: Vec<(&str, &std::ops::Range<usize>)> = match &said.value {
            Names::Word(word) => vec![(word.as_str(), &said.span)],
            Names::List(list) => list.iter().map(|name| (name.as_str(), &name.span)).collect(),
        };
        let mut targets = Vec::new();
        for (word, span) in words {
            let is_account = accounts.iter().any(|account| account.name == word);
            if is_account && units.iter().any(|unit| unit == word) {
                let label = "both an organizational unit and an account";
                let help = "rename one of them, or name an organizational unit above or below it";
                problems.push(Problem::new(format!("`{word}` is two things"), span, label, help));
            } else if word == "root" {
                targets.push(Target::Root);
            } else if units.iter().any(|unit| unit == word) {
                targets.push(Target::Unit(word.to_owned()));
            } else if is_account {
                targets.push(Target::Account(word.to_owned()));
            } else {
                let known = accounts
                    .iter()
                    .map(|account| account.name.as_str())
                    .chain(units.iter().map(String::as_str))
                    .chain(["root"]);
                let label = "no organizational unit or account of this name";
                problems.push(Problem::new(format!("unknown target `{word}`"), span, label, known_words(word, known)));
            }
        }
        targets.sort();
        targets.dedup();
        guardrails.push(Guardrail { preset: preset.value.clone(), targets });
    }
    guardrails
}
