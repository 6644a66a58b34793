//! Machine images are not shared with everybody.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::ec2::image_public_access::ImagePublicAccess;

/// Block public access for AMIs.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct AmiPublicAccess {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
}

impl Default for AmiPublicAccess {
    fn default() -> AmiPublicAccess {
        AmiPublicAccess { mode: guardrail::ENABLED.to_owned() }
    }
}

impl Guardrail for AmiPublicAccess {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &[];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<AmiPublicAccess>) {
        guardrail::setting::<ImagePublicAccess, _>(g, field, |_, _| ());
    }
}
