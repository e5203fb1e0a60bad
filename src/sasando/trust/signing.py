"""A party's yes to exactly one Document: the statement that is signed, and its verification."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sasando.documents.canonical import canonical_json
from sasando.documents.imprint import Approval, Party
from sasando.trust.exceptions import Unreadable
from sasando.trust.keys import PublicKey, SigningKey, from_b64url

APPROVAL_FORMAT = "sasando-approval/1"


def timestamp(at: datetime) -> str:
    """Return ``at`` as signed statements write it: RFC 3339, UTC, microseconds, ``Z``.

    One instant has one form, whatever zone it was given in. Raises ``ValueError`` for naive time.
    """
    if at.tzinfo is None:
        raise ValueError("a signed time needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def approval_statement(
    *, digest: str, requirement: str, person: str, office: str, party_code: str, at: datetime
) -> bytes:
    """Return the bytes an approval signs: canonical JSON (RFC 8785) of who says yes to what.

    ``digest`` is the Document's SHA-256 in hexadecimal. The fixed ``format`` keeps a signature
    made here from being passed off as one over anything else.
    """
    return canonical_json(
        {
            "format": APPROVAL_FORMAT,
            "digest": digest,
            "requirement": requirement,
            "person": person,
            "office": office,
            "party": party_code,
            "at": timestamp(at),
        }
    )


def sign_approval(
    *,
    key: SigningKey,
    document_digest: str,
    requirement: str,
    person: str,
    office: str,
    party: Party,
    at: datetime,
) -> Approval:
    """Return the approval of the Document with ``document_digest``, signed with the party's key."""
    statement = approval_statement(
        digest=document_digest,
        requirement=requirement,
        person=person,
        office=office,
        party_code=party.code,
        at=at,
    )
    return Approval(
        requirement=requirement,
        person=person,
        office=office,
        party=party,
        at=at,
        digest=document_digest,
        key_id=key.key_id,
        signature=key.sign(statement),
    )


def verify_approval(approval: Approval, key: PublicKey) -> bool:
    """Whether ``approval`` was signed with ``key`` and says what was signed.

    It does not say whose key it is, nor which Document is shown: the caller takes ``key`` from the
    party's published keys and compares ``approval.digest`` with the Document's.
    """
    if approval.key_id != key.key_id:
        return False
    statement = approval_statement(
        digest=approval.digest,
        requirement=approval.requirement,
        person=approval.person,
        office=approval.office,
        party_code=approval.party.code,
        at=approval.at,
    )
    return key.verify(statement, approval.signature)


def jwks(keys: Iterable[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """Return ``keys`` as a JSON Web Key Set (RFC 7517 section 5), in the order given."""
    return {"keys": [key.jwk() for key in keys]}


def keys_in(key_set: bytes) -> tuple[PublicKey, ...]:
    """Return the Ed25519 keys of a JSON Web Key Set, as ``keys.json`` has them; others are left out.

    Raises ``Unreadable`` for what is no key set, or has no such key.
    """
    try:
        rows = json.loads(key_set)["keys"]
        found = tuple(
            PublicKey(from_b64url(row["x"])) for row in rows if row.get("crv") == "Ed25519"
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("this is no set of public keys (JWKS)") from error
    if not found or any(len(key.raw) != 32 for key in found):
        raise Unreadable("this set has no Ed25519 key that can be read")
    return found
