//! `PlanResourceChange`. Called again, with everything known, while applying: the answer must not contradict the first.

use std::sync::Arc;

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::Diagnostics;
use crate::proto::tfplugin6 as proto;
use crate::resource::PlanRequest;
use crate::selfcheck;
use crate::value::Value;
use crate::wire;

use super::{Inner, Server, object, report_violations, to_wire};

pub(super) async fn plan_resource_change<C: Cloud>(
    server: &Server<C>,
    request: proto::PlanResourceChangeRequest,
) -> Result<Response<proto::PlanResourceChangeResponse>, Status> {
    let inner = server.0.clone();
    let failed = |diagnostics: &Diagnostics| proto::PlanResourceChangeResponse {
        diagnostics: wire::diagnostics::encode(diagnostics),
        ..Default::default()
    };
    let call = async move { plan(&inner, request).await.unwrap_or_else(|diagnostics| failed(&diagnostics)) };
    server.answer(call, |diagnostics| failed(&diagnostics)).await
}

async fn plan<C: Cloud>(
    inner: &Arc<Inner<C>>,
    request: proto::PlanResourceChangeRequest,
) -> Result<proto::PlanResourceChangeResponse, Diagnostics> {
    let resource = inner.resource(&request.type_name)?;
    let schema = &resource.schema().object;
    let wanted = PlanRequest {
        prior: object(request.prior_state.as_ref(), schema)?,
        config: object(request.config.as_ref(), schema)?,
        proposed: object(request.proposed_new_state.as_ref(), schema)?,
    };
    let cloud = inner.cloud()?;
    let planned = resource.plan(Some(cloud.as_ref()).filter(|cloud| cloud.is_known()), wanted.clone()).await;
    let mut diagnostics = planned.diagnostics;
    if diagnostics.has_error() {
        return Err(diagnostics);
    }
    if let (Some(config), Some(state)) = (&wanted.config, &planned.state) {
        let prior = wanted.prior.clone().map_or(Value::Null, Value::Object);
        let (config, state) = (Value::Object(config.clone()), Value::Object(state.clone()));
        report_violations(selfcheck::plan(schema, &prior, &config, &state), &mut diagnostics);
    }
    Ok(proto::PlanResourceChangeResponse {
        planned_state: Some(to_wire(planned.state, schema)?),
        requires_replace: planned.requires_replace.iter().map(wire::diagnostics::encode_path).collect(),
        planned_private: request.prior_private,
        diagnostics: wire::diagnostics::encode(&diagnostics),
        ..Default::default()
    })
}
