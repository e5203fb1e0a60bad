"""A tip is taken by a worker and decided: answered, suggested, asked back, or filed as unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sasando.channels.leasing import Due, release
from sasando.claims import answers, signals, wording
from sasando.claims.actions.askers import delete_pictures
from sasando.claims.actions.checking import take_up
from sasando.claims.actions.counting import count_tip
from sasando.claims.actions.filing import file_under_claim, standing
from sasando.claims.actions.replies import queue_reply
from sasando.claims.answers import Answer
from sasando.claims.models import Claim, Reply, Tip, TipPicture
from sasando.claims.models.tips import TipQuerySet
from sasando.claims.speech import wants_to_know
from sasando.desk.models import Version
from sasando.matching import Decision, Match, Outcome, Source

LEASE = timedelta(seconds=90)
"""How long a worker that says nothing keeps a tip: longer than reading its pictures and links."""

_DECIDED = (
    *("outcome", "decision", "state", "known_id", "probability", "answered_at", "file_at", "claim"),
    *("text", "links", "read_text", "fingerprint", "words", "handles", "lease", "lease_until"),
)
"""What a decision may write of a tip."""

WAITS = (timedelta(seconds=2), timedelta(seconds=10), timedelta(seconds=60))
"""How long a tip that failed waits, each time: a person waits for the answer."""

_CHECKS = (Source.CHECK, Source.FOREIGN)

IGNORED_AFTER = timedelta(minutes=10)
"""How long a sender may take to choose among suggestions before what was sent is filed."""

GIVE_UP_ON_TIP = len(WAITS) + 1  # attempts; then the person hears honestly that it is looked into


def claim_tip(*, at: datetime) -> Tip | None:
    """Take the tip that waited longest, under a lease nobody else holds; ``None``: there is none."""
    return _due.first(at)


def claim_tips(*, at: datetime, limit: int) -> list[Tip]:
    """As ``claim_tip``, up to ``limit`` of those that waited longest."""
    return _due.some(at, limit=limit)


def _waiting(at: datetime) -> TipQuerySet:
    waiting = Tip.objects.claimable(at).select_related("inbox", "asker")
    return waiting.prefetch_related("pictures")


_due = Due(_waiting, lease=LEASE)


def put_off(*, tip: Tip, words: str, at: datetime, after: timedelta | None = None) -> None:
    """Something went wrong: let another worker try, a little later, and not before ``after``."""
    wait = WAITS[min(tip.attempts, len(WAITS)) - 1]
    release(tip, words=words[:2000], ready_at=at + max(wait, after or wait))


def decide(*, tip: Tip, decision: Decision, at: datetime) -> Tip:
    """Write the decision, its reply and the claim it stands under: all of it, or nothing.

    Only a worker that still holds the tip writes. Nothing else changes a tip while it is held, so it
    is not read again; what holds is read from the database here.
    """
    told = _told(decision)  # finding out why takes a while: not while others wait to write
    return _decide(tip, decision, told, at)


@transaction.atomic
def _decide(tip: Tip, decision: Decision, told: dict[str, Any], at: datetime) -> Tip:
    if not _held(tip):
        return tip
    tip.outcome, tip.decision = decision.outcome.value, told
    tip.answered_at = at
    found = _holding(tip, decision, at)
    certain = decision.outcome is Outcome.ANSWER and bool(found)
    if tip.in_group and not tip.asked and not certain:
        _keep_out_of(tip)
    elif certain:
        _answer(tip, found[0], decision.matches[0].probability, at)
    elif decision.outcome is Outcome.SUGGEST and found:
        tip.state = Tip.State.SUGGESTED
        tip.file_at = None if _only_asks(tip) else at + IGNORED_AFTER
        _say(
            tip,
            Reply.Reason.SUGGEST,
            wording.suggest(found, tip=tip, language=language_of(tip)),
            at,
        )
    elif decision.outcome is Outcome.ASK:
        tip.state = Tip.State.ASKED_BACK
        _say(tip, Reply.Reason.ASK, wording.plain(question_back(tip), language_of(tip)), at)
    else:
        _unknown(tip, at)
    _finish(tip, at)
    return tip


def _only_asks(tip: Tip) -> bool:
    """Whether it asks for what the house itself knows: no rumour, though nobody says that it helped.

    Most do: what is suggested to them answers it, and nothing is filed.
    """
    checked = any(match["source"] in _CHECKS for match in tip.decision["matches"])
    return not (checked or tip.forwarded) and wants_to_know(tip.text)


def _held(tip: Tip) -> bool:
    """Lock the tip until the commit; return whether it is still this worker's."""
    row = Tip.objects.filter(pk=tip.pk, lease=tip.lease, state=Tip.State.WAITING)
    return bool(row.select_for_update().values_list("pk", flat=True))


def _told(decision: Decision) -> dict[str, Any]:
    """The decision as it is kept: what, how sure, by which passage, and why."""
    return {
        "reason": decision.reason,
        "matches": list(map(_told_of, decision.matches)),
    }


def _told_of(match: Match) -> dict[str, Any]:
    passage, matched = match.explained()
    return {
        "id": match.known.id,
        "title": match.known.title,
        "source": match.known.source.value,
        "probability": round(match.probability, 4),
        "how": match.how.value,
        "passage": [passage.start, passage.end] if passage else None,
        "matched": [matched.field, matched.start, matched.end] if matched else None,
        "twins": [known.id for known in match.twins],
    }


def _holding(tip: Tip, decision: Decision, at: datetime) -> list[Answer]:
    """What of the decision still holds, in the asker's language, in the order it was found."""
    found = []
    kept = []
    for match, told in zip(decision.matches, tip.decision["matches"], strict=True):
        for known in (match.known, *match.twins):
            answer = answers.find(known.id, language=language_of(tip), at=at)
            if answer is not None:
                found.append(answer)
                kept.append(told | {"id": known.id})
                break
    tip.decision["matches"] = kept
    return found


def language_of(tip: Tip) -> str:
    """Return the language in which ``tip`` is answered."""
    return tip.asker.language if tip.asker else tip.language


def _answer(tip: Tip, found: Answer, probability: float, at: datetime) -> None:
    tip.state, tip.known_id, tip.probability = Tip.State.ANSWERED, found.known_id, probability
    words = wording.answer(found, tip=tip, language=language_of(tip))
    _say(tip, Reply.Reason.ANSWER, words, at, found=found)


def _unknown(tip: Tip, at: datetime) -> None:
    """File it; if its claim has an answer already that the index has yet to hear of, give that.

    A closed claim that nothing answers any more is taken up again: somebody is promised word.
    """
    claim = file_under_claim(tip=tip, at=at)
    answer = answer_of(claim, language_of(tip), at)
    if answer is not None:
        _answer(tip, answer, 1.0, at)
        return
    take_up(claim=claim, at=at)
    tip.state = Tip.State.UNKNOWN
    stopped = tip.asker is not None and tip.asker.stopped_at is not None
    _say(tip, Reply.Reason.NOT_YET, wording.not_yet(language=language_of(tip), stopped=stopped), at)


def answer_of(claim: Claim, language: str, at: datetime) -> Answer | None:
    """Return what holds about ``claim`` now: its verdict, or what the desk settled it with."""
    verdict = verdict_of(claim, language=language, at=at)
    if verdict is not None:
        return answers.of_version(verdict)
    if claim.state != Claim.State.SETTLED:
        return None
    given = Tip.objects.filter(claim__in=claim.family(), state=Tip.State.ANSWERED)
    for known_id in given.exclude(known_id="").order_by().values_list("known_id").distinct():
        answer = answers.find(known_id[0], language=claim.language, at=at)
        if answer is not None and answer.title[:300] == claim.closed_because:
            return answers.find(known_id[0], language=language, at=at)
    return None


def answer_since(tip: Tip, *, language: str, at: datetime) -> Answer | None:
    """Return what answers the claim of ``tip`` by now, unless it was among what was suggested."""
    if tip.claim is None:
        return None
    claim = standing(tip.claim)
    found = answer_of(claim, language, at)
    if found is None:
        return None
    ours = map(answers.known_version, claim.verdicts.values_list("item__uuid", flat=True))
    offered = {match["id"] for match in tip.decision.get("matches", [])}
    return None if offered & {found.known_id, *ours} else found


def verdict_of(claim: Claim, *, language: str, at: datetime) -> Version | None:
    """Return the verdict that holds for ``claim`` at ``at``, in ``language`` if there is one."""
    for item in claim.verdicts.values_list("item__uuid", flat=True):
        version = answers.current_version(item, language=language, at=at)
        if version is not None:
            return version
    return None


def question_back(tip: Tip) -> str:
    """Which question back: what could not be read at all gets another one than what is short."""
    if tip.links:  # a link that was read is never too short
        return "link_unread"
    pictures = tip.pictures.all()
    if tip.text.strip() or not pictures:
        return "ask"
    seen = any(p.kind in ("image", "sticker") for p in pictures)
    refused = all(p.state == TipPicture.State.REFUSED for p in pictures)
    return "ask" if not refused else "picture_refused" if seen else "unreadable"


def _keep_out_of(tip: Tip) -> None:
    """Chatter of a group that nobody asked about: not kept."""
    tip.state = Tip.State.QUIET
    tip.text, tip.links, tip.read_text, tip.fingerprint = "", [], "", ""
    tip.decision = {}
    delete_pictures(TipPicture.objects.filter(tip=tip))


def _say(
    tip: Tip, reason: str, words: wording.Words, at: datetime, *, found: Answer | None = None
) -> None:
    """Queue the reply. The site shows its own; who is over the flood limit gets none."""
    flooding = not tip.asked and not tip.in_group
    if tip.asker is None or flooding:
        return
    queue_reply(
        asker=tip.asker,
        reason=reason,
        words=words,
        tip=tip,
        found=found,
        handles=tip.handles,
        at=at,
    )


def _finish(tip: Tip, at: datetime) -> None:
    tip.lease, tip.lease_until, tip.words, tip.handles = "", None, "", []
    tip.save(update_fields=_DECIDED)
    count_tip(tip=tip, outcome=tip.state, at=at)
    signals.tip_answered.send(sender=Tip, tip=tip, at=at)
