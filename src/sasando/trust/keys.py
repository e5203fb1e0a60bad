"""Ed25519 keys (RFC 8032) of the parties: made once, kept in files, rotated with history."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sasando.documents.digest import sha256_hex


def b64url(content: bytes) -> str:
    """Return base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_b64url(text: str) -> bytes:
    """Return the bytes of base64url text, padded or not. Raises ``ValueError`` (binascii.Error)."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key and the name it goes by: the first 16 hex digits of its SHA-256."""

    raw: bytes  # 32 bytes

    @property
    def key_id(self) -> str:
        return sha256_hex(self.raw)[:16]

    def verify(self, message: bytes, signature: str) -> bool:
        """Whether ``signature`` (base64url) is this key's over ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(from_b64url(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def jwk(self) -> dict[str, str]:
        """Return the key as a JSON Web Key (RFC 8037)."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": self.key_id,
            "x": b64url(self.raw),
        }


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key. Its ``repr`` shows the key id only."""

    private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"

    @property
    def public(self) -> PublicKey:
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return PublicKey(raw)

    @property
    def key_id(self) -> str:
        return self.public.key_id

    def sign(self, message: bytes) -> str:
        """Return the Ed25519 signature over ``message``, base64url without padding."""
        return b64url(self.private.sign(message))


def make_key() -> SigningKey:
    """Return a new key from the system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate())


def write_key(key: SigningKey, folder: Path) -> Path:
    """Write ``key`` to ``folder/<key id>.pem``, readable by its owner only; return the path."""
    path = folder / f"{key.key_id}.pem"
    pem = key.private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_secret(path, pem)
    return path


def write_secret(path: Path, content: bytes) -> None:
    """Write ``content`` to a new file that only its owner reads, in a folder of the same kind.

    Raises ``FileExistsError``: a secret is never written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> SigningKey:
    """Read a key written by ``write_key``. Raises ``OSError``, or ``ValueError`` when it is none."""
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return SigningKey(private)
