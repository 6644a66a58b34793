"""Access keys: whose they are, their secrets, and whether they are still good.

An access key id has its account id inside, here as in AWS, so no search is needed.
"""

from __future__ import annotations

import base64
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from moto.iam.models import User

from plinth_emulator import accounts, settings
from plinth_emulator.principals import Principal, Session

# moto's way of writing an account id into a key id: half of it, offset, in base32 after the prefix; whether it was odd
# is told by the alphabet's half that the next character is from.
_OFFSET = 549755813888
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class UnknownKey(Exception):
    """No such access key, or a session token that is not this key's."""


class ExpiredKey(Exception):
    """A session that has ended."""


@dataclass(frozen=True)
class Credential:
    """What is needed to check a signature, and who it then is."""

    secret: str
    principal: Principal


_sessions: dict[str, Principal] = {}
_root_keys: dict[str, Credential] = {}
_lock = threading.Lock()


def now() -> datetime:
    """The time, as moto keeps it: UTC, without a zone."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def account_of(access_key_id: str) -> str | None:
    """The account id inside an access key id."""
    if len(access_key_id) != 20:
        return None
    try:
        number = int.from_bytes(base64.b32decode(access_key_id[4:12]), "big")
    except ValueError:
        return None
    account_id = (number - _OFFSET) * 2 + (_ALPHABET.find(access_key_id[12]) >= 16)
    return f"{account_id:012d}" if 0 <= account_id < 10**12 else None


def find(access_key_id: str, token: str | None) -> Credential:
    """The credential of a key, or the reason why there is none."""
    principal = _sessions.get(access_key_id)
    if principal is not None:
        session = principal.session
        assert session is not None
        if token is None or not secrets.compare_digest(token.encode(), session.token.encode()):
            raise UnknownKey
        if now() >= session.expires:
            raise ExpiredKey
        return Credential(session.secret_access_key, principal)
    if token is not None:
        raise UnknownKey
    root = _root_keys.get(access_key_id)
    return root if root is not None else _user_key(access_key_id)


def _user_key(access_key_id: str) -> Credential:
    account_id = account_of(access_key_id)
    if account_id is None or not accounts.exists(account_id):
        raise UnknownKey
    backend = accounts.iam(account_id)
    key = backend.access_keys.get(access_key_id)
    if key is None or key.user_name is None or key.status != "Active" or key.user_name not in backend.users:
        raise UnknownKey
    return Credential(key.secret_access_key, user_principal(account_id, backend.users[key.user_name]))


def user_principal(account_id: str, user: User, session: Session | None = None) -> Principal:
    """An IAM user, by a key of its own or by GetSessionToken."""
    return Principal("user", account_id, user.arn, user.arn, user.id, user.name, session)


def root_principal(account_id: str, session: Session | None = None) -> Principal:
    """An account's root user."""
    arn = f"arn:aws:iam::{account_id}:root"
    return Principal("root", account_id, arn, arn, account_id, "root", session)


def root_key(account: accounts.Account) -> tuple[str, str]:
    """An access key of the account's root user; the same one each time."""
    with _lock:
        if "root" not in account.credentials:
            key = accounts.iam(account.id).create_temp_access_key()
            key_id = "AKIA" + key.access_key_id[4:]
            _root_keys[key_id] = Credential(key.secret_access_key, root_principal(account.id))
            account.credentials["root"] = (key_id, key.secret_access_key)
        return account.credentials["root"]


def lifetime(seconds: int, account: str) -> tuple[datetime, datetime]:
    """When a session of that length begins and ends; tests may shorten it."""
    shortened = settings.get("session_seconds", account)
    begin = now()
    return begin, begin + timedelta(seconds=seconds if shortened is None else min(seconds, shortened))


def new_key(account_id: str, role_arn: str | None = None) -> tuple[str, str, str]:
    """A temporary access key id, its secret and its token. moto records a role's last use by the key's role."""
    key = accounts.iam(account_id).create_temp_access_key()
    key.role_arn = role_arn
    token = "IQoJb3JpZ2luX2VjE" + base64.b64encode(secrets.token_bytes(264)).decode()
    return key.access_key_id, key.secret_access_key, token


def remember(principal: Principal) -> None:
    """From now on the session's key is known."""
    assert principal.session is not None
    with _lock:
        _sessions[principal.session.access_key_id] = principal
