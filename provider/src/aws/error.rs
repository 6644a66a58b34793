//! Turns what the SDK reports into a [`Fault`]. The only file that reads AWS error codes.
//!
//! Codes are compared whole, never by what a message says: one wrong "not found" drops a living object from the state.
//! Retrying is not decided here, and no message here may carry a secret.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use tfplugin::composite::{Fault, FaultKind};

use super::reasons::{advice, constraint};

/// Names the call that failed, and classifies why.
pub trait OrFault<T> {
    /// The same result with a [`Fault`] for an error. `operation` is `iam:CreateRole`, as in an IAM policy.
    fn or_fault(self, operation: &str) -> Result<T, Fault>;
}

impl<T, E> OrFault<T> for Result<T, SdkError<E, HttpResponse>>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn or_fault(self, operation: &str) -> Result<T, Fault> {
        self.map_err(|error| fault(operation, &error))
    }
}

/// What a failed call of any service means.
pub fn fault<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    // Our own credentials provider speaks in faults; what it said about the account and the role must not get lost.
    if let Some(fault) = source::<Fault>(error) {
        return fault.clone();
    }
    match error {
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            // The header is AWS's; the body is all that some emulators give.
            let id = error.request_id().or_else(|| answer.err().meta().request_id());
            let reason = answer.raw().body().bytes().and_then(reason_in);
            let said = Said { code: answer.err().code(), reason, message: answer.err().message(), request_id: id };
            answered(operation, status, said)
        }
        SdkError::ResponseError(answer) => {
            let status = answer.raw().status().as_u16();
            let message = format!("the answer (HTTP status {status}) could not be read");
            Fault {
                request_id: error.request_id().map(str::to_owned),
                ..unanswered(FaultKind::Uncertain, operation, message)
            }
        }
        SdkError::TimeoutError(_) => unanswered(FaultKind::Uncertain, operation, "no answer in time").hint(RUN_AGAIN),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            unanswered(FaultKind::Uncertain, operation, "no answer in time").hint(RUN_AGAIN)
        }
        SdkError::DispatchFailure(_) => not_answered(operation, error),
        SdkError::ConstructionFailure(_) => unanswered(FaultKind::Bug, operation, "the request could not be built"),
        // The enum is open; what is not known to have stayed here may have arrived there.
        _ => unanswered(FaultKind::Uncertain, operation, "the call did not complete").hint(RUN_AGAIN),
    }
}

/// What an answer says that reports success and names the objects it failed for: EC2's `Unsuccessful`.
pub fn unsuccessful(operation: &str, code: Option<&str>, message: Option<&str>) -> Fault {
    answered(operation, 400, Said { code, reason: None, message, request_id: None })
}

/// What stands in an answer that reports a failure.
struct Said<'a> {
    code: Option<&'a str>,
    reason: Option<String>,
    message: Option<&'a str>,
    request_id: Option<&'a str>,
}

/// What narrows the code down, in an answer of a JSON protocol. Organizations and Account Management say it; the SDK
/// has it in a type of its own for each error of each operation.
fn reason_in(body: &[u8]) -> Option<String> {
    const LONGEST: usize = 100;
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let reason = ["Reason", "reason"].iter().find_map(|name| body.get(*name)?.as_str())?;
    // A word of an enumeration, and nothing that may hold what was sent.
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!reason.is_empty() && reason.len() <= LONGEST && reason.bytes().all(is_word)).then(|| reason.to_owned())
}

const RUN_AGAIN: &str = "Run the same command again: it looks for what the call may have made before it makes anything";

/// What AWS answered.
fn answered(operation: &str, status: u16, said: Said<'_>) -> Fault {
    let Said { code, reason, message, request_id } = said;
    let kind = match (code, reason.as_deref()) {
        (Some("ConstraintViolationException" | "HandshakeConstraintViolationException"), Some(reason)) => {
            constraint(reason)
        }
        _ => match kind(status, code.unwrap_or_default()) {
            FaultKind::Denied if is_macie_off(operation, code, message) => FaultKind::NotFound,
            FaultKind::Denied | FaultKind::Invalid if is_no_administrator(operation, message) => FaultKind::NotFound,
            kind => kind,
        },
    };
    let message = match code {
        // AWS quotes the canonical request, and with it the session token.
        Some("SignatureDoesNotMatch" | "InvalidSignatureException") => {
            "the request's signature is not the expected one"
        }
        _ => message.unwrap_or("AWS gave no message"),
    };
    let advice = reason.as_deref().and_then(advice).map(str::to_owned);
    Fault {
        kind,
        operation: operation.to_owned(),
        code: code.map(str::to_owned),
        reason,
        message: message.to_owned(),
        request_id: request_id.map(str::to_owned),
        hint: advice.or_else(|| hint(kind, code.unwrap_or_default(), operation)),
    }
}

/// Macie has one code for "not turned on" and "not allowed", and no call that tells them apart but by the message. IAM's
/// refusals never begin so: <https://docs.aws.amazon.com/macie/latest/APIReference/macie.html>
fn is_macie_off(operation: &str, code: Option<&str>, message: Option<&str>) -> bool {
    operation.starts_with("macie2:")
        && code == Some("AccessDeniedException")
        && message.is_some_and(|message| message.starts_with("Macie is not enabled"))
}

/// A service tells an account that is not the organization's administrator that it may not see the organization's
/// configuration: there is none for it. IAM's refusals begin with the user.
fn is_no_administrator(operation: &str, message: Option<&str>) -> bool {
    operation.ends_with(":DescribeOrganizationConfiguration")
        && message.is_some_and(|message| !message.starts_with("User: ") && message.contains("administrator"))
}

/// What a code means, or, for a code that is not listed, its HTTP status. Codes come from each service's API reference,
/// page "Common errors" and the operations' pages, and from
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>; those of EC2, which has them all on one page,
/// from <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>.
fn kind(status: u16, code: &str) -> FaultKind {
    match code {
        "NoSuchEntity"
        | "NoSuchEntityException"
        | "NotFoundException"
        | "ResourceNotFoundException"
        | "AccountNotFoundException"
        | "AccountNotRegisteredException"
        | "ChildNotFoundException"
        | "CreateAccountStatusNotFoundException"
        | "DestinationParentNotFoundException"
        | "HandshakeNotFoundException"
        | "OrganizationNotFoundException"
        | "OrganizationalUnitNotFoundException"
        | "ParentNotFoundException"
        | "PolicyNotAttachedException"
        | "PolicyNotFoundException"
        | "PolicyTypeNotEnabledException"
        | "ResourcePolicyNotFoundException"
        | "RootNotFoundException"
        | "SourceParentNotFoundException"
        | "TargetNotFoundException"
        | "AWSOrganizationsNotInUseException"
        | "InsightNotEnabledException"
        | "NoSuchConfigRuleException"
        | "NoSuchConfigurationAggregatorException"
        | "NoSuchConfigurationRecorderException"
        | "NoSuchConformancePackException"
        | "NoSuchDeliveryChannelException"
        | "NotFound"
        | "ResourceNotFound"
        | "TrailNotFoundException"
        // Security Hub's word for "not turned on in this account and region"; it says AccessDeniedException to a caller
        // who may not: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
        | "InvalidAccessException"
        | "Gateway.NotAttached"
        | "InvalidAddress.NotFound"
        | "InvalidAddressID.NotFound"
        | "InvalidAllocationID.NotFound"
        | "InvalidAssociationID.NotFound"
        | "InvalidDhcpOptionID.NotFound"
        | "InvalidDhcpOptionsID.NotFound"
        | "InvalidEgressOnlyInternetGatewayId.NotFound"
        | "InvalidFlowLogId.NotFound"
        | "InvalidGatewayID.NotFound"
        | "InvalidGroup.NotFound"
        | "InvalidGroupId.NotFound"
        | "InvalidInternetGatewayID.NotFound"
        | "InvalidNatGatewayID.NotFound"
        | "InvalidNetworkAclEntry.NotFound"
        | "InvalidNetworkAclID.NotFound"
        | "InvalidNetworkInterfaceID.NotFound"
        | "InvalidPermission.NotFound"
        | "InvalidRoute.NotFound"
        | "InvalidRouteTableID.NotFound"
        | "InvalidSecurityGroupID.NotFound"
        | "InvalidSecurityGroupRuleId.NotFound"
        | "InvalidSubnetCidrBlockAssociationID.NotFound"
        | "InvalidSubnetID.NotFound"
        | "InvalidTransitGatewayID.NotFound"
        | "InvalidVpcCidrBlockAssociationID.NotFound"
        | "InvalidVpcEndpoint.NotFound"
        | "InvalidVpcEndpointId.NotFound"
        | "InvalidVpcID.NotFound"
        | "InvalidVpcPeeringConnectionID.NotFound"
        | "NatGatewayNotFound"
        | "NoSuchBucket"
        | "NoSuchBucketPolicy"
        | "NoSuchLifecycleConfiguration"
        | "NoSuchPublicAccessBlockConfiguration"
        | "NoSuchResourceException"
        | "NoSuchTagSet"
        | "ObjectLockConfigurationNotFoundError"
        | "OwnershipControlsNotFoundError"
        | "ServerSideEncryptionConfigurationNotFoundError"
        | "UnknownMonitorException"
        | "UnknownSubscriptionException" => FaultKind::NotFound,
        "EntityAlreadyExists"
        | "EntityAlreadyExistsException"
        | "AlreadyExistsException"
        | "ResourceAlreadyExistsException"
        | "AccountAlreadyRegisteredException"
        | "AccountRegisteredException"
        | "AlreadyInOrganizationException"
        | "BucketAlreadyOwnedByYou"
        | "DuplicateAccountException"
        | "DuplicateHandshakeException"
        | "TrailAlreadyExistsException"
        | "DuplicateOrganizationalUnitException"
        | "DuplicatePolicyException"
        | "DuplicatePolicyAttachmentException"
        | "DuplicateRecordException"
        | "PolicyTypeAlreadyEnabledException"
        | "FlowLogAlreadyExists"
        | "InvalidGroup.Duplicate"
        | "InvalidPermission.Duplicate"
        | "NetworkAclEntryAlreadyExists"
        | "RouteAlreadyExists"
        | "VpcPeeringConnectionAlreadyExists" => FaultKind::AlreadyExists,
        "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedForDependencyException"
        | "AccountNotManagementOrDelegatedAdministratorException"
        | "AuthFailure"
        | "CallerIsNotManagementAccountException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidClientTokenId"
        | "InvalidIdentityToken"
        | "IDPRejectedClaim"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "OptInRequired"
        | "RegionDisabledException"
        | "RequestExpired"
        | "SignatureDoesNotMatch"
        | "UnauthorizedOperation"
        | "UnmodifiableEntity"
        | "UnrecognizedClientException" => FaultKind::Denied,
        "BandwidthLimitExceeded"
        | "ConcurrentModificationException"
        | "EC2ThrottledException"
        | "FinalizingOrganizationException"
        | "PolicyChangesInProgressException"
        | "PriorRequestNotComplete"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown"
        | "ThrottledException"
        | "Throttling"
        | "ThrottlingException"
        | "TooManyRequestsException" => FaultKind::Throttled,
        "AccountAlreadyClosedException"
        | "AccountOwnerNotVerifiedException"
        | "ConcurrentModification"
        | "ConflictException"
        | "DeleteConflict"
        | "DeleteConflictException"
        | "DependencyViolation"
        | "EntityTemporarilyUnmodifiable"
        | "OrganizationNotEmptyException"
        | "OrganizationNotInAllFeaturesModeException"
        | "OrganizationalUnitNotEmptyException"
        | "PolicyInUseException"
        | "ResourceInUseException"
        | "BucketNotEmpty"
        | "ServiceAccessNotEnabledException"
        | "CannotDelete"
        | "ConcurrentTagAccess"
        | "IncorrectState"
        | "InvalidIPAddress.InUse"
        | "InvalidStateTransition"
        | "InvalidSubnet.Conflict"
        | "KMSInvalidStateException"
        | "OperationAborted"
        | "OperationAbortedException"
        | "Resource.AlreadyAssociated" => FaultKind::Conflict,
        "LimitExceeded"
        | "LimitExceededException"
        | "MaxNumberOfConfigRulesExceededException"
        | "MaxNumberOfConfigurationRecordersExceededException"
        | "MaxNumberOfConformancePacksExceededException"
        | "MaxNumberOfDeliveryChannelsExceededException"
        | "MaximumNumberOfTrailsExceededException"
        | "ServiceQuotaExceededException"
        | "AddressLimitExceeded"
        | "FlowLogsLimitExceeded"
        | "InternetGatewayLimitExceeded"
        | "NatGatewayLimitExceeded"
        | "NetworkAclEntryLimitExceeded"
        | "NetworkAclLimitExceeded"
        | "RouteLimitExceeded"
        | "RouteTableLimitExceeded"
        | "RulesPerSecurityGroupLimitExceeded"
        | "SecurityGroupLimitExceeded"
        | "SubnetLimitExceeded"
        | "TagLimitExceeded"
        | "VpcCidrBlockLimitExceeded"
        | "VpcEndpointLimitExceeded"
        | "VpcLimitExceeded" => FaultKind::LimitExceeded,
        "RequestTimeout" | "RequestTimeoutException" => FaultKind::Uncertain,
        // Somebody else's: bucket names are global.
        "BucketAlreadyExists"
        | "InvalidInput"
        | "InvalidInputException"
        | "InvalidParameterException"
        | "InvalidParameterValue"
        | "MalformedPolicy"
        | "MalformedPolicyDocument"
        | "MalformedPolicyDocumentException"
        | "PackedPolicyTooLarge"
        | "PolicyNotAttachable"
        | "ValidationError"
        | "ValidationException" => FaultKind::Invalid,
        _ => match status {
            401 | 403 => FaultKind::Denied,
            408 | 500.. => FaultKind::Uncertain,
            409 => FaultKind::Conflict,
            429 => FaultKind::Throttled,
            // Also 404: without a known code it may be a wrong endpoint as well as a missing object.
            _ => FaultKind::Invalid,
        },
    }
}

/// What to do next, where a code or a kind says it.
fn hint(kind: FaultKind, code: &str, operation: &str) -> Option<String> {
    let hint = match (kind, code) {
        (_, "ExpiredToken" | "ExpiredTokenException") => {
            "The credentials have expired: log in again (`aws sso login`), or renew AWS_SESSION_TOKEN or `token`"
                .to_owned()
        }
        (_, "RequestExpired") => {
            "The request was too old when it arrived: set this machine's clock, or renew expired credentials".to_owned()
        }
        (_, "InvalidClientTokenId" | "UnrecognizedClientException") => {
            "AWS does not know the access key: check `access_key`, `profile` or AWS_ACCESS_KEY_ID, that temporary keys \
             come with `token` or AWS_SESSION_TOKEN, and that the region is enabled in the account"
                .to_owned()
        }
        (_, "SignatureDoesNotMatch" | "InvalidSignatureException") => {
            "Check that `secret_key` or AWS_SECRET_ACCESS_KEY belongs to the access key, and this machine's clock"
                .to_owned()
        }
        (_, "InvalidIdentityToken" | "IDPRejectedClaim") => {
            "Check the web identity token, its audience and the role's OIDC provider".to_owned()
        }
        (_, "OptInRequired" | "RegionDisabledException") => {
            "Enable the region, or the service, in the account".to_owned()
        }
        (_, "BucketAlreadyExists") => {
            "Choose another name: bucket names are unique over all accounts of AWS, and another account has this one"
                .to_owned()
        }
        (_, "UnmodifiableEntity") => "The object belongs to an AWS service; only that service may change it".to_owned(),
        (_, "ConcurrentModificationException" | "FinalizingOrganizationException") => {
            "Something else is changing the organization: run again later".to_owned()
        }
        (_, "AWSOrganizationsNotInUseException" | "OrganizationNotFoundException") => {
            "The account is in no organization: make one with `plinth_organization`, or use the organization's \
             management account"
                .to_owned()
        }
        (_, "AccessDeniedForDependencyException") => {
            "Allow `iam:CreateServiceLinkedRole` for the caller: Organizations makes roles for services that it trusts"
                .to_owned()
        }
        (_, "ServiceAccessNotEnabledException") => "Turn on trusted access for the service first".to_owned(),
        (FaultKind::Denied, _) if operation.starts_with("organizations:") => format!(
            "Allow `{operation}` for the caller, in the organization's management account; a delegated administrator may \
             mostly read"
        ),
        (FaultKind::Denied, _) => format!(
            "Allow `{operation}` for the caller, and look for a service control policy or a permissions boundary that \
             denies it"
        ),
        (FaultKind::Throttled, _) => {
            "Lower `requests_per_second` for the service, raise `max_retries`, or run again later".to_owned()
        }
        (FaultKind::LimitExceeded, _) => "Remove what is no longer needed, or request a higher quota".to_owned(),
        (FaultKind::Uncertain, _) => RUN_AGAIN.to_owned(),
        _ => return None,
    };
    Some(hint)
}

/// A failure before AWS answered.
fn unanswered(kind: FaultKind, operation: &str, message: impl Into<String>) -> Fault {
    Fault { operation: operation.to_owned(), ..Fault::new(kind, message) }
}

/// A request that was not sent, or whose connection broke.
fn not_answered(operation: &str, error: &(dyn Error + 'static)) -> Fault {
    if let Some(error) = source::<CredentialsError>(error) {
        return Fault { operation: operation.to_owned(), ..credentials(error) };
    }
    if source::<ResolveDnsError>(error).is_some() {
        return unanswered(FaultKind::Invalid, operation, "the endpoint's host name has no address")
            .hint("Check `region`, `endpoints` and AWS_ENDPOINT_URL, and that this machine resolves names");
    }
    match source::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            unanswered(FaultKind::Invalid, operation, "the endpoint refused the connection")
                .hint("Check `endpoints` and AWS_ENDPOINT_URL, and that what they name is running")
        }
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            unanswered(FaultKind::Invalid, operation, "the endpoint cannot be reached from here")
                .hint("Check this machine's network, and HTTPS_PROXY where it needs a proxy")
        }
        Some(_) => unanswered(FaultKind::Uncertain, operation, "the connection broke").hint(RUN_AGAIN),
        None => unanswered(FaultKind::Uncertain, operation, "the call did not complete").hint(RUN_AGAIN),
    }
}

/// Why there are no credentials.
pub(super) fn credentials(error: &CredentialsError) -> Fault {
    if let Some(fault) = source::<Fault>(error) {
        return fault.clone();
    }
    let message = match error {
        // The SDK's own words for it are about its chain of providers.
        CredentialsError::CredentialsNotLoaded(_) => "no AWS credentials were found".to_owned(),
        CredentialsError::ProviderTimedOut(_) => "the source of AWS credentials did not answer in time".to_owned(),
        // Where nothing is set, the last one asked is the instance metadata service, and this is its failure.
        other => format!("no AWS credentials could be loaded: {}", chain(other)),
    };
    Fault::new(FaultKind::Denied, message).hint(
        "Set `profile`, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; with Identity Center run \
         `aws sso login` first. `aws sts get-caller-identity` shows who you are",
    )
}

/// The messages of an error and what caused it, outermost first.
fn chain(error: &dyn Error) -> String {
    let mut messages = vec![error.to_string()];
    let mut next = error.source();
    while let Some(error) = next {
        let message = error.to_string();
        // Many errors already print their cause.
        if !messages.iter().any(|said| said.contains(&message)) {
            messages.push(message);
        }
        next = error.source();
    }
    messages.join(": ")
}

/// The first error of type `T` among the causes.
fn source<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        // An `io::Error` hides what it wraps from `source`, and gives the wrapped error's own source instead.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| inner.downcast_ref::<T>()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use aws_sdk_iam::operation::create_role::CreateRoleError;
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    type Failure = SdkError<CreateRoleError, HttpResponse>;

    fn service(status: u16, code: &str) -> Failure {
        let meta = ErrorMetadata::builder().code(code).message("said AWS").custom("aws_request_id", "r-1").build();
        let error = CreateRoleError::generic(meta);
        SdkError::service_error(error, HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::empty()))
    }

    fn dispatch(error: ConnectorError) -> Failure {
        SdkError::dispatch_failure(error)
    }

    #[test]
    fn codes_mean_what_they_say() {
        for (status, code, kind) in [
            (404, "NoSuchEntity", FaultKind::NotFound),
            (409, "EntityAlreadyExists", FaultKind::AlreadyExists),
            (403, "AccessDenied", FaultKind::Denied),
            (403, "InvalidClientTokenId", FaultKind::Denied),
            (403, "ExpiredToken", FaultKind::Denied),
            (403, "SignatureDoesNotMatch", FaultKind::Denied),
            (400, "UnrecognizedClientException", FaultKind::Denied),
            (400, "Throttling", FaultKind::Throttled),
            (503, "SlowDown", FaultKind::Throttled),
            (409, "DeleteConflict", FaultKind::Conflict),
            (409, "ConcurrentModification", FaultKind::Conflict),
            (400, "ConcurrentModificationException", FaultKind::Throttled),
            (400, "FinalizingOrganizationException", FaultKind::Throttled),
            (400, "OrganizationalUnitNotEmptyException", FaultKind::Conflict),
            (400, "ConstraintViolationException", FaultKind::Invalid),
            (409, "LimitExceeded", FaultKind::LimitExceeded),
            (400, "MalformedPolicyDocument", FaultKind::Invalid),
            (400, "ValidationError", FaultKind::Invalid),
            (400, "InvalidInput", FaultKind::Invalid),
            (400, "InvalidVpcID.NotFound", FaultKind::NotFound),
            (400, "InvalidVpcID.Malformed", FaultKind::Invalid),
            (400, "DependencyViolation", FaultKind::Conflict),
            (400, "VpcLimitExceeded", FaultKind::LimitExceeded),
            (400, "RouteAlreadyExists", FaultKind::AlreadyExists),
            (404, "NoSuchBucket", FaultKind::NotFound),
            (404, "ServerSideEncryptionConfigurationNotFoundError", FaultKind::NotFound),
            (409, "BucketAlreadyExists", FaultKind::Invalid),
            (409, "BucketAlreadyOwnedByYou", FaultKind::AlreadyExists),
            (409, "OperationAborted", FaultKind::Conflict),
            (400, "KMSInvalidStateException", FaultKind::Conflict),
            (500, "ServiceFailure", FaultKind::Uncertain),
            (503, "ServiceUnavailable", FaultKind::Uncertain),
            (502, "", FaultKind::Uncertain),
            (429, "SomethingNew", FaultKind::Throttled),
            (403, "SomethingNew", FaultKind::Denied),
            (409, "SomethingNew", FaultKind::Conflict),
            (400, "SomethingNew", FaultKind::Invalid),
        ] {
            assert_eq!(fault("iam:CreateRole", &service(status, code)).kind, kind, "{status} {code}");
        }
    }

    #[test]
    fn only_a_known_code_is_a_definite_not_found() {
        assert_eq!(fault("iam:GetRole", &service(404, "")).kind, FaultKind::Invalid);
        assert_eq!(fault("iam:GetRole", &service(404, "NoSuchEntityish")).kind, FaultKind::Invalid);
    }

    #[test]
    fn the_answer_is_kept() {
        let fault = fault("iam:CreateRole", &service(409, "EntityAlreadyExists"));
        assert_eq!(fault.to_string(), "iam:CreateRole: EntityAlreadyExists: said AWS (request id r-1)");
    }

    #[test]
    fn what_is_off_is_no_refusal() {
        let kind = |operation: &str, code: &str, message: &str| {
            let said = Said { code: Some(code), reason: None, message: Some(message), request_id: None };
            answered(operation, 403, said).kind
        };
        let (session, denied) = ("macie2:GetMacieSession", "AccessDeniedException");
        assert_eq!(kind(session, denied, "Macie is not enabled."), FaultKind::NotFound);
        let user = "User: arn:aws:iam::111122223333:user/administrator is not authorized";
        assert_eq!(kind(session, denied, user), FaultKind::Denied);
        let describe = "inspector2:DescribeOrganizationConfiguration";
        let stranger = "The request failed because you must be the delegated administrator of the organization.";
        assert_eq!(kind(describe, denied, stranger), FaultKind::NotFound);
        assert_eq!(kind("inspector2:Enable", denied, stranger), FaultKind::Denied);
        assert_eq!(kind(describe, denied, user), FaultKind::Denied);
    }

    #[test]
    fn a_reason_narrows_a_code_down() {
        let reasoned = |reason: &str| {
            let body = format!(r#"{{"__type":"ConstraintViolationException","Message":"no","Reason":"{reason}"}}"#);
            let meta = ErrorMetadata::builder().code("ConstraintViolationException").message("no").build();
            let answer = HttpResponse::new(StatusCode::try_from(400).unwrap(), SdkBody::from(body));
            fault("organizations:X", &Failure::service_error(CreateRoleError::generic(meta), answer))
        };
        for (reason, kind) in [
            ("OU_NUMBER_LIMIT_EXCEEDED", FaultKind::LimitExceeded),
            ("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED", FaultKind::Throttled),
            ("SERVICE_ACCESS_NOT_ENABLED", FaultKind::Conflict),
            ("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", FaultKind::Invalid),
        ] {
            let fault = reasoned(reason);
            assert_eq!(fault.kind, kind, "{reason}");
            assert_eq!(fault.to_string(), format!("organizations:X: ConstraintViolationException ({reason}): no"));
        }
        assert_eq!(reasoned("a sentence").reason, None);
    }

    #[test]
    fn a_refusal_names_the_permission() {
        let fault = fault("iam:CreateRole", &service(403, "AccessDenied"));
        assert!(fault.hint.unwrap().contains("Allow `iam:CreateRole` for the caller"));
    }

    #[test]
    fn a_signature_is_not_quoted() {
        assert!(!fault("sts:AssumeRole", &service(403, "SignatureDoesNotMatch")).message.contains("said AWS"));
    }

    #[test]
    fn what_may_have_arrived_is_uncertain() {
        for (error, kind) in [
            (ConnectorError::timeout("late".into()), FaultKind::Uncertain),
            (ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into()), FaultKind::Uncertain),
            (ConnectorError::other("odd".into(), None), FaultKind::Uncertain),
            (ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionRefused).into()), FaultKind::Invalid),
            (ConnectorError::io(ResolveDnsError::new("no such host").into()), FaultKind::Invalid),
            (ConnectorError::io(io::Error::other(ResolveDnsError::new("no such host")).into()), FaultKind::Invalid),
            (ConnectorError::other(CredentialsError::not_loaded_no_source().into(), None), FaultKind::Denied),
        ] {
            let text = format!("{error:?}");
            assert_eq!(fault("iam:CreateRole", &dispatch(error)).kind, kind, "{text}");
        }
        let late: Failure = SdkError::timeout_error("late");
        assert!(fault("iam:CreateRole", &late).is_uncertain());
    }

    #[test]
    fn a_fault_of_the_credentials_comes_through() {
        let refused = Fault::new(FaultKind::Denied, "no role in account 1").hint("look");
        let error = CredentialsError::provider_error(refused.clone());
        assert_eq!(fault("iam:GetRole", &dispatch(ConnectorError::other(error.into(), None))), refused);
    }
}
