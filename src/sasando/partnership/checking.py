"""What keeps terms from being proposed, one sentence each. Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sasando.channels.models import Outlet
from sasando.parties.models import Organisation
from sasando.partnership.models import Deliverable, Terms
from sasando.partnership.promises import Medium


def family(media: Organisation) -> frozenset[int]:
    """Return the newsroom and its network: whose outlets deliver what it promised."""
    network = Organisation.objects.filter(parent=media).values_list("pk", flat=True)
    return frozenset({media.pk, *network})


def outlets_of(media: Organisation) -> list[Outlet]:
    """Return the outlets a deliverable may name."""
    return list(Outlet.objects.filter(organisation__in=family(media)).order_by("name"))


def problems_of(terms: Terms) -> list[str]:
    """Return everything that keeps ``terms`` from being proposed; nothing is changed."""
    return [*_of_the_terms(terms), *_of_overlaps(terms), *_of_deliverables(terms)]


def _of_the_terms(terms: Terms) -> Iterator[str]:
    if terms.starts is None or terms.ends is None:
        yield _("Say from which day to which day it holds.")
    elif terms.starts > terms.ends:
        yield _("The period is reversed: it ends before it begins.")
    if not (terms.commission_signatory and terms.media_signatory):
        yield _("Say who signs for each side.")
    if terms.number > 1 and not terms.change:
        yield _("Say what this amendment changes, and why.")


def _of_overlaps(terms: Terms) -> Iterator[str]:
    if terms.starts is None or terms.ends is None or terms.overlap_note:
        return
    for other in Terms.objects.overlapping(terms):
        yield _(
            "%(number)s of the same parties holds from %(starts)s to %(ends)s: the periods overlap."
            " Change the days, or write down why both hold. A publication counts for one only."
        ) % {
            "number": other.agreement.number,
            "starts": date_format(other.starts or terms.starts, "j F Y"),
            "ends": date_format(other.ends or terms.ends, "j F Y"),
        }


def _of_deliverables(terms: Terms) -> Iterator[str]:
    rows = list(terms.deliverables.select_related("outlet"))
    if not rows:
        yield _("Nothing is promised yet: add a deliverable.")
    theirs = family(terms.agreement.media)
    for row in rows:
        for problem in deliverable_problems(row, terms):
            yield f"{row.code}: {problem}"
        if row.outlet and row.outlet.organisation_id not in theirs:
            yield _("%(code)s: %(outlet)s is no outlet of the newsroom or its network.") % {
                "code": row.code,
                "outlet": row.outlet,
            }


def deliverable_problems(row: Deliverable, terms: Terms) -> Iterator[str]:
    """Give what is wrong with one line, in sentences."""
    if row.deadline and terms.starts and terms.ends and not terms.covers(row.deadline):
        yield _("The deadline %(day)s lies outside the period.") % {
            "day": date_format(row.deadline, "j F Y")
        }
    if bool(row.size) != bool(row.unit):
        yield _("A size needs a number and what it is counted in.")
    if bool(row.reach) != bool(row.measure):
        yield _("A promised reach needs a number and what is counted.")
    if row.medium == Medium.EPISODE and row.outlet:
        yield _("A programme is promised without an outlet: it goes out on every account.")
