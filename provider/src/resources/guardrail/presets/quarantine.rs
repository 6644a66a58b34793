//! Nothing happens in an account, but by those who are left out and by service-linked roles, which no such policy reaches.

use super::{Preset, SERVICE_CONTROL, items};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "quarantine",
    types: SERVICE_CONTROL,
    required: &[],
    optional: &["allowed_actions"],
    services: &[],
    build: |parameters, _| {
        let deny = Statement::deny().sid("Quarantine").resources(["*"]);
        let deny = match &parameters.allowed_actions {
            Some(allowed) if !allowed.is_empty() => deny.not_actions(items(Some(allowed))),
            _ => deny.actions(["*"]),
        };
        Policy::new([deny])
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};
    use crate::resources::guardrail::Parameters;

    #[test]
    fn it_denies_everything_but_what_and_whom_it_leaves_out() {
        let all = built(&PRESET, &Parameters { allowed_actions: None, ..parameters() });
        let request = Request::new("bedrock:InvokeModel").with("aws:PrincipalArn", "arn:aws:iam::111122223333:role/a");
        assert!(matches!(all.verdict(&request), Verdict::Denied(_)));
        assert_eq!(all.excepting(["arn:aws:iam::*:role/a"]).verdict(&request), Verdict::Passes);
        assert_eq!(built(&PRESET, &parameters()).verdict(&request), Verdict::Passes);
    }
}
