//! Nobody switches off what watches the account. Reading, and everything else in these services, stays allowed.

use super::{Preset, SERVICE_CONTROL};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "protect_security_services",
    types: SERVICE_CONTROL,
    required: &[],
    optional: &["services"],
    services: &["cloudtrail", "config", "guardduty", "securityhub", "access-analyzer", "macie2", "inspector2"],
    build: |parameters, _| {
        let chosen = |service: &str| parameters.services.as_ref().is_none_or(|chosen| chosen.contains(service));
        let protect = |(service, sid, actions): &(&str, &str, &[&str])| {
            let actions = actions.iter().map(|action| format!("{service}:{action}"));
            Statement::deny().sid(*sid).actions(actions).resources(["*"])
        };
        Policy::new(PROTECTED.iter().filter(|(service, ..)| chosen(service)).map(protect))
    },
};

/// Services, the statement about each, and the actions that end or blind it, by
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
const PROTECTED: &[(&str, &str, &[&str])] = &[
    (
        "cloudtrail",
        "ProtectCloudTrail",
        &[
            "DeleteEventDataStore",
            "DeleteTrail",
            "PutEventSelectors",
            "StopEventDataStoreIngestion",
            "StopLogging",
            "UpdateTrail",
        ],
    ),
    (
        "config",
        "ProtectConfig",
        &[
            "DeleteAggregationAuthorization",
            "DeleteConfigurationRecorder",
            "DeleteDeliveryChannel",
            "DeleteRetentionConfiguration",
            "StopConfigurationRecorder",
        ],
    ),
    (
        "guardduty",
        "ProtectGuardDuty",
        &[
            "DeleteDetector",
            "DeleteMembers",
            "DeletePublishingDestination",
            "DisassociateFromAdministratorAccount",
            "DisassociateFromMasterAccount",
            "DisassociateMembers",
            "StopMonitoringMembers",
            "UpdateDetector",
        ],
    ),
    (
        "securityhub",
        "ProtectSecurityHub",
        &[
            "BatchDisableStandards",
            "DeleteMembers",
            "DisableSecurityHub",
            "DisassociateFromAdministratorAccount",
            "DisassociateFromMasterAccount",
            "DisassociateMembers",
        ],
    ),
    ("access-analyzer", "ProtectAccessAnalyzer", &["DeleteAnalyzer"]),
    (
        "macie2",
        "ProtectMacie",
        &[
            "DeleteMember",
            "DisableMacie",
            "DisassociateFromAdministratorAccount",
            "DisassociateFromMasterAccount",
            "DisassociateMember",
        ],
    ),
    ("inspector2", "ProtectInspector", &["Disable", "DisassociateMember"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};
    use crate::resources::guardrail::Parameters;

    #[test]
    fn it_denies_switching_off_and_lets_read() {
        let policy = built(&PRESET, &parameters());
        for (action, denied) in [
            ("cloudtrail:StopLogging", true),
            ("guardduty:DeleteDetector", true),
            ("inspector2:Disable", true),
            ("guardduty:GetDetector", false),
            ("config:PutConfigRule", false),
        ] {
            assert_eq!(matches!(policy.verdict(&Request::new(action)), Verdict::Denied(_)), denied, "{action}");
        }
    }

    #[test]
    fn only_the_chosen_services_are_protected() {
        let chosen = Some(BTreeSet::from(["config".to_owned()]));
        let policy = built(&PRESET, &Parameters { services: chosen, ..parameters() });
        assert_eq!(policy.verdict(&Request::new("cloudtrail:StopLogging")), Verdict::Passes);
        assert!(matches!(policy.verdict(&Request::new("config:StopConfigurationRecorder")), Verdict::Denied(_)));
        let services: Vec<&str> = PROTECTED.iter().map(|(service, ..)| *service).collect();
        assert_eq!(services, PRESET.services);
    }
}
