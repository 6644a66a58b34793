//! The credentials to begin with, and the settings that all clients share. Explicit arguments come before the
//! environment, and the environment before the shared files.

use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion;
#[expect(deprecated, reason = "the new names are in a crate that is not meant to be used directly")]
use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig as Provider;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use futures_util::FutureExt;

use super::http::Limited;
use super::retry;
use crate::config::ProviderConfig;

/// The region that the environment or the profile names. The instance metadata service is not asked: away from EC2 that
/// costs seconds, and where a resource goes should not depend on where Terraform runs.
pub(super) fn region(config: &ProviderConfig) -> Option<String> {
    let mut profile = ProfileFileRegionProvider::builder();
    if let Some(name) = &config.profile {
        profile = profile.profile_name(name);
    }
    if let Some(files) = shared_files(config) {
        profile = profile.profile_files(files);
    }
    // An explicit profile comes before the environment for credentials, but not for the region: so do AWS's tools.
    region_of_environment().or_else(|| {
        let profile = profile.build();
        at_once(profile.region()).flatten().map(|region| region.to_string())
    })
}

/// `AWS_REGION`, then `AWS_DEFAULT_REGION`.
pub(super) fn region_of_environment() -> Option<String> {
    let environment = EnvironmentVariableRegionProvider::new();
    at_once(environment.region()).flatten().map(|region| region.to_string())
}

/// What the SDK reads from the environment and from files it reads without waiting, although its functions are
/// asynchronous; and the provider must say its region without waiting, too.
fn at_once<T>(read: impl Future<Output = T>) -> Option<T> {
    read.now_or_never()
}

/// The file to take certificates from in place of the system's.
pub(super) fn ca_bundle() -> Option<std::path::PathBuf> {
    std::env::var_os("AWS_CA_BUNDLE").filter(|file| !file.is_empty()).map(Into::into)
}

/// What all clients share: endpoints of the environment, retries, timeouts, and the credentials to begin with.
pub(super) async fn load(config: &ProviderConfig, region: &str, http: Limited) -> SdkConfig {
    let region = Region::new(region.to_owned());
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .http_client(http.clone())
        .timeout_config(retry::timeouts())
        // It takes a request that waits for its turn for one that AWS does not read on, and breaks it off after 20 s. What is
        // sent and asked here is small, and the timeouts bound it.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    // The name cannot be refused: it holds only characters that a token may.
    if let Ok(name) = AppName::new(concat!("plinth-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    if let Some(name) = &config.profile {
        loader = loader.profile_name(name);
    }
    if let Some(files) = shared_files(config) {
        loader = loader.profile_files(files);
    }
    if let Some(retries) = config.max_retries {
        loader = loader.retry_config(retry::config(u32::try_from(retries).unwrap_or(u32::MAX)));
    }
    if let Some(credentials) = explicit_credentials(config, region, http) {
        loader = loader.credentials_provider(credentials);
    }
    let settings = loader.load().await;
    if retries_are_default(config, &settings) {
        return settings.into_builder().retry_config(retry::config(retry::DEFAULT_MAX_RETRIES)).build();
    }
    settings
}

/// Credentials that the block itself names.
fn explicit_credentials(config: &ProviderConfig, region: Region, http: Limited) -> Option<SharedCredentialsProvider> {
    if let (Some(id), Some(secret)) = (&config.access_key, &config.secret_key) {
        let token = config.token.as_ref().map(|token| token.reveal().clone());
        let credentials = Credentials::new(id, secret.reveal(), token, None, "provider block");
        return Some(SharedCredentialsProvider::new(credentials));
    }
    // The default chain would take credentials of the environment before those of the profile.
    let profile = config.profile.as_ref()?;
    let settings = Provider::without_region().with_region(Some(region)).with_http_client(http);
    let mut provider = ProfileFileCredentialsProvider::builder().configure(&settings).profile_name(profile);
    if let Some(files) = shared_files(config) {
        provider = provider.profile_files(files);
    }
    Some(SharedCredentialsProvider::new(provider.build()))
}

/// Whether nobody said how often to retry. A profile that says `max_attempts = 3` cannot be told from one that says
/// nothing, and gets more.
fn retries_are_default(config: &ProviderConfig, settings: &SdkConfig) -> bool {
    let standard = aws_smithy_types::retry::RetryConfig::standard().max_attempts();
    config.max_retries.is_none()
        && std::env::var_os("AWS_MAX_ATTEMPTS").is_none()
        && settings.retry_config().is_none_or(|retries| retries.max_attempts() == standard)
}

#[expect(deprecated, reason = "the new names are in a crate that is not meant to be used directly")]
fn shared_files(config: &ProviderConfig) -> Option<ProfileFiles> {
    let (of_config, of_credentials) = (&config.shared_config_files, &config.shared_credentials_files);
    if of_config.is_none() && of_credentials.is_none() {
        return None;
    }
    let mut files = ProfileFiles::builder()
        .include_default_config_file(of_config.is_none())
        .include_default_credentials_file(of_credentials.is_none());
    for file in of_config.iter().flatten() {
        files = files.with_file(ProfileFileKind::Config, file);
    }
    for file in of_credentials.iter().flatten() {
        files = files.with_file(ProfileFileKind::Credentials, file);
    }
    Some(files.build())
}
