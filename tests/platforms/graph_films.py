"""The videos of a Page on the contract server: fetched from an address, prepared, shown.

Looked up on 29 November 2026, https://developers.facebook.com: /docs/graph-api/reference/page/videos,
/docs/graph-api/reference/video, /docs/graph-api/reference/video-status,
/docs/video-api/guides/get-videos. Like Facebook it says yes before it has the film.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.graph_nodes import Bad, chosen, known_fields, only, stamp

FILM_FIELDS = {"id", "description", "title", "permalink_url", "created_time", "published", "status"}
CREATE = (  # as the reference names them; those of spherical and sponsored videos left out
    "title", "description", "file_url", "published", "content_category", "content_tags",
    "custom_labels", "embeddable", "no_story", "social_actions",
)  # fmt: skip


@dataclass(slots=True)
class Film:
    """A video of the Page."""

    id: str
    values: dict[str, str]
    looks: int = 0  # how often it is still being prepared
    fault: str = ""  # why it cannot be used
    hidden: bool = False
    at: float = field(default_factory=time.time)

    def node(self, fields: str) -> dict[str, Any]:
        known_fields(fields, FILM_FIELDS)
        whole = {
            "id": self.id,
            "description": self.values.get("description", ""),
            "title": self.values.get("title", ""),
            "permalink_url": f"/kpukotakupang/videos/{self.id}/",
            "created_time": stamp(self.at),
            "published": True,
            "status": self._status(),
        }
        return chosen(whole, fields)

    def _status(self) -> dict[str, Any]:
        if self.fault:
            errors = [{"code": 1363026, "message": self.fault}]
            phase = {"status": "error", "errors": errors}
            return {"video_status": "error", "processing_phase": phase}
        self.looks -= self.looks > 0
        return {"video_status": "processing" if self.looks else "ready"}


class FilmPart:
    """What the contract server does with videos."""

    def __init__(self) -> None:
        self.films: dict[str, Film] = {}
        self.film_looks = 0  # how often a new one is still being prepared, plus one
        self.film_fault = ""
        self.can_fetch = True  # what stands at the address of a film

    def _needs(self, *scopes: str) -> None:
        raise NotImplementedError

    def _next(self) -> str:
        raise NotImplementedError

    def _paged(self, nodes: list[dict[str, Any]], query: dict[str, str]) -> Any:
        raise NotImplementedError

    def _post_page_videos(self, page: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        only(values, *CREATE, files=files, needed=("file_url",))
        self._needs("pages_manage_posts", "pages_read_engagement", "pages_show_list")
        if not self.can_fetch or not values["file_url"].startswith("https://"):
            raise Bad(389, "Unable to fetch video file from URL.")
        film = Film(self._next(), values, self.film_looks, self.film_fault, hidden)
        self.films[film.id] = film
        return {"id": film.id}

    def _get_page_videos(self, page: str, query: dict[str, str]) -> Any:
        only(query, "fields", "limit", "after")
        self._needs("pages_read_engagement")
        shown = [film for film in self.films.values() if not film.hidden]
        shown.sort(key=lambda film: film.at, reverse=True)
        return self._paged([film.node(query["fields"]) for film in shown], query)

    def _get_film(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", needed=("fields",))
        self._needs("pages_read_engagement")
        return self.films[node].node(query["fields"])

    def _post_film(self, node: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        only(values, "description", "name", files=files)
        self._needs("pages_manage_posts")
        if not hidden:
            self.films[node].values |= values
        return {"success": True}

    def _delete_film(self, node: str, query: dict[str, str]) -> Any:
        only(query)
        self._needs("pages_manage_posts")
        del self.films[node]
        return {"success": True}
