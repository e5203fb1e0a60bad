"""The desk's screens of organisations, memberships, people and keys."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.views.users import UserViewSet

from sasando.parties.forms import AppointmentForm, MembershipForm, NewPersonForm, PersonForm
from sasando.parties.models import Membership, Organisation, PublicSigningKey


class PeopleViewSet(UserViewSet):
    """Wagtail's screens of people, with the office and without groups."""

    create_template_name = "sasando_parties/people/create.html"
    edit_template_name = "sasando_parties/people/edit.html"

    def get_form_class(self, for_update: bool = False) -> type:
        """Return the form of a person."""
        return PersonForm if for_update else NewPersonForm


class JoinedIndex(IndexView):
    """A list that reads its rows and what they point to in one query."""

    joined: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Model]:
        """Return the rows with what they point to."""
        return super().get_base_queryset().select_related(*self.joined)


class OrganisationIndex(JoinedIndex):
    joined = ("parent",)


class MembershipIndex(JoinedIndex):
    joined = ("person", "organisation")


class SigningKeyIndex(JoinedIndex):
    joined = ("organisation",)


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    index_view_class = OrganisationIndex
    icon = "home"
    menu_label = _("Organisations")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ["name", Column("get_kind_display", label=_("kind")), "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("parent"),
        FieldPanel("website"),
        FieldPanel("email"),
    ]


class MembershipViewSet(ModelViewSet):
    model = Membership
    index_view_class = MembershipIndex
    icon = "group"
    menu_label = _("Roles")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = [
        "person",
        Column("get_role_display", label=_("role"), sort_key="role"),
        "organisation",
        BooleanColumn("active", label=_("active")),
    ]
    list_filter = ["organisation", "role", "active"]
    search_fields = ["person__first_name", "person__last_name", "person__username"]
    form_fields = ["person", "organisation", "role"]

    def get_form_class(self, for_update: bool = False) -> type:
        """Appointing and ending are different things, so they are different forms."""
        return MembershipForm if for_update else AppointmentForm


class SigningKeyViewSet(ModelViewSet):
    """Read only: keys are made and rotated by the command line, on the machine that holds them."""

    model = PublicSigningKey
    index_view_class = SigningKeyIndex
    name = "signing_key"
    icon = "key"
    menu_label = _("Signing keys")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ["key_id", "organisation", "created_at", "retired_at", "retired_reason"]
    list_filter = ["organisation"]
    form_fields: list[str] = []
    inspect_view_fields = [
        "organisation",
        "key_id",
        "public",
        "created_at",
        "retired_at",
        "retired_reason",
    ]


class PartiesGroup(ModelViewSetGroup):
    menu_label = _("Parties")
    menu_icon = "group"
    menu_order = 700
    items = (OrganisationViewSet(), MembershipViewSet(), SigningKeyViewSet())
