"""Where the server of news reads: two questions to the database a look, however many listen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import close_old_connections
from django.db.models import Q

from sasando.live.models import Push, Stream
from sasando.live.push.topics import News


class Found(NamedTuple):
    """What a topic holds beyond what was known of it."""

    number: int
    ends_at: datetime | None
    news: list[News]


def look(seen: Mapping[str, int]) -> dict[str, Found | None]:
    """Return what is new of the topics, by the number they were read up to; ``None``: it is gone.

    What did not change is left out. Raises ``DatabaseError``.
    """
    close_old_connections()
    rows = Stream.objects.filter(topic__in=list(seen)).values_list("topic", "number", "ends_at")
    streams = {topic: (number, ends_at) for topic, number, ends_at in rows}
    found: dict[str, Found | None] = {topic: None for topic in seen if topic not in streams}
    changed = [topic for topic, (number, _) in streams.items() if number != seen[topic]]
    for topic in changed:
        number, ends_at = streams[topic]
        found[topic] = Found(number, ends_at, [])
    if changed:
        news = Push.objects.filter(_fresh(changed, seen, streams)).order_by("number")
        for topic, number, name, data, state in news.values_list(
            "stream__topic", "number", "name", "data", "state"
        ):
            one = found[topic]
            if one is not None:
                one.news.append(News(number, name, data, state))
    return found


def _fresh(
    changed: Iterable[str],
    seen: Mapping[str, int],
    streams: Mapping[str, tuple[int, datetime | None]],
) -> Q:
    """Of each changed topic what came after the number it was read up to, and nothing else of it."""
    fresh = Q(pk__in=())
    for topic in changed:
        # Numbers that went down are those of another life of the house: all is read anew.
        after = seen[topic] if streams[topic][0] > seen[topic] else 0
        fresh |= Q(stream__topic=topic, number__gt=after)
    return fresh


def read(topic: str) -> Found | None:
    """Return all that ``topic`` holds, ``None`` when there is no such topic."""
    close_old_connections()
    stream = Stream.objects.filter(topic=topic).first()
    if stream is None:
        return None
    news = stream.news.values_list("number", "name", "data", "state")
    return Found(stream.number, stream.ends_at, [News(*row) for row in news])
