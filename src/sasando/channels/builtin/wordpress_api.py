"""The WordPress REST API (wp/v2), called with an application password; its errors in plain words.

https://developer.wordpress.org/rest-api/, read 2026-11.
"""

import base64
import time
from collections.abc import Mapping
from typing import Any

import httpx

from sasando.plugins.channel import ChannelError, Context, Refused, TryLater
from sasando.plugins.outbound import EXCHANGE_STEPS, Answer, send
from sasando.rendering.phrases import phrase

_GONE = frozenset({"rest_post_invalid_id", "rest_already_trashed", "rest_term_invalid"})
_NAMES = {  # phrase → WordPress's own codes
    "wrong_password": frozenset({"incorrect_password", "invalid_username", "invalid_email"}),
    "passwords_off": frozenset(
        {"application_passwords_disabled", "application_passwords_disabled_for_user"}
    ),
    "too_large": frozenset(
        {
            "rest_upload_file_too_big",
            "rest_upload_no_data",  # PHP dropped a body that is longer than it takes
            "rest_upload_limited_space",
            "rest_upload_user_quota_exceeded",
        }
    ),
    "gone": _GONE,
    "no_rest": frozenset({"rest_no_route"}),
}
_NOT_ALLOWED = ("rest_cannot_", "rest_forbidden", "rest_user_cannot", "rest_invalid_param")


class Said(Refused):
    """WordPress said no: its own code and data beside the words for people."""

    def __init__(self, words: str, *, code: str, status: int, data: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.code = code
        self.status = status
        self.data = data

    @property
    def is_gone(self) -> bool:
        """Whether what was asked for is not there (any more)."""
        return self.code in _GONE


class WordPressApi:
    """One site, for one hand-over: all calls together end within ``Context.hand_over_s``."""

    def __init__(self, *, url: str, username: str, password: str, context: Context) -> None:
        self.url = url.strip().rstrip("/")
        self.context = context
        word = f"{username.strip()}:{password.strip()}".encode()
        self._authorization = f"Basic {base64.b64encode(word).decode()}"
        last_call_s = EXCHANGE_STEPS * context.timeout_s
        self._begin_until = time.monotonic() + context.hand_over_s - last_call_s
        self._pretty = True  # "/wp-json/…"; else "/?rest_route=/…", which every site has

    def get(self, route: str, **query: str | int) -> Any:
        """Return what stands at ``route`` ("/wp/v2/posts"). Raises ``Said`` or ``TryLater``."""
        return self._call("GET", route, query)

    def post(self, route: str, values: Mapping[str, Any]) -> Any:
        """Create or change what stands at ``route``. Raises ``Said`` or ``TryLater``."""
        return self._call("POST", route, {}, json=values)

    def delete(self, route: str, *, force: bool) -> Any:
        """Delete what stands at ``route``, with ``force`` past the trash.

        As a POST that says so: many hosts let no DELETE through.
        """
        query = {"_method": "DELETE", **({"force": "true"} if force else {})}
        return self._call("POST", route, query, json={})

    def upload(self, *, name: str, content_type: str, body: bytes, slug: str) -> Any:
        """Add a file to the media library. Raises ``Said`` or ``TryLater``.

        As the body itself, not as a form: PHP's limits of forms (2 MB on most hosts) do not count.
        """
        headers = {
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return self._call("POST", "/wp/v2/media", {"slug": slug}, headers=headers, content=body)

    def _call(self, method: str, route: str, query: Mapping[str, str | int], **body: Any) -> Any:
        answer = self._send(method, route, query, **body)
        if self._pretty and answer.status == 404 and answer.json() is None:
            self._pretty = False  # a site with plain permalinks knows no /wp-json/
            answer = self._send(method, route, query, **body)
        said = answer.json()
        if 200 <= answer.status < 300 and isinstance(said, dict | list):
            return said
        raise self._failure(answer, said if isinstance(said, dict) else None)

    def _send(
        self,
        method: str,
        route: str,
        query: Mapping[str, str | int],
        *,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> Answer:
        if time.monotonic() > self._begin_until:
            raise TryLater(self.says("slow"))
        asked = {name: str(value) for name, value in query.items()}
        address = f"{self.url}/wp-json{route}"
        if not self._pretty:
            address, asked = f"{self.url}/", {"rest_route": route, **asked}
        request = httpx.Request(
            method,
            address,
            params=asked,
            headers={"Authorization": self._authorization, "Accept": "application/json"}
            | dict(headers or {}),
            **body,
        )
        return send(request, context=self.context)

    def _failure(self, answer: Answer, said: Mapping[str, Any] | None) -> ChannelError:
        status = answer.status
        if status in (408, 425, 429) or status >= 500:
            trash = said is not None and said.get("code") == "rest_trash_not_supported"
            if not trash:
                after = answer.retry_after(self.context.clock())
                return TryLater(self.says("trouble", words=answer.words), after=after)
        if 300 <= status < 400:
            target = answer.headers.get("Location", "")
            return self._said("redirect", answer, said, target=target)
        if status == 413:
            return self._said("too_large", answer, said)
        if said is None or not isinstance(said.get("code"), str):
            name = (
                "blocked"
                if status in (401, 403, 406)
                else "no_rest"
                if status == 404
                else "not_json"
            )
            return self._said(name, answer, said)
        return self._said(_name_of(said, status), answer, said)

    def _said(
        self, name: str, answer: Answer, said: Mapping[str, Any] | None, **values: object
    ) -> Said:
        told = said or {}
        message, code = told.get("message"), told.get("code")
        words = f"{message} ({code})" if message and code else answer.words
        data = told.get("data")
        return Said(
            self.says(name, words=words, **values),
            code=code if isinstance(code, str) else "",
            status=answer.status,
            data=data if isinstance(data, dict) else {},
        )

    def says(self, name: str, **values: object) -> str:
        """Return the phrase ``wordpress.<name>`` in the desk's language."""
        return phrase(f"wordpress.{name}", self.context.language, **values)


def _name_of(said: Mapping[str, Any], status: int) -> str:
    """Return which phrase tells a person what to do about what WordPress ``said``."""
    code = said["code"]
    for name, codes in _NAMES.items():
        if code in codes:
            return name
    status = _inner_status(said) or status
    if status == 401:
        # Some versions (6.1.9) take a wrong password for no password at all, and then refuse
        # whatever only a known user may: as a right that is missing, or as a wrong parameter.
        return "signed_out"
    if status == 403:
        # What WordPress itself says is known by its codes; the rest are plug-ins that shut the API.
        return "not_allowed" if code.startswith(_NOT_ALLOWED) else "blocked"
    return "refused"


def _inner_status(said: Mapping[str, Any]) -> int | None:
    """Return the status inside a ``rest_invalid_param``: 401 for a value only others may give."""
    data = said.get("data")
    details = data.get("details") if isinstance(data, Mapping) else None
    for detail in details.values() if isinstance(details, Mapping) else ():
        inner = detail.get("data") if isinstance(detail, Mapping) else None
        status = inner.get("status") if isinstance(inner, Mapping) else None
        if status in (401, 403):
            return int(status)
    return None
