//! Offers of further connections, which nobody makes; the stream's end says that the peer has gone.

use futures_util::stream;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

use crate::proto::plugin::ConnInfo;
use crate::proto::plugin::grpc_broker_server::GrpcBroker;
use crate::transport::census::Census;

/// Keeps each stream open as long as the peer does, and counts them.
#[derive(Debug)]
pub(in crate::transport) struct Broker {
    pub(in crate::transport) census: Census,
}

#[tonic::async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        let state = (request.into_inner(), self.census.broker());
        let answers = stream::unfold(state, async |(mut offers, counted)| {
            // What is offered is ignored: Terraform offers nothing.
            while let Ok(Some(_)) = offers.message().await {}
            drop(counted);
            None::<(Result<ConnInfo, Status>, _)>
        });
        Ok(Response::new(Box::pin(answers)))
    }
}
