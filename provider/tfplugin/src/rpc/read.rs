//! `ReadResource`: what is there now. A null state only for what is certainly gone.

use std::sync::Arc;

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::Diagnostics;
use crate::proto::tfplugin6 as proto;
use crate::wire;

use super::{Inner, Server, object, to_wire};

pub(super) async fn read_resource<C: Cloud>(
    server: &Server<C>,
    request: proto::ReadResourceRequest,
) -> Result<Response<proto::ReadResourceResponse>, Status> {
    let inner = server.0.clone();
    let (current, private) = (request.current_state.clone(), request.private.clone());
    let answer = |new_state, diagnostics: &Diagnostics, private| proto::ReadResourceResponse {
        new_state,
        diagnostics: wire::diagnostics::encode(diagnostics),
        private,
        ..Default::default()
    };
    let call = async move {
        match read(&inner, &request).await {
            Ok((new_state, diagnostics)) => answer(Some(new_state), &diagnostics, request.private),
            Err(diagnostics) => answer(request.current_state, &diagnostics, request.private),
        }
    };
    server.answer(call, move |diagnostics| answer(current, &diagnostics, private)).await
}

async fn read<C: Cloud>(
    inner: &Arc<Inner<C>>,
    request: &proto::ReadResourceRequest,
) -> Result<(proto::DynamicValue, Diagnostics), Diagnostics> {
    let resource = inner.resource(&request.type_name)?;
    let schema = &resource.schema().object;
    let Some(state) = object(request.current_state.as_ref(), schema)? else {
        return Ok((to_wire(None, schema)?, Diagnostics::new()));
    };
    let cloud = inner.cloud()?;
    let outcome = resource.read(&cloud, state, inner.stop.token()).await;
    if outcome.diagnostics.has_error() {
        return Err(outcome.diagnostics);
    }
    Ok((to_wire(outcome.state, schema)?, outcome.diagnostics))
}
