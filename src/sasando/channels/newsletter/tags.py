"""Signed names of readers: in links that end or begin a subscription, and in return-paths.

A tag is ``<purpose><mark>-<number>-<signature>``, small letters and digits only, so it survives
servers that fold the case of an address (RFC 5321 2.4 lets them) and fits a local part of 64
characters. Its purpose is signed with it: what a bounce shows does not unsubscribe anybody.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sasando.channels.privacy import code_of

_SIGNED = 20  # hexadecimal digits: 80 bits
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAG = re.compile(r"(?<![0-9a-z])([buc])([a-z2-7]{16})-([0-9a-z]{1,9})-([0-9a-f]{20})(?![0-9a-z])")


class Purpose(StrEnum):
    BOUNCE = "b"  # the return-path of one copy
    LEAVE = "u"  # ends the subscription
    CONFIRM = "c"  # begins it


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says once its signature was found good."""

    purpose: Purpose
    mark: str  # of the reader
    number: int  # the issue; of a confirmation the second it was asked for in, since 1970


def tag_of(purpose: Purpose, mark: str, number: int) -> str:
    """Return the tag, at most 48 characters. Raises ``VaultError`` without the house's key."""
    counted = _base36(number)
    return f"{purpose.value}{mark}-{counted}-{_signature(purpose.value, mark, counted)}"


def tags_in(text: str) -> Iterator[Tag]:
    """Give every tag in ``text`` that this house signed, whatever became of the case.

    Raises ``VaultError``.
    """
    for purpose, mark, counted, signature in _TAG.findall(text.lower()):
        if hmac.compare_digest(signature, _signature(purpose, mark, counted)):
            yield Tag(Purpose(purpose), mark, int(counted, 36))


def read_tag(text: str, *, purpose: Purpose) -> Tag | None:
    """Return the tag that the whole ``text`` is, made for ``purpose``, or ``None``."""
    if not _TAG.fullmatch(text.lower()):
        return None
    found = next(tags_in(text), None)
    return found if found is not None and found.purpose is purpose else None


def tagged_address(address: str, tag: str) -> str:
    """Return ``address`` with ``tag`` as its detail (RFC 5233): bounce+tag@example.id."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{tag}@{domain}"


def _signature(purpose: str, mark: str, counted: str) -> str:
    return code_of(f"newsletter/{purpose}", f"{mark}-{counted}")[:_SIGNED]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"
