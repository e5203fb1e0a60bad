"""What a simulcast is told: frozen values, and their form on a pipe. Keys in them are secrets."""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

MASK = "•••"
_PASSPHRASE = re.compile(r"[A-Za-z0-9._~-]{16,79}")  # ffmpeg takes no escapes in it
_LONGEST_KEY = 900  # characters: a line of a preset holds 999
_SHORTEST_SECRET = 4  # characters: masking shorter ones would eat ordinary words


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One platform to send to. ``name`` is unique in a plan and is shown to people."""

    name: str
    url: str  # rtmp://host/app or rtmps://host/app, without the key
    key: str = field(repr=False)  # a secret

    def __post_init__(self) -> None:
        """Refuse what could not be sent to, with ``ValueError``."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("rtmp", "rtmps") or not parts.hostname or not parts.path.strip("/"):
            raise ValueError(f"{self.name}: the address must be rtmp(s)://host/app")
        if not self.key or any(character in self.key for character in "\r\n\0"):
            raise ValueError(f"{self.name}: the key is missing or is not one line")
        if len(self.key) > _LONGEST_KEY:
            raise ValueError(f"{self.name}: the key is too long")
        if any(ord(character) <= 32 for character in self.url):
            raise ValueError(f"{self.name}: the address has spaces in it")

    @property
    def application(self) -> str:
        """The part of the address after the host, as RTMP's ``connect`` wants it."""
        parts = urlsplit(self.url)
        return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The smaller pictures of adaptive HLS: encoded here, which costs processor; see the explanation."""

    heights: tuple[int, ...] = (360,)
    kilobits: tuple[int, ...] = (600,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One simulcast. Everything but the three folders of results is decided here."""

    title: str = ""  # on the holding slide
    key: str = field(repr=False)  # what the camera must know; a secret
    application: str = "live"
    host: str = "127.0.0.1"  # where the camera is awaited; "0.0.0.0" for another machine's
    port: int = 1935
    srt_port: int = 0  # UDP; 0: no SRT
    targets: tuple[Target, ...] = ()
    hls: str = ""  # folder for the public site; "" makes none
    dvr_s: int = 0  # how far back viewers can go, in seconds; 0: to the beginning
    ladder: Ladder | None = None
    record: bool = True
    longest_s: int = 6 * 3600  # after that it ends by itself
    first_source_s: int = 2 * 3600  # nobody ever sent anything: it ends

    def __post_init__(self) -> None:
        """Refuse what cannot work, with ``ValueError``."""
        if len(self.key) < 16:
            raise ValueError("the camera's key needs 16 characters or more")
        if self.srt_port and not _PASSPHRASE.fullmatch(self.key):
            raise ValueError("for SRT the camera's key is 16 to 79 letters, digits or -._~")
        if len({target.name for target in self.targets}) < len(self.targets):
            raise ValueError("two targets have the same name")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be seen in words of programs."""
        return (self.key, *(target.key for target in self.targets))


def dumped(plan: Plan) -> str:
    """Return ``plan`` as one line of JSON, secrets included: for a pipe, never for a file."""
    return json.dumps(asdict(plan))


def loaded(text: str) -> Plan:
    """Return the plan that ``dumped`` wrote. Raises ``ValueError`` for anything else."""
    try:
        raw: dict[str, Any] = json.loads(text)
        ladder = raw.pop("ladder", None)
        targets = targets_of(raw.pop("targets", []))
        return Plan(targets=targets, ladder=_ladder(ladder), **raw)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a plan: {error}") from error


def targets_of(raw: list[dict[str, str]]) -> tuple[Target, ...]:
    """Return targets from their JSON. Raises ``ValueError`` or ``TypeError``."""
    return tuple(Target(**one) for one in raw)


def masked(words: str, secrets: tuple[str, ...]) -> str:
    """Return ``words`` without any of ``secrets``, whole or as the last part of an address."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            words = words.replace(secret, MASK)
    return words


def _ladder(raw: dict[str, list[int]] | None) -> Ladder | None:
    return None if raw is None else Ladder(**{name: tuple(value) for name, value in raw.items()})
