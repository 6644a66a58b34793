"""What the emulator itself remembers, apart by kind, account and region; moto remembers the rest."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

_objects: defaultdict[tuple[str, str, str], dict[Any, Any]] = defaultdict(dict)
_lock = threading.Lock()
_service_locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)

# Authorization reads IAM's state in all of these, Organizations writes it, and Account Management renames what
# Organizations lists, so they share a lock.
IDENTITY_SERVICES = frozenset({"account", "iam", "organizations", "sts"})


def objects(kind: str, account: str, region: str = "") -> dict[Any, Any]:
    """The objects of one kind; leave `region` out for global services."""
    with _lock:
        return _objects[kind, account, region]


def service_lock(service: str) -> threading.RLock:
    """Held for a whole call, so that a check and what it guards are one step, as they are in AWS.

    Calls of one service wait for each other. They would anyway: Python runs one at a time.
    """
    with _lock:
        return _service_locks["identity" if service in IDENTITY_SERVICES else service]
