"""AWS Signature Version 4: reading it from a request, and computing it again."""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

_HEADER = re.compile(
    r"^AWS4-HMAC-SHA256\s+Credential=(?P<credential>[^,\s]+),\s*"
    r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)


@dataclass(frozen=True)
class Signature:
    """What a request says about who signed it, and how."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    value: str
    timestamp: str
    token: str | None
    presigned: bool


def read(environ: dict[str, Any]) -> Signature | None:
    """The request's signature, from its header or from a presigned URL; None when it has none."""
    match = _HEADER.match(environ.get("HTTP_AUTHORIZATION", ""))
    if match:
        timestamp = environ.get("HTTP_X_AMZ_DATE", "")
        token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN")
        return _signature(match["credential"], match["headers"], match["signature"], timestamp, token, False)
    query = environ.get("QUERY_STRING", "")
    if "X-Amz-Signature=" not in query:
        return None
    values = dict(parse_qsl(query, keep_blank_values=True))
    return _signature(
        values.get("X-Amz-Credential", ""),
        values.get("X-Amz-SignedHeaders", ""),
        values["X-Amz-Signature"],
        values.get("X-Amz-Date", ""),
        values.get("X-Amz-Security-Token"),
        True,
    )


def _signature(
    credential: str, headers: str, value: str, timestamp: str, token: str | None, presigned: bool
) -> Signature | None:
    scope = credential.split("/")
    if len(scope) != 5:
        return None
    key, date, region, service, _ = scope
    return Signature(key, date, region, service, tuple(headers.split(";")), value, timestamp, token, presigned)


def matches(environ: dict[str, Any], signature: Signature, secret: str) -> bool:
    """Whether this secret gives this signature for this request."""
    canonical = "\n".join(
        (
            environ["REQUEST_METHOD"],
            _path(environ, signature),
            _query(environ),
            "".join(f"{name}:{_header(environ, name)}\n" for name in signature.signed_headers),
            ";".join(signature.signed_headers),
            _payload_hash(environ, signature),
        )
    )
    scope = f"{signature.date}/{signature.region}/{signature.service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{signature.timestamp}\n{scope}\n{digest}"
    key = _signing_key(secret, signature.date, signature.region, signature.service)
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature.value)


@functools.lru_cache(maxsize=4096)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _path(environ: dict[str, Any], signature: Signature) -> str:
    # The server hands the target on as latin-1 text of the bytes that came, already encoded once by the client.
    path = environ["RAW_URI"].partition("?")[0] or "/"
    if "://" in path:
        path = "/" + path.split("/", 3)[3] if path.count("/") > 2 else "/"
    # Every service but S3 encodes the path again.
    return path if signature.service == "s3" else quote(path, safe="/-_.~")


def _query(environ: dict[str, Any]) -> str:
    pairs = []
    for part in environ["RAW_URI"].partition("?")[2].split("&"):
        name, _, value = part.partition("=")
        if name and name != "X-Amz-Signature":
            pairs.append((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _header(environ: dict[str, Any], name: str) -> str:
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    return " ".join(str(environ.get(key, "")).split())


def _payload_hash(environ: dict[str, Any], signature: Signature) -> str:
    declared = environ.get("HTTP_X_AMZ_CONTENT_SHA256")
    if declared:
        return str(declared)
    if signature.presigned and signature.service == "s3":
        return "UNSIGNED-PAYLOAD"
    return hashlib.sha256(environ["plinth.body"]).hexdigest()
