"""The accounts that exist: those that tests were given, and those that Organizations made."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from datetime import datetime, timezone

from moto.iam.models import IAMBackend, iam_backends

ADMINISTRATOR_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"
ADMINISTRATOR = "admin"


@dataclass
class Account:
    """One AWS account."""

    id: str
    email: str
    name: str
    credentials: dict[str, tuple[str, str]] = field(default_factory=dict)
    created: datetime = field(default_factory=lambda: datetime.now(timezone.utc).replace(tzinfo=None))


_accounts: dict[str, Account] = {}
_lock = threading.RLock()


def find(account_id: str) -> Account | None:
    """The account, if it exists."""
    return _accounts.get(account_id)


def exists(account_id: str) -> bool:
    """Whether AWS knows this account id."""
    return account_id in _accounts


def email_in_use(email: str) -> bool:
    """An e-mail address belongs to one account of AWS at most; case does not matter."""
    wanted = email.lower()
    return any(account.email.lower() == wanted for account in list(_accounts.values()))


def iam(account_id: str) -> IAMBackend:
    """moto's IAM of one account."""
    return iam_backends[account_id]["aws"]


def register(account_id: str, email: str, name: str) -> Account:
    """Remember an account that now exists."""
    with _lock:
        return _accounts.setdefault(account_id, Account(account_id, email, name))


def create(account_id: str | None, email: str | None = None, name: str | None = None) -> Account:
    """A standalone account with an administrator; the same account again when it exists."""
    with _lock:
        if account_id is None:
            account_id = unused_id()
        account = register(account_id, email or f"aws+{account_id}@emulator.example", name or f"account-{account_id}")
        if ADMINISTRATOR not in account.credentials:
            backend = _administrator(account_id)
            key = backend.create_access_key(ADMINISTRATOR)
            account.credentials[ADMINISTRATOR] = (key.access_key_id, key.secret_access_key)
        return account


def _administrator(account_id: str) -> IAMBackend:
    """Make the IAM user `admin`, who may do everything."""
    backend = iam(account_id)
    if ADMINISTRATOR not in backend.users:
        backend.create_user("us-east-1", ADMINISTRATOR)
        backend.attach_user_policy(ADMINISTRATOR_POLICY, ADMINISTRATOR)
    return backend


def unused_id() -> str:
    """Twelve digits that no account has."""
    while True:
        account_id = str(random.randint(100_000_000_000, 999_999_999_999))
        if account_id not in _accounts:
            return account_id
