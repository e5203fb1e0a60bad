"""Viewers' questions as the desk sorts them: groups, what is known beside each, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from sasando.live.models import ChatCount, ChatReader, Production, Question
from sasando.live.models.questions import QuestionQuerySet

SHOWN = 40
_MEMBERS, _BEHIND = 200, 5  # questions behind those shown: in all, and of each
_OPEN = Q(state__in=(Question.State.NEW, Question.State.ON_AIR))
_RUMOUR = Q(rumour=True, known_id="") | Q(filed_at__isnull=False)
FILTERS: dict[str, tuple[Any, Q]] = {
    "": (_("Waiting"), _OPEN),
    "baru": (_("New"), _OPEN & Q(matched_at__isnull=True)),
    "cocok": (_("Answer known"), _OPEN & ~Q(known_id="")),
    "rumor": (_("Rumours"), _OPEN & _RUMOUR),
    "terjawab": (_("Answered"), Q(state=Question.State.ANSWERED)),
    "sembunyi": (_("Hidden"), Q(state=Question.State.HIDDEN)),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One group: the question that leads it, and the first few who ask the same in other words."""

    question: Question
    behind: list[Question] = field(default_factory=list)

    @property
    def percent(self) -> int:
        """How likely the known answer is meant."""
        return round(float(self.question.known.get("probability", 0)) * 100)


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter with how many it shows."""

    name: str
    label: Any
    count: int
    current: bool


def question_list(production: Production, *, chosen: str = "", at: datetime) -> dict[str, Any]:
    """Return what the list shows, filtered by ``chosen`` (a key of ``FILTERS``); six queries."""
    chosen = chosen if chosen in FILTERS else ""
    leading = production.questions.leading()
    rows = _ordered(leading.filter(FILTERS[chosen][1]), chosen)
    counts = leading.aggregate(
        **{f"n{number}": Count("pk", filter=q) for number, (_l, q) in enumerate(FILTERS.values())}
    )
    return {
        "groups": _groups(list(rows.select_related("best", "told")[:SHOWN])),
        "tabs": [
            Tab(name, label, counts[f"n{number}"], name == chosen)
            for number, (name, (label, _q)) in enumerate(FILTERS.items())
        ],
        "chosen": chosen,
        "chats": _chats(production, at),
        "seen": production.on_air.number,
    }


def _ordered(rows: QuestionQuerySet, chosen: str) -> QuestionQuerySet:
    if chosen in ("sembunyi", "terjawab"):
        return rows.order_by("-at", "-pk")
    return rows.by_weight()


def _groups(leaders: Sequence[Question]) -> list[Group]:
    groups = {leader.pk: Group(leader) for leader in leaders}
    members = Question.objects.filter(leader__in=groups).exclude(state=Question.State.HIDDEN)
    for one in members.order_by("pk")[:_MEMBERS]:
        behind = groups[one.leader_id or 0].behind
        if len(behind) < _BEHIND:
            behind.append(one)
    return list(groups.values())


def _chats(production: Production, at: datetime) -> list[dict[str, Any]]:
    """Every chat that is read: what its platform says, and how much came in the last minutes."""
    since = at - timedelta(minutes=5)
    rows = ChatReader.objects.filter(broadcast__production=production, ended_at__isnull=True)
    counts = ChatCount.objects.filter(broadcast__production=production, minute__gt=since)
    sums = counts.values("broadcast").annotate(all_came=Sum("came"), all_kept=Sum("kept"))
    totals = {one["broadcast"]: (one["all_came"], one["all_kept"]) for one in sums.order_by()}
    return [
        {
            "name": row.broadcast.account.name,
            "words": row.words,
            "heard_at": row.heard_at,
            "came": totals.get(row.broadcast_id, (0, 0))[0],
            "kept": totals.get(row.broadcast_id, (0, 0))[1],
        }
        for row in rows.select_related("broadcast__account").order_by("pk")
    ]
