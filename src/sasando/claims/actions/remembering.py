"""What the index must take in: changes noted with what they change, messages remembered."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from sasando.channels.waking import wake_on_commit
from sasando.claims.likeness import plain_letters
from sasando.claims.models import Alias, Feedback, ForeignCheck, KnownChange, Tip, TipPicture
from sasando.desk.models import Version
from sasando.elections.models import Stage

CAPTION = 6  # words beside a picture, at most, that make no claim of their own
CONFIRMED_BY = 2  # people, where the engine itself was not sure: one alone could poison the index


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
def remember(*, tip: Tip, known_id: str, at: datetime) -> Alias | None:
    """Tie the tip's very words to ``known_id``, so that the next forward is recognised at once.

    A picture is tied with its words where it was what was asked about: it came alone, under a
    caption at most. Beside a claim in words it may come with any other tomorrow.
    """
    text, picture = tip.text.strip(), _asked_about(tip)
    if picture is not None:
        text = "\n\n".join(part for part in (text, picture.text.strip()) if part)
    if not tip.fingerprint or not (text or picture):
        return None
    shown = b"" if picture is None else bytes(picture.print)
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
    """Remember what the desk said, what the engine was sure of, or what enough people confirmed."""
    agreed = Feedback.objects.filter(
        known_id=known_id, meant=True, tip__fingerprint=tip.fingerprint
    )
    if tip.outcome == Tip.Outcome.ANSWER or agreed.filter(source=Feedback.Source.DESK).exists():
        return remember(tip=tip, known_id=known_id, at=at)
    people = agreed.filter(tip__asker__isnull=False).values("tip__asker").distinct().count()
    return remember(tip=tip, known_id=known_id, at=at) if people >= CONFIRMED_BY else None
