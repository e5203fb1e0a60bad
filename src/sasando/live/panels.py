"""The live room on the desk's first screen: what is on air, what comes next, what waits for hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.live.models import Broadcast
from sasando.live.models.productions import OVER
from sasando.live.permissions import shown_to

_ROWS = 5
_SOON = timedelta(days=14)


class LivePanel(Component):
    """Nothing at all while nothing is planned; three queries."""

    name = "live"
    template_name = "sasando_live/panel.html"
    order = 15

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        now = timezone.now()
        shown = shown_to(parent_context["request"].user)
        coming = shown.exclude(state__in=OVER).filter(episode__starts_at__lt=now + _SOON)
        rows = Broadcast.objects.filter(production__in=shown.exclude(state__in=OVER)).with_account()
        rows = rows.select_related("production__episode")
        return {
            "coming": list(coming.order_by("episode__starts_at")[:_ROWS]),
            "by_hand": list(rows.by_hand()[:_ROWS]),
            "trouble": list(rows.in_trouble()[:_ROWS]),
        }
