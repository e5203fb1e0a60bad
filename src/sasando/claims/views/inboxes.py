"""The inboxes people write to: set up, checked, switched on and off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.channels.exceptions import VaultError
from sasando.claims import actions
from sasando.claims.inbox_forms import InboxForm
from sasando.claims.messengers import open_inbox, webhook_url
from sasando.claims.models import Inbox
from sasando.plugins import ChannelError
from sasando.plugins.registry import UnknownMessenger, messenger_named

_HEARD = DateColumn("heard_at", label=gettext_lazy("Last message"), sort_key="heard_at")


class _StaysOpen:
    """What was saved is shown again, and not the list."""

    object: Inbox

    def get_success_url(self) -> str:
        return reverse("inboxes:edit", args=[self.object.pk])


class InboxCreateView(_StaysOpen, generic.CreateView):
    """Leads on to the messenger's own options, which can be asked for once it is chosen."""


class InboxEditView(_StaysOpen, generic.EditView):
    """An inbox with what its settings lack, the address to enter at the platform, and buttons.

    Saving it leads back to them.
    """

    template_name = "sasando_claims/inbox.html"

    def save_instance(self) -> Inbox:
        """Save it; what waited for it to be mended is tried at once."""
        waits = self.object.faulted_at is not None
        inbox: Inbox = super().save_instance()
        if waits:
            actions.retry_inbox(inbox=inbox, at=timezone.now(), refused=False)
        return inbox

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        inbox = Inbox.objects.get(pk=self.object.pk)
        try:
            called = not messenger_named(inbox.messenger).polled
        except UnknownMessenger:
            called = False
        return context | {"inbox": inbox, "webhook_url": webhook_url(inbox) if called else ""}


class InboxViewSet(ModelViewSet):
    """Inboxes: name and messenger first, then the messenger's own options."""

    model = Inbox
    name = "inboxes"
    url_prefix = "kotak-masuk"
    icon = "mail"
    menu_label = gettext_lazy("Inboxes")
    list_display = ("name", "messenger", "organisation", "active", _HEARD, "words")
    list_filter = ("messenger", "organisation", "active")
    search_fields = ("name", "code")
    add_view_class = InboxCreateView
    edit_view_class = InboxEditView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[InboxForm]:
        return InboxForm


@require_POST
def check_inbox(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform whether all is well, and say it in words."""
    inbox = _changeable(request, pk)
    try:
        problems = open_inbox(inbox).diagnose(webhook_url=webhook_url(inbox))
    except (UnknownMessenger, VaultError) as error:
        messages.error(request, str(error))
        return redirect("inboxes:edit", pk)
    for problem in problems:
        say = messages.error if problem.fatal else messages.warning
        say(request, problem.message)
    if not problems:
        messages.success(request, _("The platform answers, and all is well."))
    return redirect("inboxes:edit", pk)


@require_POST
def set_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the platform where to call."""
    inbox = _changeable(request, pk)
    try:
        open_inbox(inbox).set_webhook(webhook_url(inbox))
    except ChannelError as error:
        messages.error(request, error.words)
    except (UnknownMessenger, VaultError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The platform knows the address now."))
    return redirect("inboxes:edit", pk)


def _changeable(request: HttpRequest, pk: int) -> Inbox:
    if not request.user.has_perm("sasando_claims.change_inbox"):
        raise PermissionDenied
    return get_object_or_404(Inbox, pk=pk)
