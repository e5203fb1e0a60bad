"""Which seats a person has, and what Wagtail's editor lets them do with an item from there."""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester

from sasando.desk.policy import POLICY, Seat, shut_out
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Membership, Person


def seats_of(person: Person) -> tuple[Seat, ...]:
    """Return the roles ``person`` holds today; cached on the object for one request."""
    cached: tuple[Seat, ...] | None = getattr(person, "_desk_seats", None)
    if cached is None:
        memberships = Membership.objects.of(person) if person.is_active else ()
        cached = tuple(
            Seat(m.organisation.code, PartyKind(m.organisation.kind), m.role) for m in memberships
        )
        person._desk_seats = cached  # type: ignore[attr-defined]
    return cached


class ItemPermissionTester(PagePermissionTester):
    """Wagtail's permissions in a section, narrowed to the parties of the item.

    Nobody publishes or unpublishes by permission, administrators included: the policy does.
    """

    def __init__(self, user: Person, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser and self._is_shut_out():
            self.permissions: set[str] = set()

    def can_edit(self) -> bool:
        """Only people of the publisher or a partner; administrators look, and approve nothing."""
        if self.user.is_superuser:
            return bool(super().can_edit())
        return not self._is_shut_out() and bool(super().can_edit()) and self._is_a_party()

    def _is_shut_out(self) -> bool:
        kind = getattr(self.page, "policy_kind", None)
        row = POLICY.get(kind) if kind is not None else None
        return row is not None and shut_out(row, seats_of(self.user))

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def _is_a_party(self) -> bool:
        mine = {seat.party for seat in seats_of(self.user)}
        publisher = self.page.publisher
        if publisher is None:
            return self.page.owner_id == self.user.pk
        if publisher.code in mine:
            return True
        return any(partner.code in mine for partner in self.page.partners.all())
