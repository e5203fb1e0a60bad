"""Feeds: tell the WebSub hub which feeds of the site have changed.

Baking the feed files is the site's work; this comes after it. The house's own hub noted the change
with the publication and needs no ping: there, the receipt says how many subscribers are told.

How a publisher tells another hub is left open by WebSub (section 6); hubs share the form
PubSubHubbub gave it: ``hub.mode=publish`` and the topic in ``hub.url``.
"""

import time
from typing import ClassVar

import httpx

from sasando.documents import Document
from sasando.documents.digest import sha256_hex
from sasando.plugins import (
    Channel,
    Field,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.plugins.addresses import address_problem
from sasando.plugins.outbound import EXCHANGE_STEPS, Answer, send

TOPICS = "topics.txt"


class Feeds(Channel):
    slug: ClassVar[str] = "feeds"
    label: ClassVar[str] = "Feeds (WebSub)"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="hub",
            label="Hub",
            help="Address of the WebSub hub; empty: the one of this house.",
            required=False,
        ),
    )
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        """Return the addresses of the feeds that ``document`` stands in, one a line."""
        topics = "".join(f"{topic}\n" for topic in self.context.feeds_of(document))
        return Rendition(
            files=(RenderedFile(TOPICS, "text/plain; charset=utf-8", topics.encode()),),
            subject=document.headline,
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        """Ping the hub for each topic. A repeat is harmless: the hub fetches what stands there."""
        return self._ping(rendition, key)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Ping again: the same feeds have changed."""
        return self._ping(rendition, key)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Ping again: the item has gone from the same feeds."""
        return self._ping(self.render(document), key)

    def check(self) -> list[Problem]:
        problems = super().check()
        wrong = self.options["hub"] and address_problem(
            self.options["hub"], allow_loopback=self.context.allow_loopback
        )
        return [*problems, Problem(field="hub", message=wrong)] if wrong else problems

    def _ping(self, rendition: Rendition, key: str) -> Receipt:
        hub = self.options["hub"] or self.context.hub_url
        topics = rendition.file(TOPICS).body.decode().split()
        if not hub:
            raise Refused("No WebSub hub is set, so nobody can be told: set one, or remove this.")
        if not topics:
            raise Refused("This text stands in no feed of the site.")
        if self.context.hub_listeners and hub == self.context.hub_url:
            return self._noted(topics, self.context.hub_listeners(tuple(topics)), key)
        started = time.monotonic()
        answers = [self._tell(hub, topic, started) for topic in topics]
        return Receipt(
            identifier=sha256_hex(key.encode())[:16],  # a hub gives none of its own
            at=answers[-1].at(self.context.clock()),
            address=topics[0],
            words="; ".join(dict.fromkeys(answer.words for answer in answers)),
            extra={"topics": str(len(topics))},
        )

    def _noted(self, topics: list[str], listeners: int, key: str) -> Receipt:
        return Receipt(
            identifier=sha256_hex(key.encode())[:16],
            at=self.context.clock(),
            address=topics[0],
            words=f"own hub: {listeners} subscriptions to {len(topics)} feeds",
            extra={"topics": str(len(topics))},
        )

    def _tell(self, hub: str, topic: str, started: float) -> Answer:
        left = self.context.hand_over_s - (time.monotonic() - started)
        if left < EXCHANGE_STEPS * self.context.timeout_s:
            raise TryLater(f"{hub} was too slow to be told of every feed.")
        request = httpx.Request("POST", hub, data={"hub.mode": "publish", "hub.url": topic})
        answer = send(request, context=self.context)
        answer.expect_success(self.context.clock())
        return answer
