"""The channels room on the desk's first screen: what failed, waits for hands, is late, or will fail."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.channels.models import Delivery, Outlet

_ROWS = 8


class DeliveriesPanel(Component):
    """Failed deliveries, by-hand tasks, and outlets that shut us out (soon); three queries."""

    name = "deliveries"
    template_name = "sasando_channels/panel.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        now = timezone.now()
        return {
            "failed": list(Delivery.objects.failed().with_names()[: _ROWS + 1]),
            "by_hand": list(Delivery.objects.by_hand().with_names()[: _ROWS + 1]),
            "in_trouble": [
                (outlet, outlet.pressing_problems(now)) for outlet in Outlet.objects.in_trouble(now)
            ],
            "rows": f":{_ROWS}",
            "shown": _ROWS,
            "now": now,
        }
