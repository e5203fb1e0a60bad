"""``/hub/``: where subscribers ask. What they ask is confirmed with their callback by the worker."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sasando.channels.exceptions import SubscriptionRefused
from sasando.channels.hub import actions
from sasando.channels.hub.rules import MAX_FORM, read_wish
from sasando.channels.surroundings import keeps_hub

FORM = "application/x-www-form-urlencoded"


@csrf_exempt
@require_POST
def hub(request: HttpRequest) -> HttpResponse:
    """Take a request to subscribe or unsubscribe: 202, or why not as plain text."""
    try:
        wish = read_wish(
            _fields(request),
            site_url=settings.SITE_URL,
            allow_loopback=settings.ALLOW_LOOPBACK_OUTLETS,
        )
        actions.ask(wish=wish, at=timezone.now())
    except SubscriptionRefused as refused:
        return _say(str(refused), refused.status)
    return _say("Accepted: the callback is asked to confirm.", 202)


def _fields(request: HttpRequest) -> dict[str, str]:
    if not keeps_hub():
        raise SubscriptionRefused(f"The hub of this house is {settings.HUB_URL}", status=404)
    if request.content_type != FORM:
        raise SubscriptionRefused(f"The request must be {FORM}.", status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FORM:
        raise SubscriptionRefused(f"The request is longer than {MAX_FORM} bytes.", status=413)
    return {name: str(value) for name, value in request.POST.items()}


def _say(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
