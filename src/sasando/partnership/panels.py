"""The partnership on the desk's first screen: what waits for a signature, and what will be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.partnership.models import Agreement, Handover, Reminder, Terms
from sasando.partnership.permissions import shown_to

_ROWS = 5


class PartnershipPanel(Component):
    """For who keeps agreements, on both sides."""

    name = "partnership"
    template_name = "sasando_partnership/panel.html"
    order = 30

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads; five queries."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        mine = shown_to(parent_context["request"].user)
        terms = Terms.objects.filter(agreement__in=mine, state=Terms.State.PROPOSED)
        reports = Handover.objects.filter(
            terms__agreement__in=mine, state=Handover.State.PROPOSED
        ).select_related("terms__agreement")
        warned = mine.filter(reminders__isnull=False, terms__in=_running()).distinct()
        last = Prefetch("reminders", Reminder.objects.order_by("-at"), to_attr="warnings")
        return {
            "terms": list(terms.select_related("agreement")[:_ROWS]),
            "reports": list(reports[:_ROWS]),
            "warned": [(one, _codes(one)) for one in warned.prefetch_related(last)[:_ROWS]],
        }


def _running() -> Any:
    return Terms.objects.in_force().filter(ends__gte=timezone.localdate()).values("pk")


def _codes(agreement: Agreement) -> str:
    """The deliverables that the last early warning named."""
    return ", ".join(agreement.warnings[0].codes)  # type: ignore[attr-defined]  # prefetched above
