"""The emulator's own endpoints, under `/_plinth/`: accounts for tests, and switches."""

from __future__ import annotations

import json
import re
from typing import Any

from plinth_emulator import accounts, credentials, settings
from plinth_emulator.answers import Answer

PREFIX = "/_plinth/"


class BadRequest(ValueError):
    """A control request that cannot be carried out."""


def answer(environ: dict[str, Any]) -> Answer:
    """Answer one control request, in JSON."""
    route = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(PREFIX)
    try:
        if route == ("GET", "health"):
            return _json(200, {"status": "ok"})
        if route == ("POST", "accounts"):
            return _json(200, _account(_body(environ)))
        if route == ("GET", "settings"):
            return _json(200, settings.update({}))
        if route == ("POST", "settings"):
            values = _body(environ)
            return _json(200, settings.update(values, values.pop("account_id", None)))
    except (BadRequest, settings.UnknownSetting) as error:
        return _json(400, {"error": str(error)})
    return _json(404, {"error": f"there is no {' '.join(route)}"})


def _account(values: dict[str, Any]) -> dict[str, str]:
    unknown = values.keys() - {"account_id", "email", "name", "principal"}
    if unknown:
        raise BadRequest(f"an account has no {', '.join(sorted(unknown))}")
    account_id, principal = values.get("account_id"), values.get("principal", accounts.ADMINISTRATOR)
    if account_id is not None and not (isinstance(account_id, str) and re.fullmatch(r"[0-9]{12}", account_id)):
        raise BadRequest("account_id is a string of twelve digits")
    if principal not in (accounts.ADMINISTRATOR, "root"):
        raise BadRequest("principal is admin or root")
    account = accounts.create(account_id, values.get("email"), values.get("name"))
    key = credentials.root_key(account) if principal == "root" else account.credentials[principal]
    return {"account_id": account.id, "access_key_id": key[0], "secret_access_key": key[1]}


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    try:
        values = json.loads(environ["plinth.body"] or b"{}")
    except ValueError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None
    if not isinstance(values, dict):
        raise BadRequest("the body is not a JSON object")
    return values


def _json(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, [("Content-Type", "application/json")], json.dumps(content).encode())
