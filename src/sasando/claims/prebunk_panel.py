"""Prebunks on the desk's first screen, for who may make drafts of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.claims.prebunk import near
from sasando.parties.languages import screen_language

_ROWS = 5


class PrebunksPanel(Component):
    """The rumours that the next stages bring, each with a button that makes drafts."""

    name = "prebunks"
    template_name = "sasando_claims/prebunks_panel.html"
    order = 30

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads; three queries."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        found = near(timezone.localdate())
        language = screen_language()
        rows = []
        for one in found[:_ROWS]:
            text = one.prebunk.text_in(language)
            row = {"prebunk": one.prebunk, "stage": one.stage, "basis": one.prebunk.basis}
            rows.append(row | {"title": text["title"], "rumour": text["rumours"][0]})
        request = parent_context["request"]
        return {"near": rows, "more": max(0, len(found) - _ROWS), "request": request}
