"""The Graph API of Meta, as Facebook Pages, Instagram and Facebook Live call it.

Each call is paid for before it is made, signed with the app secret where there is one, and its
error said in the desk's language. https://developers.facebook.com/docs/graph-api
"""

import hmac
import json
import math
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx

from sasando.channels.builtin.graph_errors import Meaning, failure_of
from sasando.channels.builtin.messengers.payload import number, part, text
from sasando.plugins.addresses import address_problem
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import Context, Refused, TryLater
from sasando.plugins.outbound import EXCHANGE_STEPS, Answer, opened, send
from sasando.rendering.phrases import phrase

CALLS = Budget(name="calls", limit=4800, label="calls to the Graph API")
"""A Page's token has 4,800 calls in 24 hours for each engaged user: so many with only one.
https://developers.facebook.com/docs/graph-api/overview/rate-limiting/"""

ID = re.compile(r"\d{1,30}(_\d{1,30})?", re.ASCII)
_USAGE = ("X-App-Usage", "X-Page-Usage", "X-Business-Use-Case-Usage")
_PERCENT = ("call_count", "total_time", "total_cputime", "acc_id_util_pct")


class GraphRefused(Refused):
    """The platform's no; ``code`` is its own."""

    def __init__(self, words: str, code: int = 0) -> None:
        super().__init__(words)
        self.code = code


class Gone(GraphRefused):
    """What was asked for is not there, or not for this token to see."""


class Uncertain(TryLater):
    """No clear answer came back: what was asked may have happened all the same."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the platform."""

    values: dict[str, Any]
    at: datetime


class Graph:
    """Calls the Graph API with one token. ``platform`` is what people call the place."""

    def __init__(self, options: Mapping[str, str], context: Context, *, platform: str) -> None:
        self.token = options["token"].encode("ascii", "ignore").decode()
        self._secret = options["app_secret"]
        self._version = options["version"]
        self._server = options["server"].rstrip("/")
        self._platform = platform
        self.context = context
        self.usage = 0  # percent used up of what the platform allows, by its last answer
        self._until = math.inf  # of ``time.monotonic``

    def begin(self) -> None:
        """Begin a hand-over: its calls end together within ``Context.hand_over_s``."""
        self._until = time.monotonic() + self.context.hand_over_s

    def get(self, path: str, **query: str) -> Said:
        """Read a node or an edge. Raises ``Refused`` or ``TryLater``, as ``post`` and ``delete``."""
        return self._call("GET", path, query)

    def post(
        self, path: str, values: Mapping[str, str], *, files: Mapping[str, Any] | None = None
    ) -> Said:
        """Create or change. ``files`` as httpx takes them."""
        return self._call("POST", path, {}, data=dict(values), files=files or None)

    def delete(self, path: str) -> None:
        """Delete; what is gone already is deleted."""
        try:
            said = self._call("DELETE", path, {})
        except Gone:
            return
        if said.values.get("success") is not True:
            raise Uncertain(self.says("unreadable", words=_names(said.values)))

    def identifier(self, said: Said, name: str) -> str:
        """Return the identifier ``name`` in an answer. Raises ``Uncertain`` when it has none."""
        value = said.values.get(name)
        found = str(value) if isinstance(value, str | int) else ""
        if not ID.fullmatch(found):
            raise Uncertain(self.says("unreadable", words=_names(said.values)))
        return found

    def says(self, name: str, **values: object) -> str:
        """Return a phrase of the table ``graph`` in the language of the desk."""
        return phrase(f"graph.{name}", self.context.language, platform=self._platform, **values)

    @contextmanager
    def listening(
        self, path: str, server: str, *, for_s: float, quiet_s: float, **query: str
    ) -> Iterator[Iterator[bytes]]:
        """Open a stream of server-sent events and give the bytes as they come.

        It ends after ``for_s`` seconds, or ``quiet_s`` without a byte (``TryLater``). Raises as
        ``get`` does when it does not open.
        """
        self.context.purse.spend(CALLS, 1)
        # Streams take the token as a parameter only: it is no ordinary call.
        given = {"access_token": self.token, **query, **self._proof}
        request = httpx.Request("GET", f"{server.rstrip('/')}/{path}", params=given)
        patient = replace(self.context, timeout_s=quiet_s)
        deadline = time.monotonic() + for_s
        with opened(request, context=patient, deadline=deadline) as response:
            headers = httpx.Headers(response.headers)
            kind = headers.get("Content-Type", "").partition(";")[0].strip()
            if response.status != 200 or kind != "text/event-stream":
                body = b"".join(_first(response.iter_stream(), 10_000))
                self._judged(Answer(response.status, headers, body))
                raise Uncertain(self.says("unreadable", words=kind or str(response.status)))
            yield response.iter_stream()

    def _call(self, method: str, path: str, query: Mapping[str, str], **body: Any) -> Said:
        request = httpx.Request(
            method,
            f"{self._server}/{self._version}/{path}",
            params={**query, **self._proof},
            headers={"Authorization": f"Bearer {self.token}"},
            **body,
        )
        request.read()
        left = self._until - time.monotonic()
        if left <= 0:
            raise TryLater(self.says("out_of_time"))
        step = min(self.context.timeout_s, left / EXCHANGE_STEPS)
        self.context.purse.spend(CALLS, 1)
        try:
            answer = send(request, context=replace(self.context, timeout_s=step), keep=True)
        except TryLater as error:
            raise Uncertain(error.words, error.after) from error
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Said:
        """Return what was said. Raises what the error's code means, in plain words."""
        said = answer.json()
        values = said if isinstance(said, dict) else {}
        error = part(values, "error")
        now = self.context.clock()
        self.usage = usage_of(answer.headers)
        if not error:
            if answer.status >= 500:
                raise Uncertain(self.says("platform_down", words=self.scrubbed(answer.words)))
            answer.expect_success(now)
            if not values:
                raise Uncertain(self.says("unreadable", words=self.scrubbed(answer.words)))
            return Said(values, answer.at(now))
        code, subcode = number(error, "code") or 0, number(error, "error_subcode") or 0
        message = text(error, "message")
        failure = failure_of(code, subcode, message, answer.status)
        told = text(error, "error_user_msg") or message or answer.words
        numbers = f"{code}/{subcode}" if subcode else str(code)
        words = self.says(failure.phrase, words=f"{numbers}: {self.scrubbed(told)}")
        if failure.meaning in (Meaning.LATER, Meaning.UNCERTAIN):
            after = regained_in(answer.headers) or answer.retry_after(now) or failure.after
            later = Uncertain if failure.meaning is Meaning.UNCERTAIN else TryLater
            raise later(words, after)
        raise (Gone if failure.meaning is Meaning.GONE else GraphRefused)(words, code)

    @property
    def _proof(self) -> dict[str, str]:
        """https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
        if not self._secret:
            return {}
        key = self._secret.encode("utf-8", "replace")
        proof = hmac.new(key, self.token.encode(), sha256).hexdigest()
        return {"appsecret_proof": proof}

    def scrubbed(self, words: str) -> str:
        """Return ``words`` without the secrets: a malformed token is quoted back."""
        for secret in (self.token, self._secret):
            if secret:
                words = words.replace(secret, "…")
        return " ".join(words.split())[:400]


def usage_of(headers: httpx.Headers) -> int:
    """Return the highest percentage that the usage headers name, 0 when there is none."""
    found = [0]
    for entry in _usages(headers):
        found += [
            int(value)
            for name in _PERCENT
            if isinstance(value := entry.get(name), int | float) and 0 <= value < 10_000
        ]
    return max(found)


def regained_in(headers: httpx.Headers) -> timedelta | None:
    """Return how long a throttled business use case stays so; the header has minutes."""
    minutes = [
        value
        for entry in _usages(headers)
        if (value := number(entry, "estimated_time_to_regain_access")) and 0 < value < 10_000
    ]
    return timedelta(minutes=max(minutes)) if minutes else None


def _usages(headers: httpx.Headers) -> Iterator[dict[str, Any]]:
    for name in _USAGE:
        try:
            value = json.loads(headers.get(name, "null"))
        except (ValueError, RecursionError):
            continue  # a header that cannot be read says nothing
        if not isinstance(value, dict):
            continue
        yield value
        for entries in value.values():
            if isinstance(entries, list):
                yield from (entry for entry in entries if isinstance(entry, dict))


def moment_of(value: str, default: datetime) -> datetime:
    """Return the platform's time ("2024-09-20T09:30:00+0000"), aware, or ``default``."""
    try:
        time_ = datetime.fromisoformat(value)
    except ValueError:
        return default
    return time_ if time_.tzinfo else default


def web_address(value: str) -> str:
    """Return ``value`` when a person may safely follow it: an http(s) URL, else nothing."""
    usable = len(value) <= 2000 and address_problem(value, allow_loopback=True) is None
    return value if usable else ""


def _first(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[:limit]
        limit -= len(chunk)
        if limit <= 0:
            return


def _names(values: dict[str, Any]) -> str:
    """Return what an answer holds by name only: the address of a stream is a secret."""
    return ", ".join(sorted(values))[:200]
