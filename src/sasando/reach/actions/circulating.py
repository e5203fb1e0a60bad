"""A certified circulation is entered, and taken back when it was wrong. It is never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.channels.models import Outlet
from sasando.parties.models import Person
from sasando.reach.exceptions import CirculationRefused
from sasando.reach.models import Circulation
from sasando.reach.permissions import outlets_kept_by


@transaction.atomic
def enter_circulation(*, entry: Circulation, by: Person, at: datetime) -> Circulation:
    """Write ``entry`` (unsaved) down. Raises ``CirculationRefused``: not theirs, reversed, overlapping,
    without a source.
    """
    _check_keeper(entry.outlet, by)
    if entry.ends < entry.starts:
        raise CirculationRefused(_("The period is reversed: it ends before it begins."))
    if not entry.source.strip() or not (entry.address or entry.document):
        raise CirculationRefused(
            _("Say who certified it, and bring the certificate or its address.")
        )
    Outlet.objects.select_for_update(of=("self",)).get(pk=entry.outlet_id)
    other = Circulation.objects.overlapping(entry).first()
    if other is not None:
        raise CirculationRefused(
            _(
                "From %(starts)s to %(ends)s a circulation of %(outlet)s is there already: the"
                " periods overlap. Change the days, or take the other one back first."
            )
            % {
                "starts": date_format(other.starts, "j F Y"),
                "ends": date_format(other.ends, "j F Y"),
                "outlet": entry.outlet,
            }
        )
    entry.entered_by, entry.entered_at = by, at
    entry.save()
    log(entry, "sasando.circulation_entered", user=by, data=_said(entry))
    return entry


@transaction.atomic
def take_back_circulation(
    *, entry: Circulation, by: Person, reason: str, at: datetime
) -> Circulation:
    """Let ``entry`` count no more, for a reason that stays with it. Raises ``CirculationRefused``."""
    held = Circulation.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    _check_keeper(held.outlet, by)
    if held.taken_back_at is not None:
        raise CirculationRefused(_("It was taken back before."))
    if not reason.strip():
        raise CirculationRefused(_("Say why it is taken back."))
    held.taken_back_by, held.taken_back_at, held.reason = by, at, reason.strip()[:500]
    held.save(update_fields=["taken_back_by", "taken_back_at", "reason"])
    log(
        held,
        "sasando.circulation_taken_back",
        user=by,
        data=_said(held) | {"reason": held.reason},
    )
    return held


def _check_keeper(outlet: Outlet, by: Person) -> None:
    if not outlets_kept_by(by).filter(pk=outlet.pk).exists():
        raise CirculationRefused(_("Only who runs a printed outlet enters its circulation."))


def _said(entry: Circulation) -> dict[str, Any]:
    return {
        "outlet": entry.outlet.name,
        "copies": entry.copies,
        "per": entry.per,
        "starts": entry.starts.isoformat(),
        "ends": entry.ends.isoformat(),
        "source": entry.source,
        "doubted": entry.doubted,
    }
