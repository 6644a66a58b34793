"""The account's password policy."""

from __future__ import annotations

from typing import Any

from plinth_emulator import state
from plinth_emulator.call import Call
from plinth_emulator.errors import no_such_entity
from plinth_emulator.registry import operation

# What holds for everything that an update leaves out: it does not keep what was there.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
_DEFAULTS: dict[str, Any] = {
    "MinimumPasswordLength": 6,
    "RequireSymbols": False,
    "RequireNumbers": False,
    "RequireUppercaseCharacters": False,
    "RequireLowercaseCharacters": False,
    "AllowUsersToChangePassword": False,
}
_OPTIONAL = ("MaxPasswordAge", "PasswordReusePrevention", "HardExpiry")


def _policies(account: str) -> dict[str, dict[str, Any]]:
    return state.objects("password policies", account)


@operation("iam", "UpdateAccountPasswordPolicy")
def update_password_policy(call: Call) -> dict[str, Any]:
    """Set the policy whole."""
    given = {name: value for name, value in call.params.items() if value is not None}
    policy = {name: given.get(name, default) for name, default in _DEFAULTS.items()}
    policy.update({name: given[name] for name in _OPTIONAL if name in given})
    policy["ExpirePasswords"] = "MaxPasswordAge" in given
    _policies(call.account)["policy"] = policy
    return {}


@operation("iam", "GetAccountPasswordPolicy")
def get_password_policy(call: Call) -> dict[str, Any]:
    """The policy; IAM's own default policy is not one that can be read."""
    return {"PasswordPolicy": _present(call)}


@operation("iam", "DeleteAccountPasswordPolicy")
def delete_password_policy(call: Call) -> dict[str, Any]:
    """From now on IAM's own default holds."""
    _present(call)
    del _policies(call.account)["policy"]
    return {}


def _present(call: Call) -> dict[str, Any]:
    policy = _policies(call.account).get("policy")
    if policy is None:
        raise no_such_entity(f"The Password Policy with domain name {call.account} cannot be found.")
    return policy
