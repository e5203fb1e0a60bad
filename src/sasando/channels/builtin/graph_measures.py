"""What Facebook and Instagram counted of a copy, read from their insights and fields.

Impressions and fans are gone from the interface since 2025:
https://developers.facebook.com/documentation/pages-api/platforminsights/page/deprecated-metrics
"""

from collections.abc import Mapping
from typing import Any

from sasando.channels.builtin.graph import Gone, Graph
from sasando.channels.builtin.messengers.payload import number, part, parts, text
from sasando.plugins.channel import Refused
from sasando.plugins.measures import Measure, MeasureKind

_OF_FILMS = {  # https://developers.facebook.com/docs/video-api/guides/insights
    "total_video_views": MeasureKind.VIEWS,
    "total_video_views_unique": MeasureKind.REACH,
    "total_video_view_total_time": MeasureKind.WATCHED_MINUTES,
}
_MILLISECONDS = "total_video_view_total_time"


def film_insights(graph: Graph, video: str) -> tuple[Measure, ...]:
    """Return what was counted of a video, live or not. Raises as ``insights``."""
    found = insights(graph, f"{video}/video_insights", _OF_FILMS)
    return tuple(
        Measure(kind=one.kind, value=one.value // 60_000, source=one.source)
        if one.source == _MILLISECONDS
        else one
        for one in found
    )


def insights(
    graph: Graph, path: str, metrics: Mapping[str, MeasureKind], **query: str
) -> tuple[Measure, ...]:
    """Return the metrics that the edge ``path`` has, by the platform's own names.

    Without leave to read insights there are none: the plain counts are true all the same, and
    ``diagnose`` tells which permission is missing. Raises ``Gone`` and ``TryLater``.
    """
    try:
        said = graph.get(path, metric=",".join(metrics), **query)
    except Gone:
        raise
    except Refused:
        return ()
    found = []
    for entry in parts(said.values, "data"):
        kind = metrics.get(text(entry, "name"))
        values = parts(entry, "values")
        value = number(values[-1], "value") if values else None
        if kind is not None and value is not None and value >= 0:
            found.append(Measure(kind=kind, value=value, source=text(entry, "name")))
    return tuple(found)


def counted(node: dict[str, Any]) -> tuple[Measure, ...]:
    """Return the reactions, comments and shares that stand in the fields of a post or video."""
    found = []
    for name, kind in (
        ("reactions", MeasureKind.REACTIONS),
        ("comments", MeasureKind.COMMENTS),
    ):
        value = number(part(part(node, name), "summary"), "total_count")
        if value is not None:
            found.append(Measure(kind=kind, value=value, source=name))
    shares = number(part(node, "shares"), "count")
    if shares is not None:  # Facebook leaves it out while there are none
        found.append(Measure(kind=MeasureKind.SHARES, value=shares, source="shares"))
    return tuple(found)
