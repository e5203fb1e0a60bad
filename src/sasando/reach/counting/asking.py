"""Whether a page was shown to a reader: robots, forerunners and the desk itself are none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from crawleruseragents import is_crawler

_FETCHED_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_AHEAD = ("prefetch", "prerender", "preview")


def is_reader(environ: Mapping[str, str], *, desk_cookie: str) -> bool:
    """Return whether the request with this WSGI environment comes from a reader's screen.

    A robot that names itself is none (the crawler-user-agents list), nor is what says no name at
    all, a page fetched before anybody asked for it (Sec-Purpose, Fetch standard), or somebody with
    the cookie of the desk.
    """
    if any(environ.get(name, "").lower().startswith(_AHEAD) for name in _FETCHED_AHEAD):
        return False
    if f"{desk_cookie}=" in environ.get("HTTP_COOKIE", ""):
        return False
    return not _is_robot(environ.get("HTTP_USER_AGENT", "")[:500])


@lru_cache(maxsize=4096)
def _is_robot(name: str) -> bool:
    return not name.strip() or bool(is_crawler(name))
