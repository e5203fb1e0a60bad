"""The desk's screens of the lens's rules: all of them with their source, switched, changed, added."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.desk import actions
from sasando.desk.lens import seed
from sasando.desk.lens.rules import classes_in
from sasando.desk.models import Learnt, LensRule, learnt
from sasando.parties.languages import screen_language
from sasando.parties.models import Person


def may_keep(person: Any) -> bool:
    """Whether ``person`` keeps the rules of the lens."""
    return bool(person.has_perm("sasando_desk.change_lensrule"))


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show every shipped rule with its words, its guideline, and what the desk made of it."""
    if not request.user.has_perm("sasando_desk.view_lensrule"):
        raise PermissionDenied
    speaks = screen_language()
    rows, known = {row.key: row for row in LensRule.objects.all()}, learnt()
    title = _("Rules of the gender lens")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "rules": [
            {
                "rule": rule,
                "classes": classes_in(rule),
                "label": LensRule.Categories(rule.category).label,
                "reason": rule.reason[speaks],
                "suggestion": rule.suggestion[speaks],
                "row": rows.get(rule.key),
                "is_on": rule.key not in rows or rows[rule.key].active,
                "learnt": known.get(rule.key, Learnt()),
            }
            for rule in seed()
        ],
        "may_keep": may_keep(request.user),
    }
    return render(request, "sasando_desk/lens_rules.html", context)


@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Switch a shipped rule on or off, and set the desk's own suggestion."""
    if not isinstance(request.user, Person) or not may_keep(request.user):
        raise PermissionDenied
    if key not in {rule.key for rule in seed()}:
        raise Http404
    actions.change_rule(
        key=key,
        active="active" in request.POST,
        suggestion=request.POST.get("suggestion", ""),
        by=request.user,
    )
    messages.success(request, _("Done."))
    return redirect("sasando_desk_lens_rules")


class OwnRulesIndex(generic.IndexView):
    """The desk's own rules; what it changed of shipped ones is on the page of all rules."""

    def get_base_queryset(self) -> QuerySet[LensRule]:
        """Return the rows that are no shipped rule's."""
        return LensRule.objects.exclude(key__in=[rule.key for rule in seed()])


class LensRuleViewSet(ModelViewSet):
    """Rules of the desk's own, each with its source."""

    model = LensRule
    name = "lens_rules"
    url_prefix = "lensa-aturan"
    icon = "group"
    menu_label = gettext_lazy("Own rules of the gender lens")
    list_display = (
        "key",
        Column("get_category_display", label=gettext_lazy("what it is about")),
        "language",
        BooleanColumn("active"),
    )
    index_view_class = OwnRulesIndex
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = (
        FieldPanel("key"),
        FieldPanel("active"),
        MultiFieldPanel(
            [FieldPanel("language"), FieldPanel("category"), FieldPanel("patterns")],
            heading=gettext_lazy("What it looks for"),
        ),
        MultiFieldPanel(
            [FieldPanel("reason"), FieldPanel("suggestion")], heading=gettext_lazy("What it says")
        ),
        MultiFieldPanel(
            [
                FieldPanel("source_title"),
                FieldPanel("source_publisher"),
                FieldPanel("source_year"),
                FieldPanel("source_address"),
            ],
            heading=gettext_lazy("Where it comes from"),
        ),
    )
