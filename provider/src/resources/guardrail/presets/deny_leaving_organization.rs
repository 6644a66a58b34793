//! Member accounts stay in the organization, where its other guardrails hold.

use super::{Preset, SERVICE_CONTROL};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "deny_leaving_organization",
    types: SERVICE_CONTROL,
    required: &[],
    optional: &[],
    services: &[],
    build: |_, _| {
        let leave = Statement::deny().sid("DenyLeavingOrganization").actions(["organizations:LeaveOrganization"]);
        Policy::new([leave.resources(["*"])])
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_leaving_and_nothing_else() {
        let policy = built(&PRESET, &parameters());
        let verdict = |action| policy.verdict(&Request::new(action));
        assert!(matches!(verdict("organizations:LeaveOrganization"), Verdict::Denied(_)));
        assert_eq!(verdict("organizations:DescribeOrganization"), Verdict::Passes);
    }
}
