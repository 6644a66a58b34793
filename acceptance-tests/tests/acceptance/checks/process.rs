//! The provider's process alone: how it starts, and whom it lets in. No command line tool.

use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::{ensure, paths};
use std::sync::Arc;
use tfplugin::proto::tfplugin6::GetProviderSchemaRequest;
use tfplugin::proto::tfplugin6::provider_client::ProviderClient;
use tfplugin::testing::client::{ClientIdentity, Credentials, Launch, Plugin};

/// Runs the steps of a check on a runtime of its own.
fn steps<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("a runtime")?.block_on(future)
}

pub(crate) fn check_01_a_person_who_starts_it_is_told_what_it_is() -> Result<()> {
    for cookie in [None, Some("wrong")] {
        let mut command = std::process::Command::new(paths::provider_binary()?);
        command.env_remove("TF_PLUGIN_MAGIC_COOKIE").stdin(std::process::Stdio::null());
        if let Some(cookie) = cookie {
            command.env("TF_PLUGIN_MAGIC_COOKIE", cookie);
        }
        let output = command.output().context("could not start the provider")?;
        ensure!(output.status.code() == Some(1), "with cookie {cookie:?} it ended with {}", output.status);
        ensure!(output.stdout.is_empty(), "it wrote to standard output: {}", String::from_utf8_lossy(&output.stdout));
        let told = String::from_utf8_lossy(&output.stderr).to_lowercase();
        ensure!(told.contains("provider") && told.contains("terraform"), "it does not say what it is: {told}");
    }
    Ok(())
}

pub(crate) fn check_02_the_handshake_line_has_six_fields() -> Result<()> {
    steps(async {
        for (versions, tls) in [("6,5", true), ("5,6", true), ("5", true), ("6,5", false)] {
            let launch = Launch::new(paths::provider_binary()?).env("PLUGIN_PROTOCOL_VERSIONS", versions);
            let launch = if tls { launch } else { launch.without_tls() };
            // The client reads six fields and base64 without padding, and nothing else.
            let plugin = launch.start().await.context(format!("versions {versions}, TLS {tls}"))?;
            let handshake = plugin.handshake().context("no handshake")?;
            ensure!(handshake.certificate.is_some() == tls, "TLS {tls}: {}", handshake.line);
            // Its client verifies the name `localhost` and insists on ALPN h2.
            answers(&plugin, &Credentials::Identity(plugin.identity())).await.context(format!("TLS {tls}"))?;
            ensure!(plugin.stdout().len() == 1, "more than one line on standard output: {:?}", plugin.stdout());
        }
        Ok(())
    })
}

pub(crate) fn check_03_only_the_client_that_started_it_gets_in() -> Result<()> {
    steps(async {
        let plugin = Launch::new(paths::provider_binary()?).start().await.context("could not start the provider")?;
        // Terraform is connected and works, while others on the same machine try.
        let session = plugin.connect().await.context("the rightful client")?;
        let other = Arc::new(ClientIdentity::generate().context("another certificate")?);
        let strangers = [
            ("a certificate of its own", Credentials::Identity(other)),
            ("no certificate", Credentials::NoCertificate),
            ("no TLS", Credentials::Plaintext),
        ];
        for (with, credentials) in strangers {
            let answer = answers(&plugin, &credentials).await;
            ensure!(answer.is_err(), "a stranger with {with} drives the provider");
        }
        session
            .provider()
            .get_provider_schema(GetProviderSchemaRequest {})
            .await
            .context("the rightful client, after")?;
        Ok(())
    })
}

/// Whether the provider answers a caller with these credentials.
async fn answers(plugin: &Plugin, credentials: &Credentials) -> Result<()> {
    let channel = plugin.connect_with(credentials).await.context("could not connect")?;
    let mut provider = ProviderClient::new(channel).max_decoding_message_size(tfplugin::transport::MESSAGE_LIMIT);
    provider.get_provider_schema(GetProviderSchemaRequest {}).await.map(|_| ()).context("no answer")
}
