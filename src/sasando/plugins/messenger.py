"""The messenger interface: the one file to read before writing a two-way channel.

A messenger takes what a platform brings (a webhook, or a mailbox to look into), says what people
sent, fetches their pictures, and carries answers back. Like a channel it owns no state: who asked,
what was answered and what is to be tried again belong to the house. Frozen values cross this
border; never a request, a model or a database.

The way of one message: ``receive`` (or ``poll``) → written down by the house → ``acknowledge`` →
``reply``. A platform brings the same message twice, late and out of order: ``external_id`` is what
tells a repeat.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sasando.plugins.channel import (
    ChannelError,
    Context,
    Field,
    Problem,
    Receipt,
    Refused,
    TryLater,
)

MAX_MEDIA = 20_000_000  # bytes of one picture; what is larger is not fetched


class MediaKind(StrEnum):
    """What a message carries besides words. Only still pictures are read."""

    IMAGE = "image"
    STICKER = "sticker"  # a still one
    ANIMATION = "animation"  # moving stickers and GIFs
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    OTHER = "other"  # places, contacts, polls, and what the platform says it cannot show


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One thing a message carries, by the platform's identifier, or with its bytes (mail)."""

    id: str
    kind: MediaKind
    mime: str = ""  # as the platform says; not to be trusted
    size: int | None = None  # bytes, where the platform says
    name: str = ""
    body: bytes = b""  # given when the message brought it along

    @property
    def readable(self) -> bool:
        """Whether it is a still picture, which ``fetch_media`` brings."""
        return self.kind in (MediaKind.IMAGE, MediaKind.STICKER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message from a person, or one press of a button under an answer."""

    external_id: str  # the platform's; the same message brought again has the same
    address: str  # whom or where to answer: give it back to ``reply`` as it is; personal data
    sender: str  # the person, where ``address`` is a group; else the same; personal data
    sent_at: datetime  # aware; the platform's time
    text: str = ""  # words or caption; without the command and the mention that call the bot
    command: str = ""  # "cek" of "/cek" or "/cek@bot", lower case
    links: tuple[str, ...] = ()  # web addresses in it, hidden ones behind words included
    media: tuple[Media, ...] = ()
    pressed: str = ""  # the ``Option.id`` of the button pressed; then ``text`` is its label
    forwarded: bool = False
    forwarded_many: bool = False  # the platform says: many times
    in_group: bool = False
    asked: bool = True  # a private chat; in a group: a command, a mention, an answer to the bot
    reply_to: str = ""  # ``external_id`` of the message this one answers, ours or theirs
    quoted: "Incoming | None" = None  # that message, where it is not ours and came along: in a
    # group the rumour is in here, and ``text`` is only the call for the bot
    language: str = ""  # what the platform knows of the person's language, BCP 47
    thread_key: str = ""  # messages of one address with the same key are one tip (an album)
    edited: bool = False  # a new wording of the message of this ``external_id``
    receipt_handle: str = ""  # what ``acknowledge`` needs


class State(StrEnum):
    """How far the platform says an answer has come. Later ones say the earlier, in any order."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What became of an answer, told by the platform afterwards."""

    identifier: str  # among ``Receipt.identifier`` and ``Receipt.extra["ids"]``
    state: State
    at: datetime  # aware
    words: str = ""  # why it failed
    key: str = ""  # the ``key`` given to ``reply``, where the platform hands it back
    code: str = ""  # the platform's own, of a failure
    window_closed: bool = False  # it failed for lack of a template: ``reply`` again, never heard
    passing: bool = False  # it failed, but trying again later may help
    of_inbox: bool = False  # it failed as every other would: see ``InboxFault``
    unwanted: bool = False  # it failed: the person stopped what they did not ask for themselves
    unreachable: bool = False  # it failed: nobody is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """All that one webhook call or one look into the mailbox brought."""

    incoming: tuple[Incoming, ...] = ()
    statuses: tuple[Status, ...] = ()
    gone: tuple[str, ...] = ()  # addresses that blocked the bot or put it out: write no more
    unwanting: tuple[str, ...] = ()  # addresses that want answers, and nothing unasked any more
    seen: tuple[str, ...] = ()  # ``receipt_handle`` of what needs no answer and no record


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One button under an answer."""

    id: str  # comes back as ``Incoming.pressed``; at most 64 bytes
    label: str  # 20 characters are shown everywhere; longer ones may be cut
    description: str = ""  # shown where the options are a list; at most 72 characters

    def __post_init__(self) -> None:
        if not 0 < len(self.id.encode()) <= 64 or not self.label.strip():
            raise ValueError(f"an option has an id of 1 to 64 bytes and a label, not {self!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words approved by the platform beforehand, for when free words are not allowed."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()  # the values of {{1}}, {{2}}, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. Longer than ``max_text`` it becomes several messages."""

    text: str  # plain words; no markup of any platform
    options: tuple[Option, ...] = ()
    image: bytes = b""  # PNG or JPEG, sent before the words
    preview: bool = False  # whether the first link may be unfolded
    subject: str = ""  # for mail; empty: the house's usual one
    language: str = "id"  # of the few words a messenger adds: "id" or "en"
    template: Template | None = None  # said instead when ``window`` has closed; without one the
    # inbox's own template takes ``text`` as its only value, where one is set up


class Forged(ChannelError):
    """The call does not come from the platform: wrong signature or secret. Answer 403."""


class Malformed(ChannelError):
    """The call cannot be read. Answer 400; nothing of it was taken."""


class Unreachable(Refused):
    """The person is gone (blocked, left, no such address): write to this address no more."""


class Unwanted(Refused):
    """The person told the platform to stop what they did not ask for; answers still reach them."""


class WindowClosed(Refused):
    """The platform allows no free words any more, and the reply has no template it takes."""


class InboxFault(TryLater):
    """A fault of the inbox itself: a token that ended, a permission or a payment that is missing.

    Every other answer would fail as this one did: all of them wait until a person has mended it.
    """


class PairLimit(TryLater):
    """Too much was sent to this one person: the others may be written to."""


class Interrupted(TryLater):
    """A long answer of which some parts are out: give ``sent`` back as ``already``."""

    def __init__(self, words: str, *, sent: tuple[str, ...], after: timedelta | None = None):
        super().__init__(words, after)
        self.sent = sent  # identifiers of the parts that are out, the first one first


def is_of_inbox(error: BaseException) -> bool:
    """Return whether ``error``, or what interrupted a long answer by it, is an ``InboxFault``."""
    return isinstance(error, InboxFault) or isinstance(error.__cause__, InboxFault)


def option_meant(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option a person means who answers in words: its number or its label."""
    said = text.strip().strip(".()*").casefold()
    for number, option in enumerate(options, 1):
        if said and said in (str(number), option.label.casefold()):
            return option
    return None


class Messenger(ABC):
    """One two-way channel. Subclass it, name it in the entry-point group ``sasando.messengers``."""

    slug: ClassVar[str]  # the entry point's name
    label: ClassVar[str]  # English; the desk translates
    fields: ClassVar[tuple[Field, ...]] = ()
    supports_buttons: ClassVar[bool] = False
    """``Reply.options`` are shown as buttons; elsewhere as numbered lines to answer by number."""
    window: ClassVar[timedelta | None] = None
    """How long after the person's last message free words are allowed; ``None``: always."""
    max_text: ClassVar[int] = 4096
    """The longest text one message holds, in the platform's own units."""
    max_call: ClassVar[int] = 3_000_000
    """The longest call the platform makes, in bytes; WhatsApp's are the longest."""
    polled: ClassVar[bool] = False
    """Is looked into (``poll``); else the platform calls (``receive``)."""
    repeat_safe: ClassVar[bool] = False
    """The same ``key`` makes one message. Else an attempt whose end is unknown is told by a
    ``Status`` with its key, or not at all: the house must choose between twice and never."""

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        self.options = {f.name: options.get(f.name) or f.default for f in self.fields}
        self.context = context

    def verify_challenge(self, query: Mapping[str, str]) -> str:
        """Return what to answer (200, plain text) to the platform's GET. Raises ``Forged``."""
        raise Forged(f"{self.slug} asks no such question")

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        """Read one webhook call: its raw ``body``, its headers (any case). Pure: no network.

        Raises ``Forged`` or ``Malformed`` and nothing else, whatever the bytes.
        """
        raise Forged(f"{self.slug} is not called by its platform")

    def poll(self) -> Iterator[Received]:
        """Look for what is new, message by message. Only called when ``polled``.

        Each is written down and acknowledged before the next one is fetched; what was not
        acknowledged is brought again by the next look. Raises ``Refused`` or ``TryLater``.
        """
        raise NotImplementedError(f"{self.slug} is not looked into")

    def acknowledge(self, receipt_handles: tuple[str, ...]) -> None:  # noqa: B027 - may do nothing
        """Tell the platform that these messages are safely written down (read, answered, seen).

        A repeat is harmless. Raises ``Refused`` or ``TryLater``, which may be let go: it is a
        courtesy, except where ``polled``.
        """

    @abstractmethod
    def fetch_media(self, media: Media) -> bytes:
        """Return the bytes, at most ``MAX_MEDIA``.

        Raises ``Refused`` (gone, too large), ``InboxFault`` or ``TryLater``.
        """

    @abstractmethod
    def reply(
        self,
        address: str,
        reply: Reply,
        *,
        key: str,
        last_heard_at: datetime | None = None,
        in_reply_to: str = "",
        already: tuple[str, ...] = (),
    ) -> Receipt:
        """Send the answer; ``key`` names it.

        ``last_heard_at`` is when the person last wrote; ``None`` counts as never. ``in_reply_to``
        is the ``external_id`` of the message it answers. ``Receipt.extra["ids"]`` holds the
        identifiers of all parts, with spaces between; ``already`` are the parts that went out
        before the last attempt was ``Interrupted``. Raises ``Unreachable``, ``WindowClosed``,
        ``Refused``, ``Interrupted``, ``InboxFault`` or ``TryLater``.
        """

    def set_webhook(self, url: str) -> None:
        """Tell the platform where to call. Raises ``Refused`` or ``TryLater``."""
        raise Refused(f"{self.label}: the address is entered on the platform's own pages.")

    def check(self) -> list[Problem]:
        """Return what is wrong with the settings; no network."""
        return [
            Problem(field=f.name, message=f"{f.label} is missing: fill it in.")
            for f in self.fields
            if f.required and not self.options[f.name]
        ]

    def diagnose(self, *, webhook_url: str = "") -> list[Problem]:
        """Ask the platform: is the token good, does it call ``webhook_url``? For ``doctor``.

        Never raises: what could not be asked is a problem too.
        """
        return self.check()
