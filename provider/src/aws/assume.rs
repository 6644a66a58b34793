//! Becoming somebody else: `AssumeRole` and `AssumeRoleWithWebIdentity` as sources of credentials.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};
use tfplugin::composite::{Fault, FaultKind};
use tfplugin::model::Secret;

use super::OrFault;
use super::session::Source;
use crate::config::{self, DEFAULT_SESSION_NAME, duration};

/// A role, and how to ask for it.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) duration: Option<Duration>,
    pub(super) external_id: Option<String>,
    pub(super) policy: Option<String>,
    pub(super) policy_arns: Vec<String>,
    pub(super) source_identity: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) transitive_tag_keys: Vec<String>,
}

impl Role {
    pub(super) fn new(arn: impl Into<String>) -> Role {
        Role {
            arn: arn.into(),
            session_name: None,
            duration: None,
            external_id: None,
            policy: None,
            policy_arns: Vec::new(),
            source_identity: None,
            tags: BTreeMap::new(),
            transitive_tag_keys: Vec::new(),
        }
    }

    fn seconds(&self) -> Option<i32> {
        self.duration.and_then(|duration| i32::try_from(duration.as_secs()).ok())
    }

    fn name(&self) -> String {
        self.session_name.clone().unwrap_or_else(|| DEFAULT_SESSION_NAME.to_owned())
    }

    fn policies(&self) -> Option<Vec<PolicyDescriptorType>> {
        let descriptors = self.policy_arns.iter().map(|arn| PolicyDescriptorType::builder().arn(arn).build());
        (!self.policy_arns.is_empty()).then(|| descriptors.collect())
    }
}

impl From<&config::AssumeRole> for Role {
    fn from(block: &config::AssumeRole) -> Role {
        Role {
            session_name: block.session_name.clone(),
            duration: block.duration.as_deref().and_then(duration::parse),
            external_id: block.external_id.clone(),
            policy: block.policy.clone(),
            policy_arns: block.policy_arns.iter().flatten().cloned().collect(),
            source_identity: block.source_identity.clone(),
            tags: block.tags.clone().unwrap_or_default(),
            transitive_tag_keys: block.transitive_tag_keys.iter().flatten().cloned().collect(),
            ..Role::new(&block.role_arn)
        }
    }
}

impl From<&config::AssumeRoleWithWebIdentity> for Role {
    fn from(block: &config::AssumeRoleWithWebIdentity) -> Role {
        Role {
            session_name: block.session_name.clone(),
            duration: block.duration.as_deref().and_then(duration::parse),
            policy: block.policy.clone(),
            policy_arns: block.policy_arns.iter().flatten().cloned().collect(),
            ..Role::new(&block.role_arn)
        }
    }
}

/// Assumes a role with the credentials of `sts`.
pub(super) struct Assumed {
    pub(super) sts: Client,
    pub(super) role: Role,
    /// Who asks, for the message about a refusal; of a chain's later links nobody knows.
    pub(super) caller: Option<String>,
    /// Which argument named the role.
    pub(super) argument: &'static str,
}

impl Source for Assumed {
    fn load(&self) -> Pin<Box<dyn Future<Output = Result<Credentials, Fault>> + Send + '_>> {
        Box::pin(async { assume(&self.sts, &self.role).await.map_err(|fault| self.explain(fault)) })
    }
}

impl Assumed {
    /// AWS answers the same to a role that does not exist and to one that does not trust the caller.
    fn explain(&self, fault: Fault) -> Fault {
        if fault.kind != FaultKind::Denied || fault.operation != OPERATION {
            return fault;
        }
        let arn = &self.role.arn;
        let caller = self.caller.as_deref().unwrap_or("the caller");
        let account = super::arn::Arn::parse(arn).map_or("?", |arn| arn.account_id);
        let external_id = match self.role.external_id {
            Some(_) => " with this external id",
            None => " without an external id",
        };
        // An expired or wrong key is about the caller, not about the role; that hint is the better one.
        let hint = match fault.code.as_deref() {
            Some("AccessDenied") | None => Some(format!(
                "Check that the role exists in account {account}, that its trust policy admits {caller}{external_id}, \
                 and that {caller} is allowed `sts:AssumeRole` on it; `{}` in the provider block says which role it is",
                self.argument
            )),
            _ => fault.hint,
        };
        let message = format!("{caller} could not assume role {arn} in account {account}: {}", fault.message);
        Fault { message, hint, ..fault }
    }
}

const OPERATION: &str = "sts:AssumeRole";

/// Assumes a role once.
pub(super) async fn assume(sts: &Client, role: &Role) -> Result<Credentials, Fault> {
    let tags: Result<Vec<Tag>, _> =
        role.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
    let tags = tags.map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))?;
    let answer = sts
        .assume_role()
        .role_arn(&role.arn)
        .role_session_name(role.name())
        .set_duration_seconds(role.seconds())
        .set_external_id(role.external_id.clone())
        .set_policy(role.policy.clone())
        .set_policy_arns(role.policies())
        .set_source_identity(role.source_identity.clone())
        .set_tags((!tags.is_empty()).then_some(tags))
        .set_transitive_tag_keys((!role.transitive_tag_keys.is_empty()).then(|| role.transitive_tag_keys.clone()))
        .send()
        .await
        .or_fault(OPERATION)?;
    credentials(OPERATION, answer.credentials)
}

/// Where the web identity token comes from.
#[derive(Clone)]
pub(super) enum Token {
    Text(Secret<String>),
    /// Read at each load: whoever writes it renews it.
    File(String),
}

/// Assumes a role with a token, without any other credentials.
pub(super) struct WebIdentity {
    pub(super) sts: Client,
    pub(super) role: Role,
    pub(super) token: Token,
}

impl Source for WebIdentity {
    fn load(&self) -> Pin<Box<dyn Future<Output = Result<Credentials, Fault>> + Send + '_>> {
        Box::pin(async {
            const OPERATION: &str = "sts:AssumeRoleWithWebIdentity";
            let token = match &self.token {
                Token::Text(token) => token.clone(),
                Token::File(file) => Secret::new(tokio::fs::read_to_string(file).await.map_err(|error| {
                    Fault::new(
                        FaultKind::Denied,
                        format!("the web identity token in {file} could not be read: {error}"),
                    )
                    .hint("Check `assume_role_with_web_identity.web_identity_token_file`")
                })?),
            };
            let answer = self
                .sts
                .assume_role_with_web_identity()
                .role_arn(&self.role.arn)
                .role_session_name(self.role.name())
                .web_identity_token(token.reveal().trim())
                .set_duration_seconds(self.role.seconds())
                .set_policy(self.role.policy.clone())
                .set_policy_arns(self.role.policies())
                .send()
                .await
                .or_fault(OPERATION)?;
            credentials(OPERATION, answer.credentials)
        })
    }
}

fn credentials(operation: &str, answer: Option<aws_sdk_sts::types::Credentials>) -> Result<Credentials, Fault> {
    let unusable = |message| Fault { operation: operation.to_owned(), ..Fault::new(FaultKind::Uncertain, message) };
    let answer = answer.ok_or_else(|| unusable("the answer holds no credentials"))?;
    let expiry = SystemTime::try_from(answer.expiration).map_err(|_| unusable("the credentials' end is no date"))?;
    let (id, secret, token) = (answer.access_key_id, answer.secret_access_key, answer.session_token);
    Ok(Credentials::new(id, secret, Some(token), Some(expiry), "plinth"))
}
