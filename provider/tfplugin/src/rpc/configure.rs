//! `ConfigureProvider` and `StopProvider`. Configuring calls nothing at AWS, and may be done again at any time.

use std::sync::{Arc, PoisonError};

use tonic::{Response, Status};

use crate::composite::Cloud;
use crate::diagnostic::{Diagnostics, Path};
use crate::plan::{self, Attributes};
use crate::proto::tfplugin6 as proto;
use crate::wire;

use super::{Server, object};

pub(super) async fn configure_provider<C: Cloud>(
    server: &Server<C>,
    request: proto::ConfigureProviderRequest,
) -> Result<Response<proto::ConfigureProviderResponse>, Status> {
    let inner = &server.0;
    let configured = object(request.config.as_ref(), &inner.definition.block.object)
        .map_err(Diagnostics::from)
        .and_then(|config| configure(server, config.unwrap_or_default()));
    let diagnostics = match configured {
        Ok(cloud) => {
            *inner.cloud.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(cloud));
            Diagnostics::new()
        }
        Err(diagnostics) => diagnostics,
    };
    Ok(Response::new(proto::ConfigureProviderResponse { diagnostics: wire::diagnostics::encode(&diagnostics) }))
}

fn configure<C: Cloud>(server: &Server<C>, mut config: Attributes) -> Result<C, Diagnostics> {
    let definition = &server.0.definition;
    let object = &definition.block.object;
    let mut diagnostics = Diagnostics::new();
    plan::check(object, &config, &Path::root(), &mut diagnostics);
    (definition.validate)(&config, &mut diagnostics);
    if diagnostics.has_error() {
        return Err(diagnostics);
    }
    let configured = config.clone();
    plan::fill_defaults(object, &configured, &mut config);
    (definition.configure)(&config)
}

pub(super) async fn stop_provider<C: Cloud>(
    server: &Server<C>,
    _request: proto::StopProviderRequest,
) -> Result<Response<proto::StopProviderResponse>, Status> {
    tracing::info!("Terraform asked to stop: waits end, calls under way finish");
    server.0.stop.cancel();
    Ok(Response::new(proto::StopProviderResponse::default()))
}
