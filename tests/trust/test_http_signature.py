"""Signed pushes: what a partner accepts, and what it refuses by name."""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasando.trust.exceptions import (
    BadSignature,
    BodyAltered,
    OutOfTime,
    Replayed,
    RequestRefused,
    UnknownKey,
)
from sasando.trust.http_signature import sign_request, verify_request
from sasando.trust.keys import PublicKey, make_key

KEY = make_key()
NOW = datetime(2024, 9, 20, 1, 30, tzinfo=UTC)
URL = "https://mitra.example/ninjs?outlet=pos"
BODY = b'{"headline":"275.085 pemilih"}'


def a_push(**changes: Any) -> httpx.Request:
    request = httpx.Request(
        "POST",
        URL,
        content=BODY,
        headers={"Content-Type": "application/json", "Idempotency-Key": "abc"},
    )
    sign_request(request, **({"key": KEY, "created": NOW, "nonce": "n-1"} | changes))
    return request


def known(key_id: str) -> PublicKey | None:
    return KEY.public if key_id == KEY.key_id else None


def memory() -> Callable[[str], bool]:
    nonces: set[str] = set()

    def seen(nonce: str) -> bool:
        if nonce in nonces:
            return True
        nonces.add(nonce)
        return False

    return seen


def receive(request: httpx.Request, **changes: Any) -> str:
    values: dict[str, Any] = {
        "method": request.method,
        "url": str(request.url),
        "headers": dict(request.headers),
        "body": request.content,
        "key_for": known,
        "now": NOW,
        "max_age": timedelta(minutes=5),
        "seen": memory(),
    }
    return verify_request(**(values | changes))


def test_a_signed_push_is_accepted_and_its_key_named() -> None:
    assert receive(a_push()) == KEY.key_id


def test_the_digest_and_signature_hold_by_the_letter_of_the_standards() -> None:
    headers = a_push().headers
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert headers["content-digest"] == f"sha-256=:{digest}:"
    parameters = headers["signature-input"].removeprefix("sasando=")
    base = "\n".join(
        [
            '"@method": POST',
            f'"@target-uri": {URL}',
            f'"content-digest": sha-256=:{digest}:',
            '"content-type": application/json',
            '"idempotency-key": abc',
            f'"@signature-params": {parameters}',
        ]
    )
    signature = headers["signature"].removeprefix("sasando=:").removesuffix(":")
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(
        base64.b64decode(signature), base.encode()
    )
    assert f'keyid="{KEY.key_id}"' in parameters
    assert 'alg="ed25519"' in parameters


def test_a_key_nobody_vouches_for_is_refused() -> None:
    with pytest.raises(UnknownKey, match="no key"):
        receive(a_push(key=make_key()))


def test_another_key_under_a_known_name_is_refused() -> None:
    with pytest.raises(BadSignature):
        receive(a_push(), key_for=lambda _: make_key().public)


def test_an_altered_body_is_refused() -> None:
    with pytest.raises(BodyAltered):
        receive(a_push(), body=BODY.replace(b"275", b"572"))


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"url": "https://mitra.example/ninjs?outlet=lain"},
        {"url": "https://lain.example/ninjs?outlet=pos"},
        {"url": "bukan alamat"},
        {"headers": {}},
    ],
)
def test_a_signature_moved_to_another_request_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        receive(a_push(), **change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-type", "text/html"),
        ("idempotency-key", "other"),
        ("content-digest", "sha-256=:AAAA:"),
        ("signature", "sasando=:AAAA:"),
        ("signature", "bukan"),
        ("signature-input", "bukan"),
        ("signature-input", 'sasando=("@method");created=1726795800;keyid="x";tag="sasando-push"'),
    ],
)
def test_altered_headers_are_refused(name: str, value: str) -> None:
    request = a_push()
    request.headers[name] = value
    with pytest.raises(RequestRefused):
        receive(request)


def test_a_header_added_after_signing_is_refused() -> None:
    request = httpx.Request("POST", URL, content=BODY)
    sign_request(request, key=KEY, created=NOW, nonce="n")
    request.headers["Idempotency-Key"] = "added"
    with pytest.raises(BadSignature):
        receive(request)


@pytest.mark.parametrize("away", [timedelta(minutes=6, seconds=1), timedelta(seconds=-61)])
def test_a_signature_too_old_or_from_the_future_is_refused(away: timedelta) -> None:
    with pytest.raises(OutOfTime):
        receive(a_push(), now=NOW + away)


@pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(seconds=-59)])
def test_clocks_may_differ_by_a_minute(away: timedelta) -> None:
    assert receive(a_push(), now=NOW + away) == KEY.key_id


def test_the_same_push_twice_is_a_replay() -> None:
    seen = memory()
    receive(a_push(), seen=seen)
    with pytest.raises(Replayed):
        receive(a_push(), seen=seen)
    assert receive(a_push(nonce="n-2"), seen=seen)


def test_a_refused_push_does_not_use_up_its_nonce() -> None:
    seen = memory()
    with pytest.raises(BodyAltered):
        receive(a_push(), body=b"forged", seen=seen)
    assert receive(a_push(), seen=seen)


def test_an_empty_body_is_signed_too() -> None:
    request = httpx.Request("DELETE", URL)
    sign_request(request, key=KEY, created=NOW, nonce="n")
    assert receive(request, body=b"") == KEY.key_id
    with pytest.raises(BodyAltered):
        receive(request, body=b"x")
