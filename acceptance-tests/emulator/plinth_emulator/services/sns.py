"""SNS: topics that are made again, protocols, policies, and addresses that have not confirmed yet."""

from __future__ import annotations

import json
from typing import Any

from moto.sns.models import SNSBackend, sns_backends

from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.policy.document import as_list
from plinth_emulator.registry import check, fixup
from plinth_emulator.services.iam import trust

_PROTOCOLS = ("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose")
_CONFIRMED_BY_HAND = ("http", "https", "email", "email-json")
_PENDING = "pending confirmation"


def _backend(call: Call) -> SNSBackend:
    return sns_backends[call.account][call.region]


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameter", f"Invalid parameter: {message}", 400)


def _attributes(call: Call) -> dict[str, str]:
    given = call.params.get("Attributes") or {}
    return {name: value for name, value in given.items() if value is not None}


@check("sns", "CreateTopic")
def check_again(call: Call) -> None:
    """Making a topic again gives the same one, unless it would have to change."""
    arn = f"arn:aws:sns:{call.region}:{call.account}:{call.params.get('Name')}"
    attributes = _attributes(call)
    if "Policy" in attributes:
        _check_policy(attributes["Policy"])
    found = _backend(call).topics.get(arn)
    if found is None:
        return
    tags = {tag["Key"]: tag["Value"] for tag in call.params.get("Tags") or []}
    known = dict(found._tags)
    if any(known.get(key) != value for key, value in tags.items()):
        raise _invalid("Tags Reason: Topic already exists with different tags")
    shown = {"DisplayName": found.display_name, "KmsMasterKeyId": found.kms_master_key_id or ""}
    if any(name in shown and shown[name] != value for name, value in attributes.items()):
        raise _invalid("Attributes Reason: Topic already exists with different attributes")


@check("sns", "SetTopicAttributes")
def check_attribute(call: Call) -> None:
    """A policy is well-formed."""
    if call.params.get("AttributeName") == "Policy":
        _check_policy(str(call.params.get("AttributeValue") or ""))


def _check_policy(text: str) -> None:
    try:
        statements = as_list(json.loads(text)["Statement"])
    except (ValueError, KeyError, TypeError):
        raise _invalid("Policy Error: null") from None
    for statement in statements:
        if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
            raise _invalid("Policy statement effect is invalid!")
        actions = as_list(statement.get("Action", statement.get("NotAction")))
        if not actions or not all(each == "*" or str(each).lower().startswith("sns:") for each in actions):
            raise _invalid("Policy statement action out of service scope!")
        principal: Any = statement.get("Principal", statement.get("NotPrincipal"))
        if principal is None:
            raise _invalid("Policy Error: null")
        if isinstance(principal, dict):
            names = [*as_list(principal.get("AWS"))]
            services = [*as_list(principal.get("Service"))]
            if not all(trust.aws_exists(name) for name in names) or not all(
                trust.SERVICE.match(name) for name in services
            ):
                raise _invalid("Policy Error: PrincipalNotFound")


@check("sns", "Subscribe")
def check_subscription(call: Call) -> None:
    """Protocols are those of a list, and addresses look like the protocol's."""
    protocol, endpoint = str(call.params.get("Protocol") or ""), str(call.params.get("Endpoint") or "")
    if protocol not in _PROTOCOLS:
        raise _invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    if protocol.startswith("email") and "@" not in endpoint:
        raise _invalid("Email address")
    if protocol in ("http", "https") and not endpoint.startswith(f"{protocol}://"):
        raise _invalid("Endpoint must match the specified protocol")
    arn = str(call.params.get("TopicArn") or "")
    parts = arn.split(":")
    if len(parts) < 6:
        raise _invalid(f"TopicArn Reason: An ARN must have at least 6 elements, not {len(parts)}")
    if arn not in sns_backends[parts[4]][parts[3]].topics:
        raise AwsError("NotFound", "Topic does not exist", 404)


@fixup("sns", "Subscribe")
def hide_unconfirmed(call: Call, answer: Answer) -> Answer | None:
    """Until somebody confirms, a subscription has no ARN to show, unless the caller insists."""
    protocol, insists = call.params.get("Protocol"), call.params.get("ReturnSubscriptionArn")
    if protocol not in _CONFIRMED_BY_HAND or insists:
        return None
    return Answer(answer.status, answer.headers, _replace_arn(answer.body, _PENDING))


@fixup("sns", "ListSubscriptions", "ListSubscriptionsByTopic")
def list_unconfirmed(call: Call, answer: Answer) -> Answer:
    """Lists say `PendingConfirmation` in the place of such an ARN. Nobody confirms anything here."""
    body = answer.body
    for found in list(_backend(call).subscriptions.values()):
        if found.protocol in _CONFIRMED_BY_HAND:
            body = body.replace(
                f"<SubscriptionArn>{found.arn}</SubscriptionArn>".encode(),
                b"<SubscriptionArn>PendingConfirmation</SubscriptionArn>",
            )
    return Answer(answer.status, answer.headers, body)


def _replace_arn(body: bytes, text: str) -> bytes:
    start, _, rest = body.partition(b"<SubscriptionArn>")
    _, _, end = rest.partition(b"</SubscriptionArn>")
    return start + b"<SubscriptionArn>" + text.encode() + b"</SubscriptionArn>" + end
