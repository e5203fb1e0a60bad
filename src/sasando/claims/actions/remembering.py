"""What the index must take in: changes noted with what they change, messages remembered."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from sasando.channels.waking import wake_on_commit
from sasando.claims.likeness import plain_letters
from sasando.claims.models import Alias, Feedback, ForeignCheck, KnownChange, Tip, TipPicture
from sasando.desk.models import Version
from sasando.elections.models import Stage
from sasando.matching import How

CAPTION = 6  # words beside a picture, at most, that make no claim of their own
CONFIRMED_BY = 2  # people, where the engine itself was not sure: one alone could poison the index

VOICES = 3
"""People who must say that an answer is not theirs before what was settled or learnt is undone.

One alone could undo the desk's work. Visitors of the site cannot be told apart: together they are
one. Until then each has only their own question back at the desk (``ClaimQuerySet.doubted``).
"""


def note_change(*, subject: str, at: datetime) -> None:
    """Note that the index must look at ``subject`` again. Called inside what changes it.

    Subjects: ``item:<uuid>``, ``stage:<code>``, ``foreign:<pk>``, ``alias:<pk>``.
    """
    mark = {"mark": str(uuid4()), "at": at}
    KnownChange.objects.update_or_create(subject=subject, defaults=mark)
    wake_on_commit("index")


@transaction.atomic
def note_everything(*, at: datetime) -> int:
    """Note all that is known, to fill an index that is empty or lost; return how many subjects."""
    items = Version.objects.current().values_list("item__uuid", flat=True)
    subjects = [f"item:{uuid}" for uuid in items]
    subjects += [f"stage:{code}" for code in Stage.objects.values_list("code", flat=True)]
    foreign = ForeignCheck.objects.filter(active=True).values_list("pk", flat=True)
    subjects += [f"foreign:{pk}" for pk in foreign]
    subjects += [f"alias:{pk}" for pk in Alias.objects.values_list("pk", flat=True)]
    KnownChange.objects.all().delete()
    mark = str(uuid4())
    KnownChange.objects.bulk_create(
        [KnownChange(subject=subject, mark=mark, at=at) for subject in subjects], batch_size=1000
    )
    wake_on_commit("index")
    return len(subjects)


@transaction.atomic
def remember(*, tip: Tip, known_id: str, at: datetime, as_shown: bool = True) -> Alias | None:
    """Tie the tip's very words to ``known_id``, so that the next forward is recognised at once.

    A picture is tied with its words where it was what was asked about: it came alone, under a
    caption at most. Beside a claim in words it may come with any other tomorrow. With ``as_shown``
    false its looks are left out, and its words unless it came without any other.
    """
    text, picture = tip.text.strip(), _asked_about(tip)
    if picture is not None and (as_shown or not text):
        text = "\n\n".join(part for part in (text, picture.text.strip()) if part)
    shown = bytes(picture.print) if picture is not None and as_shown else b""
    if not tip.fingerprint or not (text or shown):
        return None
    alias, new = Alias.objects.get_or_create(
        known_id=known_id,
        fingerprint=tip.fingerprint,
        defaults={"text": text, "print": shown, "at": at},
    )
    if alias.forgotten:
        Alias.objects.filter(pk=alias.pk).update(forgotten=False)
    if new or alias.forgotten:
        note_change(subject=f"alias:{alias.pk}", at=at)
    return alias


def _asked_about(tip: Tip) -> TipPicture | None:
    """Return the only picture of a tip that says no more than a caption."""
    if len(plain_letters(tip.text).split()) > CAPTION:
        return None
    pictures = list(tip.pictures.filter(state=TipPicture.State.READ)[:2])
    return pictures[0] if len(pictures) == 1 else None


def remember_if_confirmed(*, tip: Tip, known_id: str, at: datetime) -> Alias | None:
    """Remember what the desk said, what the engine was sure of, or what enough people confirmed.

    Where the engine was sure by the words alone, one person's yes says nothing of a picture beside
    them: a candidate's portrait under a known rumour would be answered with its verdict ever after.
    """
    agreed = _labels(tip, known_id, meant=True)
    if agreed.filter(source=Feedback.Source.DESK).exists() or _people(agreed) >= CONFIRMED_BY:
        return remember(tip=tip, known_id=known_id, at=at)
    if tip.outcome != Tip.Outcome.ANSWER:
        return None
    matches = tip.decision.get("matches")
    by_looks = bool(matches) and matches[0]["how"] == How.PICTURE
    return remember(tip=tip, known_id=known_id, at=at, as_shown=by_looks)


def unlearn_if_doubted(*, tip: Tip, known_id: str, at: datetime) -> None:
    """Forget that the tip's message is answered by ``known_id``, once ``VOICES`` people said no."""
    if known_id and _people(_labels(tip, known_id, meant=False)) >= VOICES:
        unlearn(fingerprints=[tip.fingerprint], known_ids=[known_id], at=at)


def unlearn(*, fingerprints: Collection[str], known_ids: Collection[str], at: datetime) -> None:
    """Forget that these messages are answered by these known things: here, and in the index."""
    learnt = Alias.objects.filter(fingerprint__in=fingerprints, forgotten=False)
    if known_ids:
        learnt = learnt.filter(known_id__in=known_ids)
    keys = list(learnt.values_list("pk", flat=True))
    for key in keys:
        note_change(subject=f"alias:{key}", at=at)
    Alias.objects.filter(pk__in=keys).update(forgotten=True)


def _labels(tip: Tip, known_id: str, *, meant: bool) -> QuerySet[Feedback]:
    return Feedback.objects.filter(known_id=known_id, meant=meant, tip__fingerprint=tip.fingerprint)


def _people(labels: QuerySet[Feedback]) -> int:
    return labels.filter(tip__asker__isnull=False).values("tip__asker").distinct().count()
