"""What a platform counted of one copy: never added up across unlike things."""

from dataclasses import dataclass
from enum import StrEnum


class MeasureKind(StrEnum):
    """What was counted. Each has its definition in ``phrases``, ``measure.<kind>``."""

    IMPRESSIONS = "impressions"  # times it was on a screen
    VIEWS = "views"  # times it was opened or played, by the platform's own rule
    PAGE_VIEWS = "page-views"  # times its page on the own site was shown
    FRAME_VIEWS = "frame-views"  # times it was shown in a frame on other sites
    REACH = "reach"  # different accounts or devices, as the platform estimates them
    PEAK_VIEWERS = "peak-viewers"  # at one time, live
    WATCHED_MINUTES = "watched-minutes"  # of all viewers together
    REACTIONS = "reactions"
    COMMENTS = "comments"
    SHARES = "shares"
    CLICKS = "clicks"
    RECIPIENTS = "recipients"  # addresses it was handed to
    COPIES = "copies"  # printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number of one copy, as the platform gave it, since the copy is out."""

    kind: MeasureKind
    value: int
    source: str  # the platform's own name of the metric: "post_impressions_unique"
