//! The calls of the protocol about one resource, with values instead of bytes.

use super::live::Live;
use crate::error::{Context as _, Result};
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::plan::Attributes;
use tfplugin::proto::tfplugin6 as proto;
use tfplugin::schema::Schema;
use tfplugin::value::Value;
use tfplugin::wire;

/// An answer that came, with its messages; or none, because the provider died or its connection broke.
pub(super) type Answer<T> = std::result::Result<(T, Diagnostics), tonic::Status>;

/// A state and the provider's private notes on it.
pub(super) type WithPrivate = (Option<Attributes>, Vec<u8>);

/// A type of resource at a running provider.
pub(super) struct Calls<'a> {
    pub(super) live: &'a Live,
    pub(super) type_name: &'a str,
    pub(super) schema: &'a Schema,
}

impl Calls<'_> {
    pub(super) async fn configure(&self, provider: &Schema, block: &Attributes) -> Result<Answer<()>> {
        let request = proto::ConfigureProviderRequest {
            terraform_version: "1.11.4".to_owned(),
            config: Some(encode(provider, Some(block))?),
            ..Default::default()
        };
        Ok(self.live.client().configure_provider(request).await.map(|reply| ((), told(reply.into_inner().diagnostics))))
    }

    pub(super) async fn validate(&self, config: &Attributes) -> Result<Answer<()>> {
        let request = proto::ValidateResourceConfigRequest {
            type_name: self.type_name.to_owned(),
            config: Some(encode(self.schema, Some(config))?),
            ..Default::default()
        };
        let reply = self.live.client().validate_resource_config(request).await;
        Ok(reply.map(|reply| ((), told(reply.into_inner().diagnostics))))
    }

    /// A state as it comes from the file.
    pub(super) async fn upgrade(&self, state: &Attributes) -> Result<Answer<Option<Attributes>>> {
        let json = wire::json::encode(&Value::Object(state.clone()), &self.schema.object.ty()).context("a state")?;
        let request = proto::UpgradeResourceStateRequest {
            type_name: self.type_name.to_owned(),
            version: self.schema.version,
            raw_state: Some(proto::RawState { json, ..Default::default() }),
        };
        match self.live.client().upgrade_resource_state(request).await {
            Ok(reply) => {
                let reply = reply.into_inner();
                let state = decode(self.schema, reply.upgraded_state.as_ref())?;
                Ok(Ok((state, told(reply.diagnostics))))
            }
            Err(status) => Ok(Err(status)),
        }
    }

    pub(super) async fn read(&self, state: &Attributes, private: &[u8]) -> Result<Answer<WithPrivate>> {
        let request = proto::ReadResourceRequest {
            type_name: self.type_name.to_owned(),
            current_state: Some(encode(self.schema, Some(state))?),
            private: private.to_vec(),
            ..Default::default()
        };
        match self.live.client().read_resource(request).await {
            Ok(reply) => {
                let reply = reply.into_inner();
                let state = decode(self.schema, reply.new_state.as_ref())?;
                Ok(Ok(((state, reply.private), told(reply.diagnostics))))
            }
            Err(status) => Ok(Err(status)),
        }
    }

    /// The plan, and the attributes because of which it replaces the resource.
    pub(super) async fn plan(
        &self,
        prior: Option<&Attributes>,
        proposed: Option<&Attributes>,
        config: Option<&Attributes>,
        private: &[u8],
    ) -> Result<Answer<(WithPrivate, Vec<String>)>> {
        let request = proto::PlanResourceChangeRequest {
            type_name: self.type_name.to_owned(),
            prior_state: Some(encode(self.schema, prior)?),
            proposed_new_state: Some(encode(self.schema, proposed)?),
            config: Some(encode(self.schema, config)?),
            prior_private: private.to_vec(),
            ..Default::default()
        };
        match self.live.client().plan_resource_change(request).await {
            Ok(reply) => {
                let reply = reply.into_inner();
                let planned = decode(self.schema, reply.planned_state.as_ref())?;
                let replace = reply.requires_replace.iter().map(root).collect();
                Ok(Ok((((planned, reply.planned_private), replace), told(reply.diagnostics))))
            }
            Err(status) => Ok(Err(status)),
        }
    }

    pub(super) async fn apply(
        &self,
        prior: Option<&Attributes>,
        planned: Option<&Attributes>,
        config: Option<&Attributes>,
        private: &[u8],
    ) -> Result<Answer<WithPrivate>> {
        let request = proto::ApplyResourceChangeRequest {
            type_name: self.type_name.to_owned(),
            prior_state: Some(encode(self.schema, prior)?),
            planned_state: Some(encode(self.schema, planned)?),
            config: Some(encode(self.schema, config)?),
            planned_private: private.to_vec(),
            ..Default::default()
        };
        match self.live.client().apply_resource_change(request).await {
            Ok(reply) => {
                let reply = reply.into_inner();
                let state = decode(self.schema, reply.new_state.as_ref())?;
                Ok(Ok(((state, reply.private), told(reply.diagnostics))))
            }
            Err(status) => Ok(Err(status)),
        }
    }

    pub(super) async fn import(&self, id: &str) -> Result<Answer<Vec<WithPrivate>>> {
        let request = proto::ImportResourceStateRequest {
            type_name: self.type_name.to_owned(),
            id: id.to_owned(),
            ..Default::default()
        };
        match self.live.client().import_resource_state(request).await {
            Ok(reply) => {
                let reply = reply.into_inner();
                let one = |one: proto::import_resource_state_response::ImportedResource| {
                    Ok((decode(self.schema, one.state.as_ref())?, one.private))
                };
                let all = reply.imported_resources.into_iter().map(one).collect::<Result<_>>()?;
                Ok(Ok((all, told(reply.diagnostics))))
            }
            Err(status) => Ok(Err(status)),
        }
    }
}

/// The attribute of the resource that a path begins with.
fn root(path: &proto::AttributePath) -> String {
    let selector = path.steps.first().and_then(|step| step.selector.as_ref());
    match selector {
        Some(proto::attribute_path::step::Selector::AttributeName(name)) => name.clone(),
        other => format!("{other:?}"),
    }
}

fn encode(schema: &Schema, attributes: Option<&Attributes>) -> Result<proto::DynamicValue> {
    let value = attributes.map_or(Value::Null, |attributes| Value::Object(attributes.clone()));
    wire::dynamic::encode(&value, &schema.object.ty()).context("a value for the provider")
}

/// What does not conform to the schema core does not save, so it is an error here.
fn decode(schema: &Schema, value: Option<&proto::DynamicValue>) -> Result<Option<Attributes>> {
    match wire::dynamic::decode(value, &schema.object.ty()).context("a value of the provider")? {
        Value::Null => Ok(None),
        Value::Object(attributes) => Ok(Some(attributes)),
        other => Err(format!("the provider answered {other:?} where an object belongs").into()),
    }
}

fn told(diagnostics: Vec<proto::Diagnostic>) -> Diagnostics {
    let mut told = Diagnostics::new();
    for one in diagnostics {
        let is_error = one.severity() == proto::diagnostic::Severity::Error;
        let make = if is_error { Diagnostic::error } else { Diagnostic::warning };
        told.push(make(one.summary, one.detail));
    }
    told
}
