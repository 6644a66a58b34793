"""Answers in each service's protocol, encoded by moto's core from botocore's model."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.model import OperationModel, ServiceModel
from moto.core.request import determine_request_protocol
from moto.core.serialize import SerializationContext, XFormedAttributePicker, get_serializer_class
from moto.core.utils import get_service_model

from plinth_emulator import ec2_xml
from plinth_emulator.errors import AwsError


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        """The body of an answer in a JSON protocol."""
        return json.loads(self.body)

    def with_json(self, content: Any) -> Answer:
        """The same answer with another JSON body."""
        return Answer(self.status, self.headers, json.dumps(content).encode())


def protocol(service: str, environ: dict[str, Any]) -> str:
    """The protocol that a request is in."""
    try:
        model = get_service_model(service)
        return str(determine_request_protocol(model, environ.get("CONTENT_TYPE", "").partition(";")[0]))
    except (UnknownServiceError, NotImplementedError):
        return "json" if "HTTP_X_AMZ_TARGET" in environ else "query"


def success(service: str, operation: str, result: dict[str, Any] | None, environ: dict[str, Any]) -> Answer:
    """An operation's output."""
    model = get_service_model(service)
    if service == "ec2":
        request_id = str(uuid.uuid4())
        body = ec2_xml.document(model.operation_model(operation), result or {}, request_id)
        headers = [("Content-Type", "text/xml;charset=UTF-8"), ("x-amzn-RequestId", request_id)]
        return Answer(200, headers, body)
    return _serialized(model, model.operation_model(operation), protocol(service, environ), result)


def failure(service: str, operation: str | None, error: Exception, environ: dict[str, Any]) -> Answer:
    """An error, in the shape that clients of the service's protocol read."""
    wire = protocol(service, environ)
    try:
        model = get_service_model(service)
    except UnknownServiceError:
        # Any service of the right protocol will do: only the error's shape matters.
        model = get_service_model("organizations" if wire == "json" else "sts")
    try:
        operation_model = model.operation_model(operation or "")
    except OperationNotFoundError:
        operation_model = OperationModel({}, model)
    answer = _serialized(model, operation_model, wire, error)
    status = error.status if isinstance(error, AwsError) else None
    return Answer(status or answer.status, answer.headers, answer.body)


def _serialized(model: ServiceModel, operation: OperationModel, wire: str, result: object) -> Answer:
    request_id = str(uuid.uuid4())
    serializer = get_serializer_class(model.service_name, wire)(
        operation_model=operation, context=SerializationContext(request_id), value_picker=XFormedAttributePicker()
    )
    response = serializer.serialize(result)
    body = response["body"]
    headers = [(name, str(value)) for name, value in response["headers"].items()]
    headers.append(("x-amzn-RequestId", request_id))
    return Answer(response["status_code"], headers, body.encode() if isinstance(body, str) else body)
