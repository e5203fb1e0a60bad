"""Who may see what in the desk: one Django group a role, and no more than the role needs."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.permission_policies import ModelPermissionPolicy

from sasando.parties.models import Person, Role

# What everybody who works at the desk has: they get in, and see who is who.
EVERYBODY = (
    "wagtailadmin.access_admin",
    "sasando_parties.view_organisation",
    "sasando_parties.view_membership",
    "sasando_parties.view_publicsigningkey",
)


class Only(ModelPermissionPolicy):
    """Django's permissions, but no action beyond the named ones, for administrators either."""

    def __init__(self, model: type, *actions: str) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Person, action: str) -> bool:
        """Whether ``user`` may do ``action``: it is one of these, and the permission is theirs."""
        return action in self.actions and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> object:
        """Who may do one of ``actions``."""
        return super().users_with_any_permission(self.actions.intersection(actions))


def group_for(role: Role) -> Group:
    """Return the Django group of everyone who holds ``role`` in any organisation."""
    return Group.objects.get_or_create(name=role.value)[0]


def permissions_named(names: Iterable[str]) -> list[Permission]:
    """Return the permissions ``app_label.codename``. Raises ``LookupError`` for one unknown."""
    found = []
    for name in names:
        label, codename = name.split(".")
        permission = Permission.objects.filter(
            content_type__app_label=label, codename=codename
        ).first()
        if permission is None:
            raise LookupError(f"no permission {name}")
        found.append(permission)
    return found
