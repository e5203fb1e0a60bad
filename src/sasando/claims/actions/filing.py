"""A tip finds its claim: the one its twins stand under, one that reads like it, or a new one."""

from datetime import datetime

from django.db import connection, transaction

from sasando.claims import signals
from sasando.claims.actions.counting import count_sighting
from sasando.claims.harm import guess_harm, names_commission
from sasando.claims.likeness import likest
from sasando.claims.models import Claim, Tip

ALIKE = 0.6  # the share of common letters from which two messages are one claim
_COMPARED = 500  # open claims, those seen last


@transaction.atomic(savepoint=False)
def file_under_claim(*, tip: Tip, at: datetime) -> Claim:
    """Put ``tip`` under the claim it belongs to; return the claim, locked until the commit.

    A verdict that is published at the same moment waits for this lock, or this waits for it: so
    nobody falls between being filed and being told.
    """
    claim = _claim_of(tip)
    if claim is None and alone_in_opening():
        claim = _claim_of(tip)
    new = claim is None
    if claim is None:
        wording = (tip.text or said_in_pictures(tip) or tip.read_text).strip()
        claim = Claim.objects.create(
            wording=wording[:5000],
            language=tip.language,
            harm=guess_harm(wording),
            about_commission=names_commission(wording),
            first_seen=at,
            last_seen=at,
        )
    join(tip=tip, claim=claim, at=at)
    if new:
        signals.claim_opened.send(sender=Claim, claim=claim, tip=tip, at=at)
    return claim


def alone_in_opening() -> bool:
    """Let one worker at a time open claims, until the commit; return whether it had to be asked.

    Two messages of a new rumour must not become two claims. SQLite lets one writer in anyway.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sasando.claims.opening'))")
    return True


def join(*, tip: Tip, claim: Claim, at: datetime) -> None:
    """Put ``tip`` under ``claim`` (locked) and count it there."""
    fresh_asker = tip.asker_id is None or not claim.tips.filter(asker=tip.asker_id).exists()
    Tip.objects.filter(pk=tip.pk).update(claim=claim)
    tip.claim = claim
    claim.tip_count += 1
    claim.asker_count += fresh_asker
    claim.last_seen = max(at, claim.last_seen)
    claim.save(update_fields=["tip_count", "asker_count", "last_seen"])
    count_sighting(claim=claim, place=tip.place, at=tip.received_at)
    signals.tip_filed.send(sender=Tip, tip=tip, claim=claim, at=at)


def said_in_pictures(tip: Tip) -> str:
    """Return what was read in the tip's pictures."""
    return "\n".join(picture.text for picture in tip.pictures.all() if picture.text)


def _claim_of(tip: Tip) -> Claim | None:
    """The claim that ``tip`` belongs to, locked, or ``None``."""
    twins = Tip.objects.filter(fingerprint=tip.fingerprint, claim__isnull=False)
    newest = twins.exclude(pk=tip.pk).order_by("-pk").values_list("claim", flat=True)
    key = newest.first() if tip.fingerprint else None
    if key is None:
        words = f"{tip.text}\n{said_in_pictures(tip)}".strip()
        compared = Claim.objects.exclude(state=Claim.State.MERGED).order_by("-last_seen")
        found, alike = likest(words, compared.values_list("pk", "wording")[:_COMPARED])
        if alike < ALIKE:
            return None
        key = found
    claim = standing(Claim.objects.select_for_update(of=("self",)).get(pk=key))
    if claim.pk != key:
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    return claim


def standing(claim: Claim) -> Claim:
    """Return the claim that ``claim`` was merged into, however often; else itself."""
    for _ in range(50):
        if claim.merged_into is None:
            break
        claim = claim.merged_into
    return claim
