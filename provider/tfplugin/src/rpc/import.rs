//! `ImportResourceState`: from a readable id to the state that `ReadResource` starts from.

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::Diagnostic;
use crate::proto::tfplugin6 as proto;
use crate::wire;

use super::{Server, to_wire};

pub(super) async fn import_resource_state<C: Cloud>(
    server: &Server<C>,
    request: proto::ImportResourceStateRequest,
) -> Result<Response<proto::ImportResourceStateResponse>, Status> {
    let response = match import(server, &request) {
        Ok(state) => proto::ImportResourceStateResponse {
            imported_resources: vec![proto::import_resource_state_response::ImportedResource {
                type_name: request.type_name,
                state: Some(state),
                ..Default::default()
            }],
            ..Default::default()
        },
        Err(diagnostic) => proto::ImportResourceStateResponse {
            diagnostics: wire::diagnostics::encode(&diagnostic.into()),
            ..Default::default()
        },
    };
    Ok(Response::new(response))
}

fn import<C: Cloud>(
    server: &Server<C>,
    request: &proto::ImportResourceStateRequest,
) -> Result<proto::DynamicValue, Diagnostic> {
    let resource = server.0.resource(&request.type_name)?;
    to_wire(Some(resource.import(&request.id)?), &resource.schema().object)
}
