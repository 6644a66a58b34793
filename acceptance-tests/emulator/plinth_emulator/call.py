"""One call, as handlers and checks see it."""

from __future__ import annotations

import functools
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from moto.core.utils import get_service_model

from plinth_emulator import routing, state
from plinth_emulator.principals import Principal

# The call that this thread is answering, for code that moto calls back without saying who asks (bucket policies).
current: ContextVar[Call | None] = ContextVar("current", default=None)


@dataclass
class Call:
    """Who calls what, where, with which parameters. `principal` is None for calls that need no signature."""

    service: str
    operation: str
    region: str
    principal: Principal | None
    environ: dict[str, Any]
    path_params: dict[str, Any]

    @property
    def caller(self) -> Principal:
        """The signer of a call that must be signed."""
        if self.principal is None:
            raise LookupError(f"{self.service}:{self.operation} came unsigned")
        return self.principal

    @property
    def account(self) -> str:
        """The caller's account."""
        return self.caller.account

    @functools.cached_property
    def params(self) -> dict[str, Any]:
        """The call's input, decoded by the service's model."""
        request = routing.request(self.environ)
        model = get_service_model(self.service)
        protocol = determine_request_protocol(model, request.content_type)
        parser = PROTOCOL_PARSERS[protocol](model.operation_model(self.operation))
        parsed = parser.parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": self.path_params,
            }
        )
        return dict(parsed)

    def objects(self, kind: str) -> dict[Any, Any]:
        """Objects of one kind in the caller's account and the call's region."""
        return state.objects(kind, self.account, self.region)
