//! What is broken here: a resource type, the configurations it goes through, and where it lives.

use acceptance_tests::aws::{Account, Organization, REGION};
use acceptance_tests::driver::Catalog;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::Result;
use tfplugin::plan::Attributes;
use tfplugin::value::Value;

/// The resource type.
pub(crate) const ROLE: &str = "plinth_cross_account_role";

/// How much of the resource is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// As little as possible, in the caller's own account.
    Minimal,
    /// Everything, in a member account that the provider goes into with a session of its own.
    Full,
}

/// Accounts of one case alone.
pub(crate) struct Accounts {
    /// Who the provider is.
    pub(crate) caller: Account,
    /// Where the resource lives.
    pub(crate) home: Account,
}

impl Subject {
    pub(crate) fn accounts(self, emulator: &Emulator) -> Result<Accounts> {
        match self {
            Self::Minimal => {
                let caller = emulator.account()?;
                Ok(Accounts { home: caller.clone(), caller })
            }
            Self::Full => {
                let mut organization = Organization::create(emulator, 1)?;
                Ok(Accounts { caller: organization.management, home: organization.members.remove(0) })
            }
        }
    }

    /// The first configuration.
    pub(crate) fn first(self, catalog: &Catalog, home: &str, partner: &str) -> Result<Attributes> {
        let mut arguments = vec![("name", text("auditor")), ("trusted_accounts", texts(&[partner]))];
        match self {
            Self::Minimal => arguments.push(("access", text("read_only"))),
            Self::Full => arguments.extend([
                ("account_id", text(home)),
                ("access", text("custom")),
                ("description", text("Audits")),
                ("external_id", text("agreed-with-partner")),
                ("policies", texts(&[&aws_policy("SecurityAudit"), &aws_policy("job-function/ViewOnlyAccess")])),
                ("inline_policies", Value::map([("logs", policy("logs:Get*")), ("tables", policy("dynamodb:Get*"))])),
                ("permissions_boundary", text(&aws_policy("PowerUserAccess"))),
                ("tags", Value::map([("Team", text("security")), ("Stage", text("test"))])),
            ]),
        }
        Ok(Catalog::config(catalog.resource(ROLE)?, arguments))
    }

    /// The configuration after an update that touches every part.
    pub(crate) fn second(self, catalog: &Catalog, home: &str, partner: &str) -> Result<Attributes> {
        let mut config = self.first(catalog, home, partner)?;
        let changes = match self {
            Self::Minimal => vec![("access", text("support")), ("description", text("Helps"))],
            Self::Full => vec![
                ("description", text("Audits twice")),
                ("external_id", text("agreed-again")),
                ("max_session_duration", Value::integer(7200)),
                ("policies", texts(&[&aws_policy("SecurityAudit"), &aws_policy("AWSSupportAccess")])),
                ("inline_policies", Value::map([("logs", policy("logs:List*")), ("queues", policy("sqs:Get*"))])),
                ("permissions_boundary", Value::Null),
                ("tags", Value::map([("Team", text("audit")), ("Owner", text("platform"))])),
            ],
        };
        config.extend(changes.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Ok(config)
    }
}

/// The provider block: all that the provider knows of AWS comes through the proxy.
pub(crate) fn provider_block(catalog: &Catalog, caller: &Account, url: &str) -> Attributes {
    let endpoints = Value::map([("iam", text(url)), ("sts", text(url))]);
    let arguments = [
        ("region", text(REGION)),
        ("access_key", text(&caller.keys.id)),
        ("secret_key", text(&caller.keys.secret)),
        ("endpoints", endpoints),
    ];
    Catalog::config(&catalog.provider, arguments)
}

fn text(text: &str) -> Value {
    Value::string(text)
}

fn texts(all: &[&str]) -> Value {
    Value::set(all.iter().map(|one| text(one)))
}

fn aws_policy(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

fn policy(action: &str) -> Value {
    let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
    text(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#))
}
