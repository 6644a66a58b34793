"""What a region or a service says to an account that it does not know yet."""

from __future__ import annotations

from plinth_emulator import answers, authentication, organization, regions
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError

# Services that know an account from its first moment: they are where it is made.
_AT_ONCE = frozenset({"account", "organizations", "sts"})

# Code, message and status by service or protocol.
_NOT_SUBSCRIBED = {
    "ec2": (
        "OptInRequired",
        "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.",
        401,
    ),
    "s3": (
        "NotSignedUp",
        "Your account is not signed up for the S3 service. You must sign up before you can use S3.",
        403,
    ),
    "json": ("SubscriptionRequiredException", "The AWS Access Key Id needs a subscription for the service", 400),
    "rest-json": ("SubscriptionRequiredException", "The AWS Access Key Id needs a subscription for the service", 403),
    "query": ("OptInRequired", "The AWS Access Key Id needs a subscription for the service", 403),
}


def check(call: Call) -> None:
    """Refuse a call into a region that is not opted in to, or to a service that a new account does not have yet."""
    if call.principal is None:
        return
    if not regions.usable(call.account, call.region):
        raise authentication.refusal("unknown", call.service, answers.protocol(call.service, call.environ))
    if call.service not in _AT_ONCE and not organization.has_services(call.account):
        wire = answers.protocol(call.service, call.environ)
        words = _NOT_SUBSCRIBED.get(call.service) or _NOT_SUBSCRIBED.get(wire) or _NOT_SUBSCRIBED["query"]
        raise AwsError(*words)
