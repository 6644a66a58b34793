"""Multi-factor authentication in a call: a device's serial number and the six digits that it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plinth_emulator import credentials
from plinth_emulator.errors import access_denied
from plinth_emulator.principals import Principal

# Any six digits are right, but these: tests need a wrong code too.
WRONG_CODE = "000000"


def used_at(params: dict[str, Any], caller: Principal) -> datetime | None:
    """When the caller last proved to have its device: now, with this call, or when its session began."""
    serial, code = params.get("SerialNumber"), params.get("TokenCode")
    if serial is None and code is None:
        return caller.session.mfa_at if caller.session is not None else None
    if serial is None or code is None:
        raise access_denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        )
    if caller.kind not in ("user", "root"):
        raise access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is "
            "valid and associated with this user."
        )
    if code == WRONG_CODE:
        raise access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    return credentials.now()
