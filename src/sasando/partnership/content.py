"""Terms as one canonical value: what both sides sign, and what later versions are compared with."""

from __future__ import annotations

from typing import Any

from sasando.documents.canonical import canonical_json
from sasando.partnership.models import Deliverable, Terms

FORMAT = "sasando-agreement/1"


def canonical_terms(terms: Terms) -> str:
    """Return ``terms`` with all their rows as canonical JSON (RFC 8785)."""
    return canonical_json(terms_content(terms)).decode()


def terms_content(terms: Terms) -> dict[str, Any]:
    """Return what ``terms`` say, as JSON can say it. Money is in rupiah, days are ISO 8601."""
    agreement = terms.agreement
    return {
        "format": FORMAT,
        "number": agreement.number,
        "title": agreement.title,
        "version": terms.number,
        "change": terms.change,
        "parties": {
            "commission": _party(
                agreement.commission, terms.commission_signatory, terms.commission_office
            ),
            "media": _party(agreement.media, terms.media_signatory, terms.media_office),
        },
        "starts": _day(terms.starts),
        "ends": _day(terms.ends),
        "overlap_note": terms.overlap_note,
        "budget_line": terms.budget_line,
        "value": terms.value,
        "value_public": terms.value_public,
        "circulation": terms.circulation,
        "editions_a_week": terms.editions,
        "packages": [{"title": p.title, "price": p.price} for p in terms.packages.all()],
        "deliverables": [deliverable_content(d) for d in _deliverables(terms)],
        "goals": [
            {"title": g.title, "measure": g.measure, "target": g.target} for g in terms.goals.all()
        ],
        "rates": [{"title": r.title, "unit": r.unit, "price": r.price} for r in terms.rates.all()],
        "papers": [
            {
                "kind": p.kind,
                "number": p.number,
                "day": _day(p.day),
                "title": p.title,
                "sha256": p.sha256,
            }
            for p in terms.papers.all()
        ],
    }


def deliverable_content(row: Deliverable) -> dict[str, Any]:
    """Return one line of what is promised."""
    return {
        "code": row.code,
        "title": row.title,
        "package": row.package.title if row.package else "",
        "medium": row.medium,
        "outlet": {"code": row.outlet.code, "name": row.outlet.name} if row.outlet else None,
        "number": row.number,
        "size": row.size,
        "unit": row.unit,
        "audience": row.audience,
        "deadline": _day(row.deadline),
        "measure": row.measure,
        "reach": row.reach,
    }


def _deliverables(terms: Terms) -> list[Deliverable]:
    return list(terms.deliverables.select_related("package", "outlet"))


def _party(organisation: Any, signatory: str, office: str) -> dict[str, str]:
    return {
        "code": organisation.code,
        "name": organisation.name,
        "signatory": signatory,
        "office": office,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
