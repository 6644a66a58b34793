//! A composite as a resource of the protocol.

use std::sync::OnceLock;

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Named;
use crate::plan::Attributes;
use crate::resource::{ApplyRequest, ManagedResource, Outcome, PlanRequest, Planned, complete};
use crate::schema::Schema;
use crate::types::Type;
use crate::value::Value;

use super::common;
use super::configuration::Configuration;
use super::graph::{Composite, Graph};
use super::{apply, delete, plan, read};

/// A composite resource type of the provider named `provider`. Schema and graph are built at first use.
pub fn composite<R: Composite>(provider: &'static str) -> Box<dyn ManagedResource<R::Cloud>> {
    Box::new(Engine::<R> { provider, schema: OnceLock::new(), graph: OnceLock::new() })
}

struct Engine<R: Composite> {
    provider: &'static str,
    schema: OnceLock<Schema>,
    graph: OnceLock<Graph<R>>,
}

impl<R: Composite> Engine<R> {
    fn graph(&self) -> &Graph<R> {
        self.graph.get_or_init(Graph::of)
    }

    fn known_schema(&self) -> &Schema {
        self.schema.get_or_init(<R as Named>::schema)
    }
}

impl<R: Composite> ManagedResource<R::Cloud> for Engine<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn schema(&self) -> &Schema {
        self.known_schema()
    }

    fn subcategory(&self) -> &'static str {
        R::SUBCATEGORY
    }

    fn import_form(&self) -> String {
        if R::IMPORT_FORM.is_empty() { R::IMPORT_ID.join("/") } else { R::IMPORT_FORM.to_owned() }
    }

    fn validate(&self, config: &Attributes, diagnostics: &mut Diagnostics) {
        common::validate(config, diagnostics);
        R::validate(&Configuration::new(config), diagnostics);
    }

    fn plan<'a>(&'a self, cloud: Option<&'a R::Cloud>, request: PlanRequest) -> BoxFuture<'a, Planned> {
        Box::pin(plan::plan(self.known_schema(), self.graph(), cloud, self.provider, request))
    }

    fn read<'a>(&'a self, cloud: &'a R::Cloud, state: Attributes, cancel: CancellationToken) -> BoxFuture<'a, Outcome> {
        Box::pin(read::read(self.known_schema(), self.graph(), cloud, self.provider, state, cancel))
    }

    fn apply<'a>(&'a self, cloud: &'a R::Cloud, mut request: ApplyRequest) -> BoxFuture<'a, Outcome> {
        let (schema, graph) = (self.known_schema(), self.graph());
        Box::pin(async move {
            let prior = request.prior.take();
            match (prior, request.planned.take()) {
                (prior, Some(planned)) => {
                    apply::apply(schema, graph, cloud, self.provider, prior.as_ref(), planned, request).await
                }
                (Some(prior), None) => delete::delete(schema, graph, cloud, self.provider, prior, request).await,
                (None, None) => Outcome::failed(
                    None,
                    Diagnostic::error(
                        "Nothing to apply",
                        "Terraform asked to apply neither a prior nor a planned state.",
                    ),
                ),
            }
        })
    }

    fn import(&self, id: &str) -> Result<Attributes, Diagnostic> {
        let schema = self.known_schema();
        let form = self.import_form();
        let wrong = |why: String| {
            let summary = format!("Could not import {}_{} `{id}`", self.provider, R::NAME);
            Diagnostic::error(summary, format!("The id must be of the form `{form}`: {why}."))
        };
        let mut attributes = Attributes::new();
        if !R::IMPORT_FORM.is_empty() {
            if id.is_empty() {
                return Err(wrong("it is empty".to_owned()));
            }
            return Ok(self.to_be_read(id, attributes));
        }
        let values: Vec<&str> = id.splitn(R::IMPORT_ID.len(), '/').collect();
        if values.len() != R::IMPORT_ID.len() || values.iter().any(|value| value.is_empty()) {
            return Err(wrong(format!("`{id}` has {} of {} segments", id.split('/').count(), R::IMPORT_ID.len())));
        }
        for (name, text) in R::IMPORT_ID.iter().zip(values) {
            let is_set = schema.object.attribute(name).is_some_and(|it| matches!(it.shape.ty(), Type::Set(_)));
            let value = if is_set { Value::set(text.split(',').map(Value::string)) } else { Value::string(text) };
            let mut diagnostics = Diagnostics::new();
            if let Some(attribute) = schema.object.attribute(name) {
                for check in &attribute.checks {
                    check.test(&value, &crate::diagnostic::Path::attribute(*name), &mut diagnostics);
                }
            }
            if let Some(problem) = diagnostics.iter().next() {
                return Err(wrong(format!("{}. {}", problem.summary, problem.detail.trim_end_matches('.'))));
            }
            attributes.insert((*name).to_owned(), value);
        }
        Ok(self.to_be_read(id, attributes))
    }
}

impl<R: Composite> Engine<R> {
    /// The state of which a read is an import.
    fn to_be_read(&self, id: &str, mut attributes: Attributes) -> Attributes {
        let schema = self.known_schema();
        for attribute in &schema.object.attributes {
            if let Some(default) = &attribute.default {
                attributes.entry(attribute.name.to_owned()).or_insert_with(|| default.clone());
            }
        }
        attributes.insert(common::ID.to_owned(), Value::string(id));
        complete(schema, attributes)
    }
}
