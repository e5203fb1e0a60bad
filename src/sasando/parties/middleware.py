"""One door to the desk, and a second factor before anything behind it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

# Recovery codes alone are no second factor: they are the way back in.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Wagtail's own login forms ask for a password only, so nobody may come in by them.
OTHER_DOORS = frozenset({"wagtailadmin_login", "wagtailcore_login"})


class ChosenLanguage:
    """Indonesian first: another language only for who chose it, whatever the browser asks for.

    Browsers in Indonesia often ask for English without their owner's knowledge. At the desk a
    person's own setting goes before this (Wagtail's account page).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            return self.get_response(request)


class SecondFactor:
    """Everyone comes in by the one login; where required, nobody works without a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Return the way to the login or to the set-up of a second factor; None lets pass."""
        match = request.resolver_match
        if match is not None and match.view_name in OTHER_DOORS:
            query = urlencode({"next": request.GET.get("next", reverse("wagtailadmin_home"))})
            return redirect(f"{reverse('account_login')}?{query}")
        if not self._lacks_factor(request):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"error": _("Set up a second factor first.")}, status=403)
        messages.info(
            request,
            _(
                "Before you work at the desk, set up a second factor: a passkey (security key, "
                "phone, fingerprint) or an authenticator app."
            ),
        )
        return redirect("mfa_index")

    def _lacks_factor(self, request: HttpRequest) -> bool:
        if settings.SECOND_FACTOR != "required":
            return False
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return False
        return request.user.is_authenticated and not is_mfa_enabled(request.user, FACTORS)
