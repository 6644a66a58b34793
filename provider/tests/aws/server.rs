//! An AWS endpoint on loopback that answers as a test says and remembers what it was asked.

use std::sync::{Arc, Mutex};

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request of AWS's query protocol.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) action: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Call {
    /// A parameter of the call.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Answer(u16, String),
    /// Closes the connection instead of answering.
    Hangup,
}

impl Reply {
    pub(crate) fn xml(status: u16, body: &str) -> Reply {
        Reply::Answer(status, body.to_owned())
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Reply {
        Reply::Answer(
            status,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
            ),
        )
    }
}

/// The answer to `GetCallerIdentity`.
pub(crate) fn identity(account_id: &str) -> Reply {
    Reply::xml(
        200,
        &format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{account_id}:user/test</Arn><UserId>AIDAEXAMPLE</UserId><Account>{account_id}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        ),
    )
}

/// The answer to a call that gives credentials.
pub(crate) fn credentials_of(action: &str) -> Reply {
    Reply::xml(
        200,
        &format!(
            "<{action}Response><{action}Result><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>"
        ),
    )
}

type Answer = dyn Fn(&Call) -> Reply + Send + Sync;

/// A running server.
pub(crate) struct Server {
    address: std::net::SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, answer): (Arc<Mutex<Vec<Call>>>, Arc<Answer>) = (Arc::default(), Arc::new(answer));
        let log = calls.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, log.clone(), answer.clone()));
            }
        });
        Server { address, calls, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening.
    pub(crate) async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    pub(crate) fn calls(&self, action: &str) -> Vec<Call> {
        self.calls.lock().unwrap().iter().filter(|call| call.action == action).cloned().collect()
    }

    pub(crate) fn count(&self, action: &str) -> usize {
        self.calls(action).len()
    }

    pub(crate) fn total(&self) -> usize {
        self.calls.lock().unwrap().len()
    }
}

async fn serve(stream: TcpStream, calls: Arc<Mutex<Vec<Call>>>, answer: Arc<Answer>) {
    let mut stream = BufReader::new(stream);
    while let Some(call) = read(&mut stream).await {
        let reply = answer(&call);
        calls.lock().unwrap().push(call);
        let Reply::Answer(status, body) = reply else { return };
        let head = format!("HTTP/1.1 {status} x\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n", body.len());
        if stream.get_mut().write_all((head + &body).as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Call> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => headers.extend(line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))),
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or("0", |(_, value)| value);
    let mut body = vec![0; length.parse().ok()?];
    stream.read_exact(&mut body).await.ok()?;
    let mut call = Call { action: String::new(), headers, body: String::from_utf8(body).ok()? };
    call.action = call.parameter("Action").unwrap_or_default();
    Some(call)
}
