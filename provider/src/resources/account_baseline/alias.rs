//! The account has a name in its sign-in address.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::iam::account_alias::AccountAlias;

/// The account's alias, in the address under which its people sign in.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Alias {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// The alias. No other account of AWS's may have the same.
    #[tf(required, check = Len(3, 63), check = Pattern("[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*|[a-z0-9]+(-[a-z0-9]+)+", "lower-case letters, digits and single hyphens between them, and not digits alone"))]
    pub name: String,
}

impl Guardrail for Alias {
    const SCOPE: Scope = Scope::Account;

    const CONTROLS: &'static [&'static str] = &[];

    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Alias>) {
        guardrail::setting::<AccountAlias, _>(g, field, |config, _| config.name);
    }
}
