"""Questions that ask the same stand behind the first of them; by hand everything can be undone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sasando.claims.likeness import most_alike
from sasando.live import telling
from sasando.live.exceptions import WrongState
from sasando.live.masking import LINK, MASK
from sasando.live.models import Production, Question
from sasando.matching.normalise import normalise

ALIKE = 0.55  # share of common letters from which two questions are looked at
SAME_WORDS = 0.7  # of their telling words: then they ask the same
SAME_ANSWER = 0.5  # of them, where one sure answer answers both
_COMPARED = 300  # questions that lead, the newest
_LIKEST = 5
_SHORT, _LONG = 15, 140  # characters of what is easily read out
_NUMBER = re.compile(r"\d+")


@transaction.atomic
def group_questions(*, leader: Question, others: Iterable[Question], at: datetime) -> None:
    """Let ``others`` (and who stands behind them) stand behind ``leader``: they ask the same."""
    first = Question.objects.select_for_update(of=("self",)).get(pk=leader.pk)
    if first.leader_id is not None:
        raise WrongState(_("This question stands behind another one: choose that one."))
    put_behind(leader=first, others=others)
    telling.tell_desk(first.production, telling.QUESTIONS, at=at)


def put_behind(*, leader: Question, others: Iterable[Question]) -> None:
    """As ``group_questions``, within a transaction of the caller's, and told to nobody."""
    pks = [other.pk for other in others if other.pk != leader.pk]
    rows = Question.objects.filter(production=leader.production_id)
    moved = rows.filter(Q(pk__in=pks) | Q(leader__in=pks)).exclude(pk=leader.pk)
    behind = rows.filter(pk__in=list(moved.values_list("pk", flat=True)))
    behind.update(leader=leader, count=1 + F("echoes"), best=None, apart=False)
    settle_groups(leaders=[leader])


@transaction.atomic
def ungroup_question(*, question: Question, at: datetime) -> None:
    """Let a question stand for itself again; nothing but a hand groups it after that."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.leader is None:
        return
    leader, row.leader, row.apart = row.leader, None, True
    row.count = 1 + row.echoes
    row.save(update_fields=["leader", "apart", "count"])
    settle_groups(leaders=[leader])
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)


def settle_groups(*, leaders: Sequence[Question]) -> None:
    """Count anew who stands behind ``leaders``, and choose who says it best."""
    if not leaders:
        return
    pks = [leader.pk for leader in leaders]
    members = Question.objects.filter(Q(pk__in=pks) | Q(leader__in=pks))
    counts = dict.fromkeys(pks, 0)
    best: dict[int, tuple[float, int]] = {}
    for pk, leader, echoes, text, state in members.values_list(
        "pk", "leader", "echoes", "text", "state"
    ):
        group = leader or pk
        if state == Question.State.HIDDEN and pk != group:
            continue
        counts[group] += 1 + echoes
        best[group] = max(best.get(group, (-99.0, 0)), (_worth(text), -pk))
    for pk in pks:
        says = -best[pk][1] if pk in best else pk
        chosen = says if says != pk else None
        Question.objects.filter(pk=pk).update(count=max(1, counts[pk]), best=chosen)


def join_alike(*, production: Production, questions: Sequence[Question]) -> None:
    """Put what asks the same as an earlier one behind it. A group's first stays its first.

    What a hand set apart is left alone. Call it in a transaction, when the questions are matched.
    """
    there = production.questions.leading().exclude(state=Question.State.HIDDEN)
    rows = list(there.filter(apart=False).order_by("-pk")[:_COMPARED])
    leaders = {row.pk: row for row in rows}
    for question in sorted(questions, key=lambda one: one.pk):
        mine = leaders.get(question.pk)
        if mine is None:
            continue
        earlier = [(pk, row.text) for pk, row in leaders.items() if pk < mine.pk]
        found = most_alike(mine.text, earlier, least=ALIKE, limit=_LIKEST)
        first = next((leaders[pk] for pk, _much in found if asks_the_same(mine, leaders[pk])), None)
        if first is not None:
            put_behind(leader=first, others=[mine])
            del leaders[mine.pk]


def asks_the_same(one: Question, two: Question) -> bool:
    """Whether two questions are one: by their telling words and numbers, not by their letters."""
    if _NUMBER.findall(one.text) != _NUMBER.findall(two.text):
        return False
    mine, theirs = _telling(one.text), _telling(two.text)
    if not mine or not theirs:
        return False
    common = len(mine & theirs) / len(mine | theirs)
    answered = one.known_id and one.known_id == two.known_id
    sure = bool(one.known.get("sure") and two.known.get("sure"))
    return common >= (SAME_ANSWER if answered and sure else SAME_WORDS)


@lru_cache(maxsize=2048)
def _telling(text: str) -> frozenset[str]:
    return frozenset(normalise(text).content)


def _worth(text: str) -> float:
    """How well a wording can be read out: whole, short, a question, nothing masked or shouted."""
    letters = [character for character in text if character.isalpha()]
    shouted = sum(character.isupper() for character in letters) > len(letters) * 0.6
    whole = _SHORT <= len(text) <= _LONG
    masked = LINK in text or MASK in text
    return 2.0 * ("?" in text) + 2.0 * whole - 2.0 * shouted - 3.0 * masked + text[:1].isupper()
