"""Claims gathered by hand: merged, split, tips moved. Every move can be undone.

A merge moves no tip: the one claim stands for the other from then on, so undoing it is exact. Who
comes under a claim that has a verdict is told it, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sasando.claims.actions.counting import hour_of
from sasando.claims.actions.remembering import unlearn
from sasando.claims.actions.telling import tell_verdict
from sasando.claims.answers import known_version
from sasando.claims.exceptions import WrongState
from sasando.claims.models import Claim, Move, Sighting, Tip
from sasando.desk.models import Version
from sasando.parties.models import Person


@transaction.atomic
def merge(
    *, source: Claim, target: Claim, by: Person | None, at: datetime, reason: str = ""
) -> Move:
    """Let ``target`` stand for ``source``; everyone who asked ``source`` asked ``target``.

    Raises ``WrongState`` when one of them stands for the other already.
    """
    source, target = _locked(source, target)
    if source.state == Claim.State.MERGED or target.state == Claim.State.MERGED:
        raise WrongState(_("One of them was merged before. Open the claim it was merged into."))
    if source.verdicts.exists() and target.verdicts.exists():
        raise WrongState(_("Both have a verdict of their own: they are two claims."))
    move = Move.objects.create(
        kind=Move.Kind.MERGE,
        source=source,
        target=target,
        before={
            "state": source.state,
            "tips": source.tip_count,
            "verdicts": list(source.verdicts.values_list("pk", flat=True)),
            "target_state": target.state,
            "target_about_commission": target.about_commission,
        },
        reason=reason,
        by=by,
        at=at,
    )
    source.verdicts.update(claim=target)
    source.state, source.merged_into = Claim.State.MERGED, target
    source.save(update_fields=["state", "merged_into"])
    target.about_commission |= source.about_commission
    target.save(update_fields=["about_commission"])
    _add(target, source.tip_count, seen=(source.first_seen, source.last_seen))
    _tell_newcomers(target, at)
    return move


@transaction.atomic
def split(
    *, claim: Claim, tips: Collection[Tip], wording: str, by: Person, at: datetime, reason: str = ""
) -> Move:
    """Make a claim of its own of some ``tips`` of ``claim``.

    Raises ``WrongState`` for tips of another claim, or when nothing would be left.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    _check_own(claim, tips)
    if len(tips) == claim.tips.count():
        raise WrongState(_("Leave at least one message where it is."))
    first = min(tip.received_at for tip in tips)
    new = Claim.objects.create(
        wording=wording.strip()[:5000] or next(iter(tips)).text[:5000],
        language=claim.language,
        harm=claim.harm,
        about_commission=claim.about_commission,
        first_seen=first,
        last_seen=first,
    )
    return _carry_over(claim, new, tips, kind=Move.Kind.SPLIT, by=by, at=at, reason=reason)


@transaction.atomic
def move(
    *, tips: Collection[Tip], target: Claim, by: Person, at: datetime, reason: str = ""
) -> Move:
    """Put ``tips`` of one claim under ``target``. Raises ``WrongState``."""
    sources = Claim.objects.filter(tips__in=tips).distinct()
    if len(sources) != 1:
        raise WrongState(_("Choose messages of one claim."))
    source, target = _locked(sources[0], target)
    if target.state == Claim.State.MERGED:
        raise WrongState(_("This claim was merged. Open the claim it was merged into."))
    _check_own(source, tips)
    made = _carry_over(source, target, tips, kind=Move.Kind.MOVE, by=by, at=at, reason=reason)
    _tell_newcomers(target, at)
    return made


@transaction.atomic
def undo(*, move: Move, by: Person, at: datetime) -> Move:
    """Put back what ``move`` did. Who was told something meanwhile stays told.

    Raises ``WrongState`` when it was undone before, or a later move of these claims stands: moves
    are undone in the order opposite to that in which they were made, so that every count is exact.
    """
    move = Move.objects.select_for_update(of=("self",)).get(pk=move.pk)
    if move.undone_at is not None:
        raise WrongState(_("This move was undone already."))
    source, target = _locked(move.source, move.target)
    touched = Q(source__in=(source, target)) | Q(target__in=(source, target))
    if Move.objects.filter(touched, pk__gt=move.pk, undone_at=None).exists():
        raise WrongState(_("These claims have been moved on since: undo the later move first."))
    if move.kind == Move.Kind.MERGE:
        _part(move, source, target, at)
    else:
        _shift(source, target, Tip.objects.filter(pk__in=move.tips, claim=target), at)
        if move.kind == Move.Kind.SPLIT and not target.tips.exists():
            target.state, target.merged_into = Claim.State.MERGED, source
            target.save(update_fields=["state", "merged_into"])
    move.undone_by, move.undone_at = by, at
    move.save(update_fields=["undone_by", "undone_at"])
    return move


def _locked(one: Claim, two: Claim) -> tuple[Claim, Claim]:
    """Lock both, always in the same order, so that two people cannot wait for each other."""
    if one.pk == two.pk:
        raise WrongState(_("This is one and the same claim."))
    rows = Claim.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, two.pk))
    found = {claim.pk: claim for claim in rows.order_by("pk")}
    return found[one.pk], found[two.pk]


def _check_own(claim: Claim, tips: Collection[Tip]) -> None:
    if not tips:
        raise WrongState(_("Choose at least one message."))
    if claim.tips.filter(pk__in=[tip.pk for tip in tips]).count() != len(tips):
        raise WrongState(_("Some of these messages belong to another claim by now. Reload."))


def _carry_over(
    source: Claim,
    target: Claim,
    tips: Collection[Tip],
    *,
    kind: str,
    by: Person,
    at: datetime,
    reason: str,
) -> Move:
    made = Move.objects.create(
        kind=kind,
        source=source,
        target=target,
        tips=sorted(tip.pk for tip in tips),
        reason=reason,
        by=by,
        at=at,
    )
    _shift(target, source, tips, at)
    return made


def _shift(to: Claim, out_of: Claim, tips: Collection[Tip], at: datetime) -> None:
    """Move ``tips`` and what was counted for them; what answers the one says nothing of them now."""
    moved = list(tips)
    Tip.objects.filter(pk__in=[tip.pk for tip in moved]).update(claim=to)
    _unlearn(moved, out_of, at)
    seen = Counter((hour_of(tip.received_at), tip.place) for tip in moved)
    for (hour, place), count in seen.items():
        Sighting.objects.filter(claim=out_of, hour=hour, place=place, count__gte=count).update(
            count=F("count") - count
        )
        there, _new = Sighting.objects.get_or_create(claim=to, hour=hour, place=place)
        Sighting.objects.filter(pk=there.pk).update(count=F("count") + count)
    moments = [tip.received_at for tip in moved]
    if moments:
        _add(to, len(moved), seen=(min(moments), max(moments)))
    _add(out_of, -len(moved))


def _unlearn(tips: Iterable[Tip], claim: Claim, at: datetime) -> None:
    """Forget that the messages of ``tips`` are answered by what answers ``claim``, which they left."""
    items = claim.verdicts.values_list("item__uuid", flat=True)
    known = {known_version(item) for item in items}
    known.update(
        Tip.objects.of_claim(claim).exclude(known_id="").values_list("known_id", flat=True)
    )
    if known:
        marks = {tip.fingerprint for tip in tips}
        marks -= set(Tip.objects.of_claim(claim).values_list("fingerprint", flat=True))
        unlearn(fingerprints=marks, known_ids=known, at=at)


def _part(move: Move, source: Claim, target: Claim, at: datetime) -> None:
    before = move.before
    source.state, source.merged_into = before["state"], None
    source.save(update_fields=["state", "merged_into"])
    target.verdicts.filter(pk__in=before["verdicts"]).update(claim=source)
    if not target.verdicts.exists():
        target.state = before["target_state"]
    target.about_commission = before["target_about_commission"]
    target.save(update_fields=["state", "about_commission"])
    _add(target, -before["tips"])
    _recount_askers(source)
    _unlearn(Tip.objects.of_claim(source), target, at)


def _add(claim: Claim, tips: int, *, seen: tuple[datetime, datetime] | None = None) -> None:
    """Count ``tips`` more (or fewer) under ``claim``, and its people anew."""
    claim.refresh_from_db(fields=["tip_count", "first_seen", "last_seen"])
    claim.tip_count = max(0, claim.tip_count + tips)
    if seen is not None:
        claim.first_seen = min(claim.first_seen, seen[0])
        claim.last_seen = max(claim.last_seen, seen[1])
    claim.save(update_fields=["tip_count", "first_seen", "last_seen"])
    _recount_askers(claim)


def _recount_askers(claim: Claim) -> None:
    """Count the people who asked; what came without a name counts each time."""
    tips = Tip.objects.of_claim(claim)
    known = tips.filter(asker__isnull=False).order_by().values("asker").distinct().count()
    claim.asker_count = known + tips.filter(asker__isnull=True).count()
    claim.save(update_fields=["asker_count"])


def _tell_newcomers(claim: Claim, at: datetime) -> None:
    """Tell the verdict that stands to those who came under ``claim`` just now."""
    items = claim.verdicts.values("item")
    for version in Version.objects.current().filter(item__in=items):
        tell_verdict(version=version, at=at)
