"""Which operation of which service a request means."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

from plinth_emulator import signing_names
from plinth_emulator.signature import Signature

# Calls that AWS lets anybody make: the token in the request is what authenticates.
UNSIGNED = {"AssumeRoleWithWebIdentity": "sts", "AssumeRoleWithSAML": "sts"}

_CBOR = re.compile(r"^/service/[^/]+/operation/(?P<operation>[^/]+)$")


@dataclass
class Target:
    """A service by botocore's name, an operation (None when the service's model has no such), its path's parameters."""

    service: str
    operation: str | None
    path_params: dict[str, Any] = field(default_factory=dict)


def request(environ: dict[str, Any]) -> Request:
    """The request as moto's core reads it, with its body at the start."""
    environ["wsgi.input"] = io.BytesIO(environ["plinth.body"])
    environ["CONTENT_LENGTH"] = str(len(environ["plinth.body"]))
    return Request(environ)


def identify(environ: dict[str, Any], signature: Signature | None) -> Target | None:
    """The operation that a request means; None for an unsigned request that names none (anonymous S3)."""
    form = _form(environ)
    action = form.get("Action", [""])[0]
    if signature is None:
        service = UNSIGNED.get(action)
        return Target(service, action) if service else None

    services = signing_names.services(signature.service)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        prefix, _, name = target.rpartition(".")
        return Target(_by_metadata(services, "targetPrefix", prefix), name)
    if action:
        return Target(_by_metadata(services, "apiVersion", form.get("Version", [""])[0]), action)
    cbor = _CBOR.match(environ.get("PATH_INFO", ""))
    if cbor:
        return Target(services[0], cbor["operation"])
    return _by_path(services, environ)


def _form(environ: dict[str, Any]) -> dict[str, list[str]]:
    """The parameters of a query-protocol request."""
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        text = environ["plinth.body"].decode("utf-8", "replace")
        return parse_qs(text, keep_blank_values=True)
    if "Action=" in environ.get("QUERY_STRING", ""):
        return parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    return {}


def _by_metadata(services: tuple[str, ...], key: str, value: str) -> str:
    """The service whose model says so; models are read only where several services share a signing name."""
    if len(services) > 1:
        for service in services:
            if get_service_model(service).metadata.get(key) == value:
                return service
    return services[0]


def _by_path(services: tuple[str, ...], environ: dict[str, Any]) -> Target:
    for service in services:
        # S3's paths are buckets and keys, and take in everything; S3 Control's all begin with its version.
        if service == "s3" and environ["PATH_INFO"].startswith("/v20180820/"):
            continue
        try:
            model, path_params = get_service_router(service).match(request(environ))
        except (NotFound, NotImplementedError, UnknownServiceError):
            continue
        return Target(service, str(model.name), path_params)
    return Target(services[0], None)
