"""The desk's screens of newsletters: settings, issues in numbers, the next issue. Readers nowhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.channels.builtin.messengers.imap import probe
from sasando.channels.builtin.smtp import reach
from sasando.channels.exceptions import VaultError
from sasando.channels.models import Issue, Newsletter, Rhythm
from sasando.channels.newsletter.contents import next_letter
from sasando.channels.newsletter.forms import NewsletterForm
from sasando.channels.newsletter.letters import FORM, domain, page_for
from sasando.channels.newsletter.options import (
    bounce_folder,
    house_context,
    mail_server,
    options_of,
    problems_with,
)
from sasando.plugins import ChannelError
from sasando.rendering.newsletter import Letter, Ways, letter_html, letter_text

_LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
_RHYTHMS = (Rhythm.DAILY, Rhythm.WEEKLY)


class _StaysOpen:
    """What was saved is shown again, with what it lacks."""

    object: Newsletter

    def get_success_url(self) -> str:
        return reverse("newsletters:edit", args=[self.object.pk])


class NewsletterCreateView(_StaysOpen, generic.CreateView):
    """Leads on to the servers, which are asked for once it is known whose it is."""


class NewsletterEditView(_StaysOpen, generic.EditView):
    """A newsletter with a server's last words of trouble, how many read it, and buttons."""

    template_name = "sasando_channels/newsletter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        newsletter = Newsletter.objects.get(pk=self.object.pk)
        return context | {
            "newsletter": newsletter,
            "readers": newsletter.subscribers.count(),
            "form_href": page_for(FORM, "id"),
        }


class NewsletterViewSet(ModelViewSet):
    """Newsletters: one an organisation."""

    model = Newsletter
    name = "newsletters"
    url_prefix = "buletin"
    icon = "mail"
    menu_label = gettext_lazy("Newsletters")
    list_display = ("name", "organisation", "send_at", "active", "words")
    add_view_class = NewsletterCreateView
    edit_view_class = NewsletterEditView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[NewsletterForm]:
        return NewsletterForm


class IssueIndexView(generic.IndexView):
    """Issues, newest first, with their numbers, in one query."""

    def get_base_queryset(self) -> Any:
        return Issue.objects.newest_first()

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: Issue) -> None:
        return None

    def get_delete_url(self, instance: Issue) -> None:
        return None


class IssueViewSet(ModelViewSet):
    """What was sent, in numbers. There is no list of readers."""

    model = Issue
    name = "issues"
    url_prefix = "edisi"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Newsletter issues")
    index_view_class = IssueIndexView
    list_display = (
        TitleColumn("title", label=gettext_lazy("Issue"), width="30%"),
        Column("newsletter", label=gettext_lazy("Newsletter")),
        DateColumn("cut_at", label=gettext_lazy("Up to"), sort_key="cut_at", width="12%"),
        Column("copies_made", label=gettext_lazy("Copies")),
        Column("sent", label=gettext_lazy("Sent")),
        Column("refused", label=gettext_lazy("Refused")),
        Column("bounced", label=gettext_lazy("Bounced")),
        Column("unsubscribed", label=gettext_lazy("Unsubscribed")),
        Column("complained", label=gettext_lazy("Complaints")),
    )
    list_filter = ("newsletter", "rhythm")
    form_fields = ("rhythm",)
    copy_view_enabled = False

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """An issue is shown in its list: there is no screen to edit one."""
        return type("IssueFinder", (ModelAdminURLFinder,), {"edit_url_name": None})

    def get_urlpatterns(self) -> list[Any]:
        reads = ("index", "index_results")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in reads]


def _viewable(request: HttpRequest, pk: int) -> Newsletter:
    if not request.user.has_perm("sasando_channels.view_issue"):
        raise PermissionDenied
    return get_object_or_404(Newsletter.objects.select_related("organisation"), pk=pk)


def _letter_asked(request: HttpRequest, newsletter: Newsletter) -> Letter:
    rhythm, language = request.GET.get("irama", ""), request.GET.get("bahasa", "")
    return next_letter(
        newsletter,
        rhythm=rhythm if rhythm in _RHYTHMS else Rhythm.WEEKLY.value,
        language=language if language in _LANGUAGES else "id",
        at=timezone.now(),
    )


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The next issue as it would be now, for a reader who chose everything."""
    newsletter = _viewable(request, pk)
    letter = _letter_asked(request, newsletter)
    chosen = request.GET.get("irama", Rhythm.WEEKLY.value)
    context = {
        "newsletter": newsletter,
        "letter": letter,
        "text": letter_text(letter, _no_ways(letter.language)),
        "rhythms": [(rhythm.value, rhythm.label, rhythm.value == chosen) for rhythm in _RHYTHMS],
        "languages": [(c, n, c == letter.language) for c, n in _LANGUAGES.items()],
        "query": f"irama={chosen}&bahasa={letter.language}",
        "page_title": newsletter.name,
        "header_title": newsletter.name,
        "header_icon": "mail",
    }
    return render(request, "sasando_channels/newsletter_preview.html", context)


@require_GET
@xframe_options_sameorigin
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail itself, to be shown in a frame."""
    letter = _letter_asked(request, _viewable(request, pk))
    return HttpResponse(letter_html(letter, _no_ways(letter.language)))


def _no_ways(language: str) -> Ways:
    """Links that end nobody's subscription."""
    form = page_for(FORM, language)
    return Ways(home=form, change=form, leave=form)


@require_POST
def check_newsletter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the servers whether they let the house in, and say it in words. Nothing is sent."""
    if not request.user.has_perm("sasando_channels.change_newsletter"):
        raise PermissionDenied
    newsletter = get_object_or_404(Newsletter, pk=pk)
    found = False
    try:
        options = options_of(newsletter)
        for problem in problems_with(options):
            found = True
            say = messages.error if problem.fatal else messages.warning
            say(request, problem.message)
        context = house_context()
        reach(mail_server(options, domain=domain()), context=context)
        if folder := bounce_folder(options):
            probe(folder, context=context)
    except (ChannelError, VaultError) as error:
        messages.error(request, str(error))
    else:
        if not found:
            messages.success(request, _("The servers answer, and all is well."))
    return redirect("newsletters:edit", pk)
