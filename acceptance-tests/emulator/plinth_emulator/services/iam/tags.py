"""Tags: IAM compares keys without regard to case, and counts what is there already."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, fixup
from plinth_emulator.services.iam import lookup

_QUOTA = 50


def check_keys(tags: list[dict[str, Any]], code: str = "InvalidInput") -> None:
    """Keys must differ by more than case, and `aws:` is AWS's own."""
    keys = [tag["Key"].lower() for tag in tags]
    if len(keys) != len(set(keys)):
        raise AwsError(code, "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400)
    if any(key.startswith("aws:") for key in keys):
        raise AwsError(code, "Invalid tag key. System tags cannot be added/updated by requester.", 400)


@check("iam", "*")
def check_tags(call: Call) -> None:
    """The tags of any IAM call."""
    check_keys(call.params.get("Tags") or [])


@check("iam", "TagRole")
def check_count(call: Call) -> None:
    """A role has fifty tags at most."""
    present = {tag["Key"].lower() for tag in lookup.role(call).tags or []}
    if len(present | {tag["Key"].lower() for tag in call.params["Tags"]}) > _QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for TagsPerRole: {_QUOTA}")


@fixup("iam", "TagRole")
def merge_keys_of_other_case(call: Call, _: Answer) -> None:
    """A key that differs from an old one only by case replaces it; moto keeps both."""
    backend = accounts.iam(call.account)
    role = backend.get_role(call.params["RoleName"])
    merged = {tag["Key"].lower(): tag for tag in role.tags}
    role.tags = list(merged.values())
