"""Telegram: a bot that is called by webhook and answers by the Bot API (version 10.2).

https://core.telegram.org/bots/api
"""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sasando.channels.builtin.bot_api import (
    CAPTION,
    OFFICIAL,
    TEXT,
    BotApi,
    Failed,
    is_token,
)
from sasando.channels.builtin.messengers.in_parts import send_in_parts
from sasando.channels.builtin.messengers.payload import (
    envelope,
    header,
    moment,
    number,
    part,
    text,
)
from sasando.channels.builtin.messengers.splitting import shortened, split_text, utf16_units
from sasando.channels.builtin.messengers.telegram_updates import Bot, read_update
from sasando.plugins.channel import ChannelError, Field, Problem, Receipt, Refused, TryLater
from sasando.plugins.messenger import (
    MAX_MEDIA,
    Forged,
    InboxFault,
    Malformed,
    Media,
    Messenger,
    Received,
    Reply,
    Unreachable,
)
from sasando.rendering.phrases import phrase

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)
_ADDRESS = re.compile(r"-?\d{1,18}(/\d{1,18})?", re.ASCII)
_GONE = (  # the beginnings of what Telegram says when nobody is there any more
    "bot was blocked",
    "user is deactivated",
    "chat not found",
    "bot was kicked",
    "bot is not a member",
    "bot can't initiate conversation",
    "group chat was deleted",
    "have no rights to send",
    "not enough rights",
    "chat_write_forbidden",
)

Call = tuple[str, dict[str, Any], dict[str, bytes]]  # method, parameters, files


class Telegram(Messenger):
    slug: ClassVar[str] = "telegram"
    label: ClassVar[str] = "Telegram"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(name="token", label="Bot token", help="From @BotFather.", secret=True),
        Field(name="username", label="Bot name", help="As in @name, ending in bot."),
        Field(
            name="webhook_secret",
            label="Webhook secret",
            help="Letters, digits, _ and -, at most 256; made up by you.",
            secret=True,
        ),
        Field(
            name="server",
            label="Server",
            help="Of the Bot API; another one only if you run your own.",
            default=OFFICIAL,
        ),
    )
    supports_buttons: ClassVar[bool] = True
    max_text: ClassVar[int] = TEXT

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        given = header(headers, SECRET_HEADER).encode("utf-8", "replace")
        wanted = self.options["webhook_secret"].encode("utf-8", "replace")
        if not wanted or not hmac.compare_digest(given, wanted):
            raise Forged("the secret of the webhook is wrong")
        update = envelope(body)
        if number(update, "update_id") is None:
            raise Malformed("an update has an update_id")
        return read_update(update, self._bot)

    def acknowledge(self, receipt_handles: tuple[str, ...]) -> None:
        """Answer presses of buttons, which else show a running clock to the person."""
        for handle in receipt_handles:
            kind, _, identifier = handle.partition("/")
            if kind == "callback":
                self._call("answerCallbackQuery", {"callback_query_id": identifier})

    def fetch_media(self, media: Media) -> bytes:
        if media.size is not None and media.size > MAX_MEDIA:
            raise Refused(self._says("too_large", limit=MAX_MEDIA // 1_000_000))
        found = part(self._call("getFile", {"file_id": media.id}), "result")
        path = text(found, "file_path")
        if not path or ".." in path.split("/"):
            raise Refused(self._says("media_gone"))
        answer = self._api.file(path, limit=MAX_MEDIA)
        if answer.status == 404:
            raise Refused(self._says("media_gone"))
        answer.expect_success(self.context.clock())
        return answer.body

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
        """Telegram knows no keys: an attempt whose end is unknown may have come through."""
        calls = self._calls(address, reply, in_reply_to)
        now = self.context.clock()

        def send_one(call: Call) -> tuple[str, datetime]:
            result = part(self._call(*call), "result")
            identifier = f"{number(part(result, 'chat'), 'id')}/{number(result, 'message_id')}"
            return identifier, moment(number(result, "date")) or now

        return send_in_parts(calls, send_one, already=already, at=now)

    def set_webhook(self, url: str) -> None:
        self._call(
            "setWebhook",
            {
                "url": url,
                "secret_token": self.options["webhook_secret"],
                "allowed_updates": list(UPDATES),
            },
        )

    def check(self) -> list[Problem]:
        problems = super().check()
        if self.options["token"] and not is_token(self.options["token"]):
            message = "A bot token is a number, a colon and about 35 letters: copy it whole."
            problems.append(Problem(field="token", message=message))
        secret = self.options["webhook_secret"]
        if secret and not _SECRET.fullmatch(secret):
            message = "Only letters, digits, _ and -, at most 256 of them."
            problems.append(Problem(field="webhook_secret", message=message))
        return problems

    def diagnose(self, *, webhook_url: str = "") -> list[Problem]:
        problems = self.check()
        if any(problem.fatal for problem in problems):
            return problems
        try:
            me = part(self._call("getMe", {}), "result")
            hook = part(self._call("getWebhookInfo", {}), "result")
        except ChannelError as error:
            return [*problems, Problem(field="token", message=error.words)]
        name = text(me, "username")
        if name.lower() != self._bot.username:
            message = f"The token belongs to @{name}, not to @{self._bot.username}."
            problems.append(Problem(field="username", message=message))
        if webhook_url and text(hook, "url") != webhook_url:
            message = f"Telegram does not call {webhook_url}: connect the inbox anew."
            problems.append(Problem(field="", message=message))
        if trouble := text(hook, "last_error_message"):
            waiting = number(hook, "pending_update_count") or 0
            message = f"Telegram could not call the webhook ({trouble}); {waiting} wait."
            problems.append(Problem(field="", message=message, fatal=False))
        return problems

    def _calls(self, address: str, reply: Reply, in_reply_to: str) -> list[Call]:
        """Return the calls that make up an answer, the picture first, buttons on the last."""
        if not _ADDRESS.fullmatch(address):
            raise Refused(self._says("bad_address"))
        chat, _, topic = address.partition("/")
        to: dict[str, Any] = {"chat_id": int(chat)}
        if topic:
            to["message_thread_id"] = int(topic)
        pieces = split_text(reply.text, self.max_text)
        calls: list[Call] = []
        if reply.image:
            caption = utf16_units(reply.text.strip()) <= CAPTION and len(pieces) == 1
            values = {"caption": pieces.pop()} if caption else {}
            calls.append(("sendPhoto", {**to, **values}, {"photo": reply.image}))
        preview = {"link_preview_options": {"is_disabled": not reply.preview}}
        calls += [("sendMessage", {**to, "text": piece, **preview}, {}) for piece in pieces]
        if not calls:
            raise Refused(self._says("empty"))
        answered = in_reply_to.rpartition("/")[2]
        if in_reply_to.startswith(f"{chat}/") and answered.isdecimal():
            calls[0][1]["reply_parameters"] = {
                "message_id": int(answered),
                "allow_sending_without_reply": True,
            }
        if reply.options:
            calls[-1][1]["reply_markup"] = {
                "inline_keyboard": [
                    [{"text": shortened(option.label, 60), "callback_data": option.id}]
                    for option in reply.options
                ]
            }
        return calls

    def _call(
        self, method: str, values: dict[str, Any], files: dict[str, bytes] | None = None
    ) -> dict[str, Any]:
        """Call the Bot API and return its answer.

        Raises ``Unreachable``, ``Refused``, ``InboxFault`` or ``TryLater`` with Telegram's own
        words.
        """
        try:
            return self._api.call(method, values, files)
        except Refused as error:  # the server of the settings must not be called
            raise InboxFault(error.words) from error
        except Failed as failed:
            raise self._failure(failed) from failed

    def _failure(self, failed: Failed) -> ChannelError:
        told = failed.told
        if failed.moved_to:
            return Unreachable(self._says("moved", words=told))
        if failed.too_fast:
            after = timedelta(seconds=failed.wait_s or 1)
            return TryLater(self._says("slow_down", words=told), after=after)
        if failed.passing:
            return TryLater(self._says("platform_down", words=told))
        if failed.says(*_GONE):
            return Unreachable(self._says("gone", words=told))
        if failed.of_token:
            return InboxFault(self._says("bad_token", words=told))
        return Refused(self._says("refused", words=told))

    def _says(self, name: str, **values: object) -> str:
        return phrase(f"messenger.{name}", self.context.language, platform=self.label, **values)

    @property
    def _bot(self) -> Bot:
        token = self.options["token"].partition(":")[0]
        name = self.options["username"].strip().removeprefix("@").lower()
        return Bot(id=int(token) if token.isdecimal() else 0, username=name)

    @property
    def _api(self) -> BotApi:
        return BotApi(self.options["token"], self.options["server"], self.context)
