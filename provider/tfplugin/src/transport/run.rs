//! From `main` to the end of the process.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;

use super::arguments::{Task, task};
use super::census::Census;
use super::environment::{Environment, EnvironmentError};
use super::incoming::Door;
use super::life::Life;
use super::listener::{BindError, Bound, bind};
use super::services::{Broker, Controller, Plain, Silent};
use super::signals::Signals;
use super::tls::{self, TlsError};
use super::{MESSAGE_LIMIT, PROTOCOL_VERSION, ServeSettings, Stop, handshake, panic, reattach};
use crate::proto::health::health_server::HealthServer;
use crate::proto::plugin::grpc_broker_server::GrpcBrokerServer;
use crate::proto::plugin::grpc_controller_server::GrpcControllerServer;
use crate::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use crate::proto::tfplugin6::provider_server::{Provider, ProviderServer};

/// Threads that serve. Work is waiting for other machines; and there may be dozens of these processes.
const WORKERS: usize = 2;

/// Runs a provider's process: reads the command line and the environment, serves, and returns when the process is to
/// end. `main` returns what this returns, at once.
///
/// `make_service` gets the handle on work in flight and is called after the handshake, so it costs no start-up time;
/// what it makes is expected to put every piece of work under a [`Guard`](super::Guard), and to call [`Stop::cancel`]
/// when Terraform calls `StopProvider`. Everything else on the socket is done here.
///
/// With `-debug` the process serves whoever reattaches; with `-version` it says what it is. Started by hand it
/// explains itself and fails. Logging and the panic hook are installed here, too.
pub fn run<S, F>(make_service: F, settings: &ServeSettings) -> ExitCode
where
    S: Provider,
    F: FnOnce(Stop) -> S,
{
    panic::install_hook();
    let done = match task(env::args_os().skip(1)) {
        Task::Version => print(&format!(
            "terraform-provider-{} {} (plugin protocol {PROTOCOL_VERSION})\n",
            settings.name, settings.version
        ))
        .map_err(RunError::Io),
        Task::Debug => debug(make_service, settings),
        Task::Serve => serve(make_service, settings),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = match error {
                RunError::NotForPeople => handshake::not_for_people(settings.name),
                error => format!("terraform-provider-{}: {error}\n", settings.name),
            };
            let _gone = io::stderr().write_all(text.as_bytes());
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error("the process was started by hand")]
    NotForPeople,
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot serve: {0}")]
    Io(#[from] io::Error),
}

fn serve<S: Provider>(make_service: impl FnOnce(Stop) -> S, settings: &ServeSettings) -> Result<(), RunError> {
    let environment = Environment::read(|name| env::var_os(name))?;
    if !environment.cookie {
        return Err(RunError::NotForPeople);
    }
    crate::log::install(settings.name);
    if !environment.speaks_ours {
        tracing::warn!("the parent does not speak protocol {PROTOCOL_VERSION}");
    }
    let (tls, certificate) = match environment.client_certificate.clone() {
        None => (None, None),
        Some(client) => {
            let (config, certificate) = tls::server(client)?;
            (Some(config), Some(certificate))
        }
    };
    let bound = bind(&environment, tls.is_some())?;
    let line = handshake::line(&bound.address(), certificate.as_deref(), environment.multiplex);
    let process = Process { bound, tls, settings };
    process.live(&line, make_service, Life::of_a_child)
}

fn debug<S: Provider>(make_service: impl FnOnce(Stop) -> S, settings: &ServeSettings) -> Result<(), RunError> {
    // Nobody's child: of the environment only the place of the socket counts.
    let environment = Environment::read(|name| env::var_os(name).filter(|_| name == "PLUGIN_UNIX_SOCKET_DIR"))?;
    crate::log::install(settings.name);
    let bound = bind(&environment, false)?;
    let text = reattach::announcement(settings.name, settings.addresses, std::process::id(), &bound.address());
    let process = Process { bound, tls: None, settings };
    process.live(&text, make_service, Life::of_a_debug_server)
}

/// A process that can serve, and has not said so yet.
struct Process<'a> {
    bound: Bound,
    tls: Option<Arc<ServerConfig>>,
    settings: &'a ServeSettings,
}

impl Process<'_> {
    /// Says `hello` on standard output, serves, and returns when `life` is over.
    fn live<S: Provider>(
        self,
        hello: &str,
        make_service: impl FnOnce(Stop) -> S,
        life: impl AsyncFnOnce(Life),
    ) -> Result<(), RunError> {
        let runtime = runtime()?;
        let entered = runtime.enter();
        // Before anybody knows of this process, so that no signal finds it without handlers.
        let signals = Signals::install()?;
        let acceptor = self.bound.accepting()?;
        print(hello)?;

        let (shutdown, census, stop) = (CancellationToken::new(), Census::default(), Stop::new());
        let (sender, connections) = mpsc::channel(1);
        let timings = self.settings.timings;
        let door = Door { tls: self.tls, limit: timings.tls_handshake, census: census.clone() };
        runtime.spawn(door.accept_all(acceptor, sender));

        let provider = ProviderServer::new(make_service(stop.clone()))
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT);
        let server = Server::builder()
            // States and schemas are large, and the peer is next door.
            .initial_stream_window_size(1 << 20)
            .initial_connection_window_size(4 << 20)
            .add_service(provider)
            .add_service(GrpcControllerServer::new(Controller { shutdown: shutdown.clone() }))
            .add_service(GrpcBrokerServer::new(Broker { census: census.clone() }))
            .add_service(GrpcStdioServer::new(Silent))
            .add_service(HealthServer::new(Plain))
            .serve_with_incoming(ReceiverStream::new(connections));
        runtime.spawn(server);

        runtime.block_on(life(Life { shutdown, signals, census, stop, timings }));
        // Idle streams keep connections open for ever, so nothing is awaited here. The socket's file goes with `bound`.
        drop(entered);
        runtime.shutdown_background();
        drop(self.bound);
        Ok(())
    }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()
}

/// The only place that writes to standard output.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
