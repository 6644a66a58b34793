//! The way to the emulator: connections that are kept, and requests that arrive there as they were signed.

use crate::error::{Context as _, Result};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Headers that belong to one connection and not to the message.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "te"];

/// A client of one server.
#[derive(Clone, Debug)]
pub(super) struct Upstream {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Upstream {
    pub(super) fn new(base: &str) -> Self {
        let mut connector = HttpConnector::new();
        // Small requests and answers in turn: waiting to fill a segment would cost 40 ms each.
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { base: base.trim_end_matches('/').to_owned(), client }
    }

    /// Sends the request on. `Host` stays what it was, because it is part of the signature.
    pub(super) async fn forward(&self, head: &Parts, body: Bytes) -> Result<Response<Full<Bytes>>> {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri: Uri = format!("{}{path}", self.base).parse().context("the request's path")?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = head.headers.clone();
        for name in HOP_BY_HOP {
            request.headers_mut().remove(name);
        }
        let (mut head, body) = self.client.request(request).await.context("no answer from the emulator")?.into_parts();
        let body = body.collect().await.context("the emulator's answer broke off")?.to_bytes();
        for name in HOP_BY_HOP {
            head.headers.remove(name);
        }
        Ok(Response::from_parts(head, Full::new(body)))
    }
}
