"""Who asked is forgotten: names, accounts and what only a reply needed, in time after the episode."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sasando.claims.models import Asker
from sasando.live import telling
from sasando.live.actions.going import hide_as_gone
from sasando.live.models import ChatReader, OnAir, OnAirChange, Production, Push, Question
from sasando.live.models.onair import Layer

_NAMED = ~Q(name="") | ~Q(handle="") | ~Q(sender="") | ~Q(said="") | ~Q(receipt="")
_UNNAMED: dict[str, Any] = dict.fromkeys(
    ("name", "handle", "sender", "said", "receipt", "reply_text", "reply_words"), ""
)


def still_named(before: datetime) -> QuerySet[Production]:
    """Episodes that ended (``over_at``) before that moment and still hold what tells who asked.

    One that never went live counts from its planned end.
    """
    over = Coalesce("ended_at", "episode__ends_at", "episode__starts_at")
    old = Production.objects.annotate(over_at=over).filter(over_at__lt=before)
    return old.filter(pk__in=Question.objects.filter(_NAMED).values("production"))


def forget_viewers(productions: QuerySet[Production], at: datetime) -> None:
    """Drop from episodes everything that tells who asked, in the caller's transaction.

    The words that stood on air, the answers and the counts stay: they say nothing of a person.
    """
    for production in productions:
        _forget(production)


def forget_asker(*, asker: Asker, at: datetime) -> None:
    """Drop from questions of ``asker`` what tells who asked, in the transaction that forgets them.

    What nobody has seen on air goes with its words, and is brought on air no more; what was aired or
    answered stays, since its words say nothing of a person.
    """
    mine = Question.objects.filter(tip__asker=asker)
    unseen = Q(aired_at__isnull=True, answered_at__isnull=True)
    keys = list(mine.filter(unseen).values_list("pk", flat=True))
    hide_as_gone(questions=Question.objects.filter(pk__in=keys), at=at)
    Question.objects.filter(pk__in=keys).update(text="")
    mine.filter(reply=Question.Reply.WAITING).update(reply=Question.Reply.NONE)
    mine.update(tip=None, **_UNNAMED)


def _forget(production: Production) -> None:
    forgotten = Concat(Value("forgotten-"), Cast("pk", CharField()), output_field=CharField())
    waiting = production.questions.filter(reply=Question.Reply.WAITING)
    waiting.update(reply=Question.Reply.REFUSED)  # a month late nobody waits any more
    production.questions.update(code=forgotten, tip=None, told=None, **_UNNAMED)
    ChatReader.objects.filter(broadcast__production=production).update(cursor="", words="")
    for change in OnAirChange.objects.filter(on_air__production=production, layer=Layer.QUESTION):
        if change.shows:
            change.shows = _unnamed(change.shows)
            change.save(update_fields=["shows"])
    on_air = OnAir.objects.filter(production=production).first()
    if on_air is not None and Layer.QUESTION in on_air.layers:
        on_air.layers[Layer.QUESTION] = _unnamed(on_air.layers[Layer.QUESTION])
        on_air.save(update_fields=["layers"])
    Push.objects.filter(stream__topic=telling.overlay_topic(production)).delete()


def _unnamed(shows: dict[str, Any]) -> dict[str, Any]:
    return shows | {"name": ""}
