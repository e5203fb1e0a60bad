"""Replies that did not arrive: the platform's own words, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sasando.claims import actions
from sasando.claims.models import Reply
from sasando.claims.permissions import reader_of, worker_of

_ROWS = 100


@require_GET
def replies(request: HttpRequest) -> HttpResponse:
    """List what failed, the newest first. To whom it was to go is not shown: nobody knows."""
    reader_of(request)
    failed = Reply.objects.failed().select_related("inbox")
    context = {
        "page_title": _("Replies that failed"),
        "header_title": _("Replies that failed"),
        "header_icon": "warning",
        "replies": list(failed[:_ROWS]),
        "count": failed.count(),
    }
    return render(request, "sasando_claims/replies.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one reply again now, after a person mended the cause."""
    worker_of(request)
    reply = get_object_or_404(Reply.objects.failed(), pk=pk)
    actions.retry_reply(reply=reply, at=timezone.now())
    messages.success(request, _("It is first in line again."))
    return redirect("sasando_replies")
