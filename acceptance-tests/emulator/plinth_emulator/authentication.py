"""Who signed a request, and the refusals that each protocol has for those who are nobody."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials, settings, signature
from plinth_emulator.errors import AwsError
from plinth_emulator.principals import Principal

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_MISMATCH_S3 = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
_NOBODY = "AWS was not able to validate the provided access credentials"

# Code, message and status by refusal and protocol; "s3" and "ec2" have words of their own.
_REFUSALS: dict[str, dict[str, tuple[str, str, int]]] = {
    "unknown": {
        "s3": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
        "ec2": ("AuthFailure", _NOBODY, 401),
        "json": ("UnrecognizedClientException", "The security token included in the request is invalid.", 400),
        "rest-json": ("UnrecognizedClientException", "The security token included in the request is invalid.", 403),
        "query": ("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
    },
    "expired": {
        "s3": ("ExpiredToken", "The provided token has expired.", 400),
        "ec2": ("RequestExpired", "Request has expired.", 400),
        "json": ("ExpiredTokenException", "The security token included in the request is expired", 400),
        "rest-json": ("ExpiredTokenException", "The security token included in the request is expired", 403),
        "query": ("ExpiredToken", "The security token included in the request is expired", 403),
    },
    "mismatch": {
        "s3": ("SignatureDoesNotMatch", _MISMATCH_S3, 403),
        "ec2": ("AuthFailure", _NOBODY, 401),
        "json": ("InvalidSignatureException", _MISMATCH, 400),
        "rest-json": ("InvalidSignatureException", _MISMATCH, 403),
        "query": ("SignatureDoesNotMatch", _MISMATCH, 403),
    },
    "missing": {
        "json": ("MissingAuthenticationTokenException", "Missing Authentication Token", 400),
        "rest-json": ("MissingAuthenticationTokenException", "Missing Authentication Token", 403),
        "query": ("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    },
}


def authenticate(environ: dict[str, Any], signed: signature.Signature) -> Principal | str:
    """The caller, or the reason why there is none: "unknown", "expired" or "mismatch"."""
    try:
        credential = credentials.find(signed.access_key_id, signed.token)
    except credentials.UnknownKey:
        return "unknown"
    except credentials.ExpiredKey:
        return "expired"
    if settings.get("verify_signatures", credential.principal.account) and not signature.matches(
        environ, signed, credential.secret
    ):
        return "mismatch"
    return credential.principal


def refusal(reason: str, service: str, protocol: str) -> AwsError:
    """The error of a refusal in the words of a service."""
    words = _REFUSALS[reason]
    return AwsError(*(words.get(service) or words.get(protocol) or words["query"]))
