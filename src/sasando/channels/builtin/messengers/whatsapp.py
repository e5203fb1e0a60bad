"""WhatsApp: the Cloud API, called by webhook, answering inside and outside the 24-hour window.

https://developers.facebook.com/documentation/business-messaging/whatsapp
"""

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

import httpx

from sasando.channels.builtin.messengers.in_parts import send_in_parts
from sasando.channels.builtin.messengers.payload import envelope, header, number, part, parts, text
from sasando.channels.builtin.messengers.whatsapp_errors import Meaning, failure_of
from sasando.channels.builtin.messengers.whatsapp_messages import (
    Message,
    messages_of,
    template_message,
)
from sasando.channels.builtin.messengers.whatsapp_updates import ADDRESS, own_words, read_call
from sasando.plugins.channel import ChannelError, Field, Problem, Receipt, Refused, TryLater
from sasando.plugins.messenger import (
    MAX_MEDIA,
    Forged,
    InboxFault,
    Media,
    Messenger,
    PairLimit,
    Received,
    Reply,
    Template,
    Unreachable,
    Unwanted,
    WindowClosed,
)
from sasando.plugins.outbound import Answer, send
from sasando.rendering.phrases import phrase

SIGNATURE_HEADER = "X-Hub-Signature-256"
_VERSION = re.compile(r"v\d{1,3}\.\d")
_CHALLENGE = re.compile(r"[\w.-]{1,256}", re.ASCII)
_MEDIA_HOSTS = (".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net")
_MARGIN = timedelta(minutes=2)  # clocks differ, and an answer takes its time to get there
_MAX_UPLOAD = 5_000_000  # bytes of a PNG or JPEG


class WhatsApp(Messenger):
    slug: ClassVar[str] = "whatsapp"
    label: ClassVar[str] = "WhatsApp"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="phone_number_id", label="Phone number ID", help="Of the number, not the number."
        ),
        Field(
            name="number",
            label="Phone number",
            help="The site leads people to it. With the country code, as in +62 811 …",
            required=False,
        ),
        Field(
            name="token",
            label="Access token",
            help="Of a system user, with whatsapp_business_messaging.",
            secret=True,
        ),
        Field(name="app_secret", label="App secret", help="App settings, Basic.", secret=True),
        Field(
            name="verify_token",
            label="Verify token",
            help="Made up by you; enter the same one at Meta.",
            secret=True,
        ),
        Field(
            name="template",
            label="Template",
            help="Approved by Meta, with one value: the answer. Used after 24 hours.",
            required=False,
        ),
        Field(name="template_language", label="Template language", default="id"),
        Field(name="version", label="Graph API version", default="v25.0"),
        Field(name="server", label="Server", default="https://graph.facebook.com"),
    )
    supports_buttons: ClassVar[bool] = True
    window: ClassVar[timedelta | None] = timedelta(hours=24)
    max_text: ClassVar[int] = 4096

    def verify_challenge(self, query: Mapping[str, str]) -> str:
        given = query.get("hub.verify_token", "").encode("utf-8", "replace")
        wanted = self.options["verify_token"].encode("utf-8", "replace")
        challenge = query.get("hub.challenge", "")
        right = bool(wanted) and hmac.compare_digest(given, wanted)
        if not right or query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(challenge):
            raise Forged("the verify token is wrong")
        return challenge

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        secret = self.options["app_secret"].encode("utf-8", "replace")
        given = header(headers, SIGNATURE_HEADER).encode("utf-8", "replace")
        wanted = f"sha256={hmac.new(secret, body, sha256).hexdigest()}".encode()
        if not secret or not hmac.compare_digest(given, wanted):
            raise Forged("the signature of the call is wrong")
        number_id = self.options["phone_number_id"]
        return read_call(envelope(body), phone_number_id=number_id, words=self._failed)

    def acknowledge(self, receipt_handles: tuple[str, ...]) -> None:
        """Show the blue ticks."""
        for handle in receipt_handles:
            self._post("messages", {"status": "read", "message_id": handle})

    def fetch_media(self, media: Media) -> bytes:
        if not media.id.isascii() or not media.id.isalnum():
            raise Refused(self._says("media_gone"))
        told = self._get(media.id, {"phone_number_id": self.options["phone_number_id"]})
        if (number(told, "file_size") or 0) > MAX_MEDIA:
            raise Refused(self._says("too_large", limit=MAX_MEDIA // 1_000_000))
        url = text(told, "url")
        if not self._may_have_token(url):
            raise Refused(self._says("media_gone"))
        request = httpx.Request("GET", url, headers=self._authorized)
        answer = send(request, context=self.context, limit=MAX_MEDIA)
        if answer.status == 404:  # its address lives for five minutes
            raise TryLater(self._says("media_gone"))
        answer.expect_success(self.context.clock())
        digest = text(told, "sha256")
        if re.fullmatch(r"[0-9a-f]{64}", digest) and sha256(answer.body).hexdigest() != digest:
            raise TryLater(self._says("platform_down", words="SHA-256"))
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
        """WhatsApp takes the same key twice, but hands it back with every status."""
        if not ADDRESS.fullmatch(address):
            raise Refused(self._says("bad_address"))
        found = self._messages(address, reply, last_heard_at)
        if not found:
            raise Refused(self._says("empty"))
        first = found[0]

        def send_one(message: Message) -> tuple[str, datetime]:
            values = message.content
            if message.image:
                values = message.with_image(self._upload(message.image))
            if message is first and in_reply_to:
                values = {**values, "context": {"message_id": in_reply_to}}
            tracked = {"biz_opaque_callback_data": key[:512]}
            answer, said = self._post("messages", {**_to(address), **tracked, **values})
            identifier = text(next(iter(parts(said, "messages")), {}), "id")
            if not identifier:
                raise TryLater(self._says("platform_down", words=answer.words))
            return identifier, answer.at(self.context.clock())

        return send_in_parts(found, send_one, already=already, at=self.context.clock())

    def set_webhook(self, url: str) -> None:
        hook = {"override_callback_uri": url, "verify_token": self.options["verify_token"]}
        self._post("", {"webhook_configuration": hook})

    def check(self) -> list[Problem]:
        problems = super().check()
        if not self.options["phone_number_id"].isdecimal():
            message = "The ID is a number of about 15 digits: WhatsApp Manager shows it."
            problems.append(Problem(field="phone_number_id", message=message))
        if not _VERSION.fullmatch(self.options["version"]):
            problems.append(Problem(field="version", message="A version is written as v25.0."))
        if not self.options["template"]:
            message = "Without a template nobody is answered after 24 hours."
            problems.append(Problem(field="template", message=message, fatal=False))
        return problems

    def diagnose(self, *, webhook_url: str = "") -> list[Problem]:
        problems = self.check()
        if any(problem.fatal for problem in problems):
            return problems
        wanted = "display_phone_number,verified_name,quality_rating,webhook_configuration"
        try:
            told = self._get(self.options["phone_number_id"], {"fields": wanted})
        except ChannelError as error:
            return [*problems, Problem(field="token", message=error.words)]
        hooks = part(told, "webhook_configuration")
        names = ("phone_number", "whatsapp_business_account", "application")
        called = next((text(hooks, name) for name in names if text(hooks, name)), "")
        if webhook_url and called != webhook_url:
            message = f"WhatsApp does not call {webhook_url}: connect the inbox anew."
            problems.append(Problem(field="", message=message))
        if text(told, "quality_rating") == "RED":
            message = "The number's quality is low: people block or report its messages."
            problems.append(Problem(field="", message=message, fatal=False))
        return problems

    def _messages(
        self, address: str, reply: Reply, last_heard_at: datetime | None
    ) -> list[Message]:
        """Return the messages for the time it is. Raises ``WindowClosed``."""
        limit = timedelta(hours=24) - _MARGIN
        if last_heard_at and self.context.clock() - last_heard_at < limit:
            return messages_of(reply, in_group=address.startswith("group/"))
        template = reply.template
        if template is None and self.options["template"]:
            template = Template(
                name=self.options["template"],
                language=self.options["template_language"],
                parameters=(reply.text,),
            )
        if template is None:
            raise WindowClosed(self._says("window_closed", words="24 h"))
        return [template_message(template)]

    def _upload(self, image: bytes) -> str:
        if len(image) > _MAX_UPLOAD:
            raise Refused(self._says("too_large", limit=_MAX_UPLOAD // 1_000_000))
        mime = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
        name = f"gambar.{mime.rpartition('/')[2]}"
        request = httpx.Request(
            "POST",
            self._url("media"),
            headers=self._authorized,
            data={"messaging_product": "whatsapp", "type": mime},
            files={"file": (name, image, mime)},
        )
        request.read()
        return text(self._sent(request)[1], "id")

    def _post(self, edge: str, values: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:
        product = {"messaging_product": "whatsapp"} if edge else {}
        content = json.dumps({**product, **values}, ensure_ascii=False).encode()
        headers = {**self._authorized, "Content-Type": "application/json"}
        return self._sent(httpx.Request("POST", self._url(edge), headers=headers, content=content))

    def _get(self, node: str, query: dict[str, str]) -> dict[str, Any]:
        url = f"{self._server}/{self.options['version']}/{node}"
        request = httpx.Request("GET", url, params=query, headers=self._authorized)
        return self._sent(request)[1]

    def _sent(self, request: httpx.Request) -> tuple[Answer, dict[str, Any]]:
        """Send and return the answer. Raises what the error's code means, in plain words."""
        try:
            answer = send(request, context=self.context, keep=True)
        except Refused as barred:  # the server of the settings must not be called
            raise InboxFault(barred.words) from barred
        said = answer.json()
        said = said if isinstance(said, dict) else {}
        error = part(said, "error")
        if 200 <= answer.status < 300 and not error:
            return answer, said
        code = number(error, "code")
        failure = failure_of(-1 if code is None else code, answer.status)
        told = own_words(error) or answer.words
        words = self._says(failure.phrase, words=f"{code}: {told}" if code else told)
        if failure.meaning is Meaning.LATER:
            later = PairLimit if failure.phrase == "same_person" else TryLater
            raise later(words, answer.retry_after(self.context.clock()) or failure.after)
        if failure.meaning is Meaning.WINDOW:
            raise WindowClosed(words)
        if failure.meaning is Meaning.UNWANTED:
            raise Unwanted(words)
        if failure.meaning is Meaning.INBOX:
            raise InboxFault(words)
        raise Unreachable(words) if failure.meaning is Meaning.GONE else Refused(words)

    def _failed(self, code: int, words: str) -> str:
        return self._says(failure_of(code).phrase, words=f"{code}: {words}")

    def _may_have_token(self, url: str) -> bool:
        """The token goes to Meta's own hosts, and to the server of the settings."""
        try:
            asked, own = httpx.URL(url), httpx.URL(self._server)
        except (httpx.InvalidURL, ValueError):
            return False
        if (asked.scheme, asked.raw_host, asked.port) == (own.scheme, own.raw_host, own.port):
            return True
        host = asked.raw_host.decode("ascii", "replace")
        return asked.scheme == "https" and f".{host}".endswith(_MEDIA_HOSTS)

    def _says(self, name: str, **values: object) -> str:
        return phrase(f"messenger.{name}", self.context.language, platform=self.label, **values)

    def _url(self, edge: str) -> str:
        own = f"{self._server}/{self.options['version']}/{self.options['phone_number_id']}"
        return f"{own}/{edge}" if edge else own

    @property
    def _server(self) -> str:
        return self.options["server"].rstrip("/")

    @property
    def _authorized(self) -> dict[str, str]:
        token = self.options["token"].encode("ascii", "ignore").decode()
        return {"Authorization": f"Bearer {token}"}


def _to(address: str) -> dict[str, str]:
    """Return whom to send to: a number, a business-scoped user id, a group."""
    if address.startswith("group/"):
        return {"recipient_type": "group", "to": address.removeprefix("group/")}
    name = "to" if address.isdecimal() else "recipient"
    return {"recipient_type": "individual", name: address}
