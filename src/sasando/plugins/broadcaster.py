"""The broadcaster interface: the one file to read before writing a platform for going live.

A broadcaster announces a live broadcast on one platform, says where the stream is to be sent, turns
it on and off, brings what viewers write, and reads the numbers. Like a channel it owns no state:
plans, retries, questions and keys belong to the house. Frozen values cross this border; never a
request, a model or a database. The stream itself does not go through here.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sasando.plugins.budgets import Budget
from sasando.plugins.channel import Context, Field, Problem
from sasando.plugins.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastPlan:
    """What is announced."""

    title: str
    description: str
    starts_at: datetime  # aware
    language: str = "id"
    public: bool = True  # False: only who has the address (a rehearsal)
    picture: bytes = b""  # PNG or JPEG, 1280×720


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One broadcast as the platform knows it: its own identifiers, and where to send the stream."""

    identifier: str  # the platform's own
    address: str  # where people watch
    ingest_url: str  # rtmps://…, without the key
    ingest_key: str  # a secret: never shown whole, never logged
    extra: Mapping[str, str] = field(default_factory=dict)  # what the other calls need again


class BroadcastState(StrEnum):
    """How far a broadcast has come, by the platform's own word."""

    PLANNED = "planned"
    RECEIVING = "receiving"  # the stream arrives, nobody sees it yet
    LIVE = "live"
    ENDED = "ended"
    GONE = "gone"  # deleted on the platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the platform says of a broadcast now."""

    state: BroadcastState
    words: str = ""  # its own, of the stream's health or of what is wrong
    healthy: bool = True
    viewers: int | None = None  # at this moment, where it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One message of a viewer. ``author`` is as shown on the platform; neither is to be trusted."""

    identifier: str
    text: str
    author: str  # display name; personal data
    at: datetime  # aware
    author_id: str = ""  # personal data
    paid: bool = False  # the platform marks it as paid for


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """What came in together, and where to go on after it."""

    comments: tuple[Comment, ...]
    cursor: str  # give it back to ``comments``
    gone: tuple[str, ...] = ()  # identifiers that the platform took down
    ended: bool = False  # nothing more will come


class Broadcaster(ABC):
    """One live platform. Subclass it, name it in the entry-point group ``sasando.broadcasters``.

    Every method raises ``Refused`` or ``TryLater`` with the platform's own words.
    """

    slug: ClassVar[str]  # the entry point's name
    label: ClassVar[str]  # English; the desk translates
    fields: ClassVar[tuple[Field, ...]] = ()
    access: ClassVar[tuple[str, ...]] = ()
    """Options without which a person goes live by hand: as ``Channel.access``."""
    budgets: ClassVar[tuple[Budget, ...]] = ()
    can_reply: ClassVar[bool] = False
    """A viewer's message can be answered on the platform."""
    keeps_recording_days: ClassVar[int | None] = None
    """After so many days the platform deletes the recording: it is archived before. None: never."""

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        self.options = {f.name: options.get(f.name) or f.default for f in self.fields}
        self.context = context

    @classmethod
    def pays_as(cls, options: Mapping[str, str]) -> str:
        """Return the name under which all who share a budget with these options pay; "": nobody does."""
        return ""

    @abstractmethod
    def schedule(self, plan: BroadcastPlan, *, key: str) -> Broadcast:
        """Announce the broadcast, once for each ``key``: a repeat announces no second one."""

    @abstractmethod
    def change(self, plan: BroadcastPlan, *, broadcast: Broadcast) -> Broadcast:
        """Bring title, description, picture or time up to date."""

    @abstractmethod
    def start(self, broadcast: Broadcast) -> Standing:
        """Let viewers see it. ``TryLater`` while the platform does not receive the stream yet."""

    @abstractmethod
    def end(self, broadcast: Broadcast) -> Standing:
        """End it. Ending what has ended changes nothing."""

    @abstractmethod
    def cancel(self, broadcast: Broadcast) -> None:
        """Take the announcement back. What is gone already is no error."""

    @abstractmethod
    def standing(self, broadcast: Broadcast) -> Standing:
        """Ask how it stands. Never raises for a broadcast that is gone: that is a state."""

    @abstractmethod
    def comments(self, broadcast: Broadcast, *, cursor: str = "") -> Iterator[Comments]:
        """Yield what viewers write, as it comes, after ``cursor``; blocks between.

        By the platform's own stream where it has one: polling eats its quota. Ends when the
        connection ends, with ``ended`` in the last one if the chat is over; the caller comes back
        with the last cursor. What came twice has the same identifier.
        """

    def reply(self, broadcast: Broadcast, comment: Comment, text: str, *, key: str) -> str:
        """Answer a viewer where they wrote; return the answer's identifier. See ``can_reply``."""
        raise NotImplementedError(f"{self.slug} cannot reply")

    def measures(self, broadcast: Broadcast) -> tuple[Measure, ...]:
        """Return what the platform counted of the broadcast and its recording, so far."""
        return ()

    def check(self) -> list[Problem]:
        """Return what is wrong with the settings; no network."""
        return [
            Problem(field=f.name, message=f"{f.label} is missing: fill it in.")
            for f in self.fields
            if f.required and not self.options[f.name]
        ]

    def diagnose(self) -> list[Problem]:
        """Ask the platform whether its access still holds. Never raises. As ``Channel.diagnose``."""
        return self.check()
