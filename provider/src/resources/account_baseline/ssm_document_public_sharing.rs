//! Systems Manager documents are not shared with everybody.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::ssm::document_public_sharing::DocumentPublicSharing;

/// Block public sharing of Systems Manager documents.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct SsmDocumentPublicSharing {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
}

impl Default for SsmDocumentPublicSharing {
    fn default() -> SsmDocumentPublicSharing {
        SsmDocumentPublicSharing { mode: guardrail::ENABLED.to_owned() }
    }
}

impl Guardrail for SsmDocumentPublicSharing {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &["SSM.7"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<SsmDocumentPublicSharing>) {
        guardrail::setting::<DocumentPublicSharing, _>(g, field, |_, _| ());
    }
}
