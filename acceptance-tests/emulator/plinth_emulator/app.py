"""The WSGI application: authenticates each request, then answers it, or has moto answer it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from moto.core.exceptions import ServiceException

from plinth_emulator import (
    answers,
    authentication,
    authorization,
    availability,
    cbor,
    constraints,
    control,
    moto_setup,
    registry,
    routing,
    services,
    signature,
    state,
)
from plinth_emulator import call as calls
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, NotImplementedHere
from plinth_emulator.principals import Principal
from plinth_emulator.routing import Target
from plinth_emulator.signature import Signature


class Emulator:
    """All of AWS, as one application."""

    def __init__(self) -> None:
        moto_setup.configure()
        services.load()
        self._moto = moto_setup.Moto()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        try:
            reason = HTTPStatus(answer.status).phrase
        except ValueError:
            reason = "Unknown"
        start_response(f"{answer.status} {reason}", answer.headers)
        return [answer.body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if environ["PATH_INFO"].startswith(control.PREFIX):
            return control.answer(environ)
        # moto lets this header choose the account; here the signature alone does.
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        signed = signature.read(environ)
        target = routing.identify(environ, signed)
        if target is None:
            return self._anonymous(environ)
        principal = None
        if signed is not None:
            found = authentication.authenticate(environ, signed)
            if isinstance(found, str):
                wire = answers.protocol(target.service, environ)
                return answers.failure(
                    target.service, target.operation, authentication.refusal(found, target.service, wire), environ
                )
            principal = found
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = principal.account
        if cbor.is_spoken(environ):
            cbor.to_json(environ, target)
            return cbor.from_json(self._authenticated(environ, target, signed, principal), target)
        return self._authenticated(environ, target, signed, principal)

    def _authenticated(
        self, environ: dict[str, Any], target: Target, signed: Signature | None, principal: Principal | None
    ) -> Answer:
        if target.operation is None:
            return self._nobody_answers(target, environ)
        region = signed.region if signed is not None else "us-east-1"
        call = Call(target.service, target.operation, region, principal, environ, target.path_params)
        token = calls.current.set(call)
        try:
            return self._guarded(target, environ, lambda: self._call(call))
        finally:
            calls.current.reset(token)

    def _guarded(self, target: Target, environ: dict[str, Any], function: Callable[[], Answer]) -> Answer:
        """The function's answer, or the error that it ended with."""
        try:
            with state.service_lock(target.service):
                return function()
        except (AwsError, ServiceException) as error:
            return answers.failure(target.service, target.operation, error, environ)
        except (NotImplementedHere, NotImplementedError):
            return self._nobody_answers(target, environ)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            failure = AwsError("InternalFailure", f"{target.service}:{target.operation} failed: {error!r}", 500)
            return answers.failure(target.service, target.operation, failure, environ)

    def _call(self, call: Call) -> Answer:
        if (call.service, call.operation) in registry.UNANSWERED:
            raise NotImplementedHere
        availability.check(call)
        constraints.check(call)
        authorization.check(call)
        for check in registry.checks(call.service, call.operation):
            check(call)
        handler = registry.HANDLERS.get((call.service, call.operation))
        if handler is not None:
            answer = answers.success(call.service, call.operation, handler(call), call.environ)
        else:
            answer = self._from_moto(call.environ)
            if _is_not_found_page(answer, call.environ):
                raise NotImplementedHere
        if answer.status < 300:
            for fixup in registry.fixups(call.service, call.operation):
                answer = fixup(call, answer) or answer
        return answer

    def _from_moto(self, environ: dict[str, Any]) -> Answer:
        routing.request(environ)
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            started[:] = [int(status.partition(" ")[0]), headers]

        body = self._moto(environ, start_response)
        try:
            content = b"".join(body)
        finally:
            body.close()
        return Answer(started[0], started[1], content)

    def _anonymous(self, environ: dict[str, Any]) -> Answer:
        """An unsigned request: S3 decides by bucket policy and ACL, other services refuse."""
        wire = "json" if "HTTP_X_AMZ_TARGET" in environ else "query"
        if wire == "json" or b"Action=" in environ["plinth.body"] or "Action=" in environ.get("QUERY_STRING", ""):
            refusal = authentication.refusal("missing", "", wire)
            return answers.failure("organizations" if wire == "json" else "sts", None, refusal, environ)
        return self._guarded(Target("s3", None), environ, lambda: self._from_moto(environ))

    @staticmethod
    def _nobody_answers(target: Target, environ: dict[str, Any]) -> Answer:
        name = target.operation or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        error = AwsError("NotImplemented", f"The emulator does not implement {target.service}:{name}.", 501)
        return answers.failure(target.service, target.operation, error, environ)


def _is_not_found_page(answer: Answer, environ: dict[str, Any]) -> bool:
    """Whether moto's web framework, rather than one of its services, says that there is nothing here."""
    return answer.status in (404, 405) and answer.body[:15].lower() == b"<!doctype html>"
