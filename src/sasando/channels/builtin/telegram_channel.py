"""A Telegram channel, written to by a bot that is its administrator (Bot API 10.2).

https://core.telegram.org/bots/api. What is idempotent and what is not: editing, pinning and deleting
are. Posting is not: Telegram knows no keys and shows a bot no history. So a note is written before a
post goes out and after its answer came. Between the two nobody can tell whether readers see it: it is
never posted a second time, a person looks.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar

from sasando.channels.builtin.bot_api import (
    CAPTION,
    TEXT,
    Cut,
    is_token,
)
from sasando.channels.builtin.cards import sealed
from sasando.channels.builtin.messengers.payload import moment, number, part, text
from sasando.channels.builtin.telegram_post import (
    as_withdrawn,
    is_withdrawn,
    post_html,
    preview,
)
from sasando.channels.builtin.telegram_room import FIELDS, GONE, ONE_CHAT, OVERALL, Room, Said
from sasando.documents import Document, Kind, Standing
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import (
    Channel,
    ChannelError,
    Field,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    Unsure,
)
from sasando.rendering.cards import CardSize, card_png

MESSAGE, CAPTIONED, CARD = "teks.html", "keterangan.html", "kartu.png"
_HTML, _PNG = "text/html; charset=utf-8", "image/png"
_CHAT = re.compile(r"@[A-Za-z]\w{3,31}|-100\d{5,15}", re.ASCII)
_POST = re.compile(r"(?:^|t\.me/(?:c/\d+|\w+)/)(\d{1,15})(?:\?\S*)?$", re.ASCII)
_NOT_PINNED = ("message to unpin not found", "not_modified", "not modified")
_STUCK = ("can't be deleted",)  # older than 48 hours, and no right to delete


class TelegramChannel(Channel):
    slug: ClassVar[str] = "telegram-channel"
    label: ClassVar[str] = "Telegram channel"
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    access: ClassVar[tuple[str, ...]] = ("token",)
    budgets: ClassVar[tuple[Budget, ...]] = (OVERALL, ONE_CHAT)

    def render(self, document: Document) -> Rendition:
        """Return the post as a text and, with a card, as the caption of its picture."""
        site_url = self.context.site_url
        message = post_html(document, limit=TEXT, site_url=site_url, whole=True)
        files = [RenderedFile(MESSAGE, _HTML, message.encode())]
        if self.options["picture"] == "card":
            caption = post_html(document, limit=CAPTION, site_url=site_url, whole=False)
            card = card_png(document, size=CardSize.SQUARE, site_url=site_url)
            files = [
                RenderedFile(CAPTIONED, _HTML, caption.encode()),
                RenderedFile(CARD, _PNG, card),
                *files,
            ]
        return Rendition(files=tuple(files), subject=document.headline)

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        """Post once. Raises ``Unsure`` when an attempt broke off after it had left."""
        noted = self.context.notes.read(key)
        if noted.get("state") == "sent":
            return self._receipt(noted)
        if noted.get("state") == "sending":
            raise Unsure(self._room.says("unsure"))
        self._room.spend(ONE_CHAT)
        posted = self._posted(document, sealed(rendition, document, self.context), key)
        if document.kind is Kind.NOTICE and self.options["pin"] == "yes":
            posted |= {"words": self._pin(posted["message_id"])}
        self.context.notes.write(key, posted)
        return self._receipt(posted)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Edit the post in place; a picture stays a picture and a text a text."""
        kind = receipt.extra.get("kind", "photo" if CARD in _names(rendition) else "text")
        self._edit(document, sealed(rendition, document, self.context), receipt, kind=kind)
        return self._followed(receipt)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Delete the post, or leave a notice in its place.

        What is only over stays, with the sentence that says so on top, and is unpinned. A post that
        Telegram does not let a bot delete (older than 48 hours, without the right) becomes a notice.
        """
        if document.imprint is not None and document.imprint.standing is Standing.EXPIRED:
            return self._leave(document, receipt)
        gone = as_withdrawn(document, reason, self.context.clock())
        if self.options["withdrawal"] == "notice":
            return self._leave(gone, receipt)
        try:
            self._room.call(
                "deleteMessage", {"chat_id": self._room.chat, "message_id": _number(receipt)}
            )
        except Said as said:
            if said.failed.says(*_STUCK):
                return self._leave(gone, receipt)
            if not said.failed.says(*GONE):
                raise
        return self._followed(receipt)

    def check(self) -> list[Problem]:
        problems = super().check()
        if self.options["token"] and not is_token(self.options["token"]):
            problems.append(Problem(field="token", message=self._room.says("token_form")))
        if self.options["chat"] and not _CHAT.fullmatch(self.options["chat"].strip()):
            problems.append(Problem(field="chat", message=self._room.says("chat_form")))
        return problems

    def diagnose(self) -> list[Problem]:
        problems = self.check()
        if any(problem.fatal for problem in problems) or not self.options["token"]:
            return problems
        return [*problems, *self._room.problems()]

    @cached_property
    def _room(self) -> Room:
        return Room(self.options, self.context)

    def _posted(self, document: Document, rendition: Rendition, key: str) -> dict[str, str]:
        """Post, noting before and after; return what is to be known of the post."""
        with_card = CARD in _names(rendition)
        values: dict[str, Any] = {"chat_id": self._room.chat, "parse_mode": "HTML"}
        self.context.notes.write(key, {"state": "sending"})
        try:
            if with_card:
                values["caption"] = _read(rendition, CAPTIONED)
                files = {"photo": rendition.file(CARD).body}
                said = self._room.call("sendPhoto", values, files)
            else:
                values |= {"text": _read(rendition, MESSAGE), **preview(document)}
                said = self._room.call("sendMessage", values)
        except Cut as cut:
            raise Unsure(self._room.says("unsure_now", words=cut.words)) from cut
        except ChannelError:
            self.context.notes.write(key, {})  # it did not go out: try again when it is time
            raise
        result = part(said, "result")
        chat, at = part(result, "chat"), moment(number(result, "date")) or self.context.clock()
        posted = {
            "state": "sent",
            "message_id": str(number(result, "message_id") or 0),
            "chat_id": str(number(chat, "id") or 0),
            "username": text(chat, "username"),
            "kind": "photo" if with_card else "text",
            "at": at.isoformat(),
        }
        self.context.notes.write(key, posted)
        return posted

    def _receipt(self, posted: Mapping[str, str]) -> Receipt:
        number_, username = posted["message_id"], posted["username"]
        place = username or f"c/{posted['chat_id'].removeprefix('-100')}"
        return Receipt(
            identifier=f"{posted['chat_id']}/{number_}",
            at=datetime.fromisoformat(posted["at"]).astimezone(UTC),
            address=f"https://t.me/{place}/{number_}",
            words=posted.get("words", ""),
            extra={"kind": posted["kind"]},
        )

    def _followed(self, receipt: Receipt) -> Receipt:
        """Return the receipt of what was done to a post that ``receipt`` names."""
        return Receipt(
            identifier=receipt.identifier,
            at=self.context.clock(),
            address=receipt.address,
            extra=receipt.extra,
        )

    def _leave(self, document: Document, receipt: Receipt) -> Receipt:
        """Put the notice into the post, and unpin it."""
        rendition = self.render(document)
        kind = receipt.extra.get("kind", "photo" if CARD in _names(rendition) else "text")
        at = {"chat_id": self._room.chat, "message_id": _number(receipt)}
        try:
            self._edit(document, sealed(rendition, document, self.context), receipt, kind=kind)
            self._room.call("unpinChatMessage", at)
        except Said as said:
            gone = is_withdrawn(document) and said.failed.says(*GONE)
            if not gone and not said.failed.says(*_NOT_PINNED):
                raise
        return self._followed(receipt)

    def _edit(
        self, document: Document, rendition: Rendition, receipt: Receipt, *, kind: str
    ) -> None:
        self._room.spend(ONE_CHAT)
        values: dict[str, Any] = {"chat_id": self._room.chat, "message_id": _number(receipt)}
        try:
            if kind == "text":
                values |= {"text": _read(rendition, MESSAGE), "parse_mode": "HTML"}
                self._room.call("editMessageText", values | preview(document))
            elif CARD in _names(rendition):
                media = {"type": "photo", "media": "attach://card", "parse_mode": "HTML"}
                media["caption"] = _read(rendition, CAPTIONED)
                files = {"card": rendition.file(CARD).body}
                self._room.call("editMessageMedia", {**values, "media": json.dumps(media)}, files)
            else:  # posted with a card once, and the outlet has none any more
                site_url = self.context.site_url
                values["caption"] = post_html(
                    document, limit=CAPTION, site_url=site_url, whole=False
                )
                self._room.call("editMessageCaption", {**values, "parse_mode": "HTML"})
        except Said as said:
            if not said.failed.says("message is not modified"):
                raise

    def _pin(self, message: str) -> str:
        """Pin the post; return "" or why it is not pinned: readers have it all the same."""
        try:
            self._room.call(
                "pinChatMessage", {"chat_id": self._room.chat, "message_id": int(message)}
            )
        except ChannelError as error:
            return self._room.says("unpinned", words=error.words)
        return self._room.says("pinned")


def _number(receipt: Receipt) -> int:
    """Return which post it is: by Telegram's number, or by the address a person brought."""
    for said in (receipt.identifier.rpartition("/")[2], receipt.address, receipt.identifier):
        if found := _POST.search(said):
            return int(found[1])
    raise Refused(f"{receipt.identifier}: this names no post of the channel.")


def _read(rendition: Rendition, name: str) -> str:
    return rendition.file(name).body.decode()


def _names(rendition: Rendition) -> set[str]:
    return {file.name for file in rendition.files}
