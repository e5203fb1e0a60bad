"""Where the live room shows in the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from sasando.live.panels import LivePanel
from sasando.live.permissions import reads_live
from sasando.live.views import accounts, blogs, pages, questions, streaming, verbs

_accounts = accounts.AccountViewSet("live_accounts")


class _Episodes(MenuItem):
    """The list, for who makes or hosts episodes."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reads_live(request.user)


@hooks.register("register_admin_viewset")
def register_accounts() -> accounts.AccountViewSet:
    return _accounts


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    """The menu "Broadcasts": each sees what they can open."""
    episodes = _Episodes(
        _("Episodes"), reverse_lazy("sasando_live_episodes"), name="live-list", icon_name="media"
    )
    live_blogs = _Episodes(
        _("Live blogs"), reverse_lazy("sasando_live_blogs"), name="live-blogs", icon_name="edit"
    )
    menu = Menu(items=[episodes, live_blogs, _accounts.get_menu_item(order=2)])
    return SubmenuMenuItem(_("Broadcasts"), menu, name="live", icon_name="media", order=160)


@hooks.register("register_admin_urls")
def register_live_urls() -> list[Any]:
    """Give each screen its address."""
    return [
        path("siaran/", pages.episodes, name="sasando_live_episodes"),
        path("siaran/buka/<int:item>/", pages.open_desk, name="sasando_live_open"),
        path(
            "siaran/akun/<int:pk>/periksa/",
            accounts.check_account,
            name="sasando_live_account_check",
        ),
        path("siaran/<int:pk>/", pages.episode, name="sasando_live_episode"),
        path("siaran/<int:pk>/arahan/", pages.director, name="sasando_live_director"),
        path(
            "siaran/<int:pk>/bagian/<slug:screen>/<slug:name>/",
            pages.part,
            name="sasando_live_part",
        ),
        path("siaran/<int:pk>/pertanyaan/", questions.questions, name="sasando_live_questions"),
        path(
            "siaran/<int:pk>/pertanyaan/bagian/",
            questions.part,
            name="sasando_live_questions_part",
        ),
        path("siaran/<int:pk>/segmen/<int:segment>/", pages.segment, name="sasando_live_segment"),
        path(
            "siaran/<int:pk>/segmen/<int:segment>/simpan/",
            verbs.save_segment,
            name="sasando_live_segment_save",
        ),
        path("siaran/<int:pk>/kunci/", streaming.key, name="sasando_live_stream_key"),
        path("siaran/<int:pk>/<slug:verb>/", verbs.verb, name="sasando_live_verb"),
        path("langsung/", blogs.blogs, name="sasando_live_blogs"),
        path("langsung/baru/", blogs.edit, {"pk": 0}, name="sasando_live_blog_new"),
        path("langsung/<int:pk>/", blogs.desk, name="sasando_live_blog"),
        path("langsung/<int:pk>/ubah/", blogs.edit, name="sasando_live_blog_edit"),
        path("langsung/<int:pk>/<slug:verb>/", blogs.verb, name="sasando_live_blog_verb"),
    ]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """What is on air, what comes, what waits for a person."""
    if reads_live(request.user):
        panels.append(LivePanel())
