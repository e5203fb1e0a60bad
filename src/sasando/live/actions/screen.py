"""What the overlays show. Two directors never overwrite each other without being told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sasando.live import telling
from sasando.live.exceptions import ChangedMeanwhile, WrongState
from sasando.live.models import OnAir, OnAirChange, Production
from sasando.live.models.onair import Layer
from sasando.parties.models import Person


def put_on_air(
    *,
    production: Production,
    layer: str,
    shows: Mapping[str, Any],
    seen: int,
    by: Person,
    at: datetime,
) -> OnAir:
    """Let ``layer`` show this; return what is on air then.

    ``seen`` is the number of what the director saw when they pressed. Raises ``ChangedMeanwhile``
    when somebody else changed the same layer after that.
    """
    return _change(production, layer, dict(shows), seen=seen, by=by, at=at)


def take_off(*, production: Production, layer: str, seen: int, by: Person, at: datetime) -> OnAir:
    """Let ``layer`` show nothing. As ``put_on_air``."""
    return _change(production, layer, None, seen=seen, by=by, at=at)


@transaction.atomic
def _change(
    production: Production,
    layer: str,
    shows: dict[str, Any] | None,
    *,
    seen: int,
    by: Person,
    at: datetime,
) -> OnAir:
    if layer not in Layer.values:
        raise WrongState(_("There is no such place on the screen."))
    on_air = (
        OnAir.objects.select_for_update(of=("self",))
        .select_related("production")
        .get(production=production)
    )
    if on_air.layers.get(layer) == shows:
        return on_air  # it shows that already, whoever brought it there
    _refuse_overwriting(on_air, layer, seen, by)
    on_air.number += 1
    on_air.changed_at = at
    if shows is None:
        on_air.layers.pop(layer, None)
    else:
        on_air.layers[layer] = shows
    on_air.save()
    on_air.changes.create(number=on_air.number, layer=layer, shows=shows, by=by, at=at)
    telling.tell_overlays(on_air, at=at)
    telling.tell_desk(on_air.production, telling.SCREEN, at=at)
    return on_air


def _refuse_overwriting(on_air: OnAir, layer: str, seen: int, by: Person) -> None:
    newer = on_air.changes.filter(layer=layer, number__gt=seen).exclude(by=by)
    change = newer.select_related("by").first()
    if change is None:
        return
    raise ChangedMeanwhile(_sentence(change))


def _sentence(change: OnAirChange) -> str:
    told = {
        "name": change.by.display_name,
        "time": time_format(localtime(change.at), "H.i.s"),
        "layer": change.get_layer_display(),
        "shows": said_of(change.shows),
    }
    if change.shows is None:
        return _("%(name)s took “%(layer)s” off at %(time)s. Look, then press again.") % told
    return (
        _("%(name)s put “%(shows)s” there at %(time)s (%(layer)s). Look, then press again.") % told
    )


def said_of(shows: Mapping[str, Any] | None) -> str:
    """Return what a layer shows in a few words, for people at the desk."""
    if not shows:
        return ""
    for name in ("name", "title", "text", "label"):
        if shows.get(name):
            return str(shows[name])[:80]
    return ""
