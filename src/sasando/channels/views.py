"""The desk's screens for deliveries: what is on its way, what waits for a person, what failed."""

import io
import zipfile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sasando.channels import actions
from sasando.channels.builtin.cards import sealed
from sasando.channels.exceptions import InHand, NotByHand
from sasando.channels.forms import OutletForm, ProofForm
from sasando.channels.models import AccessToken, Delivery, Outlet
from sasando.parties.models import Membership, Person


class OutletViewSet(ModelViewSet):
    """Outlets: name and channel first, then the channel's own options."""

    model = Outlet
    name = "outlets"
    url_prefix = "outlets"
    icon = "site"
    menu_label = gettext_lazy("Outlets")
    list_display = ("name", "channel", "organisation", "active")
    list_filter = ("channel", "organisation", "active")
    search_fields = ("name", "code")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[OutletForm]:
        return OutletForm


class DeliveryIndexView(generic.IndexView):
    """Deliveries, newest first, with everything a row shows in one query."""

    def get_base_queryset(self) -> Any:
        return Delivery.objects.with_names()

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: Delivery) -> str:
        return reverse("sasando_delivery", args=[instance.pk])

    def get_delete_url(self, instance: Delivery) -> None:
        return None


class DeliveryViewSet(ModelViewSet):
    """The outbox, to read and filter. Rows are written by publications only."""

    model = Delivery
    name = "deliveries"
    url_prefix = "deliveries"
    icon = "mail"
    menu_label = gettext_lazy("Deliveries")
    index_view_class = DeliveryIndexView
    list_display = (
        TitleColumn(
            "version",
            label=gettext_lazy("Version"),
            width="45%",
            get_url=lambda delivery: reverse("sasando_delivery", args=[delivery.pk]),
        ),
        Column("outlet", label=gettext_lazy("Outlet")),
        Column(
            "state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"
        ),
        Column("words", label=gettext_lazy("Their words"), accessor="short_words"),
        DateColumn("created_at", label=gettext_lazy("Time"), sort_key="created_at", width="12%"),
    )
    list_filter = ("state", "outlet", "goal")
    form_fields = ("state",)
    copy_view_enabled = False

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Where a delivery is shown: there is no screen to edit one."""
        return type("DeliveryFinder", (ModelAdminURLFinder,), {"edit_url_name": "sasando_delivery"})

    def get_urlpatterns(self) -> list[Any]:
        reads = ("index", "index_results")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in reads]


class TokenCreateView(generic.CreateView):
    """Make a token. Its text is shown this once: only its digest is stored."""

    def save_instance(self) -> AccessToken:
        values = self.form.cleaned_data
        row, text = AccessToken.objects.issue(
            organisation=values["organisation"],
            name=values["name"],
            at=timezone.now(),
            expires_at=values["expires_at"],
        )
        shown = _("Copy the token now, it is not shown again: %(token)s") % {"token": text}
        messages.warning(self.request, shown)
        return row


class TokenIndexView(generic.IndexView):
    """Tokens, revoked ones too: each shows since when."""

    def get_delete_url(self, instance: AccessToken) -> str | None:
        return None if instance.revoked_at else super().get_delete_url(instance)

    def get_list_more_buttons(self, instance: AccessToken) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        for button in buttons:
            if button.url == self.get_delete_url(instance):
                button.label = _("Revoke")
        return buttons


class TokenRevokeView(generic.DeleteView):
    """End a token at once. Its row stays, so that what it was used for keeps its name."""

    page_title = gettext_lazy("Revoke")
    success_message = gettext_lazy("The token '%(object)s' is revoked.")
    template_name = "sasando_channels/revoke.html"

    def delete_action(self) -> None:
        actions.revoke_token(token=self.object, at=timezone.now())


class TokenEditView(generic.EditView):
    """A token's name and dates; the way to revoke it is here too."""

    delete_item_label = gettext_lazy("Revoke")


class AccessTokenViewSet(ModelViewSet):
    """Tokens of the pull API."""

    model = AccessToken
    name = "tokens"
    url_prefix = "tokens"
    icon = "key"
    menu_label = gettext_lazy("Access tokens")
    add_view_class = TokenCreateView
    edit_view_class = TokenEditView
    delete_view_class = TokenRevokeView
    index_view_class = TokenIndexView
    list_display = ("name", "organisation", "expires_at", "revoked_at")
    form_fields = ("name", "organisation", "expires_at")
    copy_view_enabled = False


def may_handle(person: Person, delivery: Delivery) -> bool:
    """Whether ``person`` may retry or prove this delivery: the outlet's own people or the publisher's."""
    if person.is_superuser:
        return True
    organisations = {delivery.outlet.organisation_id, delivery.outlet.organisation.parent_id}
    organisations |= {delivery.version.publisher_id}
    return Membership.objects.of(person).filter(organisation__in=organisations).exists()


def _delivery_for(request: HttpRequest, pk: int) -> Delivery:
    delivery = get_object_or_404(Delivery.objects.with_names(), pk=pk)
    if not may_handle(request.user, delivery):  # type: ignore[arg-type]
        raise PermissionDenied
    return delivery


def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its receipt or its tries, and what a person can do about it."""
    delivery = _delivery_for(request, pk)
    form = ProofForm(
        request.POST or None,
        request.FILES or None,
        delivery=delivery,
        site_url=settings.SITE_URL,
    )
    if request.method == "POST" and form.is_valid():
        return _prove(request, delivery, form)
    context = {
        "delivery": delivery,
        "hand_over": getattr(delivery, "hand_over", None),
        "tries": list(delivery.tries.all()[:50]),
        "form": form,
        "header_title": str(delivery.version),
        "page_title": str(delivery.version),
        "header_icon": "mail",
    }
    return render(request, "sasando_channels/delivery.html", context)


def _prove(request: HttpRequest, delivery: Delivery, form: ProofForm) -> HttpResponse:
    assert isinstance(request.user, Person)  # noqa: S101 - the desk lets nobody else in
    try:
        actions.prove(
            delivery=delivery,
            by=request.user,
            at=timezone.now(),
            address=form.cleaned_data["address"],
            code=form.code,
            note=form.cleaned_data.get("note", ""),
            proof=form.cleaned_data["photo"],
        )
    except NotByHand:
        messages.warning(request, _("Somebody has already brought the proof."))
    else:
        messages.success(request, _("The proof is kept. Thank you."))
    return redirect("sasando_delivery", pk=delivery.pk)


@require_POST
def retry_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again now, after a person mended the cause."""
    delivery = _delivery_for(request, pk)
    try:
        actions.retry(delivery=delivery, at=timezone.now())
    except InHand as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It is first in line again."))
    return redirect("sasando_delivery", pk=pk)


@require_GET
def delivery_kit(request: HttpRequest, pk: int) -> HttpResponse:
    """The kit for a delivery by hand: texts, pictures and PDF in one ZIP file."""
    delivery = _delivery_for(request, pk)
    channel = delivery.outlet.open(delivery.version.publisher)
    document = delivery.version.document
    rendition = sealed(channel.render(document), document, channel.context)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in rendition.files:
            bundle.writestr(file.name, file.body)
    actions.take_kit(delivery=delivery)
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    name = f"{delivery.version.slug[:60]}-v{delivery.version.number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
