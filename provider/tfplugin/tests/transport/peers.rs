//! Who gets in.

use std::sync::Arc;

use tfplugin::proto::health::HealthCheckRequest;
use tfplugin::proto::health::health_check_response::ServingStatus;
use tfplugin::proto::health::health_client::HealthClient;
use tfplugin::proto::tfplugin6 as pb;
use tfplugin::proto::tfplugin6::provider_client::ProviderClient;
use tfplugin::testing::client::{ClientIdentity, Credentials, Plugin};
use tfplugin::transport::Address;

use super::launch;

async fn gets_in(plugin: &Plugin, credentials: &Credentials) -> bool {
    match plugin.connect_with(credentials).await {
        Ok(channel) => ProviderClient::new(channel).get_provider_schema(super::schema()).await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test]
async fn only_the_announced_certificate_gets_in() {
    let plugin = launch().start().await.unwrap();
    let other = Arc::new(ClientIdentity::generate().unwrap());
    let right = Credentials::Identity(plugin.identity());
    for wrong in [
        Credentials::NoCertificate,
        Credentials::Identity(other),
        Credentials::NoAlpn(plugin.identity()),
        Credentials::Plaintext,
    ] {
        assert!(!gets_in(&plugin, &wrong).await, "{wrong:?}");
        assert!(gets_in(&plugin, &right).await, "a refused peer bothers nobody");
    }
}

#[tokio::test]
async fn a_silent_peer_keeps_nobody_out() {
    let plugin = launch().start().await.unwrap();
    let Address::Unix(path) = plugin.handshake().unwrap().address.clone() else { panic!("not a Unix socket") };
    let _silent = tokio::net::UnixStream::connect(path).await.unwrap();
    assert!(gets_in(&plugin, &Credentials::Identity(plugin.identity())).await);
}

#[tokio::test]
async fn messages_larger_than_4_mib_pass_both_ways() {
    let plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let state = pb::DynamicValue { msgpack: vec![7; 24 << 20], json: Vec::new() };
    let request = pb::PlanResourceChangeRequest { proposed_new_state: Some(state.clone()), ..Default::default() };
    let answer = session.provider().plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!(answer.planned_state, Some(state));
}

#[tokio::test]
async fn it_answers_pings_and_says_what_it_does_not_know() {
    let plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let mut health = HealthClient::new(session.channel());
    let ping = HealthCheckRequest { service: "plugin".to_owned() };
    let answer = health.check(ping).await.unwrap().into_inner();
    assert_eq!(answer.status(), ServingStatus::Serving);
    let unknown = HealthCheckRequest { service: "x".to_owned() };
    assert_eq!(health.check(unknown).await.unwrap_err().code(), tonic::Code::NotFound);
    let optional = session.provider().get_metadata(pb::GetMetadataRequest {}).await;
    assert_eq!(optional.unwrap_err().code(), tonic::Code::Unimplemented);
}
