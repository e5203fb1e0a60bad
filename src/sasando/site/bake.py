"""Baking: the public pages as files, so that election day is a matter of reading files.

What is not baked is rendered when asked for: the site is right with nothing baked at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from sasando.accounts.addresses import transparency_path
from sasando.desk.addresses import SECTIONS, home_path, section_path
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.education.lessons import lessons_in
from sasando.elections.models import Election, Place, Stage
from sasando.rendering.html import StageDates
from sasando.site.actions import mark_stale
from sasando.site.addresses import (
    CLAIM_REVIEWS,
    FEED_FORMATS,
    LANGUAGES,
    SCHEMES,
    calendar_path,
    counts_days,
    embed_path,
    feed_names,
    feed_path,
    month_path,
    page_path,
    place_path,
    topic_feed,
    topic_path,
)
from sasando.site.airing import airings_of
from sasando.site.files import file_for, only_baker, remove_page, write_pages
from sasando.site.live_blogs import every_path as live_blog_paths
from sasando.site.models import Entry, EntryTag, StalePath
from sasando.site.setting import local_day
from sasando.site.shelf import shared
from sasando.site.touching import calendar_pages, learn_pages, tool_pages, translated_pages
from sasando.site.views.items import errata_of, version_page

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], object]  # pages done, pages in all
_BATCH = 100  # versions read at a time
_AT_ONCE = 100  # stale or listing pages baked in one round
_DAY = ".day"  # the day the countdowns in the baked pages are for
_FIXED = (
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap/pages.xml",
    "/umpan/ninjs.json",
    CLAIM_REVIEWS,
    "/robots.txt",
    "/kalender.ics",
    "/.well-known/sasando/keys.json",
    "/.well-known/sasando/log.json",
)
_WORDS = ("calendar", "places", "about")


class BakeFailed(Exception):
    """A page could not be baked; what was there before is still there."""


def bake_due(*, now: datetime, patience_s: float = 0.0) -> int:
    """Bake what changed since the last time; return how many pages were.

    Two bakers never work at once: where another holds the lock for longer than ``patience_s``
    seconds nothing is done. A page that fails stays recorded and is tried again next time.
    """
    root = Path(settings.BAKED)
    with only_baker(root, patience_s=patience_s) as alone:
        if not alone:
            return 0
        _turn_the_day(root, now)
        done = last = 0
        stale = StalePath.objects.order_by("pk").values_list("pk", "path")
        while rows := list(stale.filter(pk__gt=last)[:_AT_ONCE]):
            last = rows[-1][0]
            failed: set[str] = set()
            done += _bake(root, sorted({path for _, path in rows}), failed)
            StalePath.objects.filter(
                pk__in=[pk for pk, path in rows if path not in failed]
            ).delete()
        return done


def bake_paths(paths: Iterable[str]) -> int:
    """Bake the pages at ``paths`` now; return how many. Raises ``BakeFailed``."""
    failed: set[str] = set()
    done = _bake(Path(settings.BAKED), paths, failed)
    if failed:
        raise BakeFailed(f"{', '.join(sorted(failed))} cannot be rendered; the log says why")
    return done


def page_at(path: str) -> bytes:
    """Return the public page at ``path`` as it would be baked now; empty when there is none."""
    response = _render(path)
    return response.content if response.status_code == 200 else b""


def bake_all(progress: Progress | None = None) -> int:
    """Bake every public page; return how many. ``progress`` is told (done, total) as it goes.

    Items stream from the database in batches with all they need. Raises ``BakeFailed``.
    """
    root = Path(settings.BAKED)
    total = Entry.objects.count()
    done = 0
    for count in _bake_items(root):
        done += count
        if progress:
            progress(done, max(total, done))
    for paths in _batched(listing_paths()):
        done += bake_paths(paths)
        if progress:
            progress(done, max(total, done))
    _write([(root / _DAY, local_day(timezone.now()).isoformat().encode())])
    return done


def every_path() -> Iterator[str]:
    """Yield the paths of all bakeable pages, items first."""
    for entry in Entry.objects.defer("text").order_by("pk").iterator(chunk_size=2000):
        yield entry.path
    yield from listing_paths()


def listing_paths() -> Iterator[str]:
    """Yield the paths of all bakeable pages that are not an item's own."""
    yield from _FIXED
    elections = list(Election.objects.values_list("code", flat=True))
    places = list(Place.objects.values_list("code", flat=True))
    yield from (f"/kalender/{code}.ics" for code in elections)
    for language in LANGUAGES:
        calendars = calendar_pages(language, elections)
        yield from (embed_path(path, language) for path in calendars)
        yield home_path(language)
        yield from (page_path(word, language) for word in _WORDS)
        yield transparency_path(language)
        yield from (calendar_path(code, language) for code in elections)
        yield from tool_pages(language)
        yield from learn_pages(language)
        yield from translated_pages(lessons_in(language))
        yield from (place_path(code, language) for code in places)
        yield from (section_path(kind, language) for kind in SECTIONS)
        yield from _feeds((*feed_names(language),))
    yield from _months()
    yield from _topics()
    yield from live_blog_paths()


def _months() -> Iterator[str]:
    seen: set[str] = set()
    rows = Entry.objects.values_list("kind", "language", "first_published_at")
    for kind, language, moment in rows.iterator(chunk_size=2000):
        day = local_day(moment)
        for path in (month_path(Kind(kind), language, day), f"/sitemap/{day:%Y-%m}.xml"):
            if path not in seen:
                seen.add(path)
                yield path


def _topics() -> Iterator[str]:
    tags = EntryTag.objects.filter(scheme__in=SCHEMES).order_by()
    for scheme, code, language in tags.values_list("scheme", "code", "entry__language").distinct():
        yield topic_path(scheme, code, language)
        if scheme != "stage":
            yield from _feeds([topic_feed(scheme, code, language)])


def _batched(paths: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(paths, _AT_ONCE)):
        yield batch


def _feeds(names: Iterable[str]) -> Iterator[str]:
    return (feed_path(name, form) for name in names for form in FEED_FORMATS)


def _bake_items(root: Path) -> Iterator[int]:
    """Bake the pages of all items batch by batch, and yield how many each batch was."""
    stages = {
        code: StageDates(code, name, starts, ends)
        for code, name, starts, ends in Stage.objects.values_list("code", "name", "starts", "ends")
    }
    keys = list(Entry.objects.order_by("pk").values_list("version_id", flat=True))
    with ThreadPoolExecutor(1) as writer:  # the disk takes one batch while the next is rendered
        writing: Future[None] | None = None
        for start in range(0, len(keys), _BATCH):
            batch = Version.objects.filter(pk__in=keys[start : start + _BATCH]).with_imprint()
            pages = dict(_item_pages(list(batch), stages))
            if writing is not None:
                writing.result()
            writing = writer.submit(_put, root, pages)
            yield len(pages)
        if writing is not None:
            writing.result()


def _item_pages(
    versions: list[Version], stages: Mapping[str, StageDates]
) -> Iterator[tuple[str, bytes]]:
    errata = errata_of([version.item_id for version in versions])
    airings = airings_of(versions)
    for version in versions:
        with translation.override(version.language):
            html = version_page(version, errata=errata, airings=airings, stages=stages)
        yield version.path, html.encode()


def _bake(root: Path, paths: Iterable[str], failed: set[str]) -> int:
    """Bake ``paths``; return how many. What cannot be rendered is added to ``failed``."""
    with shared():
        return _bake_round(root, paths, failed)


def _bake_round(root: Path, paths: Iterable[str], failed: set[str]) -> int:
    done = 0
    pages: dict[str, bytes] = {}
    for path in paths:
        try:
            response = _render(path)
        except Exception:
            logger.exception("%s cannot be rendered; it is tried again", path)
            failed.add(path)
            continue
        if response.status_code == 200:
            pages[path] = response.content
        elif (file := file_for(root, path)) is not None:
            remove_page(file)  # it moved, or is no page any more: the address answers for itself
        done += 1
    _put(root, pages)
    return done


def _render(path: str) -> HttpResponse:
    """Return what the public view at ``path`` answers, without the middleware of a request."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    try:
        match = resolve(path, urlconf="sasando.site.urls")
        response = match.func(request, *match.args, **match.kwargs)
    except (Http404, Resolver404):
        return HttpResponse(status=404)
    assert isinstance(response, HttpResponse)  # noqa: S101 - no public view streams
    return response


def _put(root: Path, pages: Mapping[str, bytes]) -> None:
    """Write the pages by their paths, all at once."""
    files: dict[str, Path] = {}
    for path in pages:
        file = file_for(root, path)
        if file is None:
            raise BakeFailed(f"{path!r} is no path a page can be baked at")
        files[path] = file
    _write([(files[path], body) for path, body in pages.items()])
    for path, file in files.items():
        if counts_days(path):
            file.touch()  # its date says which day it counts from, changed or not


def _write(pages: list[tuple[Path, bytes]]) -> None:
    try:
        write_pages(pages)
    except OSError as error:
        words = f"{error.filename or 'baking'}: {error.strerror}"
        raise BakeFailed(f"{words}; the pages before are still there") from error


def _turn_the_day(root: Path, now: datetime) -> None:
    """Record the pages that count days as stale when a new day has begun."""
    today = local_day(now).isoformat()
    mark = root / _DAY
    if mark.is_file() and mark.read_text() == today:
        return
    mark_stale(paths=daily_paths(), at=now)
    _write([(mark, today.encode())])


def daily_paths() -> set[str]:
    """Return the pages that say something else every day: countdowns, what is under way."""
    codes = list(Election.objects.values_list("code", flat=True))
    daily = {"/sitemap-news.xml"}
    for language in LANGUAGES:
        calendars = calendar_pages(language, codes)
        daily |= {home_path(language), *calendars, *tool_pages(language)}
        daily |= {embed_path(path, language) for path in calendars}
    return daily
