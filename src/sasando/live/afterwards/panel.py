"""On the desk's first screen: recordings that a platform will delete, and texts that wait for hands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.live.afterwards.screen import deadlines
from sasando.live.models import Film, Gathering
from sasando.live.permissions import shown_to

_ROWS = 5


class AfterwardsPanel(Component):
    """Nothing at all while nothing waits; three queries."""

    name = "live-afterwards"
    template_name = "sasando_live/afterwards_panel.html"
    order = 12  # above what is to come: what is deleted is gone

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        shown = shown_to(parent_context["request"].user)
        stuck = Gathering.objects.filter(production__in=shown).exclude(words="")
        refused = Film.objects.filter(production__in=shown, state=Film.State.REFUSED)
        refused = refused.exclude(production__films__state=Film.State.READY)
        return {
            "deadlines": deadlines(shown, timezone.now())[:_ROWS],
            "stuck": list(stuck.select_related("episode")[:_ROWS]),
            "refused": list(refused.select_related("production__episode")[:_ROWS]),
        }
