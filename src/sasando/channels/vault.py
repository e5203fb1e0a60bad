"""Outlet credentials at rest: encrypted with a key that is kept outside the database."""

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from sasando.channels.exceptions import VaultError
from sasando.trust.keys import write_secret


def make_vault_key() -> None:
    """Write the vault's key to ``SASANDO_KEYS/vault.key`` (0600) unless there is one."""
    with suppress(FileExistsError):
        write_secret(settings.KEYS / "vault.key", Fernet.generate_key())


def _fernet() -> Fernet:
    path = settings.KEYS / "vault.key"
    try:
        return _made(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise VaultError(f"the vault's key cannot be read: run `sasando init` ({error})") from error


@lru_cache(maxsize=4)
def _made(path: Path, changed_ns: int) -> Fernet:
    """Return what the key in ``path`` locks and unlocks with, as long as the file stays as it is."""
    return Fernet(path.read_bytes())


def lock(secrets: Mapping[str, str]) -> str:
    """Return ``secrets`` encrypted (Fernet: AES-128-CBC with HMAC-SHA-256). Raises ``VaultError``."""
    if not secrets:
        return ""
    return _fernet().encrypt(json.dumps(dict(secrets)).encode()).decode()


def unlock(locked: str) -> dict[str, str]:
    """Return the secrets in ``locked``. Raises ``VaultError`` when the key is not theirs."""
    if not locked:
        return {}
    try:
        return dict(json.loads(_fernet().decrypt(locked.encode())))
    except InvalidToken as error:
        raise VaultError(
            "these credentials were locked with another key: enter them again"
        ) from error
