"""The YouTube Data API for one channel: every call pays its documented cost before it is made.

https://developers.google.com/youtube/data/reference/rest/v3
https://developers.google.com/youtube/data/determine_quota_cost
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sasando.channels.builtin.google_api import ACCESS, Declined, GoogleApi
from sasando.channels.builtin.messengers.payload import part, parts, text
from sasando.channels.builtin.youtube_errors import UNITS, error_of
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import ChannelError, Context, Problem, TryLater
from sasando.rendering.dates import long_moment
from sasando.rendering.phrases import phrase

Query = dict[str, str | int]
LIST, WRITE = 1, 50  # units of nearly every method
_SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
_DATA = "/youtube/v3"
_UPLOADS_LOOKED_AT = 4  # pages of 50


class YouTube:
    """Calls the API. Raises ``Refused`` and ``TryLater`` in words for the desk."""

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        self.context = context
        self.google = GoogleApi(options=options, context=context)

    def says(self, name: str, /, **values: object) -> str:
        """Return a phrase of the table ``youtube`` in the desk's language."""
        return phrase(f"youtube.{name}", self.context.language, **values)

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        *,
        cost: int,
        budget: Budget = UNITS,
        body: Mapping[str, Any] | None = None,
        upload: tuple[str, bytes] | None = None,
    ) -> dict[str, Any]:
        """Pay and call; ``path`` follows ``/youtube/v3``. Raises ``Declined`` besides."""
        self.context.purse.spend(budget, cost)
        whole = f"/upload{_DATA}{path}" if upload else f"{_DATA}{path}"
        return self.google.call(method, whole, query=query, body=body, upload=upload)

    def call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        *,
        cost: int = WRITE,
        body: Mapping[str, Any] | None = None,
        upload: tuple[str, bytes] | None = None,
    ) -> dict[str, Any]:
        """As ``ask``, with what was declined told to the desk."""
        try:
            return self.ask(method, path, query, cost=cost, body=body, upload=upload)
        except Declined as declined:
            raise error_of(declined, self.context) from declined

    def found(self, path: str, query: Mapping[str, str | int]) -> list[dict[str, Any]]:
        """Return the items of a list. Raises ``TryLater`` when the answer is no list at all."""
        answer = self.call("GET", path, query, cost=LIST)
        if not isinstance(answer.get("items"), list):
            raise TryLater(self.says("unreadable", words=f"{path}: {sorted(answer)[:5]}"))
        return parts(answer, "items")

    def one(self, path: str, identifier: str, wanted: str) -> dict[str, Any] | None:
        """Return the resource called ``identifier``, ``None`` when there is none any more."""
        items = self.found(path, {"part": wanted, "id": identifier})
        return next((item for item in items if text(item, "id") == identifier), None)

    def proven(self, answer: Mapping[str, Any], identifier: str = "") -> str:
        """Return the id in an answer to a write. Raises ``TryLater``: without it nothing is proven."""
        given = text(answer, "id")
        if not given or (identifier and given != identifier):
            raise TryLater(self.says("unreadable", words=f"id {given!r}"))
        return given

    def own_channel(self) -> dict[str, Any] | None:
        """Return the account's channel."""
        query = {"part": "id,snippet,contentDetails", "mine": "true"}
        return next(iter(self.found("/channels", query)), None)

    def own_videos(self) -> Iterator[dict[str, Any]]:
        """Yield the newest uploads as items of a playlist: 1 unit for 50, up to 200."""
        details = part(self.own_channel() or {}, "contentDetails")
        playlist = text(part(details, "relatedPlaylists"), "uploads")
        page = ""
        for _ in range(_UPLOADS_LOOKED_AT if playlist else 0):
            query: Query = {"part": "snippet", "playlistId": playlist, "maxResults": 50}
            query |= {"pageToken": page} if page else {}
            answer = self.call("GET", "/playlistItems", query, cost=LIST)
            yield from parts(answer, "items")
            page = text(answer, "nextPageToken")
            if not page:
                return

    def videos_naming(self, address: str) -> list[str]:
        """Return the ids of own videos whose description has a line that ends with ``address``."""
        found = []
        for item in self.own_videos():
            snippet = part(item, "snippet")
            lines = text(snippet, "description").splitlines()
            if any(line.rstrip().endswith(address) for line in lines):
                found.append(text(part(snippet, "resourceId"), "videoId"))
        return [video for video in found if video]

    def set_thumbnail(self, video: str, picture: bytes) -> None:
        """Give ``video`` its picture: JPEG or PNG of at most 2 MB."""
        mime = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        query = {"videoId": video, "uploadType": "media"}
        self.call("POST", "/thumbnails/set", query, upload=(mime, picture))

    def problems(self, found: list[Problem]) -> list[Problem]:
        """Return ``found`` and what is wrong with the access: token, scopes, end, channel."""
        if any(problem.fatal for problem in found) or not all(
            self.google.options[name] for name in ACCESS
        ):
            return found
        try:
            token = self.google.token()
            found = [*found, *self._scope_problems(token.scopes)]
            if token.access_ends_at is not None:
                moment = long_moment(token.access_ends_at, self.context.language)
                words = self.says("access_ends", moment=moment)
                ends = token.access_ends_at
                found.append(
                    Problem(field="refresh_token", message=words, fatal=False, ends_at=ends)
                )
            if self.own_channel() is None:
                found.append(Problem(field="", message=self.says("no_channel", words="items: []")))
        except Declined as declined:
            words = error_of(declined, self.context).words
            return [*found, Problem(field="refresh_token", message=words)]
        except TryLater as error:
            return [*found, Problem(field="", message=error.words, fatal=False)]
        except ChannelError as error:
            return [*found, Problem(field="refresh_token", message=error.words)]
        return found

    def _scope_problems(self, scopes: frozenset[str]) -> list[Problem]:
        if not scopes or _SCOPE in scopes:
            return []
        words = self.says("scopes", words=", ".join(sorted(scopes)))
        return [Problem(field="refresh_token", message=words)]
