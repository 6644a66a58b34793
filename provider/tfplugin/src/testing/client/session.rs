//! A connection with the streams go-plugin keeps open on it.

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::Channel;

use super::ClientError;
use crate::proto::plugin::grpc_broker_client::GrpcBrokerClient;
use crate::proto::plugin::grpc_controller_client::GrpcControllerClient;
use crate::proto::plugin::grpc_stdio_client::GrpcStdioClient;
use crate::proto::plugin::{ConnInfo, Empty, StdioData};
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::transport::MESSAGE_LIMIT;

/// A connection; dropping it closes it, without Shutdown.
#[derive(Debug)]
pub struct Session {
    channel: Channel,
    /// Its drop ends the broker's stream.
    _offers: mpsc::Sender<ConnInfo>,
    _brokers: Streaming<ConnInfo>,
    _stdio: Streaming<StdioData>,
}

impl Session {
    /// Opens the broker's and the stdio stream on a connection.
    pub async fn open(channel: Channel) -> Result<Self, ClientError> {
        let (offers, receiver) = mpsc::channel(1);
        let brokers =
            GrpcBrokerClient::new(channel.clone()).start_stream(ReceiverStream::new(receiver)).await?.into_inner();
        let stdio = GrpcStdioClient::new(channel.clone()).stream_stdio(()).await?.into_inner();
        Ok(Self { channel, _offers: offers, _brokers: brokers, _stdio: stdio })
    }

    /// The provider, with the limits Terraform has.
    pub fn provider(&self) -> ProviderClient<Channel> {
        ProviderClient::new(self.channel.clone())
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT)
    }

    /// The connection itself, for other services.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// Asks the process to end, and returns when it has answered. The streams stay open.
    pub async fn shutdown(&self) -> Result<(), ClientError> {
        GrpcControllerClient::new(self.channel.clone()).shutdown(Empty {}).await?;
        Ok(())
    }
}
