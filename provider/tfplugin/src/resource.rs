//! What the protocol asks of a resource, whatever it is made of. `composite` implements it.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::diagnostic::{Diagnostic, Diagnostics, Path};
use crate::plan::Attributes;
use crate::schema::Schema;
use crate::value::Value;

/// A resource type of a provider whose configured form is `C`.
pub trait ManagedResource<C>: Send + Sync {
    /// The type's name without the provider's prefix.
    fn name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// The group of its page in the Registry's navigation, such as `Access`.
    fn subcategory(&self) -> &'static str;

    /// The form of its import id: `account_id/name`.
    fn import_form(&self) -> String;

    /// Rules beyond the schema's own checks, on a configuration that may hold unknowns.
    fn validate(&self, config: &Attributes, diagnostics: &mut Diagnostics);

    /// Plans. `cloud` is `None` while the provider's own configuration is not known.
    fn plan<'a>(&'a self, cloud: Option<&'a C>, request: PlanRequest) -> BoxFuture<'a, Planned>;

    /// Reads what is there. A null state says that the resource is gone.
    fn read<'a>(&'a self, cloud: &'a C, state: Attributes, cancel: CancellationToken) -> BoxFuture<'a, Outcome>;

    /// Creates, updates or deletes. Progress and error come together: the state holds whatever exists.
    fn apply<'a>(&'a self, cloud: &'a C, request: ApplyRequest) -> BoxFuture<'a, Outcome>;

    /// The state from which [`ManagedResource::read`] finds an existing object.
    fn import(&self, id: &str) -> Result<Attributes, Diagnostic>;
}

/// What Terraform wants planned. `None` stands for a null object.
#[derive(Clone, Debug, Default)]
pub struct PlanRequest {
    /// The state before.
    pub prior: Option<Attributes>,
    /// The configuration; `None` when the resource is to be destroyed.
    pub config: Option<Attributes>,
    /// Terraform's merge of both.
    pub proposed: Option<Attributes>,
}

/// A planned state.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    /// The state after; `None` when the resource is to be destroyed.
    pub state: Option<Attributes>,
    /// The attributes whose change needs another object.
    pub requires_replace: Vec<Path>,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

/// What Terraform wants applied.
#[derive(Clone, Debug)]
pub struct ApplyRequest {
    /// The state before; `None` for a create.
    pub prior: Option<Attributes>,
    /// The planned state; `None` for a delete.
    pub planned: Option<Attributes>,
    /// The configuration.
    pub config: Option<Attributes>,
    /// Cancelled when Terraform asks to stop.
    pub cancel: CancellationToken,
    /// Where the state is saved as it grows, so that a panic loses nothing.
    pub progress: Progress,
}

/// The last state known of an apply under way, shared with whoever must answer when the apply cannot.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Option<Attributes>>>);

impl Progress {
    /// Progress that starts from a state.
    pub fn from(state: Option<Attributes>) -> Progress {
        Progress(Arc::new(Mutex::new(state)))
    }

    /// Saves a state. It must be wholly known.
    pub fn save(&self, state: &Attributes) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
    }

    /// The last state saved.
    pub fn last(&self) -> Option<Attributes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Progress and errors together.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What exists; `None` when nothing does.
    pub state: Option<Attributes>,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl Outcome {
    /// The state unchanged, with an error.
    pub fn failed(state: Option<Attributes>, diagnostic: Diagnostic) -> Outcome {
        Outcome { state, diagnostics: diagnostic.into() }
    }
}

/// Every attribute and block of a schema, with null where the given attributes have nothing.
pub fn complete(schema: &Schema, mut attributes: Attributes) -> Attributes {
    for attribute in &schema.object.attributes {
        attributes.entry(attribute.name.to_owned()).or_insert(Value::Null);
    }
    for block in &schema.object.blocks {
        attributes.entry(block.name.to_owned()).or_insert_with(|| block.absent());
    }
    attributes
}
