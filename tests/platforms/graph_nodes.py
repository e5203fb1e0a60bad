"""What stands on the contract server of the Graph API, and how each node is read."""

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.platforms.graph_rules import LIVE_FIELDS, POST_FIELDS


class Bad(Exception):
    """An error as the Graph API says it."""

    def __init__(
        self, code: int, message: str, *, subcode: int = 0, status: int = 400, said: str = ""
    ) -> None:
        self.code, self.message, self.subcode, self.status = code, message, subcode, status
        self.said = said  # to the person, where there is such a sentence

    @property
    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "AbCdEfGhIjK",
        }
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.said:
            error |= {"error_user_title": "Error", "error_user_msg": self.said}
        return error


@dataclass(slots=True)
class Post:
    """A post on the Page, or on Instagram."""

    id: str
    message: str
    link: str = ""
    picture: bytes = b""
    alt: str = ""
    by: str = ""
    author: str = "KPU Kota Kupang"
    hidden: bool = False
    at: float = field(default_factory=time.time)

    def node(self, fields: str) -> dict[str, Any]:
        known_fields(fields, POST_FIELDS)
        whole = {
            "id": self.id,
            "message": self.message,
            "permalink_url": f"https://www.facebook.com/{self.id}",
            "created_time": stamp(self.at),
            "is_published": True,
            "from": {"id": self.by, "name": self.author},
            "reactions": {"data": [], "summary": {"total_count": 12}},
            "comments": {"data": [], "summary": {"total_count": 4}},
            "shares": {"count": 7},
        }
        return chosen(whole, fields)

    def instagram(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "caption": self.message,
            "permalink": f"https://www.instagram.com/p/{self.id}/",
            "timestamp": stamp(self.at),
            "like_count": 41,
            "comments_count": 3,
        }


@dataclass(slots=True)
class Live:
    """A live video."""

    ingest: ClassVar[str] = "rtmps://live-api-s.facebook.com:443/rtmp"  # or where a test listens
    id: str
    values: dict[str, str]
    hidden: bool = False
    bitrate: float = 0.0  # what its ingest receives, bits a second
    views: int = 0
    status: str = ""

    def __post_init__(self) -> None:
        self.status = self.status or self.values.get("status", "")

    @property
    def url(self) -> str:
        return f"{self.ingest}/FB-{self.id}-0-AbC?s_bl=1&s_sw=0"

    def node(self, fields: str) -> dict[str, Any]:
        known_fields(fields, LIVE_FIELDS)
        health = {
            "video_bitrate": self.bitrate, "video_framerate": 30.0, "video_gop_size": 60,
            "video_height": 720, "video_width": 1280,
        }  # fmt: skip
        ingest = {
            "is_master": True,
            "id": "1",
            **({"stream_health": health} if self.bitrate else {}),
        }
        whole = {
            "id": self.id,
            "status": self.status,
            "permalink_url": f"/kpukotakupang/videos/{self.id}/",
            "secure_stream_url": self.url,
            "live_views": self.views,
            "ingest_streams": [ingest],
            "video": {"id": f"9{self.id}"},
            "reactions": {"data": [], "summary": {"total_count": 55}},
            "comments": {"data": [], "summary": {"total_count": 21}},
        }
        return chosen(whole, fields)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a live video, or an answer to one."""

    id: str
    message: str
    on: str
    by: str
    author: str
    at: float

    def node(self, *, named: bool) -> dict[str, Any]:
        node = {"id": self.id, "message": self.message, "created_time": stamp(self.at)}
        return {**node, "from": {"id": self.by, "name": self.author}} if named else node


@dataclass(slots=True)
class Container:
    """A picture that Instagram prepares."""

    id: str
    values: dict[str, str]
    checks: int = 0  # how often it is still being prepared
    status: str = "FINISHED"

    def node(self) -> dict[str, Any]:
        if self.checks:
            self.checks -= 1
            return {"id": self.id, "status_code": "IN_PROGRESS"}
        return {"id": self.id, "status_code": self.status, "status": f"{self.status}: see code"}


def only(
    values: dict[str, str],
    *known: str,
    needed: tuple[str, ...] = (),
    files: dict[str, bytes] | None = None,
    may: tuple[str, ...] = (),
) -> None:
    """Refuse parameters and files that the documentation does not name, and missing ones."""
    if strange := {*values, *(files or {})} - {*known, *may}:
        raise Bad(100, f"Invalid parameter: {sorted(strange)}")
    if missing := [name for name in needed if not values.get(name)]:
        raise Bad(100, f"The parameter {missing[0]} is required")


def known_fields(fields: str, known: set[str]) -> None:
    if strange := _names(fields) - known:
        raise Bad(100, f"Tried accessing nonexisting field ({sorted(strange)})")


def chosen(whole: dict[str, Any], fields: str) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name in _names(fields) | {"id"}}


def stamp(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _names(fields: str) -> set[str]:
    plain = re.sub(r"\{[^}]*\}|\.\w+\([^)]*\)", "", fields)
    return set(plain.split(","))
