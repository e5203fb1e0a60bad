"""Telegram's Bot API (version 10.2), called: what it answers, and what it says when it will not.

https://core.telegram.org/bots/api, read 2026-11. The messenger and the channel both stand on it.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpcore
import httpx

from sasando.channels.builtin.messengers.payload import number, part, text
from sasando.plugins.channel import Context, TryLater
from sasando.plugins.outbound import Answer, send

OFFICIAL = "https://api.telegram.org"
CAPTION = 1024  # UTF-16 units of a caption, after its marks were read
TEXT = 4096  # UTF-16 units of a message, after its marks were read
_TOKEN = re.compile(r"(\d{3,20}):[\w-]{10,}")
_LONGEST_WAIT = 3600  # seconds; what Telegram asks for beyond that is asked again


class Failed(Exception):
    """Telegram answered that it did not do it."""

    def __init__(self, code: int, told: str, *, wait_s: int | None, moved_to: int | None) -> None:
        super().__init__(told)
        self.code = code
        self.told = told  # Telegram's own words
        self.wait_s = wait_s
        self.moved_to = moved_to  # a group's new address

    def says(self, *signs: str) -> bool:
        """Whether Telegram's words hold one of ``signs``, whatever the case."""
        return any(sign in self.told.lower() for sign in signs)

    @property
    def too_fast(self) -> bool:
        return self.code == 429

    @property
    def passing(self) -> bool:
        """Whether Telegram has trouble of its own, or another call was in the way."""
        return self.code >= 500 or (self.code == 409 and self.wait_s is not None)

    @property
    def of_token(self) -> bool:
        return self.code in (401, 404)


class Cut(TryLater):
    """The call went out and no answer came back: nobody can tell whether it was carried out."""


@dataclass(frozen=True, slots=True)
class BotApi:
    """One bot at one server."""

    token: str = field(repr=False)
    server: str
    context: Context

    def call(
        self, method: str, values: dict[str, Any], files: dict[str, bytes] | None = None
    ) -> dict[str, Any]:
        """Call ``method`` and return the whole answer, which is ``ok``.

        Raises ``Failed`` when Telegram says no, ``Cut`` when it says nothing, ``TryLater`` when it
        was not reached at all, ``Refused`` for an address that must not be called.
        """
        url = f"{self._server}/bot{self.token}/{method}"
        if files:
            data = {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
            request = httpx.Request("POST", url, data=data, files=files)
            request.read()
        else:
            request = httpx.Request("POST", url, json=values)
        answer = self._sent(request)
        said = answer.json()
        if isinstance(said, dict) and said.get("ok") is True:
            return said
        if isinstance(said, dict) and said.get("ok") is False:
            raise _failure(said, answer)
        if answer.status < 500:
            raise _failure({}, answer)
        raise Cut(answer.words, after=answer.retry_after(self.context.clock()))

    def file(self, path: str, *, limit: int) -> Answer:
        """Return the answer to a download; ``path`` as ``getFile`` gave it, ``limit`` in bytes."""
        url = f"{self._server}/file/bot{self.token}/{quote(path)}"
        return send(httpx.Request("GET", url), context=self.context, limit=limit)

    def _sent(self, request: httpx.Request) -> Answer:
        try:
            return send(request, context=self.context, keep=True)
        except TryLater as error:
            never_left = isinstance(
                error.__cause__, httpcore.ConnectError | httpcore.ConnectTimeout
            )
            if never_left:
                raise
            raise Cut(error.words, after=error.after) from error

    @property
    def _server(self) -> str:
        return self.server.rstrip("/")


def is_token(value: str) -> bool:
    """Whether ``value`` has the form of a bot token: a number, a colon, about 35 letters."""
    return bool(_TOKEN.fullmatch(value))


def _failure(said: dict[str, Any], answer: Answer) -> Failed:
    parameters = part(said, "parameters")
    wait = number(parameters, "retry_after")
    return Failed(
        number(said, "error_code") or answer.status,
        text(said, "description") or answer.words,
        wait_s=None if wait is None else min(max(wait, 1), _LONGEST_WAIT),
        moved_to=number(parameters, "migrate_to_chat_id"),
    )
