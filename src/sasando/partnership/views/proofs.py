"""One deliverable with its proofs: what counts, what was taken back, what a person brings."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sasando.parties.languages import screen_language
from sasando.partnership import actions
from sasando.partnership.accounting import Account, accounts_of, is_late
from sasando.partnership.exceptions import PartnershipError
from sasando.partnership.forms import ReasonForm
from sasando.partnership.measures import STEPS
from sasando.partnership.models import Agreement, Deliverable, Paper, Terms
from sasando.partnership.permissions import agreement_for, keeper_of, keeps
from sasando.partnership.proof_forms import ProofForm, moment_now
from sasando.partnership.views.agreements import titled
from sasando.rendering.phrases import phrase


def _line_for(request: HttpRequest, pk: int, code: str) -> tuple[Agreement, Deliverable]:
    agreement = agreement_for(request, pk)
    terms = agreement.in_force
    if terms is None:
        raise Http404
    terms.agreement = agreement
    row = get_object_or_404(terms.deliverables.select_related("outlet"), code=code)
    row.terms = terms
    return agreement, row


@require_http_methods(["GET", "POST"])
def deliverable(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one deliverable; a proof that is sent here counts at once, or is refused with the reason."""
    agreement, row = _line_for(request, pk, code)
    form = ProofForm(row=row, initial={"shown_at": moment_now()})
    if request.method == "POST":
        by = keeper_of(request, agreement)
        form = ProofForm(request.POST, request.FILES, row=row)
        if form.is_valid():
            try:
                actions.bring_proof(
                    agreement=agreement, row=row, brought=form.brought, by=by, at=timezone.now()
                )
            except PartnershipError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The proof counts. Thank you."))
                return redirect("sasando_partnership_deliverable", pk, code)
    context = _screen(agreement, row.terms, row, request) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "sasando_partnership/deliverable.html", context, status=status)


def _screen(
    agreement: Agreement, terms: Terms, row: Deliverable, request: HttpRequest
) -> dict[str, Any]:
    language = screen_language()
    accounts = accounts_of(terms, today=timezone.localdate())
    line: Account = next(one for one in accounts.lines if one.row.pk == row.pk)
    proofs = [
        (
            proof,
            is_late(proof, row),
            [
                (phrase(f"measure.{measure.kind}", language), measure)
                for measure in accounts.measures.get(proof.pk, ())
            ],
            accounts.films.get(proof.production_id or 0),
        )
        for proof in line.proofs
    ]
    others = [one.row for one in accounts.lines if one.row.pk != row.pk]
    here = reverse("sasando_partnership_agreement", args=[agreement.pk])
    return titled(
        row.title, (_("Partnership"), reverse("sasando_partnership")), (str(agreement), here)
    ) | {
        "agreement": agreement,
        "terms": terms,
        "line": line,
        "row": row,
        "proofs": proofs,
        "steps": [step.label for step in STEPS],
        "others": others,
        "keeps": keeps(request.user, agreement),
        "reason_form": ReasonForm(),
    }


@require_POST
def take_back(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """Let one proof count no more, with a reason that stays beside it."""
    agreement = agreement_for(request, pk)
    by = keeper_of(request, agreement)
    found = get_object_or_404(agreement.proofs, pk=proof)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why."))
    else:
        try:
            actions.take_back(
                proof=found, by=by, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except PartnershipError as error:
            messages.error(request, str(error))
    return _back(agreement, found.code)


@require_POST
def move(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """Let one proof count for another deliverable."""
    agreement = agreement_for(request, pk)
    by = keeper_of(request, agreement)
    found = get_object_or_404(agreement.proofs, pk=proof)
    before = found.code
    terms = agreement.in_force
    row = terms and terms.deliverables.filter(code=request.POST.get("to", "")).first()
    if not row:
        raise Http404
    try:
        actions.move(proof=found, row=row, by=by)
    except PartnershipError as error:
        messages.error(request, str(error))
    return _back(agreement, before)


def _back(agreement: Agreement, code: str) -> HttpResponse:
    terms = agreement.in_force
    if terms is not None and terms.deliverables.filter(code=code).exists():
        return redirect("sasando_partnership_deliverable", agreement.pk, code)
    return redirect("sasando_partnership_agreement", agreement.pk)


# --- Files ---------------------------------------------------------------------------------------
@require_GET
def proof_file(request: HttpRequest, pk: int, proof: int, which: str) -> HttpResponseBase:
    """Hand out the photo of a proof, or the copy of its page, as a download whatever it is."""
    found = get_object_or_404(agreement_for(request, pk).proofs.all(), pk=proof)
    if which not in ("foto", "arsip"):
        raise Http404
    return download(found.file if which == "foto" else found.archive)


@require_GET
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
    """Hand out an attached paper."""
    agreement = agreement_for(request, pk)
    found = get_object_or_404(Paper, terms__agreement=agreement, pk=paper)
    return download(found.file)


def download(file: Any) -> HttpResponseBase:
    """Return a file of this room as a download that no browser runs. Raises ``Http404``."""
    if not file:
        raise Http404
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = PurePath(file.name or "").name
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
