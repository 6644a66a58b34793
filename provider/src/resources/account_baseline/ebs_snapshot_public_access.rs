//! EBS snapshots are not shared with everybody.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::ec2::snapshot_public_access::SnapshotPublicAccess;

/// Block public access for EBS snapshots.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct EbsSnapshotPublicAccess {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// What is blocked: `block-all-sharing`, also snapshots that are public already, or `block-new-sharing`, which leaves
    /// those as they are.
    #[tf(default = "block-all-sharing", check = OneOf(&["block-all-sharing", "block-new-sharing"]))]
    pub state: String,
}

impl Default for EbsSnapshotPublicAccess {
    fn default() -> EbsSnapshotPublicAccess {
        EbsSnapshotPublicAccess { mode: guardrail::ENABLED.to_owned(), state: "block-all-sharing".to_owned() }
    }
}

impl Guardrail for EbsSnapshotPublicAccess {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &["EC2.182"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<EbsSnapshotPublicAccess>) {
        guardrail::setting::<SnapshotPublicAccess, _>(g, field, |config, _| config.state);
    }
}
