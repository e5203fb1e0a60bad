"""The forms of people and memberships."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from sasando.documents.vocabulary import PartyKind
from sasando.parties.actions import appoint, dismiss
from sasando.parties.exceptions import RoleDoesNotFit
from sasando.parties.models import ROLES_OF, Membership, Person, Role


class NewPersonForm(UserCreationForm):
    """A new account. Its roles are memberships, so the form has no groups."""

    class Meta(UserCreationForm.Meta):
        model = Person
        fields = {"username", "email", "first_name", "last_name", "is_superuser", "office"}
        widgets: ClassVar[dict[str, forms.Widget]] = {}


class PersonForm(UserEditForm):
    """An account, and the office that readers see."""

    class Meta(UserEditForm.Meta):
        model = Person
        fields = {
            "username",
            "email",
            "first_name",
            "last_name",
            "is_superuser",
            "is_active",
            "office",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {}


class AppointmentForm(WagtailAdminModelForm):
    """Who gets which role where; saving it appoints."""

    class Meta:
        model = Membership
        fields = ("person", "organisation", "role")

    def clean(self) -> dict[str, object]:
        """Refuse a role that the kind of organisation does not have."""
        data = super().clean() or self.cleaned_data
        organisation, role = data.get("organisation"), data.get("role")
        if organisation and role and role not in ROLES_OF[PartyKind(organisation.kind)]:
            refusal = RoleDoesNotFit(str(Role(role).label), organisation.get_kind_display())
            self.add_error("role", forms.ValidationError(str(refusal)))
        return data

    def save(self, commit: bool = True) -> Membership:
        """Appoint. ``commit`` is Django's; an appointment is never half made."""
        self.instance = appoint(
            person=self.cleaned_data["person"],
            organisation=self.cleaned_data["organisation"],
            role=Role(self.cleaned_data["role"]),
        )
        return self.instance


class MembershipForm(WagtailAdminModelForm):
    """A membership that stands: it is ended, or taken up again."""

    active = forms.BooleanField(
        label=_("active"), required=False, help_text=_("Take the tick away to end the role.")
    )

    class Meta:
        model = Membership
        fields = ("active",)

    def save(self, commit: bool = True) -> Membership:
        """Dismiss or appoint again. ``commit`` is Django's; neither is ever half done."""
        if "active" not in self.changed_data:
            return self.instance
        if not self.cleaned_data["active"]:
            return dismiss(membership=self.instance)
        self.instance.refresh_from_db()
        return appoint(
            person=self.instance.person,
            organisation=self.instance.organisation,
            role=Role(self.instance.role),
        )
