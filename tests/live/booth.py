"""A live platform whose chat a test writes: by the interface, in memory, waiting as real ones do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition
from time import monotonic, sleep
from typing import ClassVar

from django.utils import timezone

from sasando.live.chats import Chat, Listeners
from sasando.live.models import Broadcast as Row
from sasando.live.models import BroadcastAccount, Production
from sasando.parties.models import Organisation
from sasando.plugins.broadcaster import Broadcast, BroadcastState, Comment, Comments, Standing
from sasando.plugins.channel import ChannelError
from tests.live.platform import Stage

PATIENCE_S = 10.0  # on a machine under load


@dataclass
class Hall:
    """What was written, in its order; a cursor is how much of it was read."""

    pages: list[Comments] = field(default_factory=list)
    errors: list[ChannelError] = field(default_factory=list)
    replies: list[tuple[str, str, str]] = field(default_factory=list)  # comment, author, text
    keys: dict[str, str] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)  # with which somebody came
    open: bool = True
    news: Condition = field(default_factory=Condition)

    def say(self, *texts: str, author: str = "Maria", gone: tuple[str, ...] = (), ended=False):
        """Let viewers write these, each a message of its own page."""
        with self.news:
            for text in texts or ("",):
                number = len(self.pages) + 1
                comment = Comment(
                    identifier=f"m{number}",
                    text=text,
                    author=author,
                    author_id=f"UC-{author}-{number}",
                    at=timezone.now(),
                )
                comments = (comment,) if text else ()
                self.pages.append(
                    Comments(comments=comments, cursor=str(number), gone=gone, ended=ended)
                )
            self.news.notify_all()
            return f"m{len(self.pages)}"

    def hang_up(self) -> None:
        with self.news:
            self.open = False
            self.news.notify_all()


class Booth(Stage):
    slug = "booth"
    label = "Booth"
    can_reply = True
    hall: ClassVar[Hall]

    def comments(self, broadcast: Broadcast, *, cursor: str = "") -> Iterator[Comments]:
        hall = self.hall
        hall.cursors.append(cursor)
        read = int(cursor or 0)
        while True:
            with hall.news:
                if hall.errors:
                    raise hall.errors.pop(0)
                if read >= len(hall.pages):
                    if not hall.open:
                        return
                    hall.news.wait(0.5)
                    continue
                page = hall.pages[read]
            read += 1
            yield page

    def reply(self, broadcast: Broadcast, comment: Comment, text: str, *, key: str) -> str:
        if self.hall.errors:
            raise self.hall.errors.pop(0)
        if key not in self.hall.keys:
            self.hall.replies.append((comment.identifier, comment.author, text))
            self.hall.keys[key] = f"r{len(self.hall.replies)}"
        return self.hall.keys[key]

    def standing(self, broadcast: Broadcast) -> Standing:
        return Standing(state=BroadcastState.LIVE)


def a_broadcast(
    production: Production,
    owner: Organisation,
    *,
    code: str = "booth",
    broadcaster: str = "booth",
    options: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
    identifier: str = "b1",
    extra: dict[str, str] | None = None,
) -> Row:
    """A broadcast that is live by its platform's word, of an episode that is."""
    account = BroadcastAccount(
        code=code,
        name=code.upper(),
        organisation=owner,
        broadcaster=broadcaster,
        options=options or {},
    )
    account.lock_secrets(secrets or {"token": "rahasia"})
    account.save()
    now = timezone.now()
    Production.objects.filter(pk=production.pk).update(
        state="live", told_to_start_at=now, live_at=now
    )
    production.refresh_from_db()
    return Row.objects.create(
        production=production,
        account=account,
        key=f"k-{code}",
        state="live",
        due_at=now,
        planned_by=production.opened_by,
        identifier=identifier,
        address="https://stage.example/1",
        extra=extra or {},
        live_at=now,
    )


def rounds(listeners: Listeners, until, *, now: datetime | None = None) -> None:
    """Let a worker make rounds until ``until()`` is true."""
    give_up = monotonic() + PATIENCE_S
    while True:
        for work in listeners.look(now or timezone.now()):
            work()
        if until():
            return
        assert monotonic() < give_up, "it never came to that"
        sleep(0.02)


def chat_of(listeners: Listeners) -> Chat:
    [chat] = listeners.chats.values()
    return chat
