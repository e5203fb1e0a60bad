"""The claims room on the desk's first screen: what matters most, what is late, what failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from sasando.claims.figures import today
from sasando.claims.models import Claim, Inbox, Question, Reply
from sasando.claims.permissions import questions_for, works_on_claims
from sasando.parties.languages import screen_language
from sasando.rendering.charts import Words, bars

_ROWS = 5


class ClaimsPanel(Component):
    """For who reads claims: the first five, late questions, what cannot be sent, today's counts."""

    name = "claims"
    template_name = "sasando_claims/panel.html"
    order = 20

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["sasando_claims/claims.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads; five queries."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        request = parent_context["request"]
        now = timezone.now()
        points = today(at=now)
        language = screen_language()
        late = Question.objects.filter(answered_at__isnull=True, due_at__lt=now)
        late = late.filter(claim__in=Claim.objects.open())
        return {
            "claims": list(Claim.objects.open().by_priority().select_related("assignee")[:_ROWS]),
            "late": list(late.select_related("organisation").order_by("due_at")[:_ROWS]),
            "faulted": list(Inbox.objects.faulted()[:_ROWS]),
            "failed": list(Reply.objects.failed().select_related("inbox")[:_ROWS]),
            "points": points,
            "asked": sum(point.value for point in points),
            "chart": bars(points, Words(title=_("Questions today"), language=language)),
            "works": works_on_claims(request.user),
            "now": now,
            "request": request,
        }


class QuestionsPanel(Component):
    """For the commission: what it is asked, and until when."""

    name = "questions"
    template_name = "sasando_claims/questions_panel.html"
    order = 5  # before the desk's own: a clock runs

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the panel's template reads; one query."""
        assert parent_context is not None  # noqa: S101 - Wagtail renders panels with the page's own
        waiting = questions_for(parent_context["request"].user).filter(answered_at__isnull=True)
        return {"questions": list(waiting.order_by("due_at")[:_ROWS]), "now": timezone.now()}
