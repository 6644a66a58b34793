//! Messages and paths as protobuf.

use crate::diagnostic::{Diagnostic, Diagnostics, Path, Severity, Step};
use crate::proto::tfplugin6;
use crate::proto::tfplugin6::attribute_path::step::Selector;

/// The messages, in their order.
pub fn encode(diagnostics: &Diagnostics) -> Vec<tfplugin6::Diagnostic> {
    diagnostics.iter().map(encode_one).collect()
}

/// A path. The root is a path without steps.
pub fn encode_path(path: &Path) -> tfplugin6::AttributePath {
    let step = |step: &Step| tfplugin6::attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        }),
    };
    tfplugin6::AttributePath { steps: path.0.iter().map(step).collect() }
}

fn encode_one(diagnostic: &Diagnostic) -> tfplugin6::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => tfplugin6::diagnostic::Severity::Error,
        Severity::Warning => tfplugin6::diagnostic::Severity::Warning,
    };
    tfplugin6::Diagnostic {
        severity: severity.into(),
        summary: diagnostic.summary.clone(),
        detail: diagnostic.detail.clone(),
        attribute: diagnostic.path.as_ref().map(encode_path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_is_always_set_and_steps_keep_their_kind() {
        let path = Path::attribute("policies").key("deploy").index(2);
        let mut diagnostics = Diagnostics::from(Diagnostic::warning("w", "d"));
        diagnostics.error_at(path, "e", "d");
        let encoded = encode(&diagnostics);
        assert_eq!(encoded.iter().map(|one| one.severity).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(encoded[0].attribute, None);
        let steps: Vec<_> =
            encoded[1].attribute.iter().flat_map(|path| &path.steps).filter_map(|step| step.selector.clone()).collect();
        assert_eq!(
            steps,
            [
                Selector::AttributeName("policies".into()),
                Selector::ElementKeyString("deploy".into()),
                Selector::ElementKeyInt(2)
            ]
        );
    }
}
