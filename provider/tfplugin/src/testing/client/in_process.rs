//! A provider in the same process, without sockets: the shortest way for a test to call it over the wire.

use std::io;

use tokio_stream::once;
use tonic::transport::{Channel, Server};

use super::{ClientError, target};
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::proto::tfplugin6::provider_server::{Provider, ProviderServer};
use crate::transport::MESSAGE_LIMIT;

/// Bytes in flight in each direction.
const BUFFER: usize = 1 << 20;

/// Serves `provider` on the current runtime for as long as the client lives. Messages are really encoded and decoded.
pub async fn in_process<S: Provider>(provider: S) -> Result<ProviderClient<Channel>, ClientError> {
    let (ours, theirs) = tokio::io::duplex(BUFFER);
    let service =
        ProviderServer::new(provider).max_decoding_message_size(MESSAGE_LIMIT).max_encoding_message_size(MESSAGE_LIMIT);
    let connections = once(Ok::<_, io::Error>(theirs));
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(connections));
    let channel = target::channel(ours).await?;
    Ok(ProviderClient::new(channel).max_decoding_message_size(MESSAGE_LIMIT).max_encoding_message_size(MESSAGE_LIMIT))
}
