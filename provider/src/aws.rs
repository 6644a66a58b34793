//! AWS: accounts and regions, credentials and clients, rates and errors.
//!
//! Everything is lazy: a provider that is only asked for its schema loads no credentials, no TLS roots and no client.
//! Which AWS objects there are, and what becomes of them, is for `parts`; this module makes no call about them.

pub mod arn;
mod assume;
mod base;
mod caller;
mod clients;
pub mod error;
mod flight;
mod http;
mod kept;
mod lately;
mod observe;
mod poll;
mod rate;
mod reasons;
mod regions;
mod retry;
pub mod s3_codes;
mod s3_control;
mod services;
mod session;
mod zones;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use tfplugin::composite::{Cloud, Fault, FaultKind};
use tfplugin::diagnostic::{Diagnostics, Path};
use tfplugin::plan::Attributes;

use self::clients::Access;
use crate::config::Configured;

pub use caller::Caller;
pub use error::OrFault;
pub use observe::{Observer, Phase};
pub use poll::{Ended, Poll, Wait};
pub use regions::Regions;
pub use services::SERVICES;
pub use zones::Zone;

/// The configured provider: the way to every account and region. A clone is the same provider.
///
/// # Guarantees
/// - One HTTP client, at most a few hundred clients, one per service, account and region, one `AssumeRole` per account until its session ends.
/// - No call goes to an account that `allowed_account_ids` or `forbidden_account_ids` excludes, but the one that asks who
///   the caller is.
#[derive(Clone)]
pub struct Aws(Arc<Inner>);

struct Inner {
    region: Option<String>,
    default_tags: Option<BTreeMap<String, String>>,
    /// What calls need, or why there can be none.
    access: Result<Access, Fault>,
}

impl Aws {
    /// The provider as its block configures it. Reads the environment, and the shared files when nothing else names a
    /// region; calls nobody.
    pub fn configure(block: &Attributes) -> Result<Aws, Diagnostics> {
        Ok(Aws::new(Configured::from_block(block)?))
    }

    /// What is known of the configuration, connected.
    pub fn new(configured: Configured) -> Aws {
        Aws::build(configured, None)
    }

    /// The same, with somebody who watches every call.
    pub fn observed(configured: Configured, observer: Observer) -> Aws {
        Aws::build(configured, Some(observer))
    }

    fn build(configured: Configured, observer: Option<Observer>) -> Aws {
        let Configured { region, region_is_unknown, default_tags, access } = configured;
        let region = match (region, &access) {
            (Some(region), _) => Some(region),
            (None, _) if region_is_unknown => None,
            // What is not known yet may be the very profile that names the region.
            (None, Err(_)) => base::region_of_environment(),
            (None, Ok(config)) => base::region(config),
        };
        let access = match access {
            Ok(config) => Ok(Access::new(*config, region.clone(), observer)),
            Err(paths) => Err(not_known_yet(&paths)),
        };
        Aws(Arc::new(Inner { region, default_tags, access }))
    }

    /// Who the provider is before it goes into any account.
    pub async fn caller(&self) -> Result<Caller, Fault> {
        Ok(self.access()?.base().await?.caller.clone())
    }

    /// The provider's region.
    pub fn region(&self) -> Result<&str, Fault> {
        self.access()?;
        self.0.region.as_deref().ok_or_else(|| {
            Fault::new(FaultKind::Invalid, "the provider has no region").hint(
                "Set `region` in the resource or in the provider block, or AWS_REGION, or a region in the profile",
            )
        })
    }

    fn access(&self) -> Result<&Access, Fault> {
        self.0.access.as_ref().map_err(Fault::clone)
    }
}

fn not_known_yet(paths: &[Path]) -> Fault {
    let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    let (verb, it) = if names.len() == 1 { ("is", "it depends") } else { ("are", "they depend") };
    Fault::new(
        FaultKind::Invalid,
        format!("the provider's {} {verb} not known yet, so nothing can be asked of AWS", names.join(", ")),
    )
    .hint(format!("Apply what {it} on first, with `-target`, or write a value that is known while planning"))
}

impl Cloud for Aws {
    async fn default_account(&self) -> Result<String, Fault> {
        Ok(self.caller().await?.account_id)
    }

    fn default_region(&self) -> Option<String> {
        self.0.region.clone()
    }

    fn default_tags(&self) -> Option<&BTreeMap<String, String>> {
        self.0.default_tags.as_ref()
    }
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aws").field("region", &self.0.region).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_yet_is_named() {
        let fault = not_known_yet(&[Path::attribute("region")]);
        assert_eq!(fault.message, "the provider's `region` is not known yet, so nothing can be asked of AWS");
        let fault = not_known_yet(&[Path::attribute("region"), Path::attribute("profile")]);
        assert!(fault.message.contains("`region`, `profile` are not known yet"));
    }
}
