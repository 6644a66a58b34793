//! New instances answer questions about themselves only within a session.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::ec2::metadata_defaults::{MetadataDefaults, MetadataDefaultsWant};

/// Defaults of the instance metadata service for new instances. What an instance is launched with wins over them.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Imds {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Whether a session token (IMDSv2) is `required` or `optional`.
    #[tf(default = "required", check = OneOf(&["required", "optional"]))]
    pub http_tokens: String,
    /// How many hops an answer may go: 1 reaches the instance, 2 containers on it as well.
    #[tf(default = 2, check = Range(1, 64))]
    pub http_put_response_hop_limit: i64,
}

impl Default for Imds {
    fn default() -> Imds {
        Imds {
            mode: guardrail::ENABLED.to_owned(),
            http_tokens: "required".to_owned(),
            http_put_response_hop_limit: 2,
        }
    }
}

impl Guardrail for Imds {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/5.6", "EC2.8"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Imds>) {
        guardrail::setting::<MetadataDefaults, _>(g, field, |config, _| MetadataDefaultsWant {
            http_tokens: config.http_tokens,
            http_put_response_hop_limit: i32::try_from(config.http_put_response_hop_limit).unwrap_or(2),
        });
    }
}
