//! Ending: at Shutdown, at a signal, alone.

use std::path::Path;
use std::time::Duration;

use tfplugin::proto::tfplugin6 as pb;
use tfplugin::testing::client::{Plugin, Session};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::{SOON, launch};

type Answer = Result<pb::ReadResourceResponse, tonic::Status>;

/// Starts work that goes on until it is cancelled, and lets it arrive.
async fn start_work(session: &Session, kind: &str) -> JoinHandle<Answer> {
    let mut provider = session.provider();
    let request = pb::ReadResourceRequest { type_name: kind.to_owned(), ..Default::default() };
    let work = tokio::spawn(async move { provider.read_resource(request).await.map(tonic::Response::into_inner) });
    // A call after it on the same connection is answered after it was started.
    session.provider().get_provider_schema(super::schema()).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    work
}

async fn still_serves(plugin: &mut Plugin, session: &Session) {
    session.provider().get_provider_schema(super::schema()).await.unwrap();
    assert!(plugin.is_running().unwrap());
}

fn cancelled(answer: &pb::ReadResourceResponse) -> bool {
    answer.diagnostics.iter().any(|diagnostic| diagnostic.summary == "Cancelled")
}

async fn marked(path: &Path) -> bool {
    let start = Instant::now();
    while start.elapsed() < SOON {
        if path.exists() {
            return true;
        }
        sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn shutdown_ends_at_once_although_streams_are_open() {
    let mut plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let other = plugin.connect().await.unwrap();
    session.provider().get_provider_schema(super::schema()).await.unwrap();
    let start = Instant::now();
    session.shutdown().await.unwrap();
    let status = plugin.wait(SOON).await.unwrap();
    let took = start.elapsed();
    assert!(status.success());
    assert!(took < Duration::from_millis(500), "{took:?}");
    drop(other);
}

#[tokio::test]
async fn shutdown_cancels_work_and_waits_for_it() {
    let directory = tempfile::tempdir().unwrap();
    let marker = directory.path().join("marker");
    let mut plugin = launch().env("EMPTY_MARKER", &marker).start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let _work = start_work(&session, "").await;
    session.shutdown().await.unwrap();
    assert!(plugin.wait(Duration::from_secs(2)).await.unwrap().success());
    assert!(marker.exists());
}

#[tokio::test]
async fn shutdown_does_not_wait_for_work_that_does_not_end() {
    let mut plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let _work = start_work(&session, "stubborn").await;
    let start = Instant::now();
    session.shutdown().await.unwrap();
    plugin.wait(SOON).await.unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "Terraform kills it then: {took:?}");
}

#[tokio::test]
async fn an_interrupt_is_none_of_its_business() {
    let mut plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let work = start_work(&session, "").await;
    for _ in 0..3 {
        plugin.signal("INT").unwrap();
        sleep(Duration::from_millis(50)).await;
    }
    still_serves(&mut plugin, &session).await;
    assert!(!work.is_finished());
    session.provider().stop_provider(pb::StopProviderRequest {}).await.unwrap();
    assert!(cancelled(&work.await.unwrap().unwrap()));
    still_serves(&mut plugin, &session).await;
}

#[tokio::test]
async fn terminate_cancels_work_whose_answer_arrives_and_ends_with_the_connection() {
    for signal in ["TERM", "HUP"] {
        let mut plugin = launch().start().await.unwrap();
        let session = plugin.connect().await.unwrap();
        let work = start_work(&session, "").await;
        plugin.signal(signal).unwrap();
        assert!(cancelled(&work.await.unwrap().unwrap()), "{signal}");
        still_serves(&mut plugin, &session).await;
        drop(session);
        assert!(plugin.wait(SOON).await.unwrap().success());
    }
}

#[tokio::test]
async fn terminate_ends_after_the_grace_period_at_the_latest() {
    let mut plugin = launch().env("EMPTY_GRACE_MS", "600").start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let _work = start_work(&session, "stubborn").await;
    plugin.signal("TERM").unwrap();
    sleep(Duration::from_millis(200)).await;
    still_serves(&mut plugin, &session).await;
    assert!(plugin.wait(SOON).await.unwrap().success());
}

#[tokio::test]
async fn an_orphan_finishes_its_work_and_ends() {
    let directory = tempfile::tempdir().unwrap();
    let marker = directory.path().join("marker");
    let mut plugin = launch().env("EMPTY_MARKER", &marker).start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let work = start_work(&session, "").await;
    // Aborting the call drops its channel; with the session's, the connection closes as if Terraform was killed.
    work.abort();
    drop(session);
    assert!(marked(&marker).await, "the work was cancelled and not torn apart");
    assert!(plugin.wait(SOON).await.unwrap().success());
}

#[tokio::test]
async fn an_idle_orphan_ends_within_seconds_but_not_before_a_reconnection_could_come() {
    let mut plugin = launch().start().await.unwrap();
    drop(plugin.connect().await.unwrap());
    sleep(Duration::from_millis(300)).await;
    let session = plugin.connect().await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    still_serves(&mut plugin, &session).await;
    drop(session);
    assert!(plugin.wait(SOON).await.unwrap().success());
}

#[tokio::test]
async fn a_refused_peer_does_not_make_an_orphan() {
    let mut plugin = launch().start().await.unwrap();
    let refused = plugin.connect_with(&tfplugin::testing::client::Credentials::Plaintext).await;
    drop(refused);
    sleep(Duration::from_millis(1500)).await;
    let session = plugin.connect().await.unwrap();
    still_serves(&mut plugin, &session).await;
}
