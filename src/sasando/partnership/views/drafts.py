"""Terms being written: their own form, the forms of their rows, the CSV file, and their verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sasando.elections.forms import TableForm
from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.models import Person
from sasando.partnership import actions
from sasando.partnership.exceptions import NotReady, PartnershipError, WrongState
from sasando.partnership.forms import ROW_FORMS, ReasonForm, TermsForm
from sasando.partnership.importing import COLUMNS, import_deliverables
from sasando.partnership.models import Agreement, Terms
from sasando.partnership.permissions import agreement_for, keeper_of
from sasando.partnership.views.agreements import titled

_TITLES = {
    "packages": gettext_lazy("Package"),
    "deliverables": gettext_lazy("Deliverable"),
    "goals": gettext_lazy("Goal"),
    "rates": gettext_lazy("Line of the rate card"),
    "papers": gettext_lazy("Attached paper"),
}


def _draft_for(request: HttpRequest, pk: int) -> tuple[Agreement, Terms]:
    """Return an agreement and its draft, for somebody who writes it. Raises ``Http404``."""
    agreement = agreement_for(request, pk)
    keeper_of(request, agreement)
    draft = agreement.draft
    if draft is None or not draft.is_draft:
        raise Http404
    draft.agreement = agreement
    return agreement, draft


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the terms without their rows."""
    agreement, draft = _draft_for(request, pk)
    form = TermsForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        actions.save_terms(terms=draft, values=form.cleaned_data)
        messages.success(request, _("The terms are saved."))
        return redirect("sasando_partnership_agreement", pk)
    return _form(request, agreement, _("Terms"), form)


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, pk: int, name: str, row: int = 0) -> HttpResponse:
    """Write one row of the draft, new (0) or there already."""
    agreement, draft = _draft_for(request, pk)
    form_class = ROW_FORMS.get(name)
    if form_class is None:
        raise Http404
    instance = get_object_or_404(getattr(draft, name), pk=row) if row else None
    form = form_class(request.POST or None, request.FILES or None, instance=instance, terms=draft)
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        if name == "papers":
            digest = sha256(saved.file.read()).hexdigest()
            saved.file.seek(0)
            actions.attach_paper(paper=saved, sha256=digest, terms=draft)
        else:
            actions.save_row(row=saved, terms=draft)
        messages.success(request, _("Saved."))
        return redirect("sasando_partnership_agreement", pk)
    return _form(request, agreement, str(_TITLES[name]), form)


@require_POST
def remove(request: HttpRequest, pk: int, name: str, row: int) -> HttpResponse:
    """Take one row out of the draft."""
    _agreement, draft = _draft_for(request, pk)
    if name not in ROW_FORMS:
        raise Http404
    actions.remove_row(row=get_object_or_404(getattr(draft, name), pk=row), terms=draft)
    messages.success(request, _("It is taken out."))
    return redirect("sasando_partnership_agreement", pk)


@require_http_methods(["GET", "POST"])
def import_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Take deliverables from a CSV file, all or none."""
    agreement, draft = _draft_for(request, pk)
    form = TableForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        report = import_deliverables(content=form.cleaned_data["file"].read(), terms=draft)
        if report.ok:
            messages.success(request, report.sentence)
            return redirect("sasando_partnership_agreement", pk)
    context = _under(agreement, _("Deliverables from a CSV file"))
    context |= {"form": form, "report": report, "columns": COLUMNS}
    status = 422 if report else 200
    return render(request, "sasando_partnership/import.html", context, status=status)


def _form(request: HttpRequest, agreement: Agreement, title: str, form: Any) -> HttpResponse:
    context = _under(agreement, title) | {"form": form, "agreement": agreement}
    status = 422 if form.errors else 200
    return render(request, "sasando_partnership/form.html", context, status=status)


def _under(agreement: Agreement, title: str) -> dict[str, Any]:
    return titled(
        title,
        (_("Partnership"), reverse("sasando_partnership")),
        (str(agreement), reverse("sasando_partnership_agreement", args=[agreement.pk])),
    )


# --- Verbs ---------------------------------------------------------------------------------------
@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. What cannot be done is said, and changes nothing."""
    agreement = agreement_for(request, pk)
    person = keeper_of(request, agreement)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request, agreement, person, timezone.now()))
    except NotReady as error:
        for problem in error.problems:
            messages.error(request, problem)
    except (PartnershipError, SigningKeyUnusable) as error:
        messages.error(request, str(error))
    return redirect("sasando_partnership_agreement", pk)


def _on_the_way(agreement: Agreement) -> Terms:
    if (draft := agreement.draft) is None:
        raise WrongState(_("There are no terms on their way."))
    return draft


def _propose(request: HttpRequest, agreement: Agreement, by: Person, at: datetime) -> str:
    actions.propose(terms=_on_the_way(agreement), by=by, at=at)
    return _("The terms wait for both signatures. Nothing of them changes any more.")


def _sign(request: HttpRequest, agreement: Agreement, by: Person, at: datetime) -> str:
    terms = _on_the_way(agreement)
    if request.POST.get("digest") != terms.digest:
        raise WrongState(_("The terms were changed meanwhile: read them again before you sign."))
    actions.sign_terms(terms=terms, by=by, at=at)
    return _("Signed.")


def _send_back(request: HttpRequest, agreement: Agreement, by: Person, at: datetime) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise PartnershipError(_("Say why."))
    reason = form.cleaned_data["reason"]
    actions.send_back(terms=_on_the_way(agreement), by=by, reason=reason, at=at)
    return _("Sent back with the reason. A fresh draft has everything that was written.")


def _amend(request: HttpRequest, agreement: Agreement, by: Person, at: datetime) -> str:
    actions.amend(agreement=agreement, by=by, at=at)
    return _(
        "The draft of an amendment is open. Until both sides sign it the terms hold as they are."
    )


def _drop(request: HttpRequest, agreement: Agreement, by: Person, at: datetime) -> str:
    actions.drop_amendment(terms=_on_the_way(agreement))
    return _("The draft is deleted.")


_VERBS: dict[str, Callable[[HttpRequest, Agreement, Person, datetime], str]] = {
    "ajukan": _propose,
    "tanda-tangan": _sign,
    "kembalikan": _send_back,
    "perubahan": _amend,
    "hapus-rancangan": _drop,
}
