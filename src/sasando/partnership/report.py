"""What the handover report says: every promise with its proofs, and what was editorial and not paid.

One canonical value (RFC 8785): it is what both sides sign, the JSON annex, and what the PDF and the
spreadsheet are made from. Times are UTC, days ISO 8601, money rupiah; numbers are whole.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from sasando.desk.models import Acceptance, Version
from sasando.documents.canonical import canonical_json
from sasando.documents.vocabulary import Kind
from sasando.partnership.accounting import Account, Accounts, Progress, accounts_of, is_late
from sasando.partnership.content import deliverable_content, terms_content
from sasando.partnership.measures import STEPS, Line
from sasando.partnership.models import Proof, Terms
from sasando.trust.signing import timestamp

FORMAT = "sasando-handover/1"
_LISTED = 200  # stories of the newsroom's own, by title; of more only the number stands there


def canonical_report(terms: Terms, *, at: datetime) -> str:
    """Return the report of ``terms`` as it stands at ``at``, as canonical JSON (RFC 8785)."""
    return canonical_json(report_content(terms, at=at)).decode()


def report_content(terms: Terms, *, at: datetime) -> dict[str, Any]:
    """Return what the report says."""
    accounts = accounts_of(terms, today=timezone.localdate(at))
    return {
        "format": FORMAT,
        "at": timestamp(at),
        "agreement": terms_content(terms),
        "agreement_digest": terms.digest,
        "agreement_signatures": [s.as_json() for s in terms.signatures.all()],
        "amendments": [
            {"version": one.number, "change": one.change, "digest": one.digest}
            for one in terms.agreement.terms.filter(number__gt=1, number__lte=terms.number)
            .exclude(state=Terms.State.DECLINED)
            .order_by("number")
        ],
        "lines": [_line(line, accounts) for line in accounts.lines],
        "no_longer_promised": [_proof(p, None, accounts) for p in accounts.strays if p.counts],
        "goals": [_goal(one) for one in accounts.progress],
        "editorial": editorial_of(terms),
    }


def _line(line: Account, accounts: Accounts) -> dict[str, Any]:
    return {
        **deliverable_content(line.row),
        "proven": line.proven,
        "late": line.late,
        "missing": max(0, line.row.number - line.proven),
        "beyond": max(0, line.proven - line.row.number),
        "reached": line.reached,
        "proofs": [_proof(p, line, accounts) for p in line.proofs],
        "taken_back": [
            {
                "title": p.title,
                "shown_at": timestamp(p.shown_at),
                "at": timestamp(p.taken_back_at) if p.taken_back_at else None,
                "reason": p.reason,
            }
            for p in line.taken_back
        ],
    }


def _proof(proof: Proof, line: Account | None, accounts: Accounts) -> dict[str, Any]:
    film = accounts.films.get(proof.production_id or 0)
    return {
        "title": proof.title,
        "how": proof.how,
        "shown_at": timestamp(proof.shown_at),
        "late": is_late(proof, line.row) if line else False,
        "outlet": proof.outlet.name if proof.outlet else "",
        "address": proof.address,
        "note": proof.note,
        "brought_by": proof.brought_by.display_name if proof.brought_by else "",
        "size": proof.size,
        "copies": proof.copies,
        "copies_per": proof.copies_per,
        "text": _text(proof.version),
        "file_sha256": proof.sha256,
        "archive": {
            "sha256": proof.archive_sha256,
            "at": timestamp(proof.archived_at) if proof.archived_at else None,
            "words": proof.archive_words,
        },
        "recording": {"sha256": film.sha256, "size": film.size, "seconds": round(film.duration_s)}
        if film
        else None,
        "is_programme": proof.production_id is not None,
        "measures": [_measure(measure) for measure in accounts.measures.get(proof.pk, ())],
    }


def _text(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {"kind": version.kind, "code": version.code, "digest": version.digest}


def _measure(line: Line) -> dict[str, Any]:
    """The readings by the days after publication; a gap is null, a fall is marked and not mended."""
    days = [step.value // (24 * 60) for step in STEPS]
    return {
        "kind": line.kind,
        "source": line.source,
        "after_days": {str(day): value for day, value in zip(days, line.values, strict=True)},
        "fell": line.fell,
    }


def _goal(one: Progress) -> dict[str, Any]:
    goal = one.goal
    return {
        "title": goal.title,
        "measure": goal.measure,
        "target": goal.target,
        "reached": one.reached,
    }


def editorial_of(terms: Terms) -> dict[str, Any]:
    """Return what appeared in the period and was not paid: no line of the agreement counts it.

    News of the newsroom, fact-checks of the desk, and the official releases and notices that the
    newsroom chose to carry.
    """
    if terms.starts is None or terms.ends is None:
        return {"news": 0, "news_titles": [], "fact_checks": 0, "carried": 0}
    since, until = _moment(terms.starts, time.min), _moment(terms.ends, time.max)
    out = Version.objects.public().filter(number=1, published_at__range=(since, until))
    news = out.of_kind(Kind.NEWS).filter(publisher=terms.agreement.media_id)
    carried = Acceptance.objects.filter(
        organisation=terms.agreement.media_id, carries=True, at__range=(since, until)
    )
    return {
        "news": news.count(),
        "news_titles": [
            {"title": one.headline, "at": timestamp(one.published_at)}
            for one in news.defer("canonical").order_by("published_at", "pk")[:_LISTED]
            if one.published_at is not None
        ],
        "fact_checks": out.of_kind(Kind.VERDICT).count(),
        "carried": carried.count(),
    }


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, timezone.get_current_timezone())
