"""Who the caller is, and sessions of users rather than of roles."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts, credentials
from plinth_emulator.call import Call
from plinth_emulator.errors import access_denied, validation_error
from plinth_emulator.principals import Principal, Session
from plinth_emulator.registry import operation
from plinth_emulator.services.sts import mfa, sessions

_DEFAULT_SECONDS = 43200
_ROOT_SECONDS = 3600


@operation("sts", "GetCallerIdentity")
def get_caller_identity(call: Call) -> dict[str, Any]:
    """The caller's account, ARN and unique id; nobody can be denied this."""
    return {"Account": call.account, "Arn": call.caller.arn, "UserId": call.caller.unique_id}


@operation("sts", "GetAccessKeyInfo")
def get_access_key_info(call: Call) -> dict[str, Any]:
    """The account that an access key id is of, read out of the id."""
    key = call.params["AccessKeyId"]
    account = credentials.account_of(key)
    if account is None or not accounts.exists(account):
        raise validation_error(f"Invalid Access Key ID {key}")
    return {"Account": account}


@operation("sts", "GetSessionToken")
def get_session_token(call: Call) -> dict[str, Any]:
    """A session of the calling user itself; with a device's code, one that counts as MFA."""
    caller = call.caller
    if caller.session is not None:
        raise access_denied("Cannot call GetSessionToken with session credentials")
    mfa_at = mfa.used_at(call.params, caller)
    seconds = int(call.params.get("DurationSeconds") or _DEFAULT_SECONDS)
    session = _session(caller, min(seconds, _ROOT_SECONDS) if caller.kind == "root" else seconds, mfa_at=mfa_at)
    principal = Principal(
        caller.kind, caller.account, caller.arn, caller.identity_arn, caller.unique_id, caller.name, session
    )
    credentials.remember(principal)
    return {"Credentials": sessions.credentials_of(principal)}


@operation("sts", "GetFederationToken")
def get_federation_token(call: Call) -> dict[str, Any]:
    """A session for somebody else: what the user may, but no more than the session policy says."""
    caller, name = call.caller, call.params["Name"]
    if caller.session is not None:
        raise access_denied("Cannot call GetFederationToken with session credentials")
    seconds = int(call.params.get("DurationSeconds") or _DEFAULT_SECONDS)
    policies = sessions.policies(call.params, call.account)
    arn, unique_id = f"arn:aws:sts::{call.account}:federated-user/{name}", f"{call.account}:{name}"
    session = _session(caller, seconds, name=name, policies=policies)
    principal = Principal("federated", call.account, arn, caller.identity_arn, unique_id, name, session)
    credentials.remember(principal)
    return {
        "Credentials": sessions.credentials_of(principal),
        "FederatedUser": {"FederatedUserId": unique_id, "Arn": arn},
    }


def _session(caller: Principal, seconds: int, **members: Any) -> Session:
    key, secret, token = credentials.new_key(caller.account)
    issued, expires = credentials.lifetime(seconds, caller.account)
    return Session(key, secret, token, issued, expires, **members)
