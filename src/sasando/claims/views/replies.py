"""Replies that did not arrive: the platform's own words, and another try for one or for all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from sasando.claims import actions
from sasando.claims.models import Inbox, Reply
from sasando.claims.permissions import reader_of, worker_of, works_on_claims

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
        "inboxes": _inboxes(),
        "works": works_on_claims(request.user),
    }
    return render(request, "sasando_claims/replies.html", context)


def _inboxes() -> list[dict[str, Any]]:
    """Return each inbox that something failed at, or that cannot send, and how many wait there."""
    faulted = Inbox.objects.faulted()
    failed = _by_inbox(Reply.objects.failed())
    waiting = _by_inbox(Reply.objects.filter(state=Reply.State.WAITING, inbox__in=faulted))
    found = Inbox.objects.filter(Q(pk__in=failed) | Q(faulted_at__isnull=False))
    return [
        {"inbox": inbox, "failed": failed.get(inbox.pk, 0), "waiting": waiting.get(inbox.pk, 0)}
        for inbox in found
    ]


def _by_inbox(replies: QuerySet[Reply]) -> dict[int, int]:
    return dict(replies.order_by().values_list("inbox").annotate(count=Count("pk")))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one reply again now, after a person mended the cause."""
    worker_of(request)
    reply = get_object_or_404(Reply.objects.failed(), pk=pk)
    if actions.retry_reply(reply=reply, at=timezone.now()):
        messages.success(request, _("It is first in line again."))
    else:
        messages.info(request, _("It is being sent just now. Look again in a minute."))
    return redirect("sasando_replies")


@require_POST
def retry_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Try all that failed of one inbox again now, after a person mended it."""
    worker_of(request)
    count = actions.retry_inbox(inbox=get_object_or_404(Inbox, pk=pk), at=timezone.now())
    said = ngettext(
        "%(n)s reply is first in line again.", "%(n)s replies are first in line again.", count
    )
    messages.success(request, said % {"n": count})
    return redirect("sasando_replies")
