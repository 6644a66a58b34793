//! The provider service: one file per call, each from message to message.
//!
//! Every call answers with diagnostics; a gRPC status would make Terraform throw the state away. Each call runs in a
//! task of its own, so that neither a broken connection nor a panic tears it apart.

mod apply;
mod call_function;
mod configure;
mod import;
mod plan;
mod read;
mod read_data_source;
mod schema;
mod upgrade;
mod validate;

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use tonic::{Request, Response, Status};

use crate::composite::{Cloud, panic_text};
use crate::definition::ProviderDefinition;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::Attributes;
use crate::proto::tfplugin6 as proto;
use crate::resource::ManagedResource;
use crate::schema::Object;
use crate::transport::Stop;
use crate::value::Value;
use crate::wire::{self, WireError};

/// A provider behind the protocol. Clones are the same provider.
pub struct Server<C>(Arc<Inner<C>>);

struct Inner<C> {
    definition: ProviderDefinition<C>,
    stop: Stop,
    /// What the last `ConfigureProvider` made. In debug mode one process is configured again and again.
    cloud: RwLock<Option<Arc<C>>>,
}

impl<C: Cloud> Server<C> {
    /// A provider that is not configured yet. Work in flight is counted by `stop`.
    pub fn new(definition: ProviderDefinition<C>, stop: Stop) -> Server<C> {
        Server(Arc::new(Inner { definition, stop, cloud: RwLock::new(None) }))
    }

    /// Runs one call in a task of its own, counted as in flight. A panic is answered by `after_panic`.
    async fn answer<T, F>(&self, call: F, after_panic: impl FnOnce(Diagnostics) -> T) -> Result<Response<T>, Status>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let guard = self.0.stop.enter();
        let task = tokio::spawn(async move {
            let answer = call.await;
            drop(guard);
            answer
        });
        let answer = match task.await {
            Ok(answer) => answer,
            Err(error) => after_panic(defect(error)),
        };
        Ok(Response::new(answer))
    }
}

/// A panic, or a task that the runtime ended, as a message to the person.
fn defect(error: tokio::task::JoinError) -> Diagnostics {
    let what = match error.try_into_panic() {
        Ok(panic) => format!("It panicked: {}", panic_text(&*panic)),
        Err(error) => format!("Its task ended: {error}"),
    };
    Diagnostic::error(
        "Defect in the provider",
        format!("{what}. What it knew to exist is in the state. Please report this with the log (TF_LOG=DEBUG)."),
    )
    .into()
}

impl<C: Cloud> Inner<C> {
    /// The way to the cloud, once the provider is configured.
    fn cloud(&self) -> Result<Arc<C>, Diagnostic> {
        self.cloud.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| {
            Diagnostic::error(
                "The provider is not configured",
                "Terraform asked for something that needs AWS before it configured the provider.",
            )
        })
    }

    fn resource(&self, type_name: &str) -> Result<&dyn ManagedResource<C>, Diagnostic> {
        self.definition.resource(type_name).ok_or_else(|| unknown_type("resource", type_name))
    }
}

fn unknown_type(what: &str, type_name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("No {what} `{type_name}`"),
        format!("This version of the provider has no {what} of that type."),
    )
}

/// Reads an object from the wire; `None` when it is null.
fn object(value: Option<&proto::DynamicValue>, object: &Object) -> Result<Option<Attributes>, Diagnostic> {
    match wire::dynamic::decode(value, &object.ty()).map_err(malformed)? {
        Value::Object(attributes) => Ok(Some(attributes)),
        Value::Null => Ok(None),
        _ => Err(Diagnostic::error("Unreadable value", "Terraform sent a value that is no object.")),
    }
}

/// Writes an object to the wire: complete, write-only values dropped, text normalized.
fn to_wire(attributes: Option<Attributes>, object: &Object) -> Result<proto::DynamicValue, Diagnostic> {
    let value = match attributes {
        Some(attributes) => wire::conform::conform(Value::Object(attributes), object).map_err(malformed)?,
        None => Value::Null,
    };
    wire::dynamic::encode(&value, &object.ty()).map_err(malformed)
}

fn malformed(error: WireError) -> Diagnostic {
    Diagnostic::error("Unreadable value", format!("A value does not fit the schema: {error}."))
}

/// What core would call a bug of this provider: an error where the provider is tested, a line in the log elsewhere.
fn report_violations(violations: Vec<crate::selfcheck::Violation>, diagnostics: &mut Diagnostics) {
    for violation in violations {
        let text = format!("`{}`: {}", violation.path, violation.message);
        if cfg!(debug_assertions) {
            let summary = "The provider breaks a rule of Terraform";
            diagnostics.error_at(violation.path, summary, text);
        } else {
            tracing::warn!(violation = text, "the provider breaks a rule of Terraform");
        }
    }
}

macro_rules! service {
    ($($method:ident($request:ident) -> $response:ident in $module:ident;)+) => {
        #[tonic::async_trait]
        impl<C: Cloud> proto::provider_server::Provider for Server<C> {
            $(
                async fn $method(
                    &self,
                    request: Request<proto::$request>,
                ) -> Result<Response<proto::$response>, Status> {
                    $module::$method(self, request.into_inner()).await
                }
            )+
        }
    };
}

service! {
    get_metadata(GetMetadataRequest) -> GetMetadataResponse in schema;
    get_provider_schema(GetProviderSchemaRequest) -> GetProviderSchemaResponse in schema;
    get_resource_identity_schemas(GetResourceIdentitySchemasRequest) -> GetResourceIdentitySchemasResponse in schema;
    get_functions(GetFunctionsRequest) -> GetFunctionsResponse in schema;
    validate_provider_config(ValidateProviderConfigRequest) -> ValidateProviderConfigResponse in validate;
    validate_resource_config(ValidateResourceConfigRequest) -> ValidateResourceConfigResponse in validate;
    validate_data_resource_config(ValidateDataResourceConfigRequest) -> ValidateDataResourceConfigResponse in validate;
    configure_provider(ConfigureProviderRequest) -> ConfigureProviderResponse in configure;
    stop_provider(StopProviderRequest) -> StopProviderResponse in configure;
    upgrade_resource_state(UpgradeResourceStateRequest) -> UpgradeResourceStateResponse in upgrade;
    move_resource_state(MoveResourceStateRequest) -> MoveResourceStateResponse in upgrade;
    read_resource(ReadResourceRequest) -> ReadResourceResponse in read;
    plan_resource_change(PlanResourceChangeRequest) -> PlanResourceChangeResponse in plan;
    apply_resource_change(ApplyResourceChangeRequest) -> ApplyResourceChangeResponse in apply;
    import_resource_state(ImportResourceStateRequest) -> ImportResourceStateResponse in import;
    read_data_source(ReadDataSourceRequest) -> ReadDataSourceResponse in read_data_source;
    call_function(CallFunctionRequest) -> CallFunctionResponse in call_function;
}
