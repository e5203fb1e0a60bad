"""Keys and approvals: a signature holds for what was signed, and for nothing else."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sasando.documents import Approval
from sasando.trust.keys import b64url, from_b64url, make_key, read_key, write_key
from sasando.trust.signing import approval_statement, jwks, sign_approval, verify_approval
from tests.documents.builders import KPU, POS_KUPANG, a_document

AT = datetime(2024, 9, 20, 1, 30, tzinfo=UTC)
KEY = make_key()


def an_approval(**changes: Any) -> Approval:
    values: dict[str, Any] = {
        "key": KEY,
        "document_digest": a_document().digest,
        "requirement": "second-officer",
        "person": "Maria Lado",
        "office": "Kepala Subbagian Data dan Informasi",
        "party": KPU,
        "at": AT,
    }
    return sign_approval(**(values | changes))


def test_an_approval_holds_with_the_key_that_signed_it() -> None:
    approval = an_approval()
    assert approval.digest == a_document().digest
    assert verify_approval(approval, KEY.public)
    assert not verify_approval(approval, make_key().public)


@pytest.mark.parametrize(
    "change",
    [
        {"digest": a_document(version=2).digest},
        {"requirement": "editor"},
        {"person": "Orang Lain"},
        {"office": "Ketua"},
        {"party": POS_KUPANG},
        {"at": AT + timedelta(microseconds=1)},
        {"signature": "c2ln"},
        {"signature": "bukan tanda tangan"},
        {"signature": ""},
    ],
)
def test_an_approval_changed_afterwards_does_not_hold(change: dict[str, Any]) -> None:
    assert not verify_approval(an_approval().model_copy(update=change), KEY.public)


def test_an_approval_survives_storage_and_time_zones() -> None:
    approval = an_approval(at=AT.astimezone(timezone(timedelta(hours=8))))
    restored = Approval.model_validate_json(approval.model_dump_json())
    assert verify_approval(restored, KEY.public)
    assert verify_approval(restored.model_copy(update={"at": AT}), KEY.public)


def test_the_statement_is_canonical_and_names_its_format() -> None:
    statement = approval_statement(
        digest="ab" * 32, requirement="editor", person="A", office="B", party_code="c", at=AT
    )
    assert json.loads(statement) == {
        "format": "sasando-approval/1",
        "digest": "ab" * 32,
        "requirement": "editor",
        "person": "A",
        "office": "B",
        "party": "c",
        "at": "2024-09-20T01:30:00.000000Z",
    }
    assert b" " not in statement
    assert statement.startswith(b'{"at":')


def test_a_time_without_a_zone_is_not_signed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        an_approval(at=datetime(2024, 9, 20))  # noqa: DTZ001


def test_published_keys_verify_with_another_library() -> None:
    [jwk] = jwks([KEY.public])["keys"]
    assert jwk["kid"] == KEY.key_id
    raw = from_b64url(jwk["x"])
    Ed25519PublicKey.from_public_bytes(raw).verify(from_b64url(KEY.sign(b"ya")), b"ya")


def test_a_key_is_kept_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = write_key(KEY, tmp_path / "keys")
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path).public == KEY.public
    with pytest.raises(FileExistsError):
        write_key(KEY, tmp_path / "keys")


def test_a_key_never_shows_itself() -> None:
    assert repr(KEY) == f"SigningKey({KEY.key_id})"


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    path.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(ValueError, match="no Ed25519 key"):
        read_key(path)


@given(st.binary(max_size=80))
def test_base64url_gives_back_what_it_took(content: bytes) -> None:
    assert from_b64url(b64url(content)) == content


@pytest.mark.parametrize("text", ["a b=", "é", "abcde"])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_b64url(text)
