"""Issues are opened when their time comes, and a copy is written for each reader they concern."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sasando.channels.models import Copy, Issue, Newsletter, Rhythm, Subscriber
from sasando.channels.newsletter.contents import ZONE, carries, letter_of
from sasando.channels.waking import wake_on_commit
from sasando.desk.models import Version
from sasando.documents import Kind

AT_ONCE = 200  # readers in one transaction
_DIGESTS = (Rhythm.DAILY, Rhythm.WEEKLY)


def last_cut(newsletter: Newsletter, rhythm: str, at: datetime) -> datetime:
    """Return the last moment up to ``at`` at which an issue of ``rhythm`` is made, by local clocks."""
    local = at.astimezone(ZONE)
    day = local.date()
    if datetime.combine(day, newsletter.send_at, ZONE) > local:
        day -= timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - newsletter.weekly_on) % 7)
    return datetime.combine(day, newsletter.send_at, ZONE)


def open_issues(*, at: datetime) -> int:
    """Open the issues whose time has come and which somebody is owed; return how many.

    After an outage only the last one is made: it holds what the missed ones would have.
    """
    opened = 0
    for newsletter in Newsletter.objects.open():
        for rhythm in _DIGESTS:
            cut = last_cut(newsletter, rhythm, at)
            owed = Subscriber.objects.filter(
                newsletter=newsletter, rhythm=rhythm, told_until__lt=cut, since__lte=cut
            )
            if owed.exists():
                _, new = Issue.objects.get_or_create(
                    newsletter=newsletter,
                    rhythm=rhythm,
                    cut_at=cut,
                    version=None,
                    defaults={"occasion": Issue.Occasion.DIGEST},
                )
                opened += new
    if opened:
        wake_on_commit("issues")
    return opened


def alert(*, version: Version, occasion: str, at: datetime) -> int:
    """Open an issue of every newsletter that carries this urgent notice; return how many.

    Called inside the transaction that publishes or withdraws it. Asking twice opens none twice.
    """
    if version.kind != Kind.NOTICE:
        return 0
    opened = 0
    for newsletter in Newsletter.objects.open():
        if carries(newsletter, version):
            _, new = Issue.objects.get_or_create(
                newsletter=newsletter,
                version=version,
                occasion=occasion,
                defaults={"rhythm": Rhythm.AT_ONCE, "cut_at": at},
            )
            opened += new
    wake_on_commit("issues")
    return opened


def fill_some(*, at: datetime) -> bool:
    """Write copies for some of the readers of one issue; return whether there was one to fill."""
    issue = Issue.objects.unfilled().first()
    if issue is None:
        return False
    fill(issue=issue, at=at)
    return True


@transaction.atomic
def fill(*, issue: Issue, at: datetime, limit: int = AT_ONCE) -> int:
    """Write the copies of up to ``limit`` readers; return how many. A digest without news is none.

    May be cut off at any point and repeated: a reader has one copy, and the last round closes it.
    """
    Issue.objects.select_for_update().filter(pk=issue.pk).first()
    readers = list(Subscriber.objects.owed(issue).select_for_update()[:limit])
    copies = [_copy(issue, reader, at) for reader in readers if _concerns(issue, reader)]
    Copy.objects.bulk_create(copies, ignore_conflicts=True)
    Issue.objects.filter(pk=issue.pk).update(copies_made=F("copies_made") + len(copies))
    if issue.version is None:
        told = Subscriber.objects.filter(pk__in=[reader.pk for reader in readers])
        told.update(told_until=issue.cut_at)
    if len(readers) < limit:
        _close(issue, at)
    if copies:
        wake_on_commit("copies")
    return len(copies)


def _close(issue: Issue, at: datetime) -> None:
    """All readers have their copy; an issue that nobody gets is none."""
    mine = Issue.objects.filter(pk=issue.pk)
    if not mine.filter(copies_made=0).delete()[0]:
        mine.update(filled_at=at)


def _concerns(issue: Issue, reader: Subscriber) -> bool:
    return letter_of(issue, reader, since=reader.told_until) is not None


def _copy(issue: Issue, reader: Subscriber, at: datetime) -> Copy:
    return Copy(
        issue=issue,
        subscriber=reader,
        medium=reader.medium,
        key=Copy.key_for(issue, reader.mark),
        since=reader.told_until,
        priority=issue.priority,
        due_at=at,
        created_at=at,
    )
