"""AssumeRoleWithWebIdentity: an OpenID Connect token in place of a signature.

The token's own signature is not checked: the provider's keys are on the Internet. Everything that it says is.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from moto.iam.models import OpenIDConnectProvider, Role

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied
from plinth_emulator.policy import trust
from plinth_emulator.policy.document import as_list
from plinth_emulator.policy.evaluation import Decision
from plinth_emulator.registry import operation, unanswered
from plinth_emulator.services.iam.trust import propagated
from plinth_emulator.services.sts import assume_role, sessions

# moto reads the assertion, but its keys would be unknown here.
unanswered("sts", "AssumeRoleWithSAML")

_REFUSED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


@operation("sts", "AssumeRoleWithWebIdentity")
def assume_role_with_web_identity(call: Call) -> dict[str, Any]:
    """Credentials for a role, for a user whom an identity provider of the role's account vouches for."""
    params = call.params
    arn = assume_role.check_arn(params["RoleArn"])
    claims = _claims(params["WebIdentityToken"])
    role = assume_role.find_role(arn)
    if role is None or not propagated(role.account_id, role.name):
        raise access_denied(_REFUSED)
    provider = _provider(role, claims)
    audience = _audience(provider, claims)
    if float(claims.get("exp", 0)) <= time.time():
        raise AwsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {int(time.time())} must be before the expiration date/time "
            f"{int(claims.get('exp', 0))}",
        )
    keys = {f"{provider.url}:{name}".lower(): _texts(value) for name, value in claims.items()}
    keys[f"{provider.url}:aud".lower()] = [audience]
    keys["sts:rolesessionname"] = [params["RoleSessionName"]]
    document = role.assume_role_policy_document
    if trust.of_provider(document, "sts:AssumeRoleWithWebIdentity", provider.arn, keys) is not Decision.ALLOW:
        raise access_denied(_REFUSED)
    seconds = assume_role.duration(params, role)
    policies = sessions.policies(params, role.account_id)
    session = sessions.of_role(role, params["RoleSessionName"], seconds, policies)
    return {
        **sessions.answer(session),
        "SubjectFromWebIdentityToken": str(claims.get("sub", "")),
        "Audience": audience,
        "Provider": provider.arn,
    }


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    try:
        if len(parts) != 3:
            raise ValueError(token)
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        if not isinstance(claims, dict) or "iss" not in claims:
            raise ValueError(token)
    except ValueError:
        raise AwsError(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        ) from None
    return claims


def _provider(role: Role, claims: dict[str, Any]) -> OpenIDConnectProvider:
    issuer = str(claims["iss"]).removeprefix("https://")
    for provider in accounts.iam(role.account_id).open_id_providers.values():
        if provider.url == issuer:
            return provider
    raise AwsError("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {claims['iss']}")


def _audience(provider: OpenIDConnectProvider, claims: dict[str, Any]) -> str:
    for audience in as_list(claims.get("aud")):
        if audience in provider.client_id_list:
            return str(audience)
    raise AwsError("InvalidIdentityToken", "Incorrect token audience")


def _texts(value: Any) -> list[str]:
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in as_list(value)]
