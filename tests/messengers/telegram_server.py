"""Telegram's Bot API as far as the house uses it, on loopback, as strict as the documentation.

    with TelegramServer() as telegram:
        telegram.webhook_url = "http://127.0.0.1:8000/…"   # or let the bot call setWebhook
        telegram.send_text("apakah benar?", user=7)          # signs and posts an update
        telegram.sent[-1].text                               # what the bot answered

A channel: ``telegram.channel`` is one the bot is an administrator of; ``telegram.posts`` is what its
readers see, ``telegram.older`` makes all of them older than 48 hours.

https://core.telegram.org/bots/api, version 10.2, read 2026-11. Unlike Telegram it refuses parameters that the
documentation does not name.
"""

import io
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from PIL import Image

from tests.messengers.loopback import Answer, LoopbackServer, Request
from tests.messengers.telegram_html import Bad, rendered
from tests.messengers.telegram_words import KINDS, PARAMETERS, RIGHTS


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Sent:
    """One message the bot sent."""

    chat: int
    message_id: int
    text: str  # or the caption
    photo: bytes
    buttons: tuple[tuple[str, str], ...]  # label, data
    reply_to: int | None
    topic: int | None
    preview: bool
    preview_url: str = ""


@dataclass
class TelegramServer(LoopbackServer):
    token: str = "8012345678:AAHrumour-desk-token-for-loopback"
    username: str = "sasando_cek_bot"
    secret: str = "rahasia-webhook_1"
    per_second: int = 0  # messages a second to one chat, 0: no limit
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)  # callback queries
    blocked: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)  # chats the bot may write to
    files: dict[str, bytes] = field(default_factory=dict)
    hook: dict[str, Any] = field(default_factory=dict)
    last_update: bytes = b""
    channel: int = -1001112223334
    channel_name: str = "kpu_kota_kupang"  # "" for a private one
    rights: set[str] = field(default_factory=lambda: set(RIGHTS))
    member: str = "administrator"  # what the bot is in the channel
    posts: dict[int, Sent] = field(default_factory=dict)  # what the channel's readers see
    pinned: list[int] = field(default_factory=list)
    older: bool = False  # all posts are older than 48 hours

    def __post_init__(self) -> None:
        self._failures: deque[tuple[int, str, int | None, bool]] = deque()
        self._lock = threading.RLock()
        self._number = 100
        self._times: dict[int, deque[float]] = {}

    @property
    def options(self) -> dict[str, str]:
        """What an inbox for this server is configured with."""
        return {
            "token": self.token,
            "username": self.username,
            "webhook_secret": self.secret,
            "server": self.url,
        }

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def fail_next(
        self,
        code: int,
        description: str = "Internal Server Error",
        *,
        retry_after: int | None = None,
        after_taking: bool = False,
    ) -> None:
        """Fail the next call that sends, edits or deletes. ``after_taking``: it is sent, but the line breaks."""
        self._failures.append((code, description, retry_after, after_taking))

    # what people do ------------------------------------------------------------------------

    def send_text(self, text: str, **how: Any) -> httpx.Response:
        """Post an update: somebody writes ``text``. See ``message`` for ``how``."""
        return self.post({"message": self.message(text=text, **how)})

    def send_photo(self, body: bytes, caption: str = "", **how: Any) -> httpx.Response:
        return self.post({"message": self.message(photo=body, text=caption, **how)})

    def edit_text(self, message: dict[str, Any], text: str) -> httpx.Response:
        edited = {**message, "text": text, "edit_date": message["date"] + 60}
        return self.post({"edited_message": edited})

    def press(self, data: str, *, user: int = 7, on: Sent | None = None) -> httpx.Response:
        """Post an update: somebody presses the button with ``data`` under a message."""
        on = on or next(s for s in reversed(self.sent) if data in [d for _, d in s.buttons])
        rows = [[{"text": label, "callback_data": d}] for label, d in on.buttons]
        chat = {"id": on.chat, "type": "private" if on.chat > 0 else "supergroup"}
        query = {
            "id": str(self._next()),
            "from": self.person(user),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": on.message_id,
                "date": int(time.time()),
                "chat": chat,
                "from": self.me(),
                "text": on.text,
                "reply_markup": {"inline_keyboard": rows},
            },
        }
        return self.post({"callback_query": query})

    def block(self, user: int = 7) -> httpx.Response:
        """Post an update: somebody blocks the bot; from now on sending to them is refused."""
        self.blocked.add(user)
        member = {
            "chat": {"id": user, "type": "private", "first_name": "Maria"},
            "from": self.person(user),
            "date": int(time.time()),
            "old_chat_member": {"status": "member", "user": self.me()},
            "new_chat_member": {"status": "kicked", "user": self.me(), "until_date": 0},
        }
        return self.post({"my_chat_member": member})

    def message(
        self,
        *,
        text: str = "",
        user: int = 7,
        group: int | None = None,
        topic: int | None = None,
        forwarded: bool = False,
        reply_to: dict[str, Any] | None = None,
        photo: bytes = b"",
        album: str = "",
        at: float | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Return a Message as Telegram writes it; ``more`` is merged into it."""
        chat: dict[str, Any] = {"id": user, "type": "private", "first_name": "Maria"}
        if group is not None:
            chat = {"id": group, "type": "supergroup", "title": "RT 05"}
        self.known.add(chat["id"])
        message: dict[str, Any] = {
            "message_id": self._next(),
            "from": self.person(user),
            "chat": chat,
            "date": int(at or time.time()),
        }
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if text:
            name = "caption" if photo or "document" in more else "text"
            message[name] = text
            if entities := self._entities(text):
                message["entities" if name == "text" else "caption_entities"] = entities
        if forwarded:
            origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Seseorang"}
            message["forward_origin"] = origin
        if photo:
            message["photo"] = self._sizes(photo)
        if album:
            message["media_group_id"] = album
        if reply_to is not None:
            message["reply_to_message"] = reply_to
        return message | more

    def post(self, update: dict[str, Any]) -> httpx.Response:
        """Give ``update`` a number and post it to the webhook with the secret."""
        body = json.dumps({"update_id": self._next(), **update}).encode()
        self.last_update = body
        return self.repost(body)

    def repost(self, body: bytes = b"") -> httpx.Response:
        """Post the last update once more: what Telegram does when it saw no 200."""
        header = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        return self.call_back(body or self.last_update, header)

    def add_file(self, body: bytes) -> str:
        identifier = f"AgAC{self._next()}"
        self.files[identifier] = body
        return identifier

    def person(self, user: int) -> dict[str, Any]:
        return {"id": user, "is_bot": False, "first_name": "Maria", "language_code": "id"}

    def me(self) -> dict[str, Any]:
        return {
            "id": self.id, "is_bot": True, "first_name": "Cek", "username": self.username
        }  # fmt: skip

    # what the bot does ---------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        with self._lock:
            try:
                if request.path.startswith(f"/file/bot{self.token}/"):
                    return self._download(request)
                return self._method(request)
            except Bad as bad:
                said: dict[str, Any] = {"ok": False, "error_code": bad.code}
                said["description"] = bad.description
                if bad.parameters:
                    said["parameters"] = bad.parameters
                return Answer(bad.code, json.dumps(said).encode())

    def _method(self, request: Request) -> Answer:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        if not found or not re.fullmatch(r"\d+:[\w-]+", found.group(1)):
            raise Bad(404, "Not Found")
        if found.group(1) != self.token:
            raise Bad(401, "Unauthorized")
        method = found.group(2)
        if method not in PARAMETERS:
            raise Bad(404, "Not Found")
        values = self._values(request)
        attached = set(re.findall(r'"attach://(\w+)"', str(values.get("media", ""))))
        if strange := set(values) - PARAMETERS[method] - attached:
            raise Bad(400, f"Bad Request: unknown parameters {sorted(strange)}")
        self.calls.append((method, values))
        hang_up = False
        if method.startswith(("send", "edit", "delete")) and self._failures:
            code, description, wait, after_taking = self._failures.popleft()
            if not after_taking:
                raise Bad(code, description, **({"retry_after": wait} if wait else {}))
            hang_up = True
        result = getattr(self, f"_{method}")(values)
        return Answer(200, json.dumps({"ok": True, "result": result}).encode(), hang_up=hang_up)

    @staticmethod
    def _values(request: Request) -> dict[str, Any]:
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("application/json"):
            values = json.loads(request.body or b"{}")
            assert isinstance(values, dict)
            return values
        if kind.startswith("multipart/form-data"):
            fields, files = request.form()
            values = dict(fields)
            for name in ("reply_markup", "reply_parameters", "link_preview_options"):
                if name in values:
                    values[name] = json.loads(values[name])
            for name in ("chat_id", "message_thread_id", "message_id"):
                if name in values and not values[name].startswith("@"):
                    values[name] = int(values[name])
            return {**values, **files}
        if request.method == "GET":
            return dict(request.query)
        raise Bad(400, "Bad Request: unsupported content type")

    def _getMe(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**self.me(), "can_join_groups": True, "can_read_all_group_messages": False}

    def _getWebhookInfo(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {
            "url": self.webhook_url, "has_custom_certificate": False, "pending_update_count": 0,
            **self.hook,
        }  # fmt: skip

    def _setWebhook(self, values: dict[str, Any]) -> bool:  # noqa: N802
        url = httpx.URL(values.get("url", ""))
        if url.host != "127.0.0.1":
            if url.scheme != "https":
                raise Bad(
                    400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
                )
            if url.port not in (None, 443, 80, 88, 8443):
                raise Bad(
                    400,
                    "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
                )
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", values.get("secret_token", "")):
            raise Bad(400, "Bad Request: secret token contains unallowed characters")
        if set(values.get("allowed_updates", [])) - KINDS:
            raise Bad(400, "Bad Request: unknown update type")
        self.webhook_url, self.secret = str(url), values["secret_token"]
        return True

    def _answerCallbackQuery(self, values: dict[str, Any]) -> bool:  # noqa: N802
        identifier = values.get("callback_query_id")
        if not isinstance(identifier, str) or not identifier.isdigit():
            raise Bad(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.answered.append(identifier)
        return True

    def _getFile(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        body = self.files.get(values.get("file_id", ""))
        if body is None:
            raise Bad(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(body) > 20_000_000:
            raise Bad(400, "Bad Request: file is too big")
        identifier = values["file_id"]
        return {
            "file_id": identifier, "file_unique_id": f"u{identifier}", "file_size": len(body),
            "file_path": f"photos/{identifier}.jpg",
        }  # fmt: skip

    def _download(self, request: Request) -> Answer:
        body = self.files.get(request.path.rpartition("/")[2].removesuffix(".jpg"))
        if body is None:
            raise Bad(404, "Not Found")
        return Answer(200, body, "application/octet-stream")

    def _sendMessage(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._send(values, self._text(values), b"")

    def _sendPhoto(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._send(values, self._caption(values), self._photo(values.get("photo")))

    @staticmethod
    def _text(values: dict[str, Any]) -> str:
        text = values.get("text")
        if not isinstance(text, str) or not text.strip():
            raise Bad(400, "Bad Request: message text is empty")
        text = rendered(text, values.get("parse_mode"))
        if units(text) > 4096:
            raise Bad(400, "Bad Request: message is too long")
        return text

    @staticmethod
    def _caption(values: dict[str, Any]) -> str:
        caption = rendered(values.get("caption", ""), values.get("parse_mode"))
        if units(caption) > 1024:
            raise Bad(400, "Bad Request: message caption is too long")
        return caption

    @staticmethod
    def _photo(photo: Any) -> bytes:
        if not isinstance(photo, bytes) or len(photo) > 10_000_000:
            raise Bad(400, "Bad Request: there is no photo in the request")
        try:
            width, height = Image.open(io.BytesIO(photo)).size
        except OSError:
            raise Bad(400, "Bad Request: IMAGE_PROCESS_FAILED") from None
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise Bad(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        return photo

    def _send(self, values: dict[str, Any], text: str, photo: bytes) -> dict[str, Any]:
        chat = self._chat_of(values)
        if chat in self.blocked:
            raise Bad(403, "Forbidden: bot was blocked by the user")
        if chat == self.channel:
            self._may("can_post_messages")
        self._not_too_fast(chat)
        preview = values.get("link_preview_options", {})
        message = Sent(
            chat=chat,
            message_id=self._next(),
            text=text,
            photo=photo,
            buttons=self._buttons(values.get("reply_markup")),
            reply_to=self._reply(values.get("reply_parameters")),
            topic=values.get("message_thread_id"),
            preview=not preview.get("is_disabled", False),
            preview_url=preview.get("url", ""),
        )
        self.sent.append(message)
        if chat == self.channel:
            self.posts[message.message_id] = message
        return self._shown(message)

    def _shown(self, message: Sent) -> dict[str, Any]:
        shown = {"message_id": message.message_id, "date": int(time.time())}
        if message.chat == self.channel:
            return {**shown, "chat": self._channel(), "sender_chat": self._channel()}
        kind = "private" if message.chat > 0 else "supergroup"
        return {**shown, "chat": {"id": message.chat, "type": kind}, "from": self.me()}

    def _chat_of(self, values: dict[str, Any]) -> int:
        chat = values.get("chat_id")
        if self.member != "left":
            if isinstance(chat, str) and self.channel_name and chat == f"@{self.channel_name}":
                return self.channel
            if chat == self.channel:
                return self.channel
        if not isinstance(chat, int) or isinstance(chat, bool) or chat not in self.known:
            raise Bad(400, "Bad Request: chat not found")
        return chat

    def _channel(self) -> dict[str, Any]:
        named = {"username": self.channel_name} if self.channel_name else {}
        return {"id": self.channel, "type": "channel", "title": "KPU Kota Kupang", **named}

    def _may(self, right: str) -> None:
        if self.member != "creator" and right not in self.rights:
            raise Bad(400, "Bad Request: not enough rights to send text messages to the chat")

    def _post(self, values: dict[str, Any], missing: str) -> Sent:
        if self._chat_of(values) != self.channel:
            raise Bad(400, "Bad Request: chat not found")
        post = self.posts.get(values.get("message_id", 0))
        if post is None:
            raise Bad(400, f"Bad Request: {missing}")
        return post

    def _getChat(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        chat = self._chat_of(values)
        full = {"accent_color_id": 0, "max_reaction_count": 11}
        kind = "private" if chat > 0 else "supergroup"
        return {**(self._channel() if chat == self.channel else {"id": chat, "type": kind}), **full}

    def _getChatMember(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self._chat_of(values)
        if values.get("user_id") != self.id:
            raise Bad(400, "Bad Request: user not found")
        rights = {right: right in self.rights for right in RIGHTS}
        return {"user": self.me(), "status": self.member} | (
            rights if self.member == "administrator" else {}
        )

    def _editMessageText(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        post = self._post(values, "message to edit not found")
        if post.photo:
            raise Bad(400, "Bad Request: there is no text in the message to edit")
        preview = values.get("link_preview_options", {})
        return self._edit(
            post,
            replace(post, text=self._text(values), preview_url=preview.get("url", "")),
        )

    def _editMessageCaption(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        post = self._post(values, "message to edit not found")
        if not post.photo:
            raise Bad(400, "Bad Request: there is no caption in the message to edit")
        return self._edit(post, replace(post, text=self._caption(values)))

    def _editMessageMedia(self, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        post = self._post(values, "message to edit not found")
        media = json.loads(values["media"])
        if set(media) - {"type", "media", "caption", "parse_mode"} or media["type"] != "photo":
            raise Bad(400, "Bad Request: can't parse InputMedia")
        name = media["media"].removeprefix("attach://")
        photo = self._photo(values.get(name))
        return self._edit(post, replace(post, text=self._caption(media), photo=photo))

    def _edit(self, was: Sent, now: Sent) -> dict[str, Any]:
        self._may("can_edit_messages")
        self._not_too_fast(self.channel)
        if was == now:
            raise Bad(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        self.posts[was.message_id] = now
        return {**self._shown(now), "edit_date": int(time.time())}

    def _deleteMessage(self, values: dict[str, Any]) -> bool:  # noqa: N802
        post = self._post(values, "message to delete not found")
        if self.older and "can_delete_messages" not in self.rights:
            raise Bad(400, "Bad Request: message can't be deleted")
        if not {"can_post_messages", "can_delete_messages"} & self.rights:
            raise Bad(400, "Bad Request: message can't be deleted")
        del self.posts[post.message_id]
        self.pinned = [number for number in self.pinned if number != post.message_id]
        return True

    def _pinChatMessage(self, values: dict[str, Any]) -> bool:  # noqa: N802
        post = self._post(values, "message to pin not found")
        if "can_edit_messages" not in self.rights:
            raise Bad(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        self.pinned.append(post.message_id)
        return True

    def _unpinChatMessage(self, values: dict[str, Any]) -> bool:  # noqa: N802
        post = self._post(values, "message to unpin not found")
        if post.message_id not in self.pinned:
            raise Bad(400, "Bad Request: message to unpin not found")
        self.pinned.remove(post.message_id)
        return True

    def _not_too_fast(self, chat: int) -> None:
        if not self.per_second:
            return
        now, times = time.monotonic(), self._times.setdefault(chat, deque())
        while times and times[0] < now - 1:
            times.popleft()
        if len(times) >= self.per_second:
            raise Bad(429, "Too Many Requests: retry after 1", retry_after=1)
        times.append(now)

    @staticmethod
    def _reply(value: Any) -> int | None:
        if value is None:
            return None
        if not isinstance(value, dict) or not isinstance(value.get("message_id"), int):
            raise Bad(400, "Bad Request: can't parse reply parameters")
        if strange := set(value) - {"message_id", "chat_id", "allow_sending_without_reply"}:
            raise Bad(400, f"Bad Request: unknown reply parameters {sorted(strange)}")
        number: int = value["message_id"]
        return number

    @staticmethod
    def _buttons(markup: Any) -> tuple[tuple[str, str], ...]:
        if markup is None:
            return ()
        if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
            raise Bad(400, "Bad Request: object expected as reply markup")
        buttons = []
        for row in markup["inline_keyboard"]:
            for button in row:
                if set(button) != {"text", "callback_data"} or not button["text"]:
                    raise Bad(400, "Bad Request: BUTTON_TYPE_INVALID")
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Bad(400, "Bad Request: BUTTON_DATA_INVALID")
                buttons.append((button["text"], button["callback_data"]))
        return tuple(buttons)

    def _entities(self, text: str) -> list[dict[str, Any]]:
        """Mark commands, mentions and addresses as Telegram does, in UTF-16 units."""
        kinds = {
            "bot_command": r"(?:^|(?<=\s))/\w{1,32}(?:@\w+)?",
            "mention": r"(?<!\w)@\w{5,32}",
            "url": r"https?://\S+",
        }
        return [
            {
                "type": kind,
                "offset": units(text[: found.start()]),
                "length": units(found.group()),
            }
            for kind, pattern in kinds.items()
            for found in re.finditer(pattern, text)
        ]

    def _sizes(self, body: bytes) -> list[dict[str, Any]]:
        sizes = []
        for edge in (90, 320, 800, 1280, 2560):
            identifier = self.add_file(body)
            sizes.append(
                {
                    "file_id": identifier,
                    "file_unique_id": f"u{identifier}",
                    "width": edge,
                    "height": edge * 3 // 4,
                    "file_size": len(body),
                }
            )
        return sizes

    def _next(self) -> int:
        with self._lock:
            self._number += 1
            return self._number
