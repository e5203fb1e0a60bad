"""The channel interface: the one file to read before writing a channel.

A channel renders a Document into a Rendition (pure), hands it to one outlet, and brings back a
Receipt. It owns no state: rows, retries, schedules and keys belong to the desk. Frozen values
cross this border; never a request, a model or a database.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from sasando.documents import Document
from sasando.documents.digest import sha256_hex
from sasando.plugins.budgets import Budget, Free, Notes, Paper, Purse
from sasando.plugins.measures import Measure
from sasando.trust.certificates import Issuer
from sasando.trust.keys import SigningKey

HAND_OVER_STEPS = 6
"""A whole hand-over, of however many steps on the network, takes at most so many times
``Context.timeout_s``: a channel that is not done by then raises ``TryLater``."""


class MediaStore(Protocol):
    """Where the pictures and recordings of Documents are: bytes by their SHA-256."""

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises ``KeyError`` when the store has none."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Return the bytes as a file that can be sought in: for what is too large to hold.

        The caller closes it. Raises ``KeyError`` when the store has none.
        """
        return BytesIO(self.read(sha256))


def utc_now() -> datetime:
    """Return the time, aware. Channels read it from ``Context.clock``, so a test can set it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One option of an outlet. The desk builds its form from these."""

    name: str
    label: str  # English; the desk translates
    help: str = ""
    required: bool = True
    secret: bool = False  # kept encrypted, never shown again, never logged
    default: str = ""
    choices: tuple[str, ...] = ()  # the only values there are, when there are few


def no_feeds(document: Document) -> tuple[str, ...]:
    """Return no address: a house without feeds."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every channel may know of the house it works for."""

    site_url: str  # "https://example.id", no trailing slash
    site_name: str
    media: MediaStore
    signing_key: SigningKey | None = None  # the publishing side's key, for signed hand-overs
    hub_url: str = ""  # WebSub hub, empty when there is none
    hub_listeners: Callable[[tuple[str, ...]], int] | None = None
    """How many subscribers these feeds have, where the hub is the house's own; it needs no ping."""
    allow_loopback: bool = False  # outlets on this machine: the demo and the tests
    timeout_s: float = 10.0  # of every step on the network, seconds
    folder: Path | None = None  # under which the file channels write, and nowhere else
    issuer: Issuer | None = None  # the publishing side's, for content credentials in pictures
    feeds_of: Callable[[Document], tuple[str, ...]] = no_feeds
    """The addresses of the house's feeds that a Document stands in."""
    clock: Callable[[], datetime] = utc_now
    language: str = "id"  # of the people at the desk, who read why something failed
    purse: Purse = field(default_factory=Free)
    notes: Notes = field(default_factory=Paper)

    @property
    def hand_over_s(self) -> float:
        """How long one whole hand-over may take, in seconds; the desk's lease is longer."""
        return HAND_OVER_STEPS * self.timeout_s


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a rendition. ``name`` is a relative path with ``/``."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A Document as one channel says it. The same Document gives the same bytes."""

    files: tuple[RenderedFile, ...]
    subject: str = ""  # a subject line or title, where the channel has one

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents, 64 hexadecimal digits."""
        parts = [f"{f.name}\n{f.content_type}\n{sha256_hex(f.body)}\n" for f in self.files]
        return sha256_hex("".join([self.subject, "\n", *parts]).encode())

    def file(self, name: str) -> RenderedFile:
        """Return the file called ``name``. Raises ``KeyError`` when there is none."""
        for candidate in self.files:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receiving side's own answer. Nothing is "sent" without one."""

    identifier: str  # the receiving side's own identifier
    at: datetime  # aware; the receiving side's time where it gives one
    address: str = ""  # where a person can look, a URL or a path
    words: str = ""  # the receiving side's own words
    extra: Mapping[str, str] = field(default_factory=dict)  # what ``correct`` will need again


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about an outlet's settings that a person should mend."""

    field: str  # the option's name, "" for the whole
    message: str  # what is wrong and what to do
    fatal: bool = True
    ends_at: datetime | None = None  # aware; when access ends unless somebody acts


class ChannelError(Exception):
    """Base of what a channel may raise on purpose. Anything else is a bug and goes up."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words  # the receiving side's own words, as far as it had any


class Refused(ChannelError):
    """Final: trying again will not help until a person changes something."""


class TryLater(ChannelError):
    """Passing: try again, not before ``after`` (the receiving side's Retry-After, if it gave one)."""

    def __init__(self, words: str, after: timedelta | None = None) -> None:
        super().__init__(words)
        self.after = after


class Unsure(Refused):
    """Nobody can tell whether a copy arrived, and trying again might make a second one.

    For platforms that know no idempotency keys and cannot be asked: a person looks there.
    """


class Underway(TryLater):
    """It goes on and nothing failed: ``words`` say how far it is.

    For what takes longer than one hand-over may: a film of gigabytes, a platform that works on it.
    It does not count as an attempt, so who raises it must see to an end: bytes that are left, or a
    time after which it is a ``TryLater``.
    """


class Channel(ABC):
    """One way out. Subclass it, name it in the entry-point group ``sasando.channels``."""

    slug: ClassVar[str]  # the entry point's name
    label: ClassVar[str]  # English; the desk translates
    fields: ClassVar[tuple[Field, ...]] = ()
    can_correct: ClassVar[bool] = False
    """A copy that is out can be replaced; else the desk opens a task with a deadline."""
    can_withdraw: ClassVar[bool] = False
    """A copy that is out can be taken back."""
    follows_expiry: ClassVar[bool] = False
    """Is told when a copy's time is over, and whether an urgent notice was confirmed; elsewhere the
    copy itself says until when it holds."""
    withdraws_unseen: ClassVar[bool] = False
    """Can take back a copy whose receipt never came: ``withdraw`` gets one without an identifier."""
    stays_up: ClassVar[bool] = False
    """Its copies hang or stand somewhere: a person takes them down when their time is over."""
    is_printed: ClassVar[bool] = False
    """What it carried was printed: a correction takes a slot in the next edition."""
    needs_hands: ClassVar[bool] = False
    """A person carries the rendition over and brings the proof; ``deliver`` is never called."""
    local: ClassVar[bool] = False
    """Works on this machine only (files): no network, done at once."""
    access: ClassVar[tuple[str, ...]] = ()
    """Options without which no program may in, such as a token that a platform grants or not. While
    one is empty the outlet is reached by hand, with the same rendition as its kit; so these fields
    are not ``required``."""
    budgets: ClassVar[tuple[Budget, ...]] = ()
    """What its platform allows; each call is paid from ``Context.purse`` before it is made."""
    can_measure: ClassVar[bool] = False
    """Its platform counts what became of a copy: ``measures`` reads it back."""

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        self.options = {f.name: options.get(f.name) or f.default for f in self.fields}
        self.context = context

    @classmethod
    def pays_as(cls, options: Mapping[str, str]) -> str:
        """Return the name under which all who share a budget with these options pay; "": nobody does."""
        return ""

    @classmethod
    def wants(cls, document: Document) -> bool:
        """Whether it has anything to carry of ``document``; asked when the outbox is written.

        A copy that is out is corrected and withdrawn whatever this says of a later version.
        """
        return True

    @abstractmethod
    def render(self, document: Document) -> Rendition:
        """Return ``document`` as this channel says it. Pure: no network, no clock, no chance."""

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        """Hand the rendition over, once for each ``key``: a repeat makes no second copy.

        Raises ``Refused`` or ``TryLater``.
        """
        raise NotImplementedError(f"{self.slug} does not deliver")

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Replace the copy that ``receipt`` names. Only called when ``can_correct``."""
        raise NotImplementedError(f"{self.slug} cannot correct")

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Take back the copy that ``receipt`` names. Only called when ``can_withdraw``."""
        raise NotImplementedError(f"{self.slug} cannot withdraw")

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        """Return what the platform counted of the copy that ``receipt`` names, so far.

        Only called when ``can_measure``. Raises ``Refused`` (the copy is gone) or ``TryLater``.
        """
        raise NotImplementedError(f"{self.slug} measures nothing")

    def diagnose(self) -> list[Problem]:
        """Ask the platform whether its access still holds: once a day, and for ``doctor``.

        Never raises: what could not be asked is a problem too. A problem with ``ends_at`` is a
        warning until then.
        """
        return self.check()

    def check(self) -> list[Problem]:
        """Return what is wrong with the outlet's settings; no network."""
        return [
            Problem(field=f.name, message=f"{f.label} is missing: fill it in.")
            for f in self.fields
            if f.required and not self.options[f.name]
        ]
