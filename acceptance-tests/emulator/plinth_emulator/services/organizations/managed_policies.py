"""AWS's own policies: those that let everything through."""

from __future__ import annotations

import json

from plinth_emulator.services.organizations.model import Policy

# By policy type: what is attached to everything while the type is enabled.
FULL_ACCESS = {"SERVICE_CONTROL_POLICY": "p-FullAWSAccess", "RESOURCE_CONTROL_POLICY": "p-RCPFullAWSAccess"}


def all_of_them() -> list[Policy]:
    """An organization's copies."""
    service = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    resource = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    return [
        _policy("SERVICE_CONTROL_POLICY", "FullAWSAccess", "Allows access to every operation", service),
        _policy("RESOURCE_CONTROL_POLICY", "RCPFullAWSAccess", "Allows access to every resource", resource),
    ]


def _policy(kind: str, name: str, description: str, statement: dict[str, str]) -> Policy:
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    return Policy(FULL_ACCESS[kind], kind, name, description, content, managed=True)
