"""Signed pushes: HTTP Message Signatures (RFC 9421), Ed25519, with Content-Digest (RFC 9530).

``verify_request`` is all a receiving partner needs; it is the same code our own tests receive with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    ContentDigest,
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
    VerifyResult,
    algorithms,
)

from sasando.trust.exceptions import BadSignature, BodyAltered, OutOfTime, Replayed, UnknownKey
from sasando.trust.keys import PublicKey, SigningKey

TAG = "sasando-push"  # names what the signature is for; it is signed too
_LABEL = "sasando"
_ALWAYS = ("@method", "@target-uri", "content-digest")
_WHERE_PRESENT = ("content-type", "idempotency-key")
_SET_HERE = ("content-digest", "signature-input", "signature")
CLOCK_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Message:
    method: str
    url: str
    headers: dict[str, str]


def _covered(headers: Mapping[str, str]) -> tuple[str, ...]:
    present = {name.lower() for name in headers}
    return (*_ALWAYS, *(name for name in _WHERE_PRESENT if name in present))


def sign_request(request: httpx.Request, *, key: SigningKey, created: datetime, nonce: str) -> None:
    """Sign ``request`` in place: sets Content-Digest, Signature-Input and Signature.

    Covers method, full address, body, and Content-Type and Idempotency-Key where present: set
    those first. ``created`` is aware; ``nonce`` is used once.
    """
    body = request.read()
    unsigned = {n: v for n, v in request.headers.items() if n.lower() not in _SET_HERE}
    message = _Message(request.method, str(request.url), unsigned)
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={key.key_id: key.private}),
    )
    signer.sign(
        message,
        key_id=key.key_id,
        created=created,
        nonce=nonce,
        label=_LABEL,
        tag=TAG,
        covered_component_ids=_covered(message.headers),
        body=body,
    )
    lower = {name.lower(): value for name, value in message.headers.items()}
    for name in _SET_HERE:
        request.headers[name] = lower[name]


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, key_for: Callable[[str], PublicKey | None]) -> None:
        self.key_for = key_for

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        if (key := self.key_for(key_id)) is None:
            raise UnknownKey(f"no key {key_id!r} is known here")
        return Ed25519PublicKey.from_public_bytes(key.raw)


class _Verifier(HTTPMessageVerifier):
    """The library's verifier, with the time given instead of taken from the clock."""

    def __init__(self, keys: _Keys, now: datetime) -> None:
        super().__init__(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        self.now = now

    def validate_created_and_expires(
        self, sig_input: Any, max_age: timedelta | None = None
    ) -> None:
        created = sig_input.params.get("created")
        if type(created) is not int or max_age is None:
            raise InvalidSignature("the signature does not say when it was made")
        age = self.now.timestamp() - created
        if age > (max_age + CLOCK_SKEW).total_seconds():
            raise OutOfTime(f"signed {age:.0f} s ago; at most {max_age.total_seconds():.0f} s")
        if -age > CLOCK_SKEW.total_seconds():
            raise OutOfTime(f"signed {-age:.0f} s in the future")
        expires = sig_input.params.get("expires")
        if type(expires) is int and self.now.timestamp() - expires > CLOCK_SKEW.total_seconds():
            raise OutOfTime("the signature has expired")


def verify_request(  # noqa: PLR0913 (the request as it came, and what the receiver knows)
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    key_for: Callable[[str], PublicKey | None],
    now: datetime,
    max_age: timedelta,
    seen: Callable[[str], bool],
) -> str:
    """Return the id of the key that signed this request, which is new and unaltered.

    ``url`` is the full address the sender used (behind a proxy: the public one). ``key_for``
    returns the key of an id, or ``None``. ``seen`` is asked last, once, and only of a request
    that holds: it remembers the nonce for ``max_age`` plus two minutes and returns whether it
    had it already.

    Raises ``UnknownKey``, ``BadSignature``, ``OutOfTime``, ``BodyAltered`` or ``Replayed``.
    """
    result = _verified(_Message(method.upper(), url, dict(headers)), key_for, now, max_age)
    try:
        ContentDigest.verify_components(result.covered_components, body)
    except InvalidSignature as error:
        raise BodyAltered("the body is not the one that was signed") from error
    if not result.nonce:
        raise BadSignature("the signature carries no nonce")
    if seen(result.nonce):
        raise Replayed("this very request came before")
    return str(result.parameters["keyid"])


def _verified(
    message: _Message,
    key_for: Callable[[str], PublicKey | None],
    now: datetime,
    max_age: timedelta,
) -> VerifyResult:
    verifier = _Verifier(_Keys(key_for), now.astimezone(UTC))
    try:
        results = verifier.verify(
            message,
            max_age=max_age,
            expect_tag=TAG,
            require_components=_covered(message.headers),
        )
    except HTTPMessageSignaturesException as error:
        # The library wraps whatever the key look-up raised.
        if isinstance(error.__cause__, UnknownKey):
            raise error.__cause__ from None
        raise BadSignature(str(error)) from error
    if len(results) != 1:
        raise BadSignature(f"{len(results)} signatures for one push")
    return results[0]
