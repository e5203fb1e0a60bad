"""The WhatsApp Cloud API as far as the house uses it, on loopback, as strict as the documentation.

    with WhatsAppServer() as whatsapp:
        whatsapp.webhook_url = "http://127.0.0.1:8000/…"    # or let the house call set_webhook
        whatsapp.send_text("apakah benar?", phone="62812345678")   # signs and posts a call
        whatsapp.sent[-1].text                                     # what the house answered
        whatsapp.tell(whatsapp.sent[-1], "read")                   # a status comes afterwards

https://developers.facebook.com/documentation/business-messaging/whatsapp, Graph v25.0, with
business-scoped user ids. Unlike Meta it refuses fields that the documentation does not name.
"""

import hmac
import io
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
from PIL import Image

from tests.messengers.loopback import Answer, LoopbackServer, Request

FIELDS = {
    "messaging_product", "recipient_type", "to", "recipient", "type", "text", "image",
    "interactive", "template", "context", "biz_opaque_callback_data",
}  # fmt: skip
DAY = 24 * 3600


class Bad(Exception):
    def __init__(self, code: int, message: str, *, status: int = 400) -> None:
        self.code, self.message, self.status = code, message, status

    @property
    def error(self) -> dict[str, Any]:
        return {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.message},
            "fbtrace_id": "AbCdEf",
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """One message the house sent."""

    id: str
    to: str  # number, business-scoped user id or group
    kind: str  # text, image, interactive, template
    text: str  # or body, caption, values of the template
    buttons: tuple[tuple[str, str], ...] = ()  # title, id
    image: bytes = b""
    reply_to: str = ""
    preview: bool = False
    template: str = ""
    key: str = ""


@dataclass
class WhatsAppServer(LoopbackServer):
    phone_number_id: str = "106540352242922"
    number: str = "628113800001"
    token: str = "EAAGtoken-for-loopback"
    app_secret: str = "rahasia-aplikasi"
    verify_token: str = "rahasia-verifikasi"
    templates: dict[tuple[str, str], int] = field(
        default_factory=lambda: {("jawaban_cek", "id"): 1, ("kabar_cek", "id"): 2}
    )
    pair_limit: int = 45  # messages in a row to one person; then one in six seconds
    per_second: int = 80
    quality: str = "GREEN"
    late_failures: bool = False  # a closed window is told by a status, as Meta mostly does
    sent: list[Sent] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)  # person → time of the last message
    last_body: bytes = b""

    def __post_init__(self) -> None:
        self._failures: deque[tuple[Bad, bool]] = deque()
        self._lock = threading.RLock()
        self._serial = 0
        self._pairs: dict[str, tuple[float, float]] = {}
        self._second: deque[float] = deque()

    @property
    def options(self) -> dict[str, str]:
        """What an inbox for this server is configured with."""
        return {
            "phone_number_id": self.phone_number_id,
            "token": self.token,
            "app_secret": self.app_secret,
            "verify_token": self.verify_token,
            "template": "jawaban_cek",
            "server": self.url,
        }

    def fail_next(
        self, code: int, message: str = "", *, status: int = 400, after_taking: bool = False
    ) -> None:
        """Fail the next message. ``after_taking``: it is sent, but the line breaks."""
        self._failures.append(
            (Bad(code, message or "Something went wrong", status=status), after_taking)
        )

    # what people do ------------------------------------------------------------------------

    def send_text(self, text: str, **how: Any) -> httpx.Response:
        """Post a call: somebody writes ``text``. See ``message`` for ``how``."""
        return self.send_many([self.message("text", {"body": text}, **how)])

    def send_image(self, body: bytes, caption: str = "", **how: Any) -> httpx.Response:
        image = {"id": self.add_media(body), "mime_type": "image/jpeg", "sha256": "x="}
        if caption:
            image["caption"] = caption
        return self.send_many([self.message("image", image, **how)])

    def press(self, identifier: str, *, on: Sent | None = None, **how: Any) -> httpx.Response:
        """Post a call: somebody presses a button, or chooses from a list."""
        on = on or next(s for s in reversed(self.sent) if identifier in dict(s.buttons).values())
        title = next(t for t, i in on.buttons if i == identifier)
        kind = "button_reply" if len(on.buttons) <= 3 else "list_reply"
        content = {"type": kind, kind: {"id": identifier, "title": title}}
        context = {"from": self.number, "id": on.id}
        return self.send_many([self.message("interactive", content, context=context, **how)])

    def message(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        phone: str = "6281234567890",
        user_id: str = "",
        hidden: bool = False,
        forwarded: bool = False,
        many: bool = False,
        group: str = "",
        context: dict[str, Any] | None = None,
        at: float | None = None,
    ) -> dict[str, Any]:
        """Return a message as Meta writes it. ``hidden``: behind a user name, without a number."""
        message: dict[str, Any] = {
            "id": f"wamid.{self._next()}",
            "timestamp": str(int(at or time.time())),
            "type": kind,
            kind: content,
        }
        if not hidden:
            message["from"] = phone
        if user_id:
            message["from_user_id"] = user_id
        if group:
            message["group_id"] = group
        marks = {"forwarded": True} if forwarded else {"frequently_forwarded": True} if many else {}
        if context or marks:
            message["context"] = {**(context or {}), **marks}
        for person in (phone if not hidden else "", user_id, group):
            if person:
                self.heard[person] = at or time.time()
        return message

    def send_many(self, messages: list[dict[str, Any]]) -> httpx.Response:
        """Post one call with several messages."""
        contacts = []
        for message in messages:
            person: dict[str, Any] = {"profile": {"name": "Maria"}}
            if "from" in message:
                person["wa_id"] = message["from"]
            if "from_user_id" in message:
                person["user_id"] = message["from_user_id"]
            contacts.append(person)
        return self.post({"contacts": contacts, "messages": messages})

    def tell(self, sent: Sent, state: str, *, code: int = 0, details: str = "") -> httpx.Response:
        """Post a call: what became of a message, ``sent``, ``delivered``, ``read`` or ``failed``."""
        status: dict[str, Any] = {
            "id": sent.id, "status": state, "timestamp": str(int(time.time())),
            "recipient_id": sent.to,
        }  # fmt: skip
        if sent.key:
            status["biz_opaque_callback_data"] = sent.key
        if code:
            error = {"code": code, "title": details, "message": details}
            status["errors"] = [{**error, "error_data": {"details": details}}]
        return self.post({"statuses": [status]})

    def post(self, value: dict[str, Any], *, field: str = "messages") -> httpx.Response:
        """Sign and post one change of ``field``."""
        metadata = {
            "display_phone_number": self.number, "phone_number_id": self.phone_number_id
        }  # fmt: skip
        value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        entry = {"id": "102290129340398", "changes": [{"value": value, "field": field}]}
        call = {"object": "whatsapp_business_account", "entry": [entry]}
        self.last_body = json.dumps(call).encode()
        return self.repost(self.last_body)

    def repost(self, body: bytes = b"") -> httpx.Response:
        """Post the last call once more: what Meta does when it saw no 200."""
        body = body or self.last_body
        return self.call_back(body, {"X-Hub-Signature-256": self.signature(body)})

    def signature(self, body: bytes) -> str:
        return f"sha256={hmac.new(self.app_secret.encode(), body, sha256).hexdigest()}"

    def add_media(self, body: bytes) -> str:
        identifier = str(10**15 + self._next())
        self.media[identifier] = body
        return identifier

    # what the house does -------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        try:
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                raise Bad(190, "Error validating access token: Session has expired", status=401)
            with self._lock:
                result, hang_up = self._answer(request)
        except Bad as bad:
            return Answer(bad.status, json.dumps({"error": bad.error}).encode())
        if isinstance(result, bytes):
            return Answer(200, result, "image/jpeg")
        return Answer(200, json.dumps(result).encode(), hang_up=hang_up)

    def _answer(self, request: Request) -> tuple[dict[str, Any] | bytes, bool]:
        if request.path.startswith("/lookaside/"):
            identifier = request.path.rpartition("/")[2]
            if identifier not in self.media:
                raise Bad(100, "gone", status=404)
            return self.media[identifier], False
        found = re.fullmatch(r"/v\d{1,3}\.\d/(\d+)(?:/(\w+))?", request.path)
        if not found:
            raise Bad(2500, "Unknown path components")
        node, edge = found.group(1), found.group(2) or ""
        if request.method == "GET" and not edge:
            return self._get(node, request.query), False
        if request.method != "POST" or node != self.phone_number_id:
            raise Bad(100, f"Unsupported {request.method.lower()} request. Object does not exist")
        if edge == "media":
            return self._upload(request), False
        values = json.loads(request.body)
        if edge == "messages":
            return self._message(values)
        return self._configure(values), False

    def _get(self, node: str, query: dict[str, str]) -> dict[str, Any]:
        if node == self.phone_number_id:
            hooks = {"application": "https://app.example/"}
            if self.webhook_url:
                hooks["phone_number"] = self.webhook_url
            return {
                "display_phone_number": self.number, "verified_name": "KPU",
                "quality_rating": self.quality, "webhook_configuration": hooks, "id": node,
            }  # fmt: skip
        if node not in self.media:
            raise Bad(100, f"Object with ID '{node}' does not exist")
        if query.get("phone_number_id", self.phone_number_id) != self.phone_number_id:
            raise Bad(100, "The media was not sent to this number")
        body = self.media[node]
        return {
            "messaging_product": "whatsapp", "url": f"{self.url}/lookaside/{node}",
            "mime_type": "image/jpeg", "sha256": sha256(body).hexdigest(),
            "file_size": len(body), "id": node,
        }  # fmt: skip

    def _configure(self, values: dict[str, Any]) -> dict[str, Any]:
        hook = values.get("webhook_configuration")
        if set(values) != {"webhook_configuration"} or set(hook) != {
            "override_callback_uri",
            "verify_token",
        }:
            raise Bad(100, "Invalid parameter")
        query = {
            "hub.mode": "subscribe", "hub.challenge": "1158201444",
            "hub.verify_token": hook["verify_token"],
        }  # fmt: skip
        answer = httpx.get(hook["override_callback_uri"], params=query, timeout=5)
        if answer.status_code != 200 or answer.text != "1158201444":
            raise Bad(2200, "Callback verification failed")
        self.webhook_url = hook["override_callback_uri"]
        return {"success": True}

    def _upload(self, request: Request) -> dict[str, Any]:
        fields, files = request.form()
        if fields.get("messaging_product") != "whatsapp" or set(files) != {"file"}:
            raise Bad(100, "Invalid parameter")
        if fields.get("type") not in ("image/jpeg", "image/png") or len(files["file"]) > 5_000_000:
            raise Bad(131053, "Media upload error")
        form = Image.open(io.BytesIO(files["file"])).format
        if f"image/{(form or '').lower()}" != fields["type"]:
            raise Bad(131053, "Media upload error: the type does not fit the file")
        return {"id": self.add_media(files["file"])}

    def _message(self, values: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        _need(values.get("messaging_product") == "whatsapp", "messaging_product")
        if "status" in values:
            _only(values, {"messaging_product", "status", "message_id", "typing_indicator"})
            _need(values["status"] == "read", "status")
            if not str(values.get("message_id", "")).startswith("wamid."):
                raise Bad(131009, "Parameter value is not valid")
            self.read.append(values["message_id"])
            return {"success": True}, False
        hang_up = False
        if self._failures:
            bad, hang_up = self._failures.popleft()
            if not hang_up:
                raise bad
        sent = self._read(values)
        self._limits(sent.to)
        if sent.kind != "template" and time.time() - self.heard.get(sent.to, 0) > DAY:
            return self._closed(sent), False
        self.sent.append(sent)
        return _taken(sent), hang_up

    def _closed(self, sent: Sent) -> dict[str, Any]:
        words = "More than 24 hours have passed since the customer last replied to this number"
        if not self.late_failures:
            raise Bad(131047, words)
        threading.Thread(
            target=self.tell, args=(sent, "failed"), kwargs={"code": 131047, "details": words}
        ).start()
        return _taken(sent)

    def _read(self, values: dict[str, Any]) -> Sent:
        _only(values, FIELDS)
        kind = values.get("recipient_type", "individual")
        if kind == "group":
            person = str(values.get("to", ""))
        elif "to" in values:
            person = str(values["to"])
            _need(re.fullmatch(r"\+?\d{5,20}", person), "to")
        else:
            person = str(values.get("recipient", ""))
            _need(re.fullmatch(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", person), "recipient")
        _need(len(values.get("biz_opaque_callback_data", "")) <= 512, "biz_opaque_callback_data")
        what = values.get("type")
        _need(what in ("text", "image", "interactive", "template") and what in values, "type")
        _need(kind == "individual" or what != "interactive", "interactive")
        common = {
            "id": f"wamid.{self._next()}",
            "to": person,
            "kind": what,
            "reply_to": values.get("context", {}).get("message_id", ""),
            "key": values.get("biz_opaque_callback_data", ""),
        }
        return Sent(**common, **getattr(self, f"_read_{what}")(values[what]))

    @staticmethod
    def _read_text(text: dict[str, Any]) -> dict[str, Any]:
        _only(text, {"body", "preview_url"})
        _need(isinstance(text.get("body"), str) and len(text["body"].strip()) > 0, "text['body']")
        _need(len(text["body"]) <= 4096, "text['body']")
        return {"text": text["body"], "preview": text.get("preview_url", False)}

    def _read_image(self, image: dict[str, Any]) -> dict[str, Any]:
        _only(image, {"id", "caption"})
        _need(image.get("id") in self.media and len(image.get("caption", "")) <= 1024, "image")
        return {"text": image.get("caption", ""), "image": self.media[image["id"]]}

    def _read_interactive(self, value: dict[str, Any]) -> dict[str, Any]:
        _only(value, {"type", "header", "body", "footer", "action"})
        body = value.get("body", {}).get("text", "")
        _need(0 < len(body) <= 1024, "interactive['body']")
        action, image = value.get("action", {}), b""
        if value["type"] == "button":
            buttons = [(b["reply"]["title"], b["reply"]["id"]) for b in action["buttons"]]
            _need(1 <= len(buttons) <= 3 and all(0 < len(t) <= 20 for t, _ in buttons), "buttons")
            _need(all(b["type"] == "reply" for b in action["buttons"]), "buttons")
            if header := value.get("header"):
                _need(header["type"] == "image" and header["image"]["id"] in self.media, "header")
                image = self.media[header["image"]["id"]]
        else:
            _need(value["type"] == "list" and "header" not in value, "interactive['type']")
            _need(0 < len(action.get("button", "")) <= 20, "action['button']")
            rows = [row for section in action["sections"] for row in section["rows"]]
            _need(1 <= len(rows) <= 10, "rows")
            for row in rows:
                _only(row, {"id", "title", "description"})
                _need(0 < len(row["title"]) <= 24 and len(row.get("description", "")) <= 72, "row")
            buttons = [(row["title"], row["id"]) for row in rows]
        _need(len({t for t, _ in buttons}) == len({i for _, i in buttons}) == len(buttons), "twins")
        _need(all(0 < len(i) <= 200 for _, i in buttons), "id")
        return {"text": body, "buttons": tuple(buttons), "image": image}

    def _read_template(self, value: dict[str, Any]) -> dict[str, Any]:
        _only(value, {"name", "language", "components"})
        wanted = self.templates.get((value.get("name", ""), value["language"]["code"]))
        if wanted is None:
            raise Bad(132001, "template name does not exist in the translation", status=404)
        found = [p for c in value.get("components", []) for p in c["parameters"]]
        if len(found) != wanted:
            raise Bad(132000, "number of parameters does not match the expected number")
        for parameter in found:
            if re.search(r"[\n\t]| {5}", parameter["text"]) or not parameter["text"]:
                raise Bad(132012, "Param text cannot have new-line/tab characters")
        words = "|".join(p["text"] for p in found)
        _need(len(words) <= 1024, "template")
        return {"text": words, "template": value["name"]}

    def _limits(self, person: str) -> None:
        now = time.monotonic()
        while self._second and self._second[0] < now - 1:
            self._second.popleft()
        if len(self._second) >= self.per_second:
            raise Bad(130429, "Rate limit hit", status=429)
        left, since = self._pairs.get(person, (float(self.pair_limit), now))
        left = min(self.pair_limit, left + (now - since) / 6)
        if left < 1:
            raise Bad(131056, "(Business Account, Consumer Account) pair rate limit hit")
        self._pairs[person] = (left - 1, now)
        self._second.append(now)

    def _next(self) -> int:
        with self._lock:
            self._serial += 1
            return self._serial


def _taken(sent: Sent) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": sent.to, "wa_id": sent.to}],
        "messages": [{"id": sent.id, "message_status": "accepted"}],
    }


def _need(condition: object, name: str) -> None:
    if not condition:
        raise Bad(131009, f"Parameter value is not valid: {name}")


def _only(values: dict[str, Any], names: set[str]) -> None:
    if strange := set(values) - names:
        raise Bad(100, f"Invalid parameter: unknown fields {sorted(strange)}")
