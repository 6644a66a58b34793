//! Starting: what the process says, and to whom.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};

use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use tfplugin::testing::client::Launch;
use tfplugin::transport::Address;

use super::{SOON, launch};

#[tokio::test]
async fn by_hand_or_with_another_cookie_it_explains_itself_and_fails() {
    for cookie in ["", "wrong"] {
        let (mut plugin, first) = launch().env("TF_PLUGIN_MAGIC_COOKIE", cookie).spawn().await.unwrap();
        let status = plugin.wait(SOON).await.unwrap();
        assert_eq!(status.code(), Some(1));
        assert_eq!(first, None, "nothing on standard output");
        let text = plugin.stderr().join("\n");
        assert!(text.contains("Terraform provider") && text.contains("\"empty\""), "{text}");
    }
}

fn socket(launched: &tfplugin::testing::client::Plugin) -> std::path::PathBuf {
    match &launched.handshake().unwrap().address {
        Address::Unix(path) => path.clone(),
        Address::Tcp(address) => panic!("not a Unix socket: {address}"),
    }
}

#[tokio::test]
async fn with_tls_the_line_has_a_certificate_for_localhost() {
    for versions in ["6,5", "5,6", "5", ""] {
        let plugin = launch().env("PLUGIN_PROTOCOL_VERSIONS", versions).start().await.unwrap();
        let handshake = plugin.handshake().unwrap();
        assert_eq!(handshake.line.split('|').count(), 6, "{}", handshake.line);
        assert!(handshake.line.starts_with("1|6|unix|/"), "{}", handshake.line);
        assert!(!handshake.line.contains('='), "no padding");
        let der = CertificateDer::from(handshake.certificate.clone().unwrap());
        let certificate = ParsedCertificate::try_from(&der).unwrap();
        rustls::client::verify_server_name(&certificate, &"localhost".try_into().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn without_tls_the_last_field_is_empty() {
    let plugin = launch().without_tls().start().await.unwrap();
    let handshake = plugin.handshake().unwrap();
    assert!(handshake.line.ends_with("|grpc|"), "{}", handshake.line);
    plugin.connect().await.unwrap().provider().get_provider_schema(super::schema()).await.unwrap();
}

#[tokio::test]
async fn a_seventh_field_is_only_for_those_who_ask() {
    let (mut plugin, first) = launch().env("PLUGIN_MULTIPLEX_GRPC", "true").spawn().await.unwrap();
    plugin.signal("TERM").unwrap();
    assert!(plugin.wait(SOON).await.unwrap().success(), "nobody is there, so nothing is waited for");
    let first = first.unwrap();
    assert_eq!(first.split('|').count(), 7);
    assert!(first.ends_with("|false"));
}

#[tokio::test]
async fn a_broken_client_certificate_is_an_error_and_never_plaintext() {
    let (mut plugin, first) =
        launch().without_tls().env("PLUGIN_CLIENT_CERT", "not a certificate").spawn().await.unwrap();
    assert_eq!(first, None);
    assert_eq!(plugin.wait(SOON).await.unwrap().code(), Some(1));
    assert!(plugin.stderr().join("\n").contains("PLUGIN_CLIENT_CERT"));
}

#[tokio::test]
async fn the_socket_is_private_and_goes_with_the_process() {
    let directory = tempfile::tempdir().unwrap();
    for tls in [true, false] {
        let launch = launch().env("PLUGIN_UNIX_SOCKET_DIR", directory.path());
        let launch = if tls { launch } else { Launch::without_tls(launch) };
        let mut plugin = launch.start().await.unwrap();
        let path = socket(&plugin);
        assert_eq!(path.parent(), Some(directory.path()));
        let metadata = fs::metadata(&path).unwrap();
        assert!(metadata.file_type().is_socket());
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        plugin.connect().await.unwrap().shutdown().await.unwrap();
        assert!(plugin.wait(SOON).await.unwrap().success());
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_long_temporary_directory_means_tcp_with_tls_and_nothing_without() {
    let directory = tempfile::tempdir().unwrap();
    let long = directory.path().join("x".repeat(120));
    fs::create_dir(&long).unwrap();
    let plugin = launch().env("TMPDIR", &long).start().await.unwrap();
    let Address::Tcp(address) = plugin.handshake().unwrap().address else { panic!("not TCP") };
    assert!(address.ip().is_loopback());
    assert!((10_000..=25_000).contains(&address.port()));
    plugin.connect().await.unwrap().provider().get_provider_schema(super::schema()).await.unwrap();

    let (mut plugin, first) = launch().env("TMPDIR", &long).without_tls().spawn().await.unwrap();
    assert_eq!(first, None);
    assert_eq!(plugin.wait(SOON).await.unwrap().code(), Some(1));
}
