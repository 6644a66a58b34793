//! AWS as the tests see it: accounts with credentials, asked through AWS's own SDK and never through the provider.

mod iam;
mod inventory;
mod organization;
mod raw;
mod s3;
mod sts;
mod xml;

pub use inventory::{Inventory, Object, Shape};
pub use organization::Organization;
pub use sts::Caller;
pub use xml::Element;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use std::sync::LazyLock;

/// The region that tests work in.
pub const REGION: &str = "us-east-1";

/// The role that Organizations makes in every new account.
pub const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";

/// One client for all accounts, without TLS, which no emulator needs: making one costs more than many calls.
fn http_client() -> SharedHttpClient {
    static CLIENT: LazyLock<SharedHttpClient> = LazyLock::new(|| aws_smithy_http_client::Builder::new().build_http());
    CLIENT.clone()
}

/// What signs requests.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Access key id.
    pub id: String,
    /// Secret access key.
    pub secret: String,
    /// Session token, of temporary credentials.
    pub token: Option<String>,
}

/// An account, with credentials that may act in it.
#[derive(Clone)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// Credentials of an administrator.
    pub keys: Keys,
    endpoint: String,
    sdk: SdkConfig,
}

impl Account {
    /// The account behind `endpoint`.
    pub fn new(endpoint: &str, id: &str, keys: Keys) -> Self {
        let credentials = Credentials::new(&keys.id, &keys.secret, keys.token.clone(), None, "acceptance-tests");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(endpoint)
            .http_client(http_client())
            .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
            .build();
        Self { id: id.to_owned(), keys, endpoint: endpoint.to_owned(), sdk }
    }

    /// ARN of one of its roles.
    pub fn role_arn(&self, name: &str) -> String {
        format!("arn:aws:iam::{}:role/{name}", self.id)
    }

    fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.sdk)
    }

    fn s3(&self, region: &str) -> aws_sdk_s3::Client {
        let sdk = aws_sdk_s3::Config::from(&self.sdk).to_builder();
        aws_sdk_s3::Client::from_conf(sdk.region(Region::new(region.to_owned())).force_path_style(true).build())
    }

    fn sts(&self) -> aws_sdk_sts::Client {
        aws_sdk_sts::Client::new(&self.sdk)
    }

    fn organizations(&self) -> aws_sdk_organizations::Client {
        aws_sdk_organizations::Client::new(&self.sdk)
    }
}
