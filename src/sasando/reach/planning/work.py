"""What the desk has for stages and audiences: drafts, and what stands in public. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sasando.desk.hiding import shown_to
from sasando.desk.models import Item, Version
from sasando.documents import Document, Kind
from sasando.parties.models import Person
from sasando.reach.planning.scope import Scope

MOST = 2000  # versions read; of more, the newest
_FIRST = "id"  # of twins in two languages this one counts


@dataclass(frozen=True, slots=True)
class Piece:
    """One item, its languages taken together."""

    key: UUID  # the translation key that twins share
    page: int  # of the desk's editor
    headline: str
    elections: frozenset[str]
    stages: frozenset[str]
    audiences: frozenset[str]
    is_public: bool
    teaches: bool  # a lesson that stands in public: its quiz is counted


def pieces_of(scope: Scope, *, seen_by: Person) -> list[Piece]:
    """Return what belongs to ``scope``, what is public first and the newest of it first.

    Of an election: what names it, or one of its stages. Of a year: what was published in it, and
    what is being worked on. Drafts that the policy hides from ``seen_by`` are not counted for them:
    that a fact-check on the commission is being written is what it must not see.
    """
    public = list(_public(scope))
    there = {piece.key for piece in public}
    pieces = public + [piece for piece in _drafts(seen_by) if piece.key not in there]
    if scope.election is None:
        return pieces
    code, own = scope.election.code, set(scope.election.stages.values_list("code", flat=True))
    return [piece for piece in pieces if code in piece.elections or piece.stages & own]


def _public(scope: Scope) -> Iterator[Piece]:
    versions = Version.objects.current()
    if scope.period:
        since, until = scope.period
        versions = versions.filter(published_at__gte=since, published_at__lt=until)
    rows = versions.newest_first().values_list(
        "canonical", "language", "item_id", "item__translation_key"
    )
    twins: dict[UUID, tuple[str, int]] = {}
    for canonical, language, page, key in rows[:MOST]:
        if key not in twins or language == _FIRST:
            twins[key] = canonical, page
    for key, (canonical, page) in twins.items():
        document = Document.from_canonical(canonical.encode())
        yield Piece(
            key=key,
            page=page,
            headline=document.headline,
            elections=frozenset(tag.code for tag in document.elections),
            stages=frozenset(tag.code for tag in document.stages),
            audiences=frozenset(audience.value for audience in document.audiences),
            is_public=True,
            teaches=document.kind is Kind.LESSON,
        )


def _drafts(seen_by: Person) -> Iterator[Piece]:
    """What was never published, on the desk or on its way, and is not hidden from ``seen_by``."""
    published = Version.objects.public().values("item")
    drafts = (
        shown_to(seen_by, Item.objects.exclude(pk__in=published))
        .select_related("locale")
        .prefetch_related("stages", "elections")
        .order_by("-pk")
    )
    twins: dict[UUID, Item] = {}
    for item in drafts[:MOST]:
        if item.translation_key not in twins or item.locale.language_code == _FIRST:
            twins[item.translation_key] = item
    for key, item in twins.items():
        yield Piece(
            key=key,
            page=item.pk,
            headline=item.draft_title or item.title,
            elections=frozenset(one.code for one in item.elections.all()),
            stages=frozenset(one.code for one in item.stages.all()),
            audiences=frozenset(item.audiences),
            is_public=False,
            teaches=False,
        )
