//! Why AWS did not make an account, and what to do about it.

use aws_sdk_organizations::types::{CreateAccountFailureReason as Reason, CreateAccountStatus};
use tfplugin::composite::{Fault, FaultKind};

use super::account::AccountWant;

/// Whether the same request may go well a moment later.
pub(super) fn passes(status: &CreateAccountStatus) -> bool {
    matches!(status.failure_reason(), Some(Reason::ConcurrentAccountModification | Reason::InternalFailure))
}

/// The failure as a fault. Reasons and their meanings:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html>
pub(super) fn fault(status: &CreateAccountStatus, want: &AccountWant) -> Fault {
    let email = &want.email;
    let (kind, message, hint) = match status.failure_reason() {
        Some(Reason::EmailAlreadyExists) => (
            FaultKind::AlreadyExists,
            format!("an AWS account that is not in this organization has the e-mail address {email}"),
            "Choose another address; plus-addressing (`aws+prod@example.com`) reaches the same mailbox. If the account is \
             yours, invite it to the organization, then import it.",
        ),
        Some(Reason::InvalidEmail) => (
            FaultKind::Invalid,
            format!("AWS does not take the e-mail address {email}"),
            "Check its spelling, and that its domain takes e-mail.",
        ),
        Some(Reason::AccountLimitExceeded) => (
            FaultKind::LimitExceeded,
            "the organization has as many accounts as its quota allows; closed ones count until AWS has deleted them, 90 \
             days later"
                .to_owned(),
            "Request a higher quota \"Default maximum number of accounts\" of Organizations in Service Quotas, in the \
             management account and us-east-1. A new organization starts with ten.",
        ),
        Some(Reason::ConcurrentAccountModification) => (
            FaultKind::Conflict,
            "somebody else changed the account while AWS made it".to_owned(),
            "Apply again in some minutes.",
        ),
        Some(Reason::InternalFailure) => (
            FaultKind::Conflict,
            "AWS failed to make the account, by no fault of the request".to_owned(),
            "Apply again in some minutes; if that does not help, ask AWS Support, and name the request.",
        ),
        Some(Reason::GovcloudAccountAlreadyExists) => (
            FaultKind::AlreadyExists,
            "there is an account in AWS GovCloud (US) of this name and e-mail address".to_owned(),
            "Choose another address.",
        ),
        Some(Reason::InvalidAddress) => (
            FaultKind::Invalid,
            "the management account's postal address is not valid, and new accounts begin with it".to_owned(),
            "Correct the contact information of the management account.",
        ),
        Some(Reason::InvalidPaymentInstrument | Reason::MissingPaymentInstrument) => (
            FaultKind::Denied,
            "the management account has no valid payment method".to_owned(),
            "Add one in the billing console of the management account, then apply again.",
        ),
        Some(
            Reason::FailedBusinessValidation
            | Reason::InvalidIdentityForBusinessValidation
            | Reason::MissingBusinessValidation
            | Reason::PendingBusinessValidatioNv
            | Reason::UnknownBusinessValidation,
        ) => (
            FaultKind::Denied,
            "AWS has not validated the business that owns the management account".to_owned(),
            "Finish the validation in the management account's console, which says what is missing, then apply again.",
        ),
        Some(Reason::UpdateExistingResourcePolicyWithTagsNotSupported) => (
            FaultKind::Invalid,
            "the organization's resource policy cannot be updated together with tags".to_owned(),
            "Change the organization's resource policy by itself first.",
        ),
        _ => (
            FaultKind::Conflict,
            "AWS made no account, and gives no reason that is known".to_owned(),
            "Apply again in some minutes; if that does not help, ask AWS Support, and name the request.",
        ),
    };
    let request = status.id().unwrap_or("of unknown id");
    Fault {
        operation: "organizations:CreateAccount".to_owned(),
        code: status.failure_reason().map(|reason| reason.as_str().to_owned()),
        ..Fault::new(kind, format!("{message} (request {request})"))
    }
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::organizations::tags::Tags;

    fn want() -> AccountWant {
        AccountWant {
            email: "aws+prod@example.com".to_owned(),
            name: "prod".to_owned(),
            role_name: String::new(),
            iam_user_access_to_billing: None,
            tags: Tags::new(),
            adopt: false,
            close_on_deletion: false,
            organizational_unit_on_close: None,
        }
    }

    fn failed(reason: &str) -> CreateAccountStatus {
        CreateAccountStatus::builder().id("car-1").failure_reason(Reason::from(reason)).build()
    }

    #[test]
    fn every_reason_is_a_sentence_with_advice_and_none_is_taken_for_an_unknown_end() {
        for reason in Reason::values().iter().copied().chain(["SOMETHING_NEW"]) {
            let fault = fault(&failed(reason), &want());
            assert_eq!(fault.code.as_deref(), Some(reason));
            assert!(fault.message.ends_with("(request car-1)"), "{fault}");
            assert!(fault.hint.as_ref().is_some_and(|hint| hint.ends_with('.')), "{fault}");
            // What is uncertain would be asked for again at once.
            assert!(!fault.is_uncertain(), "{fault}");
            let known = reason != "SOMETHING_NEW";
            assert_eq!(fault.message.contains("gives no reason"), !known, "{fault}");
        }
    }

    #[test]
    fn only_what_passes_is_tried_again() {
        let passing: Vec<&str> = Reason::values().iter().copied().filter(|reason| passes(&failed(reason))).collect();
        assert_eq!(passing, ["CONCURRENT_ACCOUNT_MODIFICATION", "INTERNAL_FAILURE"]);
    }
}
