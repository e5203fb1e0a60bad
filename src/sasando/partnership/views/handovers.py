"""The handover report in the desk: read it, sign it, send it back, take the signed archive along."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.languages import screen_language
from sasando.partnership import actions
from sasando.partnership.exceptions import PartnershipError
from sasando.partnership.forms import ReasonForm
from sasando.partnership.models import Agreement, Handover
from sasando.partnership.permissions import agreement_for, keeper_of, keeps, signs_for
from sasando.partnership.sheets import report_xlsx
from sasando.partnership.views.agreements import titled
from sasando.partnership.views.proofs import download
from sasando.rendering.print.handover import handover_pdf

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _handover_for(request: HttpRequest, pk: int, handover: int) -> tuple[Agreement, Handover]:
    agreement = agreement_for(request, pk)
    rows = Handover.objects.filter(terms__agreement=agreement).select_related("made_by", "terms")
    found = get_object_or_404(rows.prefetch_related("signatures__organisation"), pk=handover)
    found.terms.agreement = agreement
    return agreement, found


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a report of what stands now, for signature."""
    agreement = agreement_for(request, pk)
    by = keeper_of(request, agreement)
    try:
        made = actions.make_handover(agreement=agreement, by=by, at=timezone.now())
    except PartnershipError as error:
        messages.error(request, str(error))
        return redirect("sasando_partnership_agreement", pk)
    messages.success(request, _("The report waits for both signatures."))
    return redirect("sasando_partnership_handover", pk, made.pk)


@require_GET
def handover(request: HttpRequest, pk: int, handover: int) -> HttpResponse:
    """Show one report as it was frozen, and who signed it."""
    agreement, found = _handover_for(request, pk, handover)
    side = signs_for(request.user, agreement)
    signed = {signature.side for signature in found.signatures.all()}
    is_open = found.state == Handover.State.PROPOSED
    here = reverse("sasando_partnership_agreement", args=[pk])
    context: dict[str, Any] = titled(
        _("Handover report"),
        (_("Partnership"), reverse("sasando_partnership")),
        (str(agreement), here),
    )
    context |= {
        "agreement": agreement,
        "handover": found,
        "report": found.content,
        "keeps": keeps(request.user, agreement) and is_open,
        "may_sign": bool(
            is_open and side and side not in signed and found.made_by_id != request.user.pk
        ),
        "reason_form": ReasonForm(),
    }
    return render(request, "sasando_partnership/handover.html", context)


@require_POST
def sign(request: HttpRequest, pk: int, handover: int) -> HttpResponse:
    """Sign one report for one's side."""
    agreement, found = _handover_for(request, pk, handover)
    by = keeper_of(request, agreement)
    try:
        actions.sign_handover(handover=found, by=by, at=timezone.now())
    except (PartnershipError, SigningKeyUnusable) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Signed."))
    return redirect("sasando_partnership_handover", pk, handover)


@require_POST
def send_back(request: HttpRequest, pk: int, handover: int) -> HttpResponse:
    """Send one report back with a reason."""
    agreement, found = _handover_for(request, pk, handover)
    by = keeper_of(request, agreement)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why."))
        return redirect("sasando_partnership_handover", pk, handover)
    try:
        actions.send_report_back(handover=found, by=by, reason=form.cleaned_data["reason"])
    except PartnershipError as error:
        messages.error(request, str(error))
    return redirect("sasando_partnership_agreement", pk)


@require_GET
def file(request: HttpRequest, pk: int, handover: int, name: str) -> HttpResponseBase:
    """Hand out a report: "arsip" once both signed, "pdf", "xlsx" and "json" before, too."""
    _agreement, found = _handover_for(request, pk, handover)
    if name == "arsip":
        return download(found.bundle)
    language = screen_language()
    report = found.content
    if name == "pdf":
        signatures = [signature.as_json() for signature in found.signatures.all()]
        content = handover_pdf(
            report,
            digest=found.digest,
            signatures=signatures,
            language=language,
            site_url=settings.SITE_URL,
        )
        return _answer(content, "application/pdf", "berita-acara.pdf")
    if name == "xlsx":
        return _answer(report_xlsx(report, language=language), _XLSX, "lampiran.xlsx")
    if name == "json":
        return _answer(found.canonical.encode(), "application/json", "lampiran.json")
    raise Http404


def _answer(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
