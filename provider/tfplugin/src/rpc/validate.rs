//! The Validate family: what can be said of a configuration without AWS. Unknown values pass.

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::{Diagnostic, Diagnostics, Path};
use crate::plan::{self, Attributes};
use crate::proto::tfplugin6 as proto;
use crate::schema::Object;
use crate::value::Value;
use crate::wire;

use super::{Server, object, unknown_type};

pub(super) async fn validate_provider_config<C: Cloud>(
    server: &Server<C>,
    request: proto::ValidateProviderConfigRequest,
) -> Result<Response<proto::ValidateProviderConfigResponse>, Status> {
    let definition = &server.0.definition;
    let diagnostics = validate(request.config.as_ref(), &definition.block.object, definition.validate);
    Ok(Response::new(proto::ValidateProviderConfigResponse { diagnostics: wire::diagnostics::encode(&diagnostics) }))
}

pub(super) async fn validate_resource_config<C: Cloud>(
    server: &Server<C>,
    request: proto::ValidateResourceConfigRequest,
) -> Result<Response<proto::ValidateResourceConfigResponse>, Status> {
    let write_only = request.client_capabilities.is_some_and(|client| client.write_only_attributes_allowed);
    let diagnostics = match server.0.resource(&request.type_name) {
        Err(diagnostic) => diagnostic.into(),
        Ok(resource) => {
            let object = &resource.schema().object;
            validate(request.config.as_ref(), object, |config, diagnostics| {
                if !write_only {
                    refuse_write_only(object, config, diagnostics);
                }
                resource.validate(config, diagnostics);
            })
        }
    };
    Ok(Response::new(proto::ValidateResourceConfigResponse { diagnostics: wire::diagnostics::encode(&diagnostics) }))
}

pub(super) async fn validate_data_resource_config<C: Cloud>(
    server: &Server<C>,
    request: proto::ValidateDataResourceConfigRequest,
) -> Result<Response<proto::ValidateDataResourceConfigResponse>, Status> {
    let diagnostics = match server.0.definition.data_source(&request.type_name) {
        None => unknown_type("data source", &request.type_name).into(),
        Some(source) => validate(request.config.as_ref(), &source.schema().object, |_, _| {}),
    };
    let diagnostics = wire::diagnostics::encode(&diagnostics);
    Ok(Response::new(proto::ValidateDataResourceConfigResponse { diagnostics }))
}

/// The schema's checks, then the given rules.
fn validate(
    config: Option<&proto::DynamicValue>,
    schema: &Object,
    rules: impl FnOnce(&Attributes, &mut Diagnostics),
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    match object(config, schema) {
        Ok(Some(config)) => {
            plan::check(schema, &config, &Path::root(), &mut diagnostics);
            rules(&config, &mut diagnostics);
        }
        Ok(None) => {}
        Err(diagnostic) => diagnostics.push(diagnostic),
    }
    diagnostics
}

/// A command line that does not know write-only attributes would store the value.
fn refuse_write_only(schema: &Object, config: &Attributes, diagnostics: &mut Diagnostics) {
    let set = |name| config.get(name).is_some_and(|value: &Value| !value.is_null());
    for attribute in schema.attributes.iter().filter(|attribute| attribute.write_only && set(attribute.name)) {
        let detail = "It is write-only, which needs Terraform 1.11 or OpenTofu 1.11 at least: an older version would \
                      store the value in its state.";
        let summary = format!("`{}` cannot be set with this version of Terraform", attribute.name);
        diagnostics.push(Diagnostic::error(summary, detail).at(Path::attribute(attribute.name)));
    }
}
