"""The catalogue: entries, files in versions, consequence tests, and what is shown to everybody."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.channels.conflicts import count_one
from sasando.documents.digest import sha256_hex
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.models import CatalogueEntry, CatalogueFile, ConsequenceTest, PublishedCount
from sasando.openness.permissions import handles
from sasando.parties.models import Person


@transaction.atomic
def save_entry(*, entry: CatalogueEntry, by: Person) -> CatalogueEntry:
    """Write a new entry, or one that was changed. Raises ``NotAllowed``."""
    _must_handle(by, entry)
    made = entry.pk is None
    entry.save()
    log(entry, "wagtail.create" if made else "wagtail.edit", user=by)
    return entry


@transaction.atomic
def add_file(
    *,
    entry: CatalogueEntry,
    name: str,
    content: bytes,
    mime: str,
    change: str,
    by: Person,
    at: datetime,
) -> CatalogueFile:
    """Add the next version of an entry's file. Raises ``NotAllowed``; ``WrongState`` for an exempt
    entry, and for the very bytes that stand already.
    """
    _must_handle(by, entry)
    entry = CatalogueEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.kind == CatalogueEntry.Kind.EXEMPT:
        raise WrongState(_("What is exempt has no file here."))
    last = entry.files.first()
    digest = sha256_hex(content)
    if last is not None and last.sha256 == digest:
        raise WrongState(_("These are the bytes of the version that stands."))
    if last is not None and not change.strip():
        raise WrongState(_("Say what changed since the version before."))
    row = CatalogueFile(
        entry=entry,
        number=(entry.files.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=get_valid_filename(name)[:150] or "berkas",
        mime=mime[:100],
        size=len(content),
        sha256=digest,
        change=change.strip(),
        by=by,
        at=at,
    )
    row.file.save(row.name, ContentFile(content), save=True)
    return row


@transaction.atomic
def record_test(
    *, entry: CatalogueEntry, test: ConsequenceTest, by: Person, at: datetime
) -> ConsequenceTest:
    """Record ``test``, not saved yet, as why ``entry`` is exempt. Raises ``NotAllowed``, ``WrongState``."""
    _must_handle(by, entry)
    if entry.kind != CatalogueEntry.Kind.EXEMPT:
        raise WrongState(_("Only what is exempt has a consequence test."))
    test.entry, test.by, test.at = entry, by, at
    test.save()
    return test


@transaction.atomic
def publish_entry(*, entry: CatalogueEntry, by: Person, at: datetime) -> None:
    """Show an entry to everybody. Raises ``WrongState`` without its file, or without its test."""
    _must_handle(by, entry)
    exempt = entry.kind == CatalogueEntry.Kind.EXEMPT
    if exempt and not entry.tests.exists():
        raise WrongState(_("What is exempt is listed with its consequence test: record it first."))
    if exempt and entry.files.exists():
        raise WrongState(_("What is exempt has no file here."))
    if not exempt and not entry.files.exists():
        raise WrongState(_("Add the file first."))
    rows = CatalogueEntry.objects.filter(pk=entry.pk)
    rows.update(published_at=at, withdrawn_at=None, withdrawn_because="")
    log(entry, "wagtail.publish", user=by)


@transaction.atomic
def withdraw_entry(*, entry: CatalogueEntry, because: str, by: Person, at: datetime) -> None:
    """Take an entry out of the public catalogue, with a reason that stays on record."""
    _must_handle(by, entry)
    if not because.strip():
        raise WrongState(_("Write the reason: it stays on record."))
    rows = CatalogueEntry.objects.public().filter(pk=entry.pk)
    if not rows.update(withdrawn_at=at, withdrawn_because=because.strip()[:300]):
        raise WrongState(_("It is not in the public catalogue."))
    log(entry, "wagtail.unpublish", user=by, data={"because": because.strip()})


def count_published(*, kind: str, day: date) -> None:
    """Count that what is published was shown, or was what somebody wanted; never a lost one."""
    count_one(PublishedCount, day=day, kind=kind)


def _must_handle(by: Person, entry: CatalogueEntry) -> None:
    if not handles(by, entry.organisation):
        raise NotAllowed(_("Only officers of %(name)s do this.") % {"name": entry.organisation})
