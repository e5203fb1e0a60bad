"""Which mailbox requests come to."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sasando.claims.models import Inbox
from sasando.openness import actions
from sasando.openness.exceptions import OpennessError
from sasando.openness.models import Postbox
from sasando.openness.permissions import officer_of, offices_of


class PostboxForm(forms.Form):
    """A mailbox that is set up among the inboxes, of this authority."""

    inbox = forms.ModelChoiceField(
        label=gettext_lazy("Mailbox"),
        queryset=Inbox.objects.none(),
        help_text=gettext_lazy("The answer desk looks into it no more: its mails are requests."),
    )


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Show the mailboxes of requests, and take another."""
    person = officer_of(request)
    offices = offices_of(person)
    form = PostboxForm(request.POST or None)
    mine = Inbox.objects.filter(organisation__code__in=offices, messenger="mailbox")
    form.fields["inbox"].queryset = mine.filter(requests_to__isnull=True)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        inbox = form.cleaned_data["inbox"]
        try:
            actions.give_postbox(inbox=inbox, by=person, at=timezone.now())
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Its mails are registered as requests from now on."))
            return redirect("sasando_openness_post")
    context = {
        "page_title": _("Requests by mail"),
        "header_title": _("Requests by mail"),
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": _("Requests by mail")},
        ],
        "form": form,
        "postboxes": list(
            Postbox.objects.filter(inbox__organisation__code__in=offices).select_related("inbox")
        ),
    }
    return render(request, "sasando_openness/post.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Look into a mailbox no more."""
    person = officer_of(request)
    row = get_object_or_404(Postbox.objects.select_related("inbox__organisation"), pk=pk)
    try:
        actions.take_back_postbox(postbox=row, by=person)
    except OpennessError as error:
        messages.error(request, str(error))
    return redirect("sasando_openness_post")
