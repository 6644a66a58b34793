"""Organizations' errors, in AWS's words where they are known.

Codes and reasons: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html.
"""

from __future__ import annotations

from plinth_emulator.errors import AwsError

_SENTENCES = {
    "AccountAlreadyClosedException": "The provided account is already closed.",
    "AccountAlreadyRegisteredException": (
        "The provided account is already a delegated administrator for your organization."
    ),
    "AccountNotFoundException": "You specified an account that doesn't exist.",
    "AccountNotRegisteredException": (
        "The provided account is not a registered delegated administrator for your organization."
    ),
    "AlreadyInOrganizationException": "The provided account is already a member of an organization.",
    "AWSOrganizationsNotInUseException": "Your account is not a member of an organization.",
    "ChildNotFoundException": "You specified an organizational unit or account that doesn't exist.",
    "ConcurrentModificationException": (
        "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same "
        "entity. Try again later."
    ),
    "ConflictException": "The request failed because it conflicts with the current state of the specified resource.",
    "CreateAccountStatusNotFoundException": (
        "We can't find an create account request with the CreateAccountRequestId that you specified."
    ),
    "DestinationParentNotFoundException": "You specified a destination parent that doesn't exist.",
    "DuplicateAccountException": "That account is already present in the specified destination.",
    "DuplicateOrganizationalUnitException": "An OU with the same name already exists.",
    "DuplicatePolicyAttachmentException": "The selected policy is already attached to the specified target.",
    "DuplicatePolicyException": "A policy with the same name already exists.",
    "FinalizingOrganizationException": (
        "AWS Organizations could not finalize the creation of your organization. Try again later. If this persists, "
        "contact AWS customer support."
    ),
    "MalformedPolicyDocumentException": (
        "The provided policy document does not meet the requirements of the specified policy type."
    ),
    "MasterCannotLeaveOrganizationException": (
        "You can't remove a management account from an organization. If you want the management account to become a "
        "member account in another organization, you must first delete the current organization of the management "
        "account."
    ),
    "OrganizationNotEmptyException": (
        "To delete an organization you must first remove all member accounts (except the master)."
    ),
    "OrganizationalUnitNotEmptyException": (
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and "
        "try the operation again."
    ),
    "OrganizationalUnitNotFoundException": "You specified an organizational unit that doesn't exist.",
    "ParentNotFoundException": "You specified parent that doesn't exist.",
    "PolicyInUseException": (
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before "
        "performing this operation."
    ),
    "PolicyNotAttachedException": "The policy isn't attached to the specified target in the specified root.",
    "PolicyNotFoundException": "You specified a policy that doesn't exist.",
    "PolicyTypeAlreadyEnabledException": "The specified policy type is already enabled.",
    "PolicyTypeNotAvailableForOrganizationException": (
        "You can't use the specified policy type with the feature set currently enabled for this organization."
    ),
    "PolicyTypeNotEnabledException": "This operation can be performed only for enabled policy types.",
    "ResourcePolicyNotFoundException": "We can't find a resource policy request with the parameter that you specified.",
    "RootNotFoundException": "You specified a root that doesn't exist.",
    "SourceParentNotFoundException": "You specified a source parent that doesn't exist.",
    "TargetNotFoundException": "You specified a target that doesn't exist.",
    "TooManyRequestsException": (
        "AWS Organizations can't complete your request because another request is already in progress. Try again later."
    ),
}

_CONSTRAINTS = {
    "CANNOT_CLOSE_MANAGEMENT_ACCOUNT": "You can't close the management account of an organization.",
    "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR": (
        "You cannot register master account/yourself as delegated administrator for your organization."
    ),
    "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR": (
        "You cannot register a suspended account as a delegated administrator."
    ),
    "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG": (
        "You must first deregister the account as a delegated administrator before you can remove it from the "
        "organization."
    ),
    "CLOSE_ACCOUNT_QUOTA_EXCEEDED": "You have exceeded close account quota for the past 30 days.",
    "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED": (
        "You attempted to exceed the number of accounts that you can close at a time."
    ),
    "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE": (
        "You must first deregister all delegated administrators of this service."
    ),
    "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED": (
        "You have attached the maximum number of policies to the specified target."
    ),
    "MAX_TAG_LIMIT_EXCEEDED": "You have exceeded the number of tags allowed on the specified resource.",
    "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED": (
        "The member account must be configured with a valid payment method, such as a credit card."
    ),
    "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED": (
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at "
        "all times."
    ),
    "OU_DEPTH_LIMIT_EXCEEDED": "You have exceeded the allowed depth of organizational units.",
    "OU_NUMBER_LIMIT_EXCEEDED": "You have exceeded the allowed number of organizational units.",
    "POLICY_CONTENT_LIMIT_EXCEEDED": "You have exceeded the maximum policy size.",
    "POLICY_NUMBER_LIMIT_EXCEEDED": "You have exceeded the allowed number of policies.",
    "SERVICE_ACCESS_NOT_ENABLED": "You must enable service access before you register a delegated administrator.",
}

_INPUTS = {
    "DUPLICATE_TAG_KEY": "You specified a tag key more than once.",
    "IMMUTABLE_POLICY": "You can't modify a policy that is managed by AWS.",
    "INVALID_NEXT_TOKEN": "You specified an invalid NextToken.",
    "INVALID_PATTERN": "You provided a value that does not match the required pattern.",
    "INVALID_RESOURCE_POLICY_JSON": "The provided resource policy is not valid.",
    "INVALID_SYSTEM_TAGS_PARAMETER": "You specified a tag key that is reserved for AWS.",
    "NON_DETACHABLE_POLICY": "You can't detach this policy.",
    "UNRECOGNIZED_SERVICE_PRINCIPAL": "You specified an unrecognized service principal.",
}


def refusal(code: str) -> AwsError:
    """An error that has one sentence."""
    return AwsError(code, _SENTENCES[code])


def constraint(reason: str) -> AwsError:
    """A quota, or a rule about the organization as a whole."""
    return AwsError("ConstraintViolationException", _CONSTRAINTS[reason], Reason=reason)


def invalid(reason: str) -> AwsError:
    """A parameter that makes no sense."""
    return AwsError("InvalidInputException", _INPUTS[reason], Reason=reason)
