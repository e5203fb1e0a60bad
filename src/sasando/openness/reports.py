"""The yearly report on the service of information, on the letterhead: the figures the law asks for."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from sasando.openness.statistics import Year
from sasando.parties.models import Organisation
from sasando.rendering.dates import number
from sasando.rendering.print.official_letter import OfficialLetter, Part, official_letter_pdf


def report_pdf(organisation: Organisation, found: Year, *, day: date, language: str) -> bytes:
    """Return the figures of a year as PDF, in the order of Law 14/2008, Article 12.

    Raises ``TypesettingFailed``.
    """
    title = _("Report on the service of public information, %(year)s") % {"year": found.year}
    return official_letter_pdf(
        OfficialLetter(
            language=language,
            sender=organisation.name,
            under=[part for part in (organisation.website, organisation.email) if part],
            day=day,
            number=f"PPID/{organisation.code.upper()}/{found.year}",
            facts=[(_("As of"), day.isoformat())],
            to=[],
            subject=title,
            parts=[
                part
                for head, lines in chapters(found, language)
                for part in (Part("title", head), Part("list", lines=tuple(lines)))
                if part.text or part.lines
            ],
            signed=[_("Information and Documentation Officer (PPID)"), organisation.name],
        )
    )


def chapters(found: Year, language: str) -> list[tuple[str, list[str]]]:
    """Return the chapters of the report, each with its lines; the letters are those of Article 12."""
    return [
        (
            _("a. Requests received"),
            [
                _line(_("Received"), found.received, language),
                *(_line(name, count, language) for name, count in found.by_way),
                *(_line(name, count, language) for name, count in found.by_kind),
                _line(_("Shown at once what is published"), found.offered, language),
                _line(_("Of them, it was what they wanted"), found.taken_at_once, language),
            ],
        ),
        (_("b. Time needed"), _time(found, language)),
        (
            _("c. Given and refused"),
            [_line(name, count, language) for name, count in found.outcomes]
            + [_line(_("Still open"), found.waiting, language)],
        ),
        (
            _("d. Reasons for withholding"),
            [_line(article, count, language) for article, count in found.reasons]
            or [_("Nothing was withheld.")],
        ),
        (
            _("Objections and disputes"),
            [
                _line(_("Objections"), found.objections, language),
                *(_line(name, count, language) for name, count in found.grounds),
                _line(_("Of them the applicant was right"), found.upheld, language),
                _line(_("Disputes before the Information Commission"), found.disputes, language),
            ],
        ),
    ]


def _time(found: Year, language: str) -> list[str]:
    taken = found.taken
    if taken is None:
        return [_("Nothing was answered yet.")]
    said = _(
        "%(n)s answered: %(shortest)s to %(longest)s working days, half of them within %(middle)s, "
        "%(mean)s on average"
    ) % {
        "n": number(taken.count, language),
        "shortest": taken.shortest,
        "longest": taken.longest,
        "middle": f"{taken.middle:g}",
        "mean": f"{taken.mean:g}",
    }
    return [
        said,
        _line(_("Within the time of the law"), taken.in_time, language),
        _line(_("With an extension"), found.extended, language),
    ]


def _line(name: object, count: int, language: str) -> str:
    return f"{name}: {number(count, language)}"
