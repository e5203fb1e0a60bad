"""What the room keeps of viewers and of what came in, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.live.actions.forgetting import forget_viewers, still_named
from sasando.live.afterwards.uploading import left_over
from sasando.live.streaming import watched_before
from sasando.retention.rules import (
    Effect,
    Files,
    Rows,
    Rule,
    Stays,
    delete_file,
)


def _viewers(at: datetime, kept: timedelta) -> Rows:
    return Rows(still_named(at - kept), "over_at")


def _uploads(at: datetime, kept: timedelta) -> Files:
    return Files(left_over(at - kept))


def _watched(at: datetime, kept: timedelta) -> Files:
    return Files(watched_before(at - kept))


RULES = (
    Rule(
        key="live.viewers",
        kind=_("Who asked in a broadcast, by episode"),
        personal=_("Name, account and message of a viewer, sealed where it names the account"),
        counted_from=_("the end of the episode"),
        why=_("To answer them. What stood on air, the answers and the counts stay."),
        effect=Effect.UNNAMED,
        usual=timedelta(days=30),
        bounds=(timedelta(days=1), timedelta(days=365)),
        models=(
            "sasando_live.Question",
            "sasando_live.OnAir",
            "sasando_live.OnAirChange",
            "sasando_live.Push",
            "sasando_live.ChatReader",
        ),
        due=_viewers,
        forget=forget_viewers,
        every=timedelta(hours=6),
    ),
    Rule(
        key="live.uploads",
        kind=_("Films that were sent and not used, and halves of files"),
        personal=_("Who is seen and heard in it"),
        counted_from=_("its last byte"),
        why=_("What was sent by mistake or broke off is nobody's recording."),
        usual=timedelta(days=2),
        bounds=(timedelta(days=1), timedelta(days=30)),
        models=(),
        due=_uploads,
        forget=delete_file,
        every=timedelta(hours=6),
    ),
    Rule(
        key="live.watched",
        kind=_("What readers watched live on the own site"),
        personal=_("Who is seen and heard in it"),
        counted_from=_("the end of the broadcast"),
        why=_("Until the recording, to which everybody in it agreed, is in its place."),
        usual=timedelta(days=2),
        bounds=(timedelta(days=1), timedelta(days=30)),
        models=(),
        due=_watched,
        forget=delete_file,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=("sasando_live.Participation",),
        why=_(
            "Who agreed to be recorded, how and when: the recording is public, and consent must be "
            "shown when asked for (Law 27/2022, Article 24)."
        ),
        personal=_("Name of hosts and guests, and their consent."),
    ),
    Stays(
        models=(
            "sasando_live.Film",
            "sasando_live.CaptionTrack",
            "sasando_live.Gathering",
            "sasando_live.LiveBlog",
            "sasando_live.BlogPost",
            "sasando_live.BlogPin",
            "sasando_live.SpeakingTime",
        ),
        why=_("Published recordings, captions and posts: corrected with a note, not erased."),
        personal=_("Who is seen, heard and named in what was published."),
    ),
    Stays(
        models=(
            "sasando_live.Broadcast",
            "sasando_live.BroadcastAccount",
            "sasando_live.BroadcastWord",
            "sasando_live.ChatCount",
            "sasando_live.Check",
            "sasando_live.LiveStream",
            "sasando_live.Production",
            "sasando_live.QuestionCount",
            "sasando_live.Segment",
            "sasando_live.Stream",
        ),
        why=_(
            "Plans and receipts of broadcasts, and counts: the partnership is accounted by them."
        ),
        personal=_("Name of who did it for their organisation."),
    ),
)
