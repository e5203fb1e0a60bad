"""Agreements are opened, their terms written row by row, and amended version by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation, Person
from sasando.partnership.exceptions import PartnershipError, WrongState
from sasando.partnership.models import ROWS, Agreement, Deliverable, Paper, Terms

_COPIED = (
    "starts",
    "ends",
    "overlap_note",
    "commission_signatory",
    "commission_office",
    "media_signatory",
    "media_office",
    "budget_line",
    "value",
    "value_public",
    "circulation",
    "editions",
)


@transaction.atomic
def open_agreement(
    *,
    number: str,
    title: str,
    commission: Organisation,
    media: Organisation,
    by: Person,
    at: datetime,
) -> Agreement:
    """Return a new agreement with empty terms. Raises ``PartnershipError`` for parties that do not fit."""
    if (commission.kind, media.kind) != (PartyKind.COMMISSION, PartyKind.NEWSROOM):
        raise PartnershipError(_("An agreement is made by an election commission and a newsroom."))
    agreement = Agreement.objects.create(
        number=number, title=title, commission=commission, media=media, opened_by=by, opened_at=at
    )
    Terms.objects.create(agreement=agreement, number=1, written_by=by, written_at=at)
    log(agreement, "wagtail.create", user=by)
    return agreement


@transaction.atomic
def save_terms(*, terms: Terms, values: Mapping[str, Any]) -> Terms:
    """Write ``values`` into a draft. Raises ``WrongState``."""
    draft = locked_draft(terms)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
    return draft


@transaction.atomic
def save_row(*, row: models.Model, terms: Terms) -> models.Model:
    """Write one row (of ``ROWS``) of a draft, new or changed. Raises ``WrongState``."""
    row.terms = locked_draft(terms)  # type: ignore[attr-defined]
    row.save()
    return row


@transaction.atomic
def save_rows(*, rows: Iterable[models.Model], terms: Terms) -> int:
    """Write all ``rows`` of a draft or none; return how many. Raises ``WrongState``."""
    draft = locked_draft(terms)
    count = 0
    for row in rows:
        row.terms = draft  # type: ignore[attr-defined]
        row.save()
        count += 1
    return count


@transaction.atomic
def remove_row(*, row: models.Model, terms: Terms) -> None:
    """Take one row out of a draft. Raises ``WrongState``."""
    locked_draft(terms)
    row.delete()


@transaction.atomic
def amend(*, agreement: Agreement, by: Person, at: datetime) -> Terms:
    """Return a draft of the next version, a copy of what holds now. Raises ``WrongState``."""
    held = agreement.terms.in_force().select_for_update(of=("self",)).first()
    if held is None:
        raise WrongState(_("Only what both sides signed can be amended."))
    if agreement.draft is not None:
        raise WrongState(_("There is an amendment on its way already."))
    return copy_terms(terms=held, number=held.number + 1, by=by, at=at)


@transaction.atomic
def drop_amendment(*, terms: Terms) -> None:
    """Delete the draft of an amendment. Raises ``WrongState``; the agreement's own first draft stays."""
    draft = locked_draft(terms)
    if draft.number == 1:
        raise WrongState(_("These are the agreement's first terms: change them instead."))
    draft.delete()


def copy_terms(*, terms: Terms, number: int, by: Person, at: datetime) -> Terms:
    """Return a draft with the rows of ``terms``; call it inside a transaction."""
    fields = {name: getattr(terms, name) for name in _COPIED}
    draft = Terms.objects.create(
        agreement=terms.agreement, number=number, written_by=by, written_at=at, **fields
    )
    packages: dict[int | None, int] = {}
    for name in ROWS:
        for row in getattr(terms, name).all():
            old, row.pk, row.terms = row.pk, None, draft
            row._state.adding = True
            if isinstance(row, Deliverable):
                row.package_id = packages.get(row.package_id)
            row.save()
            if name == "packages":
                packages[old] = row.pk
    return draft


def locked_draft(terms: Terms) -> Terms:
    """Return ``terms`` held until the transaction ends. Raises ``WrongState`` unless it is a draft."""
    draft = Terms.objects.select_for_update(of=("self",)).get(pk=terms.pk)
    if not draft.is_draft:
        raise WrongState(
            _("These terms are no draft any more: their text is what was proposed for signature.")
        )
    return draft


def attach_paper(*, paper: Paper, sha256: str, terms: Terms) -> Paper:
    """Write an attached paper with the digest of its file. Raises ``WrongState``."""
    paper.sha256 = sha256
    save_row(row=paper, terms=terms)
    return paper
