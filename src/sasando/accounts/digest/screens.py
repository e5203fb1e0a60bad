"""The digest on the desk as it would be sent now, the choice in the profile, and the page that ends it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from sasando.accounts.actions.digests import (
    choose_digest,
    of_the_partners,
    wants_it,
)
from sasando.accounts.digest.carrying import subject_of
from sasando.accounts.digest.contents import contents_for
from sasando.accounts.digest.leaving import who_leaves
from sasando.accounts.digest.week import week_of
from sasando.accounts.models import DigestCopy
from sasando.parties.models import Person
from sasando.partnership.permissions import reads_agreements

_COPIES = 5


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """Show the reader's own digest of the last whole week, and what became of their mails."""
    person = request.user
    if not (isinstance(person, Person) and reads_agreements(person)):
        raise PermissionDenied
    now = timezone.now()
    week = week_of(now)
    copies = DigestCopy.objects.filter(person=person).select_related("digest")
    context = {
        "page_title": _("Weekly digest"),
        "header_title": _("Weekly digest"),
        "header_icon": "mail",
        "title": subject_of(week),
        "digest": contents_for(person, week, at=now),
        "wanted": wants_it(person),
        "copies": copies.order_by("-pk")[:_COPIES],
    }
    return render(request, "sasando_accounts/digest_preview.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, tag: str) -> HttpResponse:
    """End the digest of whom ``tag`` names: a page with a button, and one click of a mail program.

    A mail program has no cookie of this site, and the tag is the secret (RFC 8058).
    """
    person = who_leaves(tag)
    if person is None:
        raise Http404
    if request.method == "POST":
        choose_digest(person=person, wanted=False, at=timezone.now())
    context = {"ended": request.method == "POST", "title": _("Weekly digest")}
    response = render(request, "sasando_accounts/digest_ended.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


class DigestForm(forms.Form):
    """Whether a person wants the digest."""

    wanted = forms.BooleanField(
        label=gettext_lazy("Weekly digest by e-mail, on Monday mornings"), required=False
    )

    def __init__(self, *args: Any, instance: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"wanted": wants_it(instance)}
        super().__init__(*args, **kwargs)
        self.instance = instance

    def save(self) -> None:
        """Write the choice down."""
        wanted = self.cleaned_data["wanted"]
        if wanted != self.initial["wanted"]:
            choose_digest(person=self.instance, wanted=wanted, at=timezone.now())


class DigestPanel(BaseSettingsPanel):
    """The choice in the profile, for people of the two partners."""

    name = "digest"
    title = gettext_lazy("Weekly digest")
    tab = notifications_tab
    order = 200
    form_class = DigestForm

    def is_active(self) -> bool:
        """Whether the person is of one of the partners."""
        return of_the_partners().filter(pk=self.user.pk).exists()
