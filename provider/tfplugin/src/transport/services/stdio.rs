//! The plugin's own output, of which there is none: logs go to standard error.

use futures_util::stream;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};

use crate::proto::plugin::StdioData;
use crate::proto::plugin::grpc_stdio_server::GrpcStdio;

/// A stream that stays open and empty. Terraform would log anything on it as unexpected.
#[derive(Debug)]
pub(in crate::transport) struct Silent;

#[tonic::async_trait]
impl GrpcStdio for Silent {
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(Box::pin(stream::pending())))
    }
}
