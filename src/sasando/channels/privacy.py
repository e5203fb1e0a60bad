"""What is known of a person: a keyed hash and a sealed address. Nothing else is ever written.

Law 27/2022 on personal data asks for no more than the purpose needs: here, to answer and to tell.
"""

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sasando.channels import vault
from sasando.channels.exceptions import VaultError
from sasando.trust.keys import write_secret

_KEY_BYTES = 32


def make_asker_key() -> None:
    """Write the key of the hashes to ``SASANDO_KEYS/askers.key`` (0600) unless there is one."""
    with suppress(FileExistsError):
        write_secret(_path(), secrets.token_bytes(_KEY_BYTES))


def code_of(inbox: str, value: str) -> str:
    """Return HMAC-SHA256 of a person's address (or a message's identifier) at ``inbox``.

    Whoever lacks the key cannot try out telephone numbers against it. Raises ``VaultError``.
    """
    message = f"{inbox}\n{value}".encode("utf-8", "replace")
    return hmac.new(_key(_path()), message, hashlib.sha256).hexdigest()


def seal(address: str) -> str:
    """Return ``address`` encrypted with the vault's key. Raises ``VaultError``."""
    return vault.lock({"address": address})


def unseal(locked: str) -> str:
    """Return the address in ``locked``. Raises ``VaultError``."""
    return vault.unlock(locked).get("address", "")


def without(words: str, address: str) -> str:
    """Return a platform's own ``words``, in which ``address`` and the numbers in it are a "…"."""
    for part in filter(None, dict.fromkeys([address, *re.findall(r"\d+", address)])):
        words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", words)
    return words


def _path() -> Path:
    return Path(settings.KEYS) / "askers.key"


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise VaultError(f"the askers' key cannot be read: run `sasando init` ({error})") from error
    if len(key) < _KEY_BYTES:
        raise VaultError(f"{path.name} is no key: restore it from your backup")
    return key
