"""Second factors in the audit log."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from wagtail.log_actions import log

from sasando.parties.models import Person


def _kind(authenticator: Authenticator) -> dict[str, str]:
    return {"factor": str(authenticator.get_type_display())}


@receiver(authenticator_added)
def note_factor_added(user: Person, authenticator: Authenticator, **kwargs: object) -> None:
    """A person set up a passkey, an app, or recovery codes."""
    log(user, "sasando.factor_added", user=user, data=_kind(authenticator))


@receiver(authenticator_removed)
def note_factor_removed(user: Person, authenticator: Authenticator, **kwargs: object) -> None:
    """A person took one away."""
    log(user, "sasando.factor_removed", user=user, data=_kind(authenticator))


@receiver(authenticator_reset)
def note_factor_reset(user: Person, authenticator: Authenticator, **kwargs: object) -> None:
    """A person made new recovery codes."""
    log(user, "sasando.factor_reset", user=user, data=_kind(authenticator))
