"""What is written on behalf of the public pages: listings, and which pages are stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from sasando.desk.models import State, Version
from sasando.documents import Document
from sasando.documents.blocks import StageChange, StageReference
from sasando.rendering.phrases import phrase
from sasando.rendering.text import body_text
from sasando.site.models import Entry, EntryTag, StalePath

_BATCH = 200
_UNSAID = (State.PROPOSED, State.APPROVED, State.REFUSED, State.VOID)


@transaction.atomic
def list_version(*, version: Version) -> Entry:
    """Bring the listing of ``version``'s item up to date and return it.

    An item is listed by its newest published version; a later call with an older one changes
    nothing but that item's state.
    """
    newest = (
        Version.objects.public()
        .filter(item_id=version.item_id)
        .with_imprint()
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise ValueError(f"{version} was never published")
    entry, tags = _entry_of(newest)
    fields = [f.name for f in Entry._meta.concrete_fields if f.name not in ("id", "item")]
    entry, _made = Entry.objects.update_or_create(
        item_id=entry.item_id, defaults={name: getattr(entry, name) for name in fields}
    )
    EntryTag.objects.filter(entry=entry).delete()
    for tag in tags:
        tag.entry = entry
    EntryTag.objects.bulk_create(tags)
    return entry


@transaction.atomic
def rebuild_entries(*, progress: Callable[[int], None] | None = None) -> int:
    """Write all listings anew from the published versions; return how many there are.

    ``progress`` is told the number done so far, batch by batch.
    """
    Entry.objects.all().delete()
    done = 0
    batch: list[Version] = []
    newest = Version.objects.public().order_by("item_id", "-number").values_list("item_id", "pk")
    keys: dict[int, int] = {}
    for item, key in newest.iterator(chunk_size=2000):
        keys.setdefault(item, key)
    ids = list(keys.values())
    for start in range(0, len(ids), _BATCH):
        batch = list(Version.objects.filter(pk__in=ids[start : start + _BATCH]).with_imprint())
        pairs = [_entry_of(version) for version in batch]
        Entry.objects.bulk_create([entry for entry, _ in pairs])
        for entry, tags in pairs:
            for tag in tags:
                tag.entry = entry
        EntryTag.objects.bulk_create([tag for _, tags in pairs for tag in tags])
        done += len(batch)
        if progress:
            progress(done)
    return done


def mark_stale(*, paths: Iterable[str], at: datetime) -> None:
    """Record that the pages at ``paths`` must be baked again; part of the caller's transaction."""
    StalePath.objects.bulk_create([StalePath(path=path, since=at) for path in sorted(set(paths))])


def _entry_of(version: Version) -> tuple[Entry, list[EntryTag]]:
    document = version.document
    imprint = version.imprint
    withdrawn = version.state == State.WITHDRAWN
    body = "" if withdrawn else body_text(document)
    text = "\n".join([document.headline, document.key_message, body, document.code])
    entry = Entry(
        item_id=version.item_id,
        version=version,
        kind=version.kind,
        language=version.language,
        slug=version.slug,
        headline=document.headline,
        key_message=document.key_message,
        publisher=document.publisher.name,
        state=version.state,
        confirmed=imprint.confirmed,
        corrected=version.number > 1,
        first_published_at=imprint.first_published_at,
        changed_at=max(imprint.modified_at, version.standing_since or imprint.published_at),
        text=text,
    )
    return entry, list(_tags_of(document))


def _tags_of(document: Document) -> list[EntryTag]:
    tags = {("election", tag.code): tag.name for tag in document.elections}
    tags |= {("stage", tag.code): tag.name for tag in document.stages}
    tags |= {("place", tag.code): tag.name for tag in document.places}
    tags |= {
        ("audience", code): phrase(f"site.audience_{code.replace('-', '_')}", document.language)
        for code in document.audiences
    }
    for block in document.body:
        if isinstance(block, StageReference | StageChange):
            tags[("shown", block.code)] = block.name
    return [EntryTag(scheme=s, code=code, name=name) for (s, code), name in tags.items()]
