//! What the process writes: debug mode's line, its version, logs, panics.

use std::fs;
use std::time::Duration;

use serde_json::Value;
use tfplugin::proto::tfplugin6 as pb;
use tfplugin::testing::client::{Credentials, Plugin, Session, Target};
use tfplugin::transport::Address;
use tokio::time::sleep;

use super::{SOON, launch};

#[tokio::test]
async fn versions_are_printed() {
    for flag in ["-version", "--version"] {
        let (mut plugin, first) = launch().argument(flag).env("TF_PLUGIN_MAGIC_COOKIE", "").spawn().await.unwrap();
        assert!(plugin.wait(SOON).await.unwrap().success());
        assert_eq!(first.as_deref(), Some("terraform-provider-empty 1.2.3 (plugin protocol 6)"));
    }
}

async fn debug_mode() -> (Plugin, Target) {
    let (plugin, _) = launch()
        .argument("-debug")
        .env("TF_PLUGIN_MAGIC_COOKIE", "")
        .env("PLUGIN_PROTOCOL_VERSIONS", "")
        .spawn()
        .await
        .unwrap();
    let mut line = None;
    for _ in 0..500 {
        line = plugin.stdout().into_iter().find(|line| line.starts_with("export "));
        if line.is_some() {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    let line = line.unwrap();
    let json = line.strip_prefix("export TF_REATTACH_PROVIDERS='").unwrap().strip_suffix('\'').unwrap();
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(value.as_object().unwrap().len(), 2);
    assert_eq!(value["registry.opentofu.org/test/empty"], value["registry.terraform.io/test/empty"]);
    let how = &value["registry.terraform.io/test/empty"];
    assert_eq!(how["Protocol"], "grpc");
    assert_eq!(how["ProtocolVersion"], 6);
    assert_eq!(how["Pid"], plugin.id());
    assert_eq!(how["Test"], true);
    let address = &how["Addr"];
    let address = Address::parse(address["Network"].as_str().unwrap(), address["String"].as_str().unwrap()).unwrap();
    (plugin, Target { address, certificate: None })
}

#[tokio::test]
async fn debug_mode_outlives_its_clients_and_their_shutdowns() {
    for signal in ["INT", "TERM"] {
        let (mut plugin, target) = debug_mode().await;
        for _ in 0..2 {
            let session = Session::open(target.connect(&Credentials::Plaintext).await.unwrap()).await.unwrap();
            session.provider().get_provider_schema(super::schema()).await.unwrap();
            session.shutdown().await.unwrap();
        }
        sleep(Duration::from_millis(1300)).await;
        assert!(plugin.is_running().unwrap());
        plugin.signal(signal).unwrap();
        assert!(plugin.wait(SOON).await.unwrap().success());
        let Address::Unix(path) = target.address else { panic!("not a Unix socket") };
        assert!(!fs::exists(path).unwrap());
    }
}

#[tokio::test]
async fn without_a_log_variable_standard_error_is_empty() {
    let mut plugin = launch().start().await.unwrap();
    run_once(&mut plugin).await;
    assert_eq!(plugin.stderr(), [""; 0]);
}

#[tokio::test]
async fn logs_are_hclog_lines() {
    let mut plugin = launch().env("TF_LOG_PROVIDER", "TRACE").start().await.unwrap();
    run_once(&mut plugin).await;
    let lines = plugin.stderr();
    let mut seen = false;
    for line in &lines {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for name in ["@level", "@message", "@timestamp", "@module", "@caller"] {
            assert!(value[name].is_string(), "{name} in {line}");
        }
        let timestamp = value["@timestamp"].as_str().unwrap();
        assert_eq!(timestamp.len(), "2006-01-02T15:04:05.000000Z".len(), "{timestamp}");
        assert_eq!(&timestamp[19..20], ".");
        assert!(timestamp.ends_with('Z'));
        let module = value["@module"].as_str().unwrap();
        assert!(!module.starts_with("h2") && !module.starts_with("hyper"), "libraries below INFO: {line}");
        seen |= value["@message"] == "schema" && value["resources"] == 0 && value["@level"] == "info";
    }
    assert!(seen, "{lines:?}");
}

#[tokio::test]
async fn a_panic_is_announced_as_terraform_expects_it() {
    let mut plugin = launch().start().await.unwrap();
    let session = plugin.connect().await.unwrap();
    let failed = session.provider().import_resource_state(pb::ImportResourceStateRequest::default()).await;
    assert!(failed.is_err());
    plugin.kill().unwrap();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(plugin.stderr().first().map(String::as_str), Some("panic: for the test"));
}

async fn run_once(plugin: &mut Plugin) {
    let session = plugin.connect().await.unwrap();
    session.provider().get_provider_schema(super::schema()).await.unwrap();
    session.shutdown().await.unwrap();
    assert!(plugin.wait(SOON).await.unwrap().success());
}
