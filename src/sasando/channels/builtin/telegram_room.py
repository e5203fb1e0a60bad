"""One Telegram channel as its bot reaches it: calls paid for, errors said, and what the bot may do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sasando.channels.builtin.bot_api import OFFICIAL, BotApi, Failed
from sasando.channels.builtin.messengers.payload import number, part, text
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import ChannelError, Context, Field, Problem, Refused, TryLater
from sasando.rendering.phrases import phrase

# https://core.telegram.org/bots/faq: "no more than 20 messages per minute" to one chat, about 30 a
# second over all.
OVERALL = Budget(name="calls", limit=30, every=timedelta(seconds=1), label="calls a second")
ONE_CHAT = Budget(name="posts", limit=20, every=timedelta(minutes=1), label="posts a minute")
GONE = ("message to delete not found", "message to edit not found", "message_id_invalid")
_SHUT = (
    "chat not found",
    "bot was kicked",
    "bot is not a member",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
)
_RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")

FIELDS: tuple[Field, ...] = (
    Field(
        name="token",
        label="Bot token",
        help="From @BotFather. Empty: a person posts it.",
        required=False,
        secret=True,
    ),
    Field(name="chat", label="Channel name", help="@name, or -100… of a private channel."),
    Field(
        name="picture",
        label="Picture",
        help="card: the share card with a short text; none: a longer text with a link preview.",
        default="card",
        choices=("card", "none"),
    ),
    Field(
        name="pin",
        label="Pin urgent notices",
        help="yes or no.",
        default="yes",
        choices=("yes", "no"),
    ),
    Field(
        name="withdrawal",
        label="On withdrawal",
        help="delete: the post goes; notice: it stays and says that it was withdrawn.",
        default="delete",
        choices=("delete", "notice"),
    ),
    Field(
        name="server",
        label="Server",
        help="Of the Bot API; another one only if you run your own.",
        default=OFFICIAL,
    ),
)


class Said(Refused):
    """Telegram's no, with what it said."""

    def __init__(self, words: str, failed: Failed) -> None:
        super().__init__(words)
        self.failed = failed


class Room:
    """The channel that the options name."""

    def __init__(self, options: Mapping[str, str], context: Context) -> None:
        self._options, self.context = options, context

    @property
    def chat(self) -> str | int:
        """Its name with an @, or its number."""
        chat = self._options["chat"].strip()
        return chat if chat.startswith("@") else int(chat)

    def call(
        self, method: str, values: dict[str, Any], files: dict[str, bytes] | None = None
    ) -> dict[str, Any]:
        """Call the Bot API. Raises ``Said``, ``Refused``, ``Cut`` or ``TryLater``."""
        self.spend(OVERALL)
        api = BotApi(self._options["token"], self._options["server"], self.context)
        try:
            return api.call(method, values, files)
        except Failed as failed:
            raise self._failure(failed) from failed

    def _failure(self, failed: Failed) -> ChannelError:
        told = failed.told
        if failed.too_fast:
            after = timedelta(seconds=failed.wait_s or 1)
            return TryLater(self.says("slow_down", words=told), after=after)
        if failed.passing:
            return TryLater(self.says("platform_down", words=told))
        if failed.says(*_SHUT):
            return Said(self.says("shut", words=told), failed)
        if failed.says(*GONE):
            return Said(self.says("gone", words=told), failed)
        if failed.of_token:
            return Said(self.says("bad_token", words=told), failed)
        return Said(self.says("refused", words=told), failed)

    def spend(self, budget: Budget) -> None:
        """Pay for one call or post. Raises ``TryLater``."""
        self.context.purse.spend(budget, 1)

    def says(self, name: str, **values: object) -> str:
        """Return a phrase of the table ``telegram`` in the language of the desk."""
        return phrase(f"telegram.{name}", self.context.language, **values)

    def problems(self) -> list[Problem]:
        """Ask Telegram whether the bot is there and may do what is needed."""
        try:
            me = part(self.call("getMe", {}), "result")
        except ChannelError as error:
            return [Problem(field="token", message=error.words)]
        try:
            chat = part(self.call("getChat", {"chat_id": self.chat}), "result")
            asked = {"chat_id": self.chat, "user_id": number(me, "id")}
            member = part(self.call("getChatMember", asked), "result")
        except ChannelError as error:
            return [Problem(field="chat", message=error.words)]
        return self._lacking(me, chat, member)

    def _lacking(self, me: object, chat: object, member: Mapping[str, Any]) -> list[Problem]:
        if text(chat, "type") != "channel":
            return [Problem(field="chat", message=self.says("no_channel", chat=self.chat))]
        if text(member, "status") == "creator":
            return []
        missing = [right for right in _RIGHTS if member.get(right) is not True]
        if text(member, "status") != "administrator":
            missing = list(_RIGHTS)
        rights = ", ".join(self.says(f"right_{right}") for right in missing)
        message = self.says("rights", bot=f"@{text(me, 'username')}", rights=rights)
        return [Problem(field="chat", message=message)] if missing else []
