//! `UpgradeResourceState`, which Terraform calls for every object it reads from its state, and `MoveResourceState`.

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::Diagnostic;
use crate::proto::tfplugin6 as proto;
use crate::resource::complete;
use crate::value::Value;
use crate::wire;

use super::{Server, malformed, to_wire};

pub(super) async fn upgrade_resource_state<C: Cloud>(
    server: &Server<C>,
    request: proto::UpgradeResourceStateRequest,
) -> Result<Response<proto::UpgradeResourceStateResponse>, Status> {
    let (upgraded_state, diagnostics) = match upgrade(server, &request) {
        Ok(state) => (Some(state), Vec::new()),
        Err(diagnostic) => (None, wire::diagnostics::encode(&diagnostic.into())),
    };
    Ok(Response::new(proto::UpgradeResourceStateResponse { upgraded_state, diagnostics }))
}

/// Old state in today's form: attributes that are gone are dropped, new ones are null until the next read.
fn upgrade<C: Cloud>(
    server: &Server<C>,
    request: &proto::UpgradeResourceStateRequest,
) -> Result<proto::DynamicValue, Diagnostic> {
    let resource = server.0.resource(&request.type_name)?;
    let schema = resource.schema();
    if request.version > schema.version {
        return Err(Diagnostic::error(
            format!("State of `{}` is newer than the provider", request.type_name),
            format!("It has version {}, this provider knows {}: use a newer one.", request.version, schema.version),
        ));
    }
    let raw = request.raw_state.as_ref().map(|raw| raw.json.as_slice()).unwrap_or_default();
    if raw.is_empty() {
        let detail = "It is in the form of Terraform before 0.12, which this provider never wrote.";
        return Err(Diagnostic::error(format!("Unreadable state of `{}`", request.type_name), detail));
    }
    let state = wire::json::decode_lenient(raw, &schema.object.ty()).map_err(malformed)?;
    let state = match state {
        Value::Object(attributes) => Some(complete(schema, attributes)),
        _ => None,
    };
    to_wire(state, &schema.object)
}

pub(super) async fn move_resource_state<C: Cloud>(
    server: &Server<C>,
    request: proto::MoveResourceStateRequest,
) -> Result<Response<proto::MoveResourceStateResponse>, Status> {
    let target = &request.target_type_name;
    let diagnostic = match server.0.resource(target) {
        Ok(resource) => Diagnostic::error(
            format!("`{}` cannot become `{target}`", request.source_type_name),
            format!(
                "A composite stands for several objects, of which the old state knows one. Remove the `moved` block, take \
                 the old resource out of the state with a `removed` block (`lifecycle {{ destroy = false }}`), and bring \
                 in what exists with this block, as far as the resource's page says that it can be imported:\n\n  import \
                 {{\n    to = {target}.NAME\n    id = \"{}\"\n  }}",
                resource.import_form()
            ),
        ),
        Err(unknown) => unknown,
    };
    Ok(Response::new(proto::MoveResourceStateResponse {
        diagnostics: wire::diagnostics::encode(&diagnostic.into()),
        ..Default::default()
    }))
}
