//! Regions have no default VPC.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, Scope};
use crate::parts::ec2::default_vpc::DefaultVpc;

/// The VPC that AWS makes in every region of a new account, whose subnets are all public.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct DefaultVpcs {
    /// `delete`, or `keep` to leave it as it is found. Only an empty one is deleted; what is in it is named in the error, and
    /// nothing of it is touched. A deleted one stays away, also when `on_destroy` is `reset`.
    #[tf(default = "delete", check = OneOf(&["delete", "keep"]))]
    pub action: String,
}

impl Default for DefaultVpcs {
    fn default() -> DefaultVpcs {
        DefaultVpcs { action: "delete".to_owned() }
    }
}

impl Guardrail for DefaultVpcs {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &[];

    fn mode(&self) -> &str {
        if self.action == "keep" { guardrail::UNMANAGED } else { guardrail::ENABLED }
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<DefaultVpcs>) {
        guardrail::setting::<DefaultVpc, _>(g, field, |_, _| ());
    }
}
