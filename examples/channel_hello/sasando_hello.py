"""A whole channel: one line on the notice screen of a village office.

The screen speaks a small HTTP language. ``PUT /lines/<name>`` with ``{"text": …}`` shows a line or
replaces it, ``DELETE /lines/<name>`` takes it away; both answer with ``{"id": …}``.
"""

import json

import httpx

from sasando.documents import Document
from sasando.plugins import (
    Channel,
    Field,
    Problem,
    Receipt,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.plugins.addresses import address_problem
from sasando.plugins.outbound import send

LINE = "line.json"
WIDTH = 160  # characters the screen can show


class Hello(Channel):
    slug = "hello"
    label = "Notice screen"
    fields = (
        Field(name="url", label="Address", help="Of the screen: https://screen.example"),
        Field(name="token", label="Token", required=False, secret=True),
    )
    can_correct = True
    can_withdraw = True
    withdraws_unseen = True  # the line is named after the item: no receipt is needed to find it

    def render(self, document: Document) -> Rendition:
        address = f"{self.context.site_url}/v/{document.code}"
        room = WIDTH - len(address) - 1
        text = document.key_message
        if len(text) > room:
            text = text[: room - 1] + "…"
        body = json.dumps({"text": f"{text} {address}"}, ensure_ascii=False).encode()
        return Rendition(
            files=(RenderedFile(LINE, "application/json", body),), subject=document.headline
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        # The line is named after the item: a repeat, with this key or any, replaces it by itself.
        return self._call("PUT", document, rendition.file(LINE).body)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        return self._call("PUT", document, rendition.file(LINE).body)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        return self._call("DELETE", document)

    def check(self) -> list[Problem]:
        problems = super().check()
        if self.options["url"]:
            loopback = self.context.allow_loopback
            wrong = address_problem(self.options["url"], allow_loopback=loopback)
            problems += [Problem(field="url", message=wrong)] if wrong else []
        return problems

    def _call(self, method: str, document: Document, body: bytes = b"") -> Receipt:
        address = f"{self.options['url'].rstrip('/')}/lines/{document.item}"
        headers = {"Content-Type": "application/json"}
        if self.options["token"]:
            headers["Authorization"] = f"Bearer {self.options['token']}"
        request = httpx.Request(method, address, headers=headers, content=body)
        answer = send(request, context=self.context)
        now = self.context.clock()
        answer.expect_success(now)
        said = answer.json()
        if not isinstance(said, dict) or not said.get("id"):
            raise TryLater(f"The screen gave no id. {answer.words}")
        return Receipt(
            identifier=str(said["id"]), at=answer.at(now), address=address, words=answer.words
        )
