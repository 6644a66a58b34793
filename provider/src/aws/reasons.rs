//! What Organizations and Account Management say beside the code: the reason.

use tfplugin::composite::FaultKind;

/// What a limit or a rule of Organizations that a call breaks means. The words are those of `Reason`:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors>
pub(super) fn constraint(reason: &str) -> FaultKind {
    match reason {
        // How many may be under way at a time; it passes.
        "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED" | "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED" => FaultKind::Throttled,
        "ACCOUNT_CREATION_NOT_COMPLETE"
        | "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
        | "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
        | "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE"
        | "SERVICE_ACCESS_NOT_ENABLED"
        | "WAIT_PERIOD_ACTIVE" => FaultKind::Conflict,
        _ if reason.ends_with("_EXCEEDED") => FaultKind::LimitExceeded,
        _ => FaultKind::Invalid,
    }
}

/// What to do about a reason, where its name does not say it.
pub(super) fn advice(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED" | "ACCOUNT_LIMIT_EXCEEDED" => {
            "Request a higher quota \"Default maximum number of accounts\" of Organizations in Service Quotas, in the \
             management account and us-east-1; closed accounts count until they are gone for good, 90 days later. In the \
             first hour of an organization, wait and run again"
        }
        "CLOSE_ACCOUNT_QUOTA_EXCEEDED" => {
            "A tenth of the accounts, ten at least, can be closed in 30 days: run again later, or close the account as its \
             root user"
        }
        "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE" => {
            "Deregister the service's delegated administrator first, in the service itself where it was appointed there"
        }
        "SERVICE_ACCESS_NOT_ENABLED" => "Turn on trusted access for the service first",
        "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED" => "Add a valid payment method to the management account",
        "WAIT_PERIOD_ACTIVE" => "An account that was created here can leave seven days later, not before",
        "OU_DEPTH_LIMIT_EXCEEDED" => "Organizational units go five levels deep under the root",
        _ => return None,
    })
}
