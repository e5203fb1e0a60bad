"""Where the claims room shows in the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from sasando.claims.actions import may_offer
from sasando.claims.panels import ClaimsPanel, QuestionsPanel
from sasando.claims.permissions import is_commission, reads_claims, reads_everything
from sasando.claims.prebunk_panel import PrebunksPanel
from sasando.claims.views import (
    claim,
    figures,
    files,
    inboxes,
    listing,
    prebunks,
    questions,
    replies,
    sources,
    work,
)

_inboxes = inboxes.InboxViewSet("inboxes")
_sources = sources.SourceViewSet("check_sources")


class _For(MenuItem):
    """A menu item for some people."""

    def __init__(self, *args: Any, who: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who = who

    def is_shown(self, request: HttpRequest) -> bool:
        return self.who(request.user)


@hooks.register("register_admin_viewset")
def register_inboxes() -> inboxes.InboxViewSet:
    return _inboxes


@hooks.register("register_admin_viewset")
def register_sources() -> sources.SourceViewSet:
    return _sources


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    """The menu "Claims": each sees what they can open."""
    items = [
        _For(
            _("Claims"),
            reverse_lazy("sasando_claims"),
            name="claims-list",
            icon_name="comment",
            order=1,
            who=reads_claims,
        ),
        _For(
            _("Questions to the commission"),
            reverse_lazy("sasando_questions"),
            name="claims-questions",
            icon_name="help",
            order=2,
            who=is_commission,
        ),
        _For(
            _("Questions and answers"),
            reverse_lazy("sasando_answers"),
            name="claims-answers",
            icon_name="order",
            order=3,
            who=reads_everything,
        ),
        _For(
            _("Replies that failed"),
            reverse_lazy("sasando_replies"),
            name="claims-replies",
            icon_name="warning",
            order=4,
            who=reads_everything,
        ),
        _inboxes.get_menu_item(order=5),
        _sources.get_menu_item(order=6),
        _For(
            _("Import fact-checks by others"),
            reverse_lazy("sasando_import_checks"),
            name="claims-import",
            icon_name="upload",
            order=7,
            who=lambda person: person.has_perm("sasando_claims.add_checksource"),
        ),
    ]
    menu = Menu(items=items)
    return SubmenuMenuItem(_("Claims"), menu, name="claims", icon_name="comment", order=150)


@hooks.register("register_admin_urls")
def register_claim_urls() -> list[Any]:
    """Give each screen its address."""
    return [
        path("klaim/", listing.claims, name="sasando_claims"),
        path("klaim/<int:pk>/", claim.claim_page, name="sasando_claim"),
        path("klaim/<int:pk>/<slug:verb>/", work.work, name="sasando_claim_work"),
        path("klaim/gambar/<int:pk>/", files.picture, name="sasando_claim_picture"),
        path("klaim/bukti/<int:pk>/", files.evidence_file, name="sasando_claim_evidence"),
        path("pertanyaan/", questions.questions, name="sasando_questions"),
        path("pertanyaan/<int:pk>/", questions.question, name="sasando_question"),
        path("tanya-jawab/", figures.answers, name="sasando_answers"),
        path("tanya-jawab/csv/", figures.answers_file, name="sasando_answers_file"),
        path("jawaban/", replies.replies, name="sasando_replies"),
        path("jawaban/<int:pk>/ulang/", replies.retry, name="sasando_reply_retry"),
        path("jawaban/inbox/<int:pk>/ulang/", replies.retry_all, name="sasando_replies_retry"),
        path("cek-fakta-lain/impor/", sources.import_checks, name="sasando_import_checks"),
        path("prabantah/<int:pk>/<int:stage>/", prebunks.offer, name="sasando_prebunk_offer"),
        path("inbox/<int:pk>/periksa/", inboxes.check_inbox, name="sasando_inbox_check"),
        path("inbox/<int:pk>/webhook/", inboxes.set_webhook, name="sasando_inbox_webhook"),
    ]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Claims for who works on them, questions for the commission."""
    if reads_everything(request.user):
        panels.append(ClaimsPanel())
    if is_commission(request.user):
        panels.append(QuestionsPanel())
    if may_offer(request.user):
        panels.append(PrebunksPanel())


@hooks.register("insert_global_admin_css")
def looks() -> str:
    """Dye charts, claims and blurred pictures."""
    return format_html('<link rel="stylesheet" href="{}">', static("sasando_claims/claims.css"))
