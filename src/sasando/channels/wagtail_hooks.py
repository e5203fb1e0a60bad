"""Where the channels room shows in the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from sasando.channels import views
from sasando.channels.newsletter import views as newsletter
from sasando.channels.panels import DeliveriesPanel


class ChannelsGroup(ViewSetGroup):
    menu_label = _("Channels")
    menu_icon = "mail"
    menu_order = 250
    items = (
        views.DeliveryViewSet("deliveries"),
        views.OutletViewSet("outlets"),
        newsletter.NewsletterViewSet("newsletters"),
        newsletter.IssueViewSet("issues"),
        views.AccessTokenViewSet("tokens"),
    )


@hooks.register("register_admin_viewset")
def register_channels() -> ChannelsGroup:
    return ChannelsGroup()


@hooks.register("register_admin_urls")
def register_delivery_urls() -> list[Any]:
    return [
        path("delivery/<int:pk>/", views.delivery_detail, name="sasando_delivery"),
        path("delivery/<int:pk>/retry/", views.retry_delivery, name="sasando_delivery_retry"),
        path("delivery/<int:pk>/kit/", views.delivery_kit, name="sasando_delivery_kit"),
    ]


@hooks.register("register_admin_urls")
def register_newsletter_urls() -> list[Any]:
    own = "buletin/<int:pk>"
    page = newsletter.preview_page
    return [
        path(f"{own}/berikut/", newsletter.preview, name="sasando_newsletter_preview"),
        path(f"{own}/berikut/surel/", page, name="sasando_newsletter_preview_page"),
        path(f"{own}/periksa/", newsletter.check_newsletter, name="sasando_newsletter_check"),
    ]


@hooks.register("construct_homepage_panels")
def add_deliveries_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(DeliveriesPanel())
