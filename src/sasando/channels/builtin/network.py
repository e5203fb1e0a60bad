"""Network push: a signed HTTP POST of ninjs to a partner outlet.

The partner's side of the agreement is docs/reference/network-push.md.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import httpx

from sasando.channels.builtin.article import ninjs_item
from sasando.documents import Document
from sasando.documents.canonical import canonical_json
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
from sasando.plugins.outbound import Answer, send
from sasando.trust.http_signature import sign_request

ITEM = "item.json"
_NO_KEY = "The publishing side has no signing key: make one with “sasando init”."
_MAX_ID = 300  # characters
# What stays of an item that is withdrawn: which one, of what version, and where it was.
_IDENTIFYING = {
    *("uri", "standard", "type", "language", "version", "versionCreated", "title", "altIds")
}


class Network(Channel):
    slug: ClassVar[str] = "network"
    label: ClassVar[str] = "Network push"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="url",
            label="Address",
            help="Where the partner takes items: https://partner.example/sasando/items",
        ),
        Field(
            name="token",
            label="Token",
            help="What the partner gave you to identify yourself with, if anything.",
            required=False,
            secret=True,
        ),
    )
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        body = canonical_json(self._item(document))
        return Rendition(
            files=(RenderedFile(ITEM, "application/json", body),), subject=document.headline
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return self._push(rendition.file(ITEM).body, key=key)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Push the new version: same ``uri``, higher ``version``; the partner replaces."""
        return self._push(rendition.file(ITEM).body, key=key)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Push the item without its text, ``pubStatus`` canceled, the reason as ``edNote``."""
        item = self._item(document)
        notice = {name: value for name, value in item.items() if name in _IDENTIFYING}
        notice |= {"representationType": "partial", "pubStatus": "canceled", "edNote": reason}
        return self._push(canonical_json(notice), key=key)

    def check(self) -> list[Problem]:
        problems = super().check()
        if self.options["url"]:
            wrong = address_problem(self.options["url"], allow_loopback=self.context.allow_loopback)
            problems += [Problem(field="url", message=wrong)] if wrong else []
        return problems

    def _item(self, document: Document) -> dict[str, Any]:
        house = self.context
        return ninjs_item(document, site_url=house.site_url, site_name=house.site_name)

    def _push(self, body: bytes, *, key: str) -> Receipt:
        signing_key = self.context.signing_key
        if signing_key is None:
            raise Refused(_NO_KEY)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self.options["token"]:
            headers["Authorization"] = f"Bearer {self.options['token']}"
        request = httpx.Request("POST", self.options["url"], headers=headers, content=body)
        now = self.context.clock()
        sign_request(request, key=signing_key, created=now, nonce=secrets.token_urlsafe(18))
        return receipt_of(send(request, context=self.context), clock=now)


def receipt_of(answer: Answer, *, clock: datetime) -> Receipt:
    """Return the partner's receipt.

    A 409 that carries the receipt of an earlier push with the same key is that receipt. A success
    that names no ``id`` is none: nobody could show the copy, so it is tried again. Raises
    ``TryLater`` or ``Refused``.
    """
    said = answer.json()
    identifier = _identifier(said)
    if answer.status != 409 or not identifier:
        answer.expect_success(clock)
    if not identifier:
        raise TryLater(f"The partner answered without an id, so nothing is proven. {answer.words}")
    return Receipt(
        identifier=identifier,
        at=_time(said.get("receivedAt")) or answer.at(clock),
        address=_web_address(said.get("url")),
        words=answer.words,
    )


def _identifier(said: Any) -> str:
    if not isinstance(said, Mapping):
        return ""
    value = said.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:_MAX_ID]


def _time(value: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else None


def _web_address(value: Any) -> str:
    """Return ``value`` when a person may safely follow it: an http(s) URL, else nothing."""
    usable = isinstance(value, str) and address_problem(value, allow_loopback=True) is None
    return value if usable and len(value) <= 2000 else ""
