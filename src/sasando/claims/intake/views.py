"""What platforms call. Everything is in the database before they are told "received"."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sasando.channels.exceptions import VaultError
from sasando.claims import actions
from sasando.claims.messengers import open_inbox
from sasando.claims.models import Inbox
from sasando.plugins.messenger import Forged, Malformed, Messenger
from sasando.plugins.registry import UnknownMessenger

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, code: str) -> HttpResponse:
    """Take what a platform brings to the inbox ``code``; answer its question on GET.

    403 for what is forged, 400 for what cannot be read, 413 for what is too long. Anything else
    than 200 makes the platform bring it again.
    """
    inbox = get_object_or_404(Inbox.objects.filter(active=True), code=code)
    try:
        messenger = open_inbox(inbox)
    except (UnknownMessenger, VaultError):
        logger.exception("inbox %s cannot be opened", code)
        return _said("unavailable", 503)
    try:
        if request.method == "GET":
            return _said(messenger.verify_challenge(request.GET.dict()), 200)
        return _take_in(request, inbox, messenger)
    except Forged:
        logger.warning("inbox %s: a forged call from %s", code, request.META["REMOTE_ADDR"])
        return _said("forbidden", 403)
    except Malformed as error:
        logger.warning("inbox %s: %s", code, error.words)
        return _said("malformed", 400)


def _take_in(request: HttpRequest, inbox: Inbox, messenger: Messenger) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > messenger.max_call:
        return _said("too long", 413)
    received = messenger.receive(request.body, dict(request.headers))
    actions.take_in(inbox=inbox, received=received, at=timezone.now())
    return _said("ok", 200)


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
