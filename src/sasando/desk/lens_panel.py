"""The gender lens's side panel: it stands beside Wagtail's own in the editor of every item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from sasando.desk.models import Item


class LensSidePanel(BaseSidePanel):
    """Empty when the editor opens; its script asks for what the text as it stands gives rise to."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle gender lens")
        icon_name = "group"

    name = "lens"
    title = _("Gender lens")
    template_name = "sasando_desk/lens_panel.html"
    order = 360

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["sasando_desk/lens.css"]}
        js: ClassVar[list[str]] = ["sasando_desk/lens.js"]

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Wagtail's, with the addresses the script asks."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"address": _address(self.object, self.request), **_answers(self.object)}


def _address(item: Item, request: Any) -> str:
    if item.pk:
        return reverse("sasando_desk_lens", args=[item.pk])
    named = request.resolver_match.kwargs
    return reverse(
        "sasando_desk_lens_new",
        args=[
            named["content_type_app_name"],
            named["content_type_model_name"],
            named["parent_page_id"],
        ],
    )


def _answers(item: Item) -> dict[str, str]:
    if not item.pk:
        return {}
    return {
        "dismiss": reverse("sasando_desk_lens_dismiss", args=[item.pk]),
        "restore": reverse("sasando_desk_lens_restore", args=[item.pk]),
    }
