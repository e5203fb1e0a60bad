"""Where the desk meets Wagtail's screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PublishMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    UnpublishMenuItem,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SiteSummaryPanel
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from sasando.desk import audit, lens_rule_views, lens_views, views
from sasando.desk.choosers import place_chooser, stage_chooser
from sasando.desk.hiding import FirewalledPages, shown_to
from sasando.desk.models import Item, Version
from sasando.desk.panels import DeskPanel
from sasando.desk.waiting import carriers_for, task_for

# The desk's own panel says the same by the policy; publishing is the policy's, not a button's.
_REPLACED_PANELS = (
    WorkflowObjectsToModeratePanel,
    UserObjectsInWorkflowModerationPanel,
    SiteSummaryPanel,
)
# Cancelling would let an approver drop a text without a reason: authors take back, others refuse.
_CLOSED_BUTTONS = (
    PublishMenuItem,
    UnpublishMenuItem,
    RestartWorkflowMenuItem,
    CancelWorkflowMenuItem,
)


register_permission_policy(Page, FirewalledPages(Page))


class LensRulesItem(MenuItem):
    """Shown to who keeps the rules."""

    def is_shown(self, request: HttpRequest) -> bool:
        return lens_rule_views.may_keep(request.user)


@hooks.register("construct_page_chooser_queryset")
def choose_from_what_is_shown(pages: Any, request: HttpRequest) -> Any:
    """A chooser names no text that is hidden from the person."""
    return shown_to(request.user, pages)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what the audit log says of items."""
    audit.register(actions)


@hooks.register("insert_global_admin_css")
def colours_of_the_house() -> str:
    """Dye Wagtail's frame in the house's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("sasando_desk/brand.css"))


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    """Make the choosers of stages and places, and the screens of the lens's own rules."""
    return [stage_chooser, place_chooser, lens_rule_views.LensRuleViewSet("lens_rules")]


@hooks.register("register_admin_urls")
def register_version_urls() -> list[Any]:
    """Give each version its page."""
    return [
        path("lensa/aturan/", lens_rule_views.rules, name="sasando_desk_lens_rules"),
        path("lensa/aturan/<slug:key>/", lens_rule_views.change, name="sasando_desk_lens_rule"),
        path("lensa/<int:page_id>/", lens_views.LensOnEdit.as_view(), name="sasando_desk_lens"),
        path(
            "lensa/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
            lens_views.LensOnCreate.as_view(),
            name="sasando_desk_lens_new",
        ),
        path("lensa/<int:page_id>/biarkan/", lens_views.dismiss, name="sasando_desk_lens_dismiss"),
        path(
            "lensa/<int:page_id>/tampilkan/", lens_views.restore, name="sasando_desk_lens_restore"
        ),
        path("versi/<int:pk>/", views.version_page, name="sasando_desk_version"),
        path("versi/<int:pk>/beda/", views.differences, name="sasando_desk_differences"),
        path("versi/<int:pk>/jadi/<slug:mode>/", views.rendition, name="sasando_desk_rendition"),
        path("versi/<int:pk>/<slug:verb>/", views.answer, name="sasando_desk_answer"),
    ]


@hooks.register("register_settings_menu_item")
def register_lens_rules() -> LensRulesItem:
    """Lead to the rules of the gender lens."""
    return LensRulesItem(
        gettext_lazy("Gender lens"), reverse_lazy("sasando_desk_lens_rules"), icon_name="group"
    )


@hooks.register("construct_homepage_panels")
def answer_the_four_questions(request: HttpRequest, panels: list[Any]) -> None:
    """Put the desk's panel first, in the place of Wagtail's own on workflows."""
    panels[:] = [DeskPanel(), *(p for p in panels if not isinstance(p, _REPLACED_PANELS))]


@hooks.register("construct_homepage_summary_items", order=1000)  # after Wagtail put its own in
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """Counts of pages and pictures answer nobody's question."""
    items.clear()


@hooks.register("construct_help_menu")
def no_guide_to_another_house(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's own guide and news speak of buttons that the policy took away."""
    menu_items[:] = [
        item for item in menu_items if not item.name.startswith(("editor-guide", "whats-new"))
    ]


class ReviewMenuItem(ActionMenuItem):
    """Leads from the locked editor to the version, where it is answered or looked at."""

    name = "action-review"
    label = gettext_lazy("See where it stands")
    icon_name = "view"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Only while a version is on its way."""
        page = context.get("page")
        return isinstance(page, Item) and page.waiting_version is not None

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Wagtail's; whoever may answer is asked to."""
        data: dict[str, Any] = super().get_context_data(parent_context)
        version, person = parent_context["page"].waiting_version, parent_context["request"].user
        if task_for(version, person) or carriers_for(version, person):
            data["label"] = _("See and answer")
        return data

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """The version's page."""
        version: Version = parent_context["page"].waiting_version
        return reverse("sasando_desk_version", args=[version.pk])


class ProposeMenuItem(SubmitForModerationMenuItem):
    """Wagtail's own button, named for what it asks for and not for a workflow.

    Of a new item Wagtail would name the workflow of its section, which is another.
    """

    label = gettext_lazy("Submit for approval")

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Also on a new item, whatever workflow its section has."""
        return context["view"] == "create" or bool(super().is_shown(context))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Wagtail's, with the label of this class."""
        data: dict[str, Any] = super().get_context_data(parent_context)
        return {**data, "label": self.label}


@hooks.register("construct_page_action_menu")
def close_the_raw_buttons(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Take away from items what passes the policy by; lead to the version."""
    if not _is_about_an_item(context):
        return
    menu_items[:] = [
        ProposeMenuItem(order=item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in menu_items
        if not isinstance(item, _CLOSED_BUTTONS)
    ]
    review = ReviewMenuItem(order=0)
    if review.is_shown(context):
        menu_items.insert(0, review)


def _is_about_an_item(context: dict[str, Any]) -> bool:
    return isinstance(context.get("page"), Item) or context.get("view") == "create"


def _is_item(page: Page) -> bool:
    return issubclass(page.specific_class, Item)


@hooks.register("before_unpublish_page")
def withdraw_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead to the version, where it can be withdrawn with a reason."""
    if not _is_item(page):
        return None
    messages.warning(request, _("An item comes down when it is withdrawn, with a reason."))
    version = page.specific.current_version
    if version is None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect("sasando_desk_version", version.pk)


@hooks.register("before_delete_page")
def keep_what_was_proposed(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was ever proposed stays on record."""
    if not Version.objects.filter(item__path__startswith=page.path).exists():
        return None
    messages.error(request, _("What was ever proposed stays on record and cannot be deleted."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_bulk(
    request: HttpRequest, action_type: str, objects: list[Page], action_class: Any
) -> HttpResponse | None:
    """Bulk actions on items would pass the policy by: one by one, on each version's page."""
    if action_type not in ("publish", "unpublish", "delete"):
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    if not any(_is_item(page) for page in pages):
        return None
    messages.error(request, _("Items are published and withdrawn one by one, by the policy."))
    return redirect("wagtailadmin_home")
