"""Everyone who asked is told: a verdict that came out, a correction, a withdrawal. Once each.

Called inside the transaction that publishes, so that what is published is told, and what is rolled
back is not. The outbox rows are the list of who is told; the database keeps it free of doubles.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from sasando.channels.waking import wake_on_commit
from sasando.claims import answers, signals, wording
from sasando.claims.actions.checking import take_up
from sasando.claims.actions.remembering import remember
from sasando.claims.actions.replies import row
from sasando.claims.models import Asker, Claim, ClaimVerdict, Reply, Tip
from sasando.claims.models.replies import ReplyQuerySet
from sasando.desk.models import Item, Version
from sasando.parties.models import Person

_BATCH = 500
_REMEMBERED = 1000  # of the newest messages of a claim


def tie_verdict(*, claim: Claim, item: Item, by: Person | None, at: datetime) -> ClaimVerdict:
    """Say that ``item`` answers ``claim``: when it is published, everyone who asked is told."""
    tied, new = ClaimVerdict.objects.get_or_create(
        item=item, defaults={"claim": claim, "by": by, "at": at}
    )
    if new:
        signals.verdict_written.send(sender=Claim, claim=claim, item=item, by=by, at=at)
    return tied


def tell_verdict(*, version: Version, at: datetime) -> int:
    """Queue the news for everyone whose claim ``version`` answers; return how many.

    Who was told a verdict of the claim already (an earlier version, a twin in another language, an
    answer when they asked) is left out: corrections are told by ``tell_correction``.
    """
    claim = _claim_answered_by(version.item)
    if claim is None:
        return 0
    if claim.state in (Claim.State.OPEN, Claim.State.CHECKING):
        claim.state, claim.closed_at = Claim.State.SETTLED, at
        claim.save(update_fields=["state", "closed_at"])
    _remember_what_was_asked(claim, version, at)
    return _tell(version=version, askers=_untold(claim), reason=Reply.Reason.VERDICT, at=at)


def tell_latecomer(*, tip: Tip, claim: Claim, version: Version, at: datetime) -> int:
    """Queue the news for who asked before ``version`` was told, and came under ``claim`` after it.

    Return how many that are.
    """
    remember(tip=tip, known_id=answers.known_version(version.item.uuid), at=at)
    late = _untold(claim).filter(tips=tip)
    return _tell(version=version, askers=late, reason=Reply.Reason.VERDICT, at=at)


def tell_correction(*, version: Version, at: datetime) -> int:
    """Queue the correction for everyone who was told an earlier version; return how many.

    What was never sent is not sent any more: who waited for an answer gets the correction (also
    where the platform refused the answer), who waited for the news is left to ``tell_verdict``.
    """
    earlier = Reply.objects.filter(version__item=version.item_id).exclude(version=version)
    waited = _take_back(earlier)
    refused = Q(state=Reply.State.REFUSED, reason=Reply.Reason.ANSWER)
    waited |= set(earlier.filter(refused).values_list("asker", flat=True))
    askers = Asker.objects.filter(Q(pk__in=_told(earlier).values("asker")) | Q(pk__in=waited))
    return _tell(version=version, askers=askers, reason=Reply.Reason.CORRECTION, at=at)


def tell_withdrawal(*, version: Version, at: datetime) -> int:
    """Queue the withdrawal for everyone who was told any version of it; return how many.

    A claim that nothing answers now is the desk's again.
    """
    replies = Reply.objects.filter(version__item=version.item_id)
    waited = _take_back(replies)
    askers = Asker.objects.filter(Q(pk__in=_told(replies).values("asker")) | Q(pk__in=waited))
    told = _tell(version=version, askers=askers, reason=Reply.Reason.WITHDRAWAL, at=at)
    claim = _claim_answered_by(version.item)
    if claim is not None and not _stands(claim):
        take_up(claim=claim, at=at)
    return told


def _claim_answered_by(item: Item) -> Claim | None:
    """The claim that ``item`` answers, locked; a merge may move the tie until it is."""
    ties = ClaimVerdict.objects.filter(item=item.pk)
    tied = ties.first()
    while tied is not None:
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=tied.claim_id)
        tied = ties.first()
        if tied is not None and tied.claim_id == claim.pk:
            return claim
    return None


def _stands(claim: Claim) -> bool:
    return Version.objects.current().filter(item__in=claim.verdicts.values("item")).exists()


def _take_back(replies: ReplyQuerySet) -> set[int]:
    """Drop what never left; return who waited for it after they had asked or were told before.

    Dropped before anyone looks who was told: a worker that takes one now has it counted as told.
    """
    never_left = replies.filter(state=Reply.State.WAITING, attempts=0)
    rows = list(never_left.select_for_update(of=("self",)))
    Reply.objects.filter(pk__in=[row.pk for row in rows]).update(state=Reply.State.DROPPED)
    waited = (Reply.Reason.ANSWER, Reply.Reason.CORRECTION)
    return {row.asker_id for row in rows if row.asker_id and row.reason in waited}


def _untold(claim: Claim) -> QuerySet[Asker]:
    """Who asked ``claim`` and was told no verdict of it that was not taken back since."""
    told = _told(Reply.objects.filter(version__item__answers_claim__claim=claim).not_taken_back())
    asked = Asker.objects.filter(tips__claim__in=claim.family())
    return asked.exclude(pk__in=told.values("asker"))


def _remember_what_was_asked(claim: Claim, version: Version, at: datetime) -> None:
    """The desk says that these messages are answered: the next forward is recognised at once."""
    known_id = answers.known_version(version.item.uuid)
    tips = Tip.objects.filter(claim__in=claim.family()).exclude(fingerprint="").order_by("-pk")
    once = {tip.fingerprint: tip for tip in tips[:_REMEMBERED]}
    for tip in once.values():
        remember(tip=tip, known_id=known_id, at=at)


def _told(replies: ReplyQuerySet) -> ReplyQuerySet:
    """The replies that reached their asker, or may have, or are about to."""
    reached = (Reply.State.SENT, Reply.State.WAITING)
    return replies.telling().filter(state__in=reached)


def _tell(*, version: Version, askers: Iterable[Asker], reason: str, at: datetime) -> int:
    """Write the outbox rows; each asker's language chooses the words around the answer."""
    found = answers.of_version(version)
    words: dict[str, wording.Words] = {}
    rows = []
    reachable = Asker.objects.reachable().filter(pk__in=[asker.pk for asker in askers])
    for asker in reachable.order_by("pk"):
        if asker.language not in words:
            words[asker.language] = wording.news(
                reason, found, version=version, language=asker.language
            )
        rows.append(
            Reply(
                **row(asker, reason, words[asker.language], at, version),
                known_id=found.known_id,
            )
        )
    Reply.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    if rows:
        wake_on_commit("replies")
        signals.told.send(sender=Version, version=version, replies=len(rows), at=at)
    return len(rows)
