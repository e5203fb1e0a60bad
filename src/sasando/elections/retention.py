"""What the room keeps, and why it may stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sasando.retention.rules import Stays

STAYS = (
    Stays(
        models=("sasando_elections.StageMove",),
        why=_("Which version moved which date: the calendar accounts for every change."),
    ),
    Stays(
        models=(
            "sasando_elections.Election",
            "sasando_elections.Figure",
            "sasando_elections.Place",
            "sasando_elections.PollingStations",
            "sasando_elections.Stage",
        ),
        why=_("The official calendar, places and figures."),
    ),
)
