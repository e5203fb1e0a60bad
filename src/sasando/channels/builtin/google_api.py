"""Google's APIs for one account: access by refresh token, and what an error says.

https://developers.google.com/identity/protocols/oauth2/web-server#offline
https://developers.google.com/youtube/data/reference/rest/v3/errors
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from sasando.plugins.addresses import address_problem
from sasando.plugins.channel import Context, Field, Problem, TryLater
from sasando.plugins.outbound import Answer, send

ACCESS = ("client_id", "client_secret", "refresh_token")
FIELDS = (
    Field(
        name="client_id",
        label="Client ID",
        help="Of the OAuth client in the Google Cloud console; it ends in .apps.googleusercontent.com.",
        required=False,
    ),
    Field(
        name="client_secret",
        label="Client secret",
        help="It stands beside the client ID.",
        required=False,
        secret=True,
    ),
    Field(
        name="refresh_token",
        label="Refresh token",
        help="From the consent of the channel's owner, with the scope youtube.force-ssl.",
        required=False,
        secret=True,
    ),
    Field(name="server", label="Server", help="Of the API.", default="https://www.googleapis.com"),
    Field(
        name="token_server",
        label="Token server",
        help="It gives access for the refresh token.",
        default="https://oauth2.googleapis.com",
    ),
)
_EARLY = timedelta(minutes=1)  # a token is renewed so long before its end: clocks differ
_MAX_WORDS = 500  # characters of a message a person gets to read


def project_of(options: Mapping[str, str]) -> str:
    """Return under which name all accounts of one Google project pay: its quota is the project's.

    A client ID begins with the project's number. https://developers.google.com/youtube/v3/getting-started#quota
    """
    number = options.get("client_id", "").partition("-")[0]
    return f"google:{number}" if number.isdecimal() and len(number) <= 30 else ""


class Declined(Exception):
    """Google's own no. ``reason`` is its word for it ("quotaExceeded"), "" when it gave none."""

    def __init__(self, answer: Answer, *, clock: datetime) -> None:
        self.status = answer.status
        self.reason, self.message = _said(answer)
        self.after = answer.retry_after(clock)
        super().__init__(self.words)

    @property
    def words(self) -> str:
        """What Google said, for a person to read."""
        return ": ".join(part for part in (self.reason, self.message) if part)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and what came with it."""

    text: str
    ends_at: datetime
    scopes: frozenset[str]
    access_ends_at: datetime | None  # when the refresh token itself ends, where Google says so


class GoogleApi:
    """Calls Google in the name of one account; keeps its access token while it lasts."""

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        self.options = options
        self.context = context
        self._token: Token | None = None

    @property
    def server(self) -> str:
        return self.options["server"].rstrip("/")

    def token(self) -> Token:
        """Return an access token that still holds. Raises ``Declined``, ``TryLater``."""
        now = self.context.clock()
        if self._token is None or self._token.ends_at - _EARLY <= now:
            self._token = self._new_token(now)
        return self._token

    def _new_token(self, now: datetime) -> Token:
        form = {name: self.options[name] for name in ACCESS} | {"grant_type": "refresh_token"}
        url = f"{self.options['token_server'].rstrip('/')}/token"
        answer = send(httpx.Request("POST", url, data=form), context=self.context)
        if not 200 <= answer.status < 300:
            raise Declined(answer, clock=now)
        said = answer.json()
        text = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(text, str) or not text.isascii() or not text.isprintable():
            host = httpx.URL(url).host
            raise TryLater(f"{host} answered without an access token.")  # its body may hold secrets
        return Token(
            text=text,
            ends_at=_after(said.get("expires_in"), now) or now,
            scopes=frozenset(str(said.get("scope", "")).split()),
            access_ends_at=_after(said.get("refresh_token_expires_in"), now),
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int],
        body: Mapping[str, Any] | None = None,
        upload: tuple[str, bytes] | None = None,
    ) -> dict[str, Any]:
        """Call a method of the API and return its answer, an empty one for 204.

        ``upload`` is a media type and the bytes to send instead of a body. Raises ``Declined``,
        and ``TryLater`` when no answer came or it was not what the API gives.
        """
        headers: dict[str, str] = {}
        content = b""
        if body is not None:
            headers["Content-Type"] = "application/json; charset=UTF-8"
            content = json.dumps(body, ensure_ascii=False).encode()
        if upload is not None:
            headers["Content-Type"], content = upload
        if method != "GET" and not content:
            headers["Content-Length"] = "0"
        url = f"{self.server}{path}"
        request = httpx.Request(method, url, params=query, headers=headers, content=content)
        answer = self.send(request)
        if not 200 <= answer.status < 300:
            raise Declined(answer, clock=self.context.clock())
        said = answer.json()
        if isinstance(said, dict):
            return said
        if answer.status == 204 or (method == "DELETE" and not answer.body):
            return {}
        raise TryLater(f"{request.url.host} gave an answer that cannot be read: {answer.words}")

    def authorized(self, request: httpx.Request) -> httpx.Request:
        """Return ``request`` with the account's access. It goes to Google and to nobody else."""
        request.headers["Authorization"] = f"Bearer {self.token().text}"
        return request

    def send(self, request: httpx.Request) -> Answer:
        """Send ``request`` with access and return the answer, whatever its status.

        A token that Google does not take any more is renewed once.
        """
        answer = send(self.authorized(request), context=self.context)
        if answer.status != 401:
            return answer
        self._token = None
        return send(self.authorized(request), context=self.context)

    def may_have_token(self, url: str) -> bool:
        """Whether ``url`` is on the server of the settings, or one of Google's."""
        try:
            asked, own = httpx.URL(url), httpx.URL(self.server)
        except (httpx.InvalidURL, ValueError):
            return False
        if (asked.scheme, asked.raw_host, asked.port) == (own.scheme, own.raw_host, own.port):
            return True
        host = asked.raw_host.decode("ascii", "replace")
        return asked.scheme == "https" and f".{host}".endswith(".googleapis.com")


def server_problems(options: Mapping[str, str], context: Context) -> list[Problem]:
    """Return what is wrong with the two addresses; no network."""
    found = []
    for name in ("server", "token_server"):
        wrong = address_problem(options[name], allow_loopback=context.allow_loopback)
        found += [Problem(field=name, message=wrong)] if wrong else []
    return found


def _said(answer: Answer) -> tuple[str, str]:
    """Return reason and message of an error, in the shape of the APIs or of the token server."""
    said = answer.json()
    error = said.get("error") if isinstance(said, dict) else None
    if isinstance(error, str):  # RFC 6749, section 5.2
        return error[:100], str(said.get("error_description", ""))[:_MAX_WORDS]
    if not isinstance(error, dict):
        return "", answer.words
    details = error.get("errors")
    first = details[0] if isinstance(details, list) and details else {}
    reason = first.get("reason") if isinstance(first, dict) else None
    reason = reason or error.get("status") or ""
    return str(reason)[:100], str(error.get("message") or answer.words)[:_MAX_WORDS]


def _after(seconds: object, now: datetime) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds < 10**9:
        return None
    return now + timedelta(seconds=seconds)
