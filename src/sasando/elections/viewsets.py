"""The desk's screens of elections, stages, places and figures."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from sasando.elections.forms import StageForm
from sasando.elections.models import Election, Figure, Place, PollingStations, Stage


class JoinedIndex(IndexView):
    """A list that reads its rows and what they point to in one query."""

    joined: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Model]:
        """Return the rows with what they point to."""
        return super().get_base_queryset().select_related(*self.joined)


class StageIndex(JoinedIndex):
    joined = ("election", "place")


class PlaceIndex(JoinedIndex):
    joined = ("parent",)


class FigureIndex(JoinedIndex):
    joined = ("election", "place")


class ElectionViewSet(SnippetViewSet):
    model = Election
    icon = "calendar"
    menu_label = _("Elections")
    copy_view_enabled = False
    list_display = ["name", Column("get_kind_display", label=_("kind")), BooleanColumn("held")]
    search_fields = ["name", "name_en", "code"]
    panels = [
        FieldPanel(name)
        for name in (
            "name",
            "name_en",
            "code",
            "kind",
            "round",
            "held",
            "legal_basis",
            "decided_on",
        )
    ]


class StageViewSet(SnippetViewSet):
    model = Stage
    icon = "date"
    menu_label = _("Stages")
    copy_view_enabled = False
    index_view_class = StageIndex
    list_display = ["name", "election", "starts", "ends", "place", BooleanColumn("held")]
    list_filter = ["election", "kind", "quality"]
    list_per_page = 60
    search_fields = ["name", "name_en", "code"]

    def get_form_class(self, for_update: bool = False) -> type:
        """Return the form that knows that dates do not change."""
        return StageForm


class PlaceViewSet(SnippetViewSet):
    model = Place
    icon = "site"
    menu_label = _("Places")
    copy_view_enabled = False
    index_view_class = PlaceIndex
    list_display = ["name", Column("get_level_display", label=_("level")), "parent", "code"]
    list_filter = ["level"]
    list_per_page = 60
    search_fields = ["name", "code"]
    panels = [FieldPanel(name) for name in ("name", "code", "level", "parent")]


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "table"
    menu_label = _("Official figures")
    copy_view_enabled = False
    index_view_class = FigureIndex
    list_display = [
        Column("get_measure_display", label=_("measure"), sort_key="measure"),
        "place",
        Column("get_sex_display", label=_("sex")),
        Column("age", label=_("age group")),
        Column("get_contest_display", label=_("contest")),
        "value",
        "source",
        "as_of",
        "election",
    ]
    list_filter = ["election", "measure", "sex"]
    list_per_page = 60
    search_fields = ["source", "note", "place__name"]
    panels = [
        FieldPanel(name)
        for name in (
            "election",
            "place",
            "measure",
            "sex",
            "age",
            "contest",
            "value",
            "source",
            "source_url",
            "as_of",
            "quality",
            "note",
        )
    ]


class PollingStationsViewSet(SnippetViewSet):
    model = PollingStations
    icon = "tasks"
    menu_label = _("Polling stations")
    copy_view_enabled = False
    index_view_class = FigureIndex
    list_display = ["place", "count", "election", "source", "as_of"]
    list_filter = ["election"]
    list_per_page = 60
    search_fields = ["place__name", "place__code"]
    panels = [FieldPanel(name) for name in ("place", "election", "count", "source", "as_of")]


class ElectionsGroup(SnippetViewSetGroup):
    menu_label = _("Calendar")
    menu_icon = "calendar-alt"
    menu_order = 300
    items = (StageViewSet, ElectionViewSet, PlaceViewSet, FigureViewSet, PollingStationsViewSet)
