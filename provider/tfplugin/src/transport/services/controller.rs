//! The end, on request.

use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::proto::plugin::Empty;
use crate::proto::plugin::grpc_controller_server::GrpcController;

/// Answers Shutdown at once and passes it on; the process ends a moment later.
#[derive(Debug)]
pub(in crate::transport) struct Controller {
    /// Cancelled when Shutdown was called.
    pub(in crate::transport) shutdown: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}
