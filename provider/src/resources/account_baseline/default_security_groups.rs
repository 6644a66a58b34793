//! Default security groups let nothing in and nothing out.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::ec2::default_security_groups::DefaultSecurityGroups as Closed;

/// The default security group of every VPC in the regions, also of VPCs that come later.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct DefaultSecurityGroups {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
}

impl Default for DefaultSecurityGroups {
    fn default() -> DefaultSecurityGroups {
        DefaultSecurityGroups { mode: guardrail::ENABLED.to_owned() }
    }
}

impl Guardrail for DefaultSecurityGroups {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/5.4", "EC2.2"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<DefaultSecurityGroups>) {
        guardrail::setting::<Closed, _>(g, field, |_, _| ());
    }
}
