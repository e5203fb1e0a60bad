"""The commission's own screen: what the fact-check desk asks it, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sasando.claims import actions
from sasando.claims.exceptions import ClaimsError
from sasando.claims.forms import ReplyForm
from sasando.claims.permissions import is_commission, questions_for
from sasando.parties.exceptions import PartiesError
from sasando.parties.models import Person


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """List the questions that were put to this person's commission, the unanswered first."""
    person = _officer(request)
    found = questions_for(person).select_related("organisation", "answered_by")
    context = {
        "page_title": _("Questions to the commission"),
        "header_title": _("Questions to the commission"),
        "header_icon": "help",
        "waiting": list(found.filter(answered_at__isnull=True).order_by("due_at")),
        "answered": list(found.filter(answered_at__isnull=False)[:50]),
        "now": timezone.now(),
    }
    return render(request, "sasando_claims/questions.html", context)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one question with its clock, and take the reply. Nothing of the claim is shown."""
    person = _officer(request)
    asked = get_object_or_404(
        questions_for(person).select_related("organisation", "answered_by"), pk=pk
    )
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(
                question=asked, text=form.cleaned_data["text"], by=person, at=timezone.now()
            )
        except (ClaimsError, PartiesError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The reply is signed and with the desk. Thank you."))
            return redirect("sasando_question", pk=pk)
    context = {
        "page_title": _("Question"),
        "header_title": _("Question"),
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("sasando_questions"), "label": _("Questions to the commission")},
            {"url": "", "label": f"№ {asked.pk}"},
        ],
        "question": asked,
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "sasando_claims/question.html", context)


def _officer(request: HttpRequest) -> Person:
    if not (isinstance(request.user, Person) and is_commission(request.user)):
        raise PermissionDenied
    return request.user
