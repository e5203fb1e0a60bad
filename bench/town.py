"""Two years of a busy desk, written at once: rows as the desk writes them, without its actions.

Every Version holds a valid Document, its approvals are signed, its leaf is in the log.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.models import Page

from sasando.desk.models import Approval, Item, LogEvent, LogLeaf, State, Version
from sasando.documents import Document
from sasando.documents.vocabulary import Audience
from sasando.elections.models import Place
from sasando.parties.actions import signing_key_of
from sasando.parties.models import Organisation
from sasando.site.actions import rebuild_entries
from sasando.trust.heads import log_entry
from sasando.trust.keys import SigningKey
from sasando.trust.log import Row, Tree, leaf_hash
from sasando.trust.signing import sign_approval

_SPACE = UUID("7d7c4b0e-3f0e-4c0a-9f55-0a6a1f0b2c3d")
_SPAN = timedelta(days=730)
_BATCH = 1000
_KINDS = ("release", "news", "partnership", "notice")


def fill(items: int) -> int:
    """Bring the house to ``items`` published items over 24 months; return how many it has.

    They are the sample's, told again under other headlines, tags and days.
    """
    models_of = list(
        Version.objects.current().filter(kind__in=_KINDS, number=1).with_imprint().order_by("pk")
    )
    keys = {party.code: signing_key_of(party) for party in Organisation.objects.all()}
    missing = items - Version.objects.current().count()
    start = timezone.now() - _SPAN
    step = _SPAN / max(missing, 1)
    copies = _Copies(keys)
    with transaction.atomic():
        for number, model in zip(range(missing), cycle(models_of), strict=False):
            copies.add(model, number, start + number * step)
        copies.write()
    rebuild_entries()
    return Version.objects.current().count()


class _Copies:
    def __init__(self, keys: Mapping[str, SigningKey]) -> None:
        self.keys = keys
        self.next = Item.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        self.places = list(Place.objects.order_by("code").values_list("code", "name", "level"))
        self.rows: dict[type[models.Model], list[dict[str, Any]]] = {}
        self.models: dict[int, list[tuple[type[models.Model], dict[str, Any]]]] = {}
        self.versions: list[Version] = []
        self.approvals: list[Approval] = []

    def add(self, model: Version, number: int, at: datetime) -> None:
        """Put down one more item like ``model``'s, published at ``at``."""
        uuid = uuid5(_SPACE, str(number))
        slug = f"{model.slug[:200]}-{number}"
        document = self._document(model.content, uuid, slug, number, model)
        version = Version(
            item_id=self.next,
            number=1,
            digest=document.digest,
            code=document.code,
            canonical=document.canonical.decode(),
            state=State.CURRENT,
            proposed_by_id=model.proposed_by_id,
            proposed_at=at - timedelta(hours=1),
            authors=model.authors,
            published_at=at,
            standing_since=at,
            kind=model.kind,
            governed_by=model.governed_by,
            language=model.language,
            headline=document.headline,
            slug=slug,
            publisher=model.publisher,
        )
        self.versions.append(version)
        for approval in model.approvals.all():
            self.approvals.append(self._approval(approval, version, at))
        self._copy_item(model, uuid, slug, document.headline)
        self.next += 1

    def _document(
        self, content: Document, uuid: UUID, slug: str, number: int, model: Version
    ) -> Document:
        code, name, level = self.places[number % len(self.places)]
        audiences = list(Audience)
        values = content.model_dump(mode="json", exclude={"imprint"})
        values |= {
            "item": str(uuid),
            "href": content.href.replace(f"/{model.slug}/", f"/{slug}/"),
            "headline": f"{content.headline[:180]} ({number})",
            "places": [{"code": code, "name": name, "level": level}],
            "audiences": [audiences[number % len(audiences)].value],
            "alternates": [],
            "valid_until": None,
        }
        return Document.model_validate(values)

    def _approval(self, model: Approval, version: Version, at: datetime) -> Approval:
        signed = sign_approval(
            key=self.keys[model.organisation.code],
            document_digest=version.digest,
            requirement=model.requirement,
            person=model.person_name,
            office=model.office,
            party=model.organisation.party,
            at=at,
        )
        return Approval(
            version=version,
            requirement=model.requirement,
            person_id=model.person_id,
            person_name=model.person_name,
            office=model.office,
            organisation=model.organisation,
            party_name=model.party_name,
            at=at,
            digest=signed.digest,
            key_id=signed.key_id,
            signature=signed.signature,
        )

    def _copy_item(self, model: Version, uuid: UUID, slug: str, title: str) -> None:
        """Put down the rows of the page: one in each table of its class."""
        if model.item_id not in self.models:
            page = model.item.specific
            parents = [*reversed(page._meta.all_parents), type(page)]
            self.models[model.item_id] = [(part, _row_of(part, page.pk)) for part in parents]
        for part, row in self.models[model.item_id]:
            changes: dict[str, Any] = {_key_column(part): self.next}
            if "path" in row:  # where treebeard keeps the order of the tree
                changes["path"] = Page._get_path(row["path"][:-4], row["depth"], self.next)
            changes |= {"uuid": uuid.hex, "translation_key": uuid.hex, "slug": slug, "title": title}
            changes |= {"draft_title": title, "url_path": f"/{slug}/", "latest_revision_id": None}
            changes |= {"live_revision_id": None}
            copy = {name: changes.get(name, value) for name, value in row.items()}
            self.rows.setdefault(part, []).append(copy)

    def write(self) -> None:
        """Write all rows, and the log."""
        for part, rows in self.rows.items():
            _insert(part._meta.db_table, rows)
        leaves = list(_leaves(self.versions))
        Version.objects.bulk_create(self.versions, batch_size=_BATCH)
        Approval.objects.bulk_create(self.approvals, batch_size=_BATCH)
        LogLeaf.objects.bulk_create(leaves, batch_size=_BATCH)


def _key_column(model: type[models.Model]) -> str:
    key = model._meta.pk
    assert key is not None and key.column is not None
    return key.column


def _row_of(model: type[models.Model], key: int) -> dict[str, Any]:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM {name(model._meta.db_table)} WHERE {name(_key_column(model))} = %s",
            [key],
        )
        columns = [column[0] for column in cursor.description]
        return dict(zip(columns, cursor.fetchone(), strict=True))


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    name = connection.ops.quote_name
    columns = list(rows[0])
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(map(name, columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name(table)} ({names}) VALUES ({marks})",
            [[row[column] for column in columns] for row in rows],
        )


def _leaves(versions: list[Version]) -> Iterator[LogLeaf]:
    """Append a leaf for each version, and say so in the version."""
    known = {
        index: [bytes.fromhex(value) for value in hashes.split()]
        for index, hashes in LogLeaf.objects.values_list("index", "hashes")
    }

    def rows(indices: Collection[int]) -> Mapping[int, Row]:
        return {index: known[index] for index in indices}

    for index, version in enumerate(versions, start=len(known)):
        assert version.published_at is not None
        entry = log_entry(event="published", digest=version.digest, at=version.published_at)
        known[index] = list(Tree(index, rows).append(leaf_hash(entry)))
        version.log_index = index
        yield LogLeaf(
            index=index,
            event=LogEvent.PUBLISHED,
            version=version,
            at=version.published_at,
            entry=entry.decode(),
            hashes=" ".join(value.hex() for value in known[index]),
        )
