"""What everybody may know of an agreement: what is promised and delivered, and the cost where both publish it.

Who signed, papers, photos, notes and who brought what stay with the parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sasando.partnership.accounting import Account, Progress, accounts_of
from sasando.partnership.models import Terms
from sasando.partnership.report import editorial_of

MOST = 20  # agreements that a page shows, the newest first


@dataclass(frozen=True, slots=True)
class PublicAgreement:
    """One agreement in force."""

    number: str
    title: str
    commission: str
    media: str
    starts: date
    ends: date
    version: int
    digest: str
    value: int | None  # rupiah; None: not published, or nothing is paid
    is_paid: bool
    lines: tuple[Account, ...]
    progress: tuple[Progress, ...]
    editorial: Mapping[str, object]


def public_agreements(*, today: date, most: int | None = MOST) -> list[PublicAgreement]:
    """Return the agreements in force, the newest first, at most so many. Fixed queries each."""
    terms = Terms.objects.in_force().select_related("agreement__commission", "agreement__media")
    return [_public(one, today) for one in terms.order_by("-starts", "-agreement_id")[:most]]


def _public(terms: Terms, today: date) -> PublicAgreement:
    accounts = accounts_of(terms, today=today)
    agreement = terms.agreement
    return PublicAgreement(
        number=agreement.number,
        title=agreement.title,
        commission=agreement.commission.name,
        media=agreement.media.name,
        starts=terms.starts or today,
        ends=terms.ends or today,
        version=terms.number,
        digest=terms.digest,
        value=terms.value if terms.value_public else None,
        is_paid=bool(terms.value),
        lines=accounts.lines,
        progress=accounts.progress,
        editorial=editorial_of(terms),
    )
