//! The smallest provider that shows how a process lives: a schema, a read that takes as long as nobody stops it, and
//! a plan that is an echo. Tests start it through the go-plugin client.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use tfplugin::proto::tfplugin6 as pb;
use tfplugin::proto::tfplugin6::provider_server::Provider;
use tfplugin::transport::{ServeSettings, Stop, run};
use tonic::{Request, Response, Status};

/// How long cancelled work takes to end, so that tests can see that it is awaited.
const CLEANING_UP: Duration = Duration::from_millis(200);

struct Empty {
    stop: Stop,
}

#[tonic::async_trait]
impl Provider for Empty {
    async fn get_provider_schema(
        &self,
        _: Request<pb::GetProviderSchemaRequest>,
    ) -> Result<Response<pb::GetProviderSchemaResponse>, Status> {
        tracing::info!(resources = 0, "schema");
        let provider = pb::Schema { version: 0, block: Some(pb::schema::Block::default()) };
        Ok(Response::new(pb::GetProviderSchemaResponse { provider: Some(provider), ..Default::default() }))
    }

    /// Answers with a warning once cancelled. The type `stubborn` is never cancelled. `EMPTY_MARKER` names a file that
    /// is written when the work has ended in good order.
    async fn read_resource(
        &self,
        request: Request<pb::ReadResourceRequest>,
    ) -> Result<Response<pb::ReadResourceResponse>, Status> {
        let guard = self.stop.enter();
        let stubborn = request.get_ref().type_name == "stubborn";
        let work = tokio::spawn(async move {
            if stubborn {
                std::future::pending::<()>().await;
            }
            guard.cancelled().await;
            tokio::time::sleep(CLEANING_UP).await;
            if let Some(marker) = env::var_os("EMPTY_MARKER") {
                let _unseen = std::fs::write(marker, "done");
            }
            drop(guard);
        });
        work.await.map_err(|error| Status::internal(error.to_string()))?;
        let warning = pb::Diagnostic {
            severity: pb::diagnostic::Severity::Warning.into(),
            summary: "Cancelled".to_owned(),
            ..Default::default()
        };
        Ok(Response::new(pb::ReadResourceResponse { diagnostics: vec![warning], ..Default::default() }))
    }

    async fn plan_resource_change(
        &self,
        request: Request<pb::PlanResourceChangeRequest>,
    ) -> Result<Response<pb::PlanResourceChangeResponse>, Status> {
        let planned_state = request.into_inner().proposed_new_state;
        Ok(Response::new(pb::PlanResourceChangeResponse { planned_state, ..Default::default() }))
    }

    async fn import_resource_state(
        &self,
        _: Request<pb::ImportResourceStateRequest>,
    ) -> Result<Response<pb::ImportResourceStateResponse>, Status> {
        #[expect(clippy::panic, reason = "to see what a panic looks like on standard error")]
        {
            panic!("for the test");
        }
    }

    async fn stop_provider(
        &self,
        _: Request<pb::StopProviderRequest>,
    ) -> Result<Response<pb::StopProviderResponse>, Status> {
        self.stop.cancel();
        Ok(Response::new(pb::StopProviderResponse::default()))
    }
}

fn main() -> ExitCode {
    let addresses = &["registry.terraform.io/test/empty", "registry.opentofu.org/test/empty"];
    let mut settings = ServeSettings::new("empty", "1.2.3", addresses);
    if let Some(grace) = env::var("EMPTY_GRACE_MS").ok().and_then(|text| text.parse().ok()) {
        settings.timings.grace = Duration::from_millis(grace);
    }
    run(|stop| Empty { stop }, &settings)
}
