"""Fact-checks by others come in: rows in bulk, and the index is told in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sasando.channels.waking import wake_on_commit
from sasando.claims.exceptions import WrongState
from sasando.claims.imports import CheckReport, ForeignRow, Problems, read_checks
from sasando.claims.imports.rows import shortened
from sasando.claims.models import CheckSource, ForeignCheck, KnownChange

_BATCH = 500  # rows a statement; SQLite takes 32,766 values in one
_LONGEST_IDENTIFIER = 300
_FIELDS = (
    "publisher",
    "href",
    "title",
    "claim",
    "explanation",
    "rating",
    "language",
    "links",
    "published",
)
Told = Callable[[int, int], object]
"""Hears how many rows of how many are done."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def import_checks(
    *,
    content: bytes,
    source: CheckSource,
    base_url: str = "",
    at: datetime,
    told: Told = silent,
) -> CheckReport:
    """Take in the fact-checks in ``content`` (any format ``read_checks`` knows) as ``source``'s.

    What can be read is taken, what cannot is in the report by its line. A second time changes
    nothing; what its publisher changed is changed; what is not in the file stays. Raises
    ``WrongState`` for a source that is switched off.
    """
    if not source.active:
        raise WrongState(_("“%(source)s” is switched off.") % {"source": source})
    problems = Problems()
    rows = read_checks(content, problems, base_url=base_url)
    counts = _take(rows, source, at, told)
    return CheckReport(
        problems=tuple(sorted(problems.found, key=lambda problem: problem.line)),
        left_out=problems.left_out,
        **counts,
    )


@transaction.atomic
def ensure_source(*, name: str, site: str = "", licence: str = "") -> CheckSource:
    """Return the source with this code or name; made, switched on, when there is none."""
    found = CheckSource.objects.filter(Q(code=name) | Q(name__iexact=name)).first()
    if found is not None:
        return found
    code = slugify(name)[:50] or sha256(name.encode()).hexdigest()[:16]
    source, _made = CheckSource.objects.get_or_create(
        code=code, defaults={"name": name[:150], "site": site, "licence": licence}
    )
    return source


@transaction.atomic
def switch_source(*, source: CheckSource, active: bool, at: datetime) -> CheckSource:
    """Switch ``source`` on or off; its fact-checks are answers only while it is on."""
    source.active = active
    source.save(update_fields=["active"])
    checks = ForeignCheck.objects.filter(source=source).exclude(active=active)
    keys = list(checks.values_list("pk", flat=True))
    checks.update(active=active)
    note_foreign(keys=keys, at=at)
    wake_on_commit("index")
    return source


def note_reading(*, source: CheckSource, words: str, at: datetime) -> None:
    """Keep when ``source``'s feed was read, and how that went."""
    source.read_at, source.words = at, shortened(words, 300)
    source.save(update_fields=["read_at", "words"])


@transaction.atomic
def _take(
    rows: Sequence[ForeignRow], source: CheckSource, at: datetime, told: Told
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for start in range(0, len(rows), _BATCH):
        batch = {_identifier(row, source): row for row in rows[start : start + _BATCH]}
        counts += _take_batch(batch, source, at)
        told(min(start + _BATCH, len(rows)), len(rows))
    if counts["created"] or counts["updated"]:
        wake_on_commit("index")
    return counts


def _take_batch(batch: dict[str, ForeignRow], source: CheckSource, at: datetime) -> Counter[str]:
    standing = ForeignCheck.objects.in_bulk(list(batch), field_name="identifier")
    made, changed = [], []
    counts: Counter[str] = Counter()
    for identifier, row in batch.items():
        values = _values(row, source)
        check = standing.get(identifier)
        if check is None:
            made.append(
                ForeignCheck(identifier=identifier, source=source, imported_at=at, **values)
            )
            counts["created"] += 1
        elif check.source_id not in (None, source.pk):
            counts["elsewhere"] += 1
        elif check.source_id is None or any(getattr(check, n) != values[n] for n in _FIELDS):
            for name, value in values.items():
                setattr(check, name, value)
            check.source, check.imported_at = source, at
            changed.append(check)
            counts["updated"] += 1
        else:
            counts["unchanged"] += 1
    ForeignCheck.objects.bulk_create(made)
    ForeignCheck.objects.bulk_update(changed, [*_FIELDS, "source", "imported_at"])
    note_foreign(keys=[check.pk for check in (*made, *changed)], at=at)
    return counts


def _identifier(row: ForeignRow, source: CheckSource) -> str:
    """One address is one fact-check, whoever tells of it; an id counts within its source."""
    identifier = row.key if row.url else f"{source.code}:{row.key}"
    if len(identifier) <= _LONGEST_IDENTIFIER:
        return identifier
    return f"sha256:{sha256(identifier.encode()).hexdigest()}"


def _values(row: ForeignRow, source: CheckSource) -> dict[str, object]:
    return {
        "publisher": row.publisher or source.name,
        "href": row.url or source.site,
        "title": row.title,
        "claim": row.claim,
        "explanation": row.explanation,
        "rating": row.rating,
        "language": row.language,
        "links": list(row.links),
        "published": row.published,
    }


def note_foreign(*, keys: Iterable[int], at: datetime) -> None:
    """Note that the index must look at these foreign fact-checks again."""
    mark = str(uuid4())
    KnownChange.objects.bulk_create(
        [KnownChange(subject=f"foreign:{key}", mark=mark, at=at) for key in keys],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["mark", "at"],
    )
