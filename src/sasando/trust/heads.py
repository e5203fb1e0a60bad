"""What the transparency log says of itself: its entries, and its head under signature."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sasando.documents.canonical import canonical_json
from sasando.trust.keys import PublicKey, SigningKey
from sasando.trust.signing import timestamp

ENTRY_FORMAT = "sasando-log-entry/1"
HEAD_FORMAT = "sasando-log-head/1"


def log_entry(*, event: str, digest: str, at: datetime, reason: str = "") -> bytes:
    """Return the bytes of one entry: what happened to which Document, when, and why.

    ``event`` is "published", "withdrawn" ...; ``digest`` the Document's SHA-256 in hexadecimal.
    """
    return canonical_json(
        {
            "format": ENTRY_FORMAT,
            "event": event,
            "digest": digest,
            "at": timestamp(at),
            "reason": reason,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """The log at one moment, signed: whoever keeps it can hold the log to it."""

    size: int
    root: bytes
    at: datetime
    key_id: str
    signature: str  # Ed25519 over ``statement``, base64url without padding

    @property
    def statement(self) -> bytes:
        """The bytes that are signed."""
        return _statement(self.size, self.root, self.at)

    def as_json(self) -> dict[str, Any]:
        """Return the head as it is published."""
        return {
            "format": HEAD_FORMAT,
            "size": self.size,
            "root": self.root.hex(),
            "at": timestamp(self.at),
            "key_id": self.key_id,
            "signature": self.signature,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Return the head that ``as_json`` wrote. Raises ``ValueError`` when it is none."""
        try:
            if value["format"] != HEAD_FORMAT:
                raise ValueError(f"not a log head: {value['format']!r}")
            return cls(
                size=int(value["size"]),
                root=bytes.fromhex(value["root"]),
                at=datetime.fromisoformat(value["at"]),
                key_id=str(value["key_id"]),
                signature=str(value["signature"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a log head: {error}") from error


def _statement(size: int, root: bytes, at: datetime) -> bytes:
    return canonical_json(
        {"format": HEAD_FORMAT, "size": size, "root": root.hex(), "at": timestamp(at)}
    )


def sign_head(*, key: SigningKey, size: int, root: bytes, at: datetime) -> SignedHead:
    """Return the head of a log of ``size`` leaves, signed with ``key``."""
    return SignedHead(
        size=size,
        root=root,
        at=at,
        key_id=key.key_id,
        signature=key.sign(_statement(size, root, at)),
    )


def verify_head(head: SignedHead, key: PublicKey) -> bool:
    """Whether ``head`` was signed with ``key``."""
    return head.key_id == key.key_id and key.verify(head.statement, head.signature)
