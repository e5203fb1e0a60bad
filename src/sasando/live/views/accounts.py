"""The accounts episodes go out by: set up, checked, switched on and off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.channels.exceptions import VaultError
from sasando.live.accounts import BroadcastAccountForm
from sasando.live.models import BroadcastAccount
from sasando.plugins.registry import UnknownBroadcaster


class _StaysOpen:
    """What was saved is shown again, and not the list."""

    object: BroadcastAccount

    def get_success_url(self) -> str:
        return reverse("live_accounts:edit", args=[self.object.pk])


class AccountCreateView(_StaysOpen, generic.CreateView):
    """Leads on to the platform's own options, which can be asked for once it is chosen."""


class AccountEditView(_StaysOpen, generic.EditView):
    """An account with the button that asks its platform."""

    template_name = "sasando_live/account.html"


class AccountViewSet(ModelViewSet):
    """Live accounts: name and platform first, then the platform's own options."""

    model = BroadcastAccount
    name = "live_accounts"
    url_prefix = "akun-siaran"
    icon = "site"
    menu_label = gettext_lazy("Live accounts")
    list_display = ("name", "broadcaster", "organisation", "active")
    list_filter = ("broadcaster", "organisation", "active")
    search_fields = ("name", "code")
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[BroadcastAccountForm]:
        return BroadcastAccountForm


@require_POST
def check_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform whether its access holds, and say it in words."""
    if not request.user.has_perm("sasando_live.change_broadcastaccount"):
        raise PermissionDenied
    account = get_object_or_404(BroadcastAccount.objects.select_related("organisation"), pk=pk)
    there: Any = redirect("live_accounts:edit", pk)
    if account.needs_hands:
        messages.info(request, _("Nobody gave this account access: a person goes live by hand."))
        return there
    try:
        problems = account.open().diagnose()
    except (UnknownBroadcaster, VaultError) as error:
        messages.error(request, str(error))
        return there
    for problem in problems:
        say = messages.error if problem.fatal else messages.warning
        say(request, problem.message)
    if not problems:
        messages.success(request, _("The platform answers, and all is well."))
    return there
