//! `ReadDataSource`. Terraform calls it only when the configuration is wholly known.

use std::sync::Arc;

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan;
use crate::proto::tfplugin6 as proto;
use crate::value::Value;
use crate::wire;

use super::{Inner, Server, object, to_wire, unknown_type};

pub(super) async fn read_data_source<C: Cloud>(
    server: &Server<C>,
    request: proto::ReadDataSourceRequest,
) -> Result<Response<proto::ReadDataSourceResponse>, Status> {
    let inner = server.0.clone();
    let failed = |diagnostics: &Diagnostics| proto::ReadDataSourceResponse {
        diagnostics: wire::diagnostics::encode(diagnostics),
        ..Default::default()
    };
    let call = async move {
        match read(&inner, &request).await {
            Ok(state) => proto::ReadDataSourceResponse { state: Some(state), ..Default::default() },
            Err(diagnostic) => failed(&diagnostic.into()),
        }
    };
    server.answer(call, |diagnostics| failed(&diagnostics)).await
}

async fn read<C: Cloud>(
    inner: &Arc<Inner<C>>,
    request: &proto::ReadDataSourceRequest,
) -> Result<proto::DynamicValue, Diagnostic> {
    let type_name = &request.type_name;
    let source = inner.definition.data_source(type_name).ok_or_else(|| unknown_type("data source", type_name))?;
    let schema = &source.schema().object;
    let config = object(request.config.as_ref(), schema)?.unwrap_or_default();
    let mut filled = config.clone();
    plan::fill_defaults(schema, &config, &mut filled);
    let cloud = inner.cloud()?;
    match source.read(&cloud, Value::Object(filled)).await? {
        Value::Object(attributes) => to_wire(Some(attributes), schema),
        _ => Err(Diagnostic::error("Defect in the provider", "A data source read something that is no object.")),
    }
}
