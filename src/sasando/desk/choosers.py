"""Pick a stage or a place from a searchable list, wherever an editor refers to one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from sasando.elections.models import Place, Stage


class _Search(BaseFilterForm):
    """One field; every word of it must be in one of ``looked_in``."""

    looked_in: ClassVar[tuple[str, ...]]
    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of ``objects`` that were asked for."""
        words = self.cleaned_data.get("q", "").split()
        for word in words:
            found = Q()
            for name in self.looked_in:
                found |= Q(**{f"{name}__icontains": word})
            objects = objects.filter(found)
        self.is_searching, self.search_query = bool(words), " ".join(words)
        return objects


class StageSearch(_Search):
    """By the name of the stage, its code, or its election."""

    looked_in = ("name", "name_en", "code", "election__name", "election__code")


class PlaceSearch(_Search):
    """By the name of the place, its code, or the place it lies in."""

    looked_in = ("name", "code", "parent__name")


class _Stages:
    """Stages with their election: many elections have a stage of one name."""

    filter_form_class = StageSearch

    def get_object_list(self) -> QuerySet[Stage]:
        return Stage.objects.select_related("election")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("election", label=_("Election"), accessor="election"),
            Column("starts", label=_("Starts"), accessor="starts"),
        ]


class _Places:
    """Places with what they lie in: two districts have a village of one name."""

    filter_form_class = PlaceSearch

    def get_object_list(self) -> QuerySet[Place]:
        return Place.objects.select_related("parent")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("parent", label=_("Lies in"), accessor="parent"),
            Column("level", label=_("Level"), accessor="get_level_display"),
        ]


class ChooseStage(_Stages, ChooseView):
    """The list that opens."""


class ChooseStageResults(_Stages, ChooseResultsView):
    """The list while one types."""


class ChoosePlace(_Places, ChooseView):
    """The list that opens."""


class ChoosePlaceResults(_Places, ChooseResultsView):
    """The list while one types."""


stage_chooser = ChooserViewSet(
    "sasando_stage_chooser",
    model=Stage,
    icon="date",
    choose_one_text=_("Choose a stage"),
    choose_another_text=_("Choose another stage"),
    choose_view_class=ChooseStage,
    choose_results_view_class=ChooseStageResults,
    register_widget=False,
)
place_chooser = ChooserViewSet(
    "sasando_place_chooser",
    model=Place,
    icon="site",
    choose_one_text=_("Choose a place"),
    choose_another_text=_("Choose another place"),
    choose_view_class=ChoosePlace,
    choose_results_view_class=ChoosePlaceResults,
    register_widget=False,
)

StageChooserBlock = stage_chooser.get_block_class(
    name="StageChooserBlock", module_path="sasando.desk.choosers"
)
PlaceChooserBlock = place_chooser.get_block_class(
    name="PlaceChooserBlock", module_path="sasando.desk.choosers"
)
