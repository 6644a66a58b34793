//! One connection of a caller: its requests in turn, each under the rules.

use super::Shared;
use super::error_shape::Refusal;
use super::log::Call;
use super::request::{Asked, secrets_in, session_in};
use super::rule::{Effect, Moment};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// The connection is to break without an answer.
#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken on purpose")
    }
}

impl std::error::Error for Broken {}

/// Serves one connection to its end.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| Box::pin(answer(request, Arc::clone(&shared))));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let broken = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await.is_err();
    let stream = connection.into_parts().io.into_inner();
    if broken {
        // Without lingering, closing sends a reset, as a network that fails does.
        let _ = stream.set_zero_linger();
    }
}

/// What the rules make of one call.
#[derive(Default)]
struct Verdict {
    latency: Duration,
    at_least: Duration,
    faults: Vec<&'static str>,
    effect: Option<Effect>,
}

impl Verdict {
    /// Latencies add up; of what else applies, the first rule wins.
    fn of(shared: &Shared, asked: &Asked) -> Self {
        let mut verdict = Self::default();
        for effect in shared.effects(asked) {
            match effect {
                Effect::Latency(more) => verdict.latency += more,
                Effect::AtLeast(least) => verdict.at_least = verdict.at_least.max(least),
                _ if verdict.effect.is_some() => continue,
                ref other => verdict.effect = Some(other.clone()),
            }
            verdict.faults.push(effect.name());
        }
        verdict
    }
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, Broken> {
    let arrived = Instant::now();
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
    let asked = Asked::read(&head, &body);
    let occurrence = shared.log.arrive(&asked.service, &asked.action);
    let verdict = Verdict::of(&shared, &asked);

    if !verdict.latency.is_zero() {
        tokio::time::sleep(verdict.latency).await;
    }
    let forward = async || {
        let response = shared.upstream.forward(&head, body.clone()).await.map_err(|_| Broken)?;
        learn(&shared, &asked, &response).await;
        Ok(response)
    };
    let result = match &verdict.effect {
        None | Some(Effect::Latency(_) | Effect::AtLeast(_)) => forward().await,
        Some(Effect::Refuse(refusal)) => Ok(refusal.response(asked.protocol)),
        Some(Effect::Throttle) => Ok(Refusal::throttling(&asked).response(asked.protocol)),
        Some(Effect::ServerError) => Ok(Refusal::broken(&asked).response(asked.protocol)),
        Some(Effect::Reset) => Err(Broken),
        Some(Effect::LoseReply) => forward().await.and(Err(Broken)),
        Some(Effect::Hold(Moment::BeforeAws, gate)) => {
            gate.pass().await;
            forward().await
        }
        Some(Effect::Hold(Moment::AfterAws, gate)) => {
            let response = forward().await;
            gate.pass().await;
            response
        }
    };
    tokio::time::sleep(verdict.at_least.saturating_sub(arrived.elapsed())).await;
    shared.log.record(Call {
        account: shared.log.account_of(&asked.access_key),
        is_write: asked.is_write(),
        service: asked.service,
        action: asked.action,
        region: asked.region,
        occurrence,
        status: result.as_ref().ok().map(|response| response.status().as_u16()),
        faults: verdict.faults,
        arrived,
        took: arrived.elapsed(),
    });
    result
}

/// Credentials that pass by say whose they are; the log names accounts by them.
async fn learn(shared: &Shared, asked: &Asked, response: &Response<Full<Bytes>>) {
    if asked.service == "sts"
        && let Ok(body) = response.body().clone().collect().await
        && let answer = body.to_bytes()
        && let Some((key, account)) = session_in(&answer)
    {
        shared.log.learn_account(&key, &account);
        shared.log.learn_secrets(secrets_in(&answer));
    }
}
