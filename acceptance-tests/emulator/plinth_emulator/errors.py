"""Errors in AWS's terms."""

from __future__ import annotations

from typing import Any


class AwsError(Exception):
    """An error answer: AWS's code and message, and whatever members the service's model gives the error.

    `status` is for codes that the service's model does not list (AccessDenied, ValidationError); codes that it lists
    have their status there.
    """

    def __init__(self, code: str, message: str, status: int | None = None, **members: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status
        for name, value in members.items():
            setattr(self, name, value)


class NotImplementedHere(Exception):
    """Neither the emulator nor moto answers this operation."""


def validation_error(message: str) -> AwsError:
    """The query protocol's answer to a malformed parameter."""
    return AwsError("ValidationError", message, 400)


def no_such_entity(message: str) -> AwsError:
    """IAM's answer to a name that does not exist."""
    return AwsError("NoSuchEntity", message)


def access_denied(message: str) -> AwsError:
    """The query protocol's refusal."""
    return AwsError("AccessDenied", message, 403)
