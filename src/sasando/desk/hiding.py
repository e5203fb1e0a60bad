"""What the policy hides from the commission, kept from all of Wagtail's screens.

Wagtail's lists, search, API, reports and audit log ask the permission policy of pages; its choosers
ask a hook; everything else names a page in its address (``middleware.HiddenPages``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from sasando.desk.models import Erratum, Item, Version, seats_of
from sasando.desk.policy import POLICY, shut_out
from sasando.parties.models import Person

# Hidden for good: readers of the commission read the published text on the site and on the
# version's page. The editor's screens would show the next draft beside it.
_HIDDEN = tuple(kind for kind, row in POLICY.items() if not row.visible_to_commission)


def is_shut_out(person: Any) -> bool:
    """Whether some kinds are hidden from ``person``: someone of the commission.

    An administrator who looks after the accounts sees everything, and can approve nothing.
    """
    if not isinstance(person, Person) or person.is_superuser:
        return False
    seats = seats_of(person)
    return any(shut_out(POLICY[kind], seats) for kind in _HIDDEN)


def hidden_items() -> Q:
    """Return the condition on pages that are hidden: fact-checks, and errata of fact-checks.

    An unpublished erratum is what its latest draft says it corrects.
    """
    kinds = [model for model in Item.__subclasses__() if getattr(model, "kind", None) in _HIDDEN]
    hidden = Q(pk__in=Erratum.objects.filter(corrects__governed_by__in=_HIDDEN).values("pk"))
    for model in kinds:
        hidden |= Q(pk__in=model.objects.values("pk"))
    drafts = dict(
        Erratum.objects.filter(live=False).values_list("pk", "latest_revision__content__corrects")
    )
    corrected = Version.objects.filter(
        pk__in=[pk for pk in drafts.values() if pk], governed_by__in=_HIDDEN
    )
    wrong = set(corrected.values_list("pk", flat=True))
    return hidden | Q(pk__in=[pk for pk, version in drafts.items() if version in wrong])


def shown_to(person: Any, pages: Any) -> Any:
    """Return ``pages`` (a queryset) without those that are hidden from ``person``."""
    return pages.exclude(hidden_items()) if is_shut_out(person) else pages


def hides_one_of(person: Any, ids: Iterable[int]) -> bool:
    """Whether one of the pages with these keys is hidden from ``person``."""
    wanted = set(ids)
    if not wanted or not is_shut_out(person):
        return False
    return bool(Page.objects.filter(pk__in=wanted).filter(hidden_items()).exists())


class FirewalledPages(PagePermissionPolicy):
    """Wagtail's policy of pages, without the pages that are hidden from a person."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the pages on which ``user`` may do one of ``actions``."""
        return shown_to(user, super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: Any) -> Any:
        """Return the pages that lists, search, reports and the audit log show to ``user``."""
        return shown_to(user, super().explorable_instances(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether ``user`` may do one of ``actions`` to this page."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and not hides_one_of(user, [instance.pk])
