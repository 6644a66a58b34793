//! `ApplyResourceChange`. Whatever happens, the answer holds the last state known: what is not in it is lost.

use std::sync::Arc;

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::Attributes;
use crate::proto::tfplugin6 as proto;
use crate::resource::{ApplyRequest, ManagedResource, Progress};
use crate::selfcheck;
use crate::transport::Guard;
use crate::value::Value;
use crate::wire;

use super::{Inner, Server, object, report_violations, to_wire};

pub(super) async fn apply_resource_change<C: Cloud>(
    server: &Server<C>,
    request: proto::ApplyResourceChangeRequest,
) -> Result<Response<proto::ApplyResourceChangeResponse>, Status> {
    let inner = server.0.clone();
    let progress = Progress::default();
    let (saved, for_saved) = (progress.clone(), inner.clone());
    let (type_name, prior, private) =
        (request.type_name.clone(), request.prior_state.clone(), request.planned_private.clone());
    let guard = inner.stop.enter();
    let call = async move { apply(&inner, request, progress, guard).await };
    let after_panic = move |diagnostics: Diagnostics| {
        let state = for_saved.resource(&type_name).ok().and_then(|resource| {
            let last = saved.last()?;
            to_wire(Some(last), &resource.schema().object).ok()
        });
        answer(state.or(prior), private, &diagnostics)
    };
    server.answer(call, after_panic).await
}

fn answer(
    new_state: Option<proto::DynamicValue>,
    private: Vec<u8>,
    diagnostics: &Diagnostics,
) -> proto::ApplyResourceChangeResponse {
    proto::ApplyResourceChangeResponse {
        new_state,
        private,
        diagnostics: wire::diagnostics::encode(diagnostics),
        ..Default::default()
    }
}

async fn apply<C: Cloud>(
    inner: &Arc<Inner<C>>,
    request: proto::ApplyResourceChangeRequest,
    progress: Progress,
    guard: Guard,
) -> proto::ApplyResourceChangeResponse {
    let decoded = decode(inner, &request, progress, &guard);
    let (resource, cloud, wanted) = match decoded {
        Ok(decoded) => decoded,
        Err(diagnostic) => return answer(request.prior_state, request.planned_private, &diagnostic.into()),
    };
    let schema = &resource.schema().object;
    let (planned, prior) = (wanted.planned.clone(), wanted.prior.clone());
    let outcome = resource.apply(&cloud, wanted).await;
    let mut diagnostics = outcome.diagnostics;
    if !diagnostics.has_error()
        && let (Some(planned), Some(state)) = (planned, &outcome.state)
    {
        let (planned, state) = (Value::Object(planned), Value::Object(state.clone()));
        report_violations(selfcheck::applied(schema, &planned, &state), &mut diagnostics);
    }
    // The state is what counts; if it cannot be written, the last one that could is still better than none.
    let state = to_wire(outcome.state, schema).unwrap_or_else(|diagnostic| {
        diagnostics.push(diagnostic);
        to_wire(prior, schema).unwrap_or_default()
    });
    answer(Some(state), request.planned_private, &diagnostics)
}

type Decoded<'a, C> = (&'a dyn ManagedResource<C>, Arc<C>, ApplyRequest);

fn decode<'a, C: Cloud>(
    inner: &'a Arc<Inner<C>>,
    request: &proto::ApplyResourceChangeRequest,
    progress: Progress,
    guard: &Guard,
) -> Result<Decoded<'a, C>, Diagnostic> {
    let resource = inner.resource(&request.type_name)?;
    let schema = &resource.schema().object;
    let prior: Option<Attributes> = object(request.prior_state.as_ref(), schema)?;
    if let Some(prior) = &prior {
        progress.save(prior);
    }
    let wanted = ApplyRequest {
        prior,
        planned: object(request.planned_state.as_ref(), schema)?,
        config: object(request.config.as_ref(), schema)?,
        cancel: guard.token().clone(),
        progress,
    };
    Ok((resource, inner.cloud()?, wanted))
}
