"""Systems Manager: an account's service settings in a region."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation

# Each setting's default, and what else it takes; None where it takes any text.
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html
_SETTINGS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "/ssm/appmanager/appmanager-enabled": ("True", ("False",)),
    "/ssm/automation/customer-script-log-destination": ("None", ("CloudWatch",)),
    "/ssm/automation/customer-script-log-group-name": ("/aws/ssm/automation/customer-script", None),
    "/ssm/automation/enable-adaptive-concurrency": ("False", ("True",)),
    "/ssm/documents/console/public-sharing-permission": ("Enable", ("Disable",)),
    "/ssm/managed-instance/activation-tier": ("standard", ("advanced",)),
    "/ssm/managed-instance/default-ec2-instance-management-role": ("$None", None),
    "/ssm/opsinsights/opscenter": ("Disabled", ("Enabled",)),
    "/ssm/parameter-store/default-parameter-tier": ("Standard", ("Advanced", "Intelligent-Tiering")),
    "/ssm/parameter-store/high-throughput-enabled": ("false", ("true",)),
}


def _name(call: Call) -> str:
    """The setting that a call names by its path or its ARN."""
    wanted = str(call.params.get("SettingId") or "")
    name = wanted
    if wanted.startswith("arn:"):
        name = wanted.partition(":servicesetting")[2]
    if name not in _SETTINGS:
        raise AwsError("ServiceSettingNotFound", f"Setting Id {wanted} is not valid.", 400)
    return name


@operation("ssm", "GetServiceSetting")
def get(call: Call) -> dict[str, Any]:
    """A setting's value, and whether somebody chose it."""
    return _shown(call, _name(call))


def _shown(call: Call, name: str) -> dict[str, Any]:
    value, status, user, at = call.objects("ssm settings").get(name) or (
        _SETTINGS[name][0],
        "Default",
        "System",
        credentials.now(),
    )
    described = {
        "SettingId": name,
        "SettingValue": value,
        "LastModifiedDate": at,
        "LastModifiedUser": user,
        "ARN": f"arn:aws:ssm:{call.region}:{call.account}:servicesetting{name}",
        "Status": status,
    }
    return {"ServiceSetting": described}


@operation("ssm", "UpdateServiceSetting")
def update(call: Call) -> dict[str, Any]:
    """Setting a value that it has changes nothing."""
    name, value = _name(call), call.params["SettingValue"]
    default, others = _SETTINGS[name]
    if others is not None and value not in (default, *others):
        known = ", ".join(sorted((default, *others)))
        raise AwsError("ValidationException", f"Invalid setting value {value} for {name}. Valid values: {known}.", 400)
    call.objects("ssm settings")[name] = (value, "Customized", call.caller.arn, credentials.now())
    return {}


@operation("ssm", "ResetServiceSetting")
def reset(call: Call) -> dict[str, Any]:
    """The default again."""
    name = _name(call)
    call.objects("ssm settings").pop(name, None)
    return _shown(call, name)
