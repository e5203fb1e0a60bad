"""The desk on its first screen: what waits for me, what goes out today, what is late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from wagtail.admin.ui.components import Component

from sasando.desk.waiting import may_begin, overview
from sasando.parties.languages import screen_language


class DeskPanel(Component):
    """One panel for the desk's own questions; the rooms below add theirs by the same hook."""

    name = "desk"
    template_name = "sasando_desk/panel.html"
    order = 10

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["sasando_desk/desk.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        request = parent_context["request"]
        now = timezone.now()
        found = overview(person=request.user, at=now)
        language = screen_language()
        return {
            "overview": found,
            "tasks": [(task, task.label(language)) for task in found.tasks],
            "begin": may_begin(request.user, language),
            "now": now,
            "request": request,
        }
