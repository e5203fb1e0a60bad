"""What the room keeps, and why it may stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sasando.retention.rules import Stays

STAYS = (
    Stays(
        models=("sasando_site.Entry", "sasando_site.EntryTag", "sasando_site.StalePath"),
        why=_("Listings of what is published, made anew from it."),
    ),
)
