"""Operations that moto would answer from its own organizations, which are not these."""

from __future__ import annotations

from plinth_emulator.registry import unanswered

unanswered(
    "organizations",
    "AcceptHandshake",
    "CancelHandshake",
    "CreateGovCloudAccount",
    "DeclineHandshake",
    "DescribeEffectivePolicy",
    "DescribeHandshake",
    "DescribeResponsibilityTransfer",
    "InviteAccountToOrganization",
    "InviteOrganizationToTransferResponsibility",
    "ListAccountsWithInvalidEffectivePolicy",
    "ListEffectivePolicyValidationErrors",
    "ListHandshakesForAccount",
    "ListHandshakesForOrganization",
    "ListInboundResponsibilityTransfers",
    "ListOutboundResponsibilityTransfers",
    "TerminateResponsibilityTransfer",
    "UpdateResponsibilityTransfer",
)
