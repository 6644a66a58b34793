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
            answered(operation, status, answer.err().code(), answer.err().message(), id)
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
    answered(operation, 400, code, message, None)
}

const RUN_AGAIN: &str = "Run the same command again: it looks for what the call may have made before it makes anything";

/// What AWS answered.
fn answered(operation: &str, status: u16, code: Option<&str>, message: Option<&str>, id: Option<&str>) -> Fault {
    let kind = kind(status, code.unwrap_or_default());
    let message = match code {
        // AWS quotes the canonical request, and with it the session token.
        Some("SignatureDoesNotMatch" | "InvalidSignatureException") => {
            "the request's signature is not the expected one"
        }
        _ => message.unwrap_or("AWS gave no message"),
    };
    Fault {
        kind,
        operation: operation.to_owned(),
        code: code.map(str::to_owned),
        message: message.to_owned(),
        request_id: id.map(str::to_owned),
        hint: hint(kind, code.unwrap_or_default(), operation),
    }
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
        | "CreateAccountStatusNotFoundException"
        | "OrganizationalUnitNotFoundException"
        | "PolicyNotFoundException"
        | "RootNotFoundException"
        | "AWSOrganizationsNotInUseException"
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
        | "NoSuchPublicAccessBlockConfiguration"
        | "NoSuchResourceException"
        | "UnknownMonitorException"
        | "UnknownSubscriptionException" => FaultKind::NotFound,
        "EntityAlreadyExists"
        | "EntityAlreadyExistsException"
        | "AlreadyExistsException"
        | "ResourceAlreadyExistsException"
        | "AlreadyInOrganizationException"
        | "DuplicateOrganizationalUnitException"
        | "DuplicatePolicyException"
        | "DuplicatePolicyAttachmentException"
        | "DuplicateRecordException"
        | "FlowLogAlreadyExists"
        | "InvalidGroup.Duplicate"
        | "InvalidPermission.Duplicate"
        | "NetworkAclEntryAlreadyExists"
        | "RouteAlreadyExists"
        | "VpcPeeringConnectionAlreadyExists" => FaultKind::AlreadyExists,
        "AccessDenied"
        | "AccessDeniedException"
        | "AuthFailure"
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
        | "EC2ThrottledException"
        | "PriorRequestNotComplete"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown"
        | "ThrottledException"
        | "Throttling"
        | "ThrottlingException"
        | "TooManyRequestsException" => FaultKind::Throttled,
        "ConcurrentModification"
        | "ConcurrentModificationException"
        | "ConflictException"
        | "DeleteConflict"
        | "DeleteConflictException"
        | "DependencyViolation"
        | "EntityTemporarilyUnmodifiable"
        | "FinalizingOrganizationException"
        | "OrganizationalUnitNotEmptyException"
        | "PolicyInUseException"
        | "ResourceInUseException"
        | "CannotDelete"
        | "ConcurrentTagAccess"
        | "IncorrectState"
        | "InvalidIPAddress.InUse"
        | "InvalidStateTransition"
        | "InvalidSubnet.Conflict"
        | "OperationAbortedException"
        | "Resource.AlreadyAssociated" => FaultKind::Conflict,
        "LimitExceeded"
        | "LimitExceededException"
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
        "InvalidInput"
        | "InvalidInputException"
        | "InvalidParameterException"
        | "InvalidParameterValue"
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
        (_, "UnmodifiableEntity") => "The object belongs to an AWS service; only that service may change it".to_owned(),
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
            (409, "LimitExceeded", FaultKind::LimitExceeded),
            (400, "MalformedPolicyDocument", FaultKind::Invalid),
            (400, "ValidationError", FaultKind::Invalid),
            (400, "InvalidInput", FaultKind::Invalid),
            (400, "InvalidVpcID.NotFound", FaultKind::NotFound),
            (400, "InvalidVpcID.Malformed", FaultKind::Invalid),
            (400, "DependencyViolation", FaultKind::Conflict),
            (400, "VpcLimitExceeded", FaultKind::LimitExceeded),
            (400, "RouteAlreadyExists", FaultKind::AlreadyExists),
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
