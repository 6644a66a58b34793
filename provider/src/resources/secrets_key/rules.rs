//! Rules over several attributes, found before anything is planned.

use std::collections::BTreeSet;

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::model::{Field, Named};

use super::SecretsKey;

type Config<'a> = Configuration<'a, SecretsKey>;

pub(super) fn validate(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    somebody_administers(config, diagnostics);
    somebody_uses(config, diagnostics);
    rotation_is_consistent(config, diagnostics);
}

/// Whether a set is known to be empty.
fn is_empty(config: &Config<'_>, set: Field<SecretsKey, Option<BTreeSet<String>>>) -> bool {
    config.known(set).is_some_and(|set| set.unwrap_or_default().is_empty())
}

/// A key that nobody may administer can be neither changed nor deleted by anybody but AWS.
fn somebody_administers(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = SecretsKey::fields();
    if config.known(f.iam_access).as_deref() == Some("none") && is_empty(config, f.administrators) {
        let detail = "`iam_access = \"none\"` leaves the key to `administrators`, and there are none: nobody could change or \
                      delete it again. Name at least the role by which the provider works in the account.";
        diagnostics.error_at(f.administrators.path(), "Nobody may administer the key", detail);
    }
}

fn somebody_uses(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = SecretsKey::fields();
    let nobody = is_empty(config, f.encrypters) && is_empty(config, f.decrypters);
    if nobody && config.known(f.iam_access).is_some_and(|access| access != "full") {
        let detail = "`encrypters` and `decrypters` say who may use the key, and both are empty.";
        diagnostics.push(Diagnostic::warning("Nobody may use the key", detail).at(f.encrypters.path()));
    }
}

fn rotation_is_consistent(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = SecretsKey::fields();
    if config.known(f.enable_key_rotation) == Some(false) && config.is_given(f.rotation_period_in_days) {
        let detail = "A key that does not rotate has no period: set `enable_key_rotation = true`, or leave \
                      `rotation_period_in_days` out.";
        diagnostics.error_at(f.rotation_period_in_days.path(), "`rotation_period_in_days` has no effect", detail);
    }
}
