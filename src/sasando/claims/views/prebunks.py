"""Prebunks: the button that makes drafts of one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sasando.claims import actions
from sasando.claims.exceptions import ClaimsError
from sasando.claims.models import Prebunk
from sasando.elections.models import Stage
from sasando.parties.models import Person


@require_POST
def offer(request: HttpRequest, pk: int, stage: int) -> HttpResponse:
    """Make the drafts, and open the Indonesian one in the editor."""
    prebunk = get_object_or_404(Prebunk, pk=pk, active=True)
    about = get_object_or_404(Stage.objects.select_related("election"), pk=stage)
    if not isinstance(request.user, Person):
        raise PermissionDenied
    try:
        item = actions.offer_prebunk(
            prebunk=prebunk, stage=about, by=request.user, at=timezone.now()
        )
    except ClaimsError as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_home")
    messages.success(
        request, _("Drafts in both languages are there. Read them, then propose them.")
    )
    return redirect("wagtailadmin_pages:edit", item.pk)
